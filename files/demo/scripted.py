"""A whole year of an invented committee, step by step, as its people take them: 300 members, 12 departments.

It is told as data (`files.demo.step`). Whoever plays it (`commands.playing`) asks over GraphQL as each of
these people.
"""

from collections.abc import Iterator
from datetime import date

from files.demo.step import (
    MWC,
    TO_COME,
    Answer,
    AskLeave,
    CheckIn,
    Correct,
    DecideLeave,
    Exit,
    HandIn,
    LeaveOffice,
    Move,
    Objection,
    Occasion,
    Resolve,
    Said,
    Sample,
    Step,
    Work,
)
from files.demo.words import WORDS
from files.sheets.row_text import Row

MEMBERS = 300
OFFICE, SPEECHES, PROPOSALS = "办公室", "市政协全会大会发言组", "提案委员会"
ECONOMY, FARMING, CITY, SCIENCE = (
    "经济委员会",
    "农业和农村委员会",
    "城建和人口资源环境委员会",
    "教科卫体委员会",
)
HISTORY, LAW, FAITHS, ABROAD = (
    "文化文史和学习委员会",
    "社会法制委员会",
    "民族宗教委员会",
    "港澳台侨和外事委员会",
)
COMMITTEES = (PROPOSALS, ECONOMY, FARMING, CITY, SCIENCE, HISTORY, LAW, FAITHS, ABROAD)
DEPARTMENTS = (OFFICE, MWC, SPEECHES, *COMMITTEES)
# A second person, where one has to confirm or answer what the other did.
SECONDS = {f"{one}副主任": one for one in (MWC, FAITHS)}
LATE = "组织单位迟交名单"
# Members who sign in by their telephones, or object: these have accounts.
EXITED = "010"
SIGNING = ("001", "002", "003", "006", "008", "009", "010", "011", "012")
ALL = tuple(f"{at:03}" for at in range(1, MEMBERS + 1))
CHAIRS = ("291", "292", "293")
HEADERS = ("委员编号", "姓名", "委员身份", "所属界别", "所属专委会", "主席会议成员")


def roster() -> Iterator[Row]:
    """The rows of the roster, names as offices write them; the last has the name of another."""
    for at, number in enumerate(ALL):
        name = name_of(number)
        # Offices set two characters as wide as three.
        written = f"{name[0]}　{name[1]}" if at % 3 else name
        standing = "常委" if at % 6 == 1 else "委员"
        sector = WORDS["sectors"][at % len(WORDS["sectors"])]
        yield number, written, standing, sector, committee_of(number), "是" if number in CHAIRS else "否"


def name_of(number: str) -> str:
    """What a member is called."""
    at = 11 if number == ALL[-1] else int(number) - 1
    return f"{WORDS['surnames'][at % 60]}{WORDS['given_men'][at // 60 * 7 + at % 7]}"


def committee_of(number: str) -> str:
    """The special committee of a member: they are dealt out in turns."""
    return COMMITTEES[(int(number) - 1) % len(COMMITTEES)]


def members_of(committee: str) -> list[str]:
    """Everybody of a special committee."""
    return [number for number in ALL if committee_of(number) == committee]


def year() -> list[Step]:
    """Every step of the year, in order."""
    return [
        *_plenary(),
        *_common(),
        *_own(),
        *_writings(),
        *_handed_in(),
        *_review(),
        *_afterwards(),
        *_to_come(),
    ]


CAME: Said = {"状态": "出席"}
REGISTERED: Said = {"状态": "出席", "签到": "已登记"}
PLENARY = (
    (["004"], {"应到半天": "6", "出席半天": "3", "请假半天": "3"}),
    (["007"], {"应到半天": "6", "出席半天": "4.5", "缺席半天": "1.5"}),
)


def _plenary() -> list[Step]:
    """The plenary of six half-days: who comes signs in by code or on paper, and one does not come. Two who
    left early are put right afterwards; of all others the list stands as it was confirmed.
    """
    expected = [(ALL, {"状态": "缺席", "应到半天": "6"})]
    by_hand = [one for one in ALL if one not in (*SIGNING, "005")]
    return [
        Occasion(
            by=OFFICE, key="全会", kind="全会", day=date(2022, 1, 11), title="八届一次全会", groups=expected
        ),
        CheckIn(OFFICE, "全会", SIGNING, by_hand, half_days=6),
        Correct(OFFICE, "全会", PLENARY, "按请假单、离场登记改半天数", others_stay=True),
        Move(OFFICE, "approve", ["全会"]),
    ]


def _common() -> list[Step]:
    """What each special committee does with all of its members; one of them leaves office and exits."""
    steps: list[Step] = []
    for committee in COMMITTEES:
        for kind, day, said in (
            ("调研", date(2022, 3, 15), REGISTERED),
            ("专委会会议", date(2022, 4, 12), CAME),
        ):
            everybody = [(members_of(committee), said)]
            title = f"{committee}{kind}"
            steps.append(Occasion(by=committee, key=title, kind=kind, day=day, title=title, groups=everybody))
    steps.append(LeaveOffice(EXITED, date(2022, 5, 31), "工作调动"))
    steps.append(Exit(EXITED, "本人要求，个人信息不再需要"))
    for committee in COMMITTEES:
        there = [one for one in members_of(committee) if one != EXITED]
        trained = [(there, {"状态": "出席", "出席半天": "2"})]
        title = f"{committee}学习培训"
        steps.append(
            Occasion(
                by=committee,
                key=title,
                kind="学习培训",
                day=date(2022, 9, 20),
                title=title,
                groups=trained,
                late=LATE,
            )
        )
    return steps


def _meeting(by: str, kind: str, month: int, number: str, said: Said = CAME) -> Occasion:
    """Something at which one member was, or was expected; each has its own day and title."""
    key = f"{kind}{number}{month}月"
    late = LATE if month > 7 else None
    groups = [([number], said)]
    day = date(2022, month, 8)
    return Occasion(by=by, key=key, kind=kind, day=day, title=key, groups=groups, late=late)


def _own() -> list[Step]:
    """What single members do at meetings and elsewhere."""
    absent: Said = {"状态": "缺席"}
    owed: Said = {"必须参加": "是", "报名": "是"}
    surveys = [_meeting(CITY, "视察", month, "004", REGISTERED) for month in (1, 2, 3, 4, 5, 6, 7, 9, 10)]
    return [
        *(_meeting(OFFICE, "常委会会议", month, "002") for month in (2, 5, 9)),
        _meeting(OFFICE, "常委会会议", 11, "002", absent),
        *(_meeting(FARMING, "专题协商议政会", month, "003") for month in (6, 10)),
        _meeting(FARMING, "应邀党政会议", 3, "003"),
        *(_meeting(FARMING, "专委会会议", month, "003") for month in (2, 6, 7, 11)),
        *surveys,
        _meeting(CITY, "民主监督", 11, "004", {"状态": "出席", "签到": "未登记"}),
        _meeting(CITY, "应邀党政活动", 6, "004", {"状态": "缺席", **owed}),
        _meeting(CITY, "调研", 7, "004", {"状态": "请假", "必须参加": "是"}),
        _meeting(ABROAD, "界别活动组", 5, "009", {"状态": "出席", "角色": "召集人"}),
        _meeting(MWC, "委员工作室", 6, "009", {"状态": "出席", "角色": "主持"}),
        _meeting(MWC, "委员会客厅", 6, "011", {"状态": "出席", "角色": "主持"}),
        _meeting(ABROAD, "外出集中培训", 10, "009", {"状态": "出席", "参训": "全程"}),
        _meeting(MWC, "公益活动", 4, "012"),
        # Comes back for its list of members, and never again.
        Occasion(
            by=PROPOSALS,
            key="退回的视察",
            kind="视察",
            day=date(2022, 5, 10),
            title="视察渔港",
            groups=[(["001", "010"], REGISTERED)],
        ),
    ]


def _written(by: str, kind: str, title: str, author: str, said: Said, month: int = 3) -> Work:
    """A work of one member."""
    late = LATE if month > 7 else None
    key, day = f"{kind}{title}", date(2022, month, 16)
    own: list[tuple[str, Said]] = [(author, {})]
    return Work(by=by, key=key, kind=kind, day=day, title=title, authors=own, said=said, late=late)


def _writings() -> list[Step]:
    """What members write, and what becomes of it."""
    filed: Said = {"立案": "是"}
    return [
        *(_written(PROPOSALS, "提案", f"建议{at}", "001", filed) for at in "一二三"),
        Work(
            by=PROPOSALS,
            key="重点提案",
            kind="提案",
            day=date(2022, 3, 1),
            title="关于海岛交通的建议",
            authors=[("001", {}), ("011", {"确认": "是"})],
            said=filed,
            outcomes=[
                (date(2022, 6, 1), {"结果": "重点"}),
                (date(2022, 7, 1), {"结果": "批示", "领导级别": "市主要领导"}),
            ],
        ),
        Work(
            by=PROPOSALS,
            key="集体提案",
            kind="集体提案",
            day=date(2022, 3, 2),
            title="关于渔港建设的建议",
            authors=[("012", {"角色": "主笔"}), ("013", {"角色": "参与"})],
            said=filed,
        ),
        Work(
            by=OFFICE,
            key="采用的信息",
            kind="社情民意",
            day=date(2022, 4, 1),
            title="海岛医疗的信息",
            authors=[("008", {}), ("009", {"确认": "是"})],
            outcomes=[
                (date(2022, 5, 1), {"结果": "采用", "采用层级": "市政协"}),
                (date(2022, 5, 9), {"结果": "批示", "领导级别": "市领导"}),
            ],
        ),
        _written(OFFICE, "社情民意", "停车的信息", "008", {}),
        _written(HISTORY, "文史资料", "渔村旧事", "006", {"采用": "是"}),
        _written(HISTORY, "文史资料", "船歌", "006", {"采用": "否"}),
        _written(OFFICE, "理论成果", "协商民主在基层", "006", {"层级": "省"}),
        _written(OFFICE, "宣传稿件", "委员在行动", "006", {"层级": "市"}),
        Work(
            by=OFFICE,
            key="宣传稿件再登",
            kind="宣传稿件",
            day=date(2022, 4, 20),
            title="委员在行动",
            authors=[("006", {})],
            said={"层级": "省"},
        ),
        _written(OFFICE, "宣传稿件", "海上会客厅", "006", {"层级": "县区"}),
        _written(SPEECHES, "发言", "振兴渔业", "007", {"场合": "全会", "形式": "口头"}, 1),
        Work(
            by=LAW,
            key="发言再用",
            kind="发言",
            day=date(2022, 6, 20),
            title="振兴渔业",
            authors=[("007", {})],
            said={"场合": "常委会", "形式": "书面"},
        ),
        _written(LAW, "发言", "调解员的话", "007", {"场合": "其他", "形式": "书面"}),
        Work(
            by=LAW,
            key="报告",
            kind="调研视察报告",
            day=date(2022, 8, 1),
            title="基层调解的调研报告",
            authors=[("007", {"角色": "执笔"}), ("016", {"角色": "课题组"})],
            outcomes=[(date(2022, 9, 5), {"结果": "批示", "领导级别": "市领导"})],
        ),
        _written(MWC, "表彰", "市先进个人", "009", {"层级": "市"}, 12),
        _written(MWC, "表彰", "县先进个人", "009", {"层级": "县区"}, 12),
    ]


HANDED_IN = ("接口提案", "同名提案")


def _document(at: int, sequence: int, month: int, **said: object) -> dict[str, object]:
    """What the proposals' own system reports of a proposal."""
    return {"id": f"T-{at}", "sequence": sequence, "occurredAt": f"2022-{month:02}-01T09:00:00+08:00", **said}


def proposal(at: int, title: str, author: dict[str, str]) -> dict[str, object]:
    """A proposal that was filed."""
    about = {"kind": "提案", "title": title, "day": "2022-03-01", "attributes": {"立案": "是"}}
    return _document(at, 1, 3, **about, authors=[author])


def _handed_in() -> list[Step]:
    """What another system hands in, each document twice: an outcome before its proposal, and a name that two
    members bear.
    """
    key_proposal = [{"day": "2022-06-01", "attributes": {"结果": "重点"}}]
    author = {"name": name_of("002"), "number": "002"}
    return [
        HandIn(PROPOSALS, _document(1, 2, 6, outcomes=key_proposal), "waiting"),
        HandIn(PROPOSALS, proposal(1, "关于海上风电的建议", author), "done", "接口提案"),
        HandIn(PROPOSALS, proposal(2, "关于渔船检验的建议", {"name": name_of("300")}), "waiting"),
        Resolve(PROPOSALS, "T-2", "300", "同名提案"),
    ]


def _review() -> list[Step]:
    """Each department approves what it entered in one go, and archives it; two records come back."""
    entered = [one for one in [*_common(), *_own(), *_writings()] if isinstance(one, Occasion | Work)]
    back, again = "退回的视察", "应邀党政会议0033月"
    steps: list[Step] = [
        Move(PROPOSALS, "return", [back], "名单不全，请核对"),
        Move(FARMING, "return", [again], "请写明是哪个部门的会议"),
        Move(FARMING, "submit", [again]),
    ]
    for department in DEPARTMENTS:
        keys = [one.key for one in entered if one.by == department and one.key != back]
        keys += HANDED_IN if department == PROPOSALS else ()
        steps.append(Move(department, "approve", keys))
        # The plenary was approved when its half-days were written.
        plenary = ["全会"] if department == OFFICE else []
        steps.append(Move(department, "archive", [*plenary, *keys]))
    return steps


def _afterwards() -> list[Step]:
    """The sample of what is archived; objections, two upheld, one refused, one open."""
    training = f"{FAITHS}学习培训"
    lecturer: Said = {"状态": "出席", "出席半天": "2", "角色": "主讲"}
    others = [one for one in members_of(FAITHS) if one != "008"]
    corrected = [(["008"], lecturer), (others, {"状态": "出席", "出席半天": "2"})]
    forgotten = ("调研", date(2022, 10, 25), "紫菜养殖调研")
    kind, day, title = forgotten
    survey = Occasion(
        by=FARMING, key=title, kind=kind, day=day, title=title, groups=[(["006"], REGISTERED)], late="漏登"
    )
    return [
        Sample(20, [("监督员甲", "4711080215"), ("监督员乙", "0361990274")], [None, "签到表缺一页", None]),
        # Whoever entered the training does not answer; another person of the same department does.
        Objection("008", "主讲", "这次培训是我主讲的，有课件", record=training),
        Correct(FAITHS, training, corrected, "核对课件，008 号委员是主讲"),
        Answer(
            "主讲",
            "UPHELD",
            "核对课件，确是主讲，已更正",
            "L2",
            "示例·培训 L2",
            "主讲加 3 分",
            training,
            by=f"{FAITHS}副主任",
        ),
        Objection("009", "信息", "这篇信息我是第一作者", record="采用的信息"),
        Answer("信息", "REFUSED", "原稿署名在后，没有错", "S4", "示例·社情民意 S4", "其余作者平分另一半"),
        Objection("006", "漏登", "我参加了这次调研", missing=forgotten, organiser=FARMING),
        survey,
        Move(FARMING, "approve", [survey.key]),
        Move(FARMING, "archive", [survey.key]),
        Answer("漏登", "UPHELD", "已补登", "A1", "示例·活动 A1", "记 2 分", survey.key, by=FARMING),
        Objection("003", "又漏登", "这次调研没有登记", missing=("调研", date(2022, 10, 12), "渔农业调研")),
    ]


NEXT_PLENARY = "下一次全会"


def _to_come() -> list[Step]:
    """Leave from what is still to come: given, refused, not decided yet; the list of the plenary follows."""
    absent = [(["002", "003"], {"状态": "缺席"})]
    return [
        AskLeave("002", "住院", "住院", "全会", NEXT_PLENARY),
        AskLeave("003", "出差", "单位出差", "全会", NEXT_PLENARY),
        AskLeave("006", "讲课", "要讲课", "专委会会议", "秋汛专题会", FARMING),
        DecideLeave(OFFICE, "住院", True, "好好休养"),
        DecideLeave(OFFICE, "出差", False, "全会不因出差请假"),
        Occasion(by=OFFICE, key=NEXT_PLENARY, kind="全会", day=TO_COME, title=NEXT_PLENARY, groups=absent),
    ]
