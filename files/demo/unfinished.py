"""What is under way on any day, on top of an imported year: for the database that `make run` serves.

People are named by the role of their demo account; the department is the Proposals Committee.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from files.demo.scripted import REGISTERED
from files.demo.step import (
    Answer,
    Appointed,
    AskLeave,
    InYear,
    Move,
    Objection,
    Occasion,
    OpinionItem,
    OpinionMeeting,
    OpinionPaper,
    Said,
    Sample,
    Sources,
    Step,
)

DEPARTMENT, MEMBER, OFFICER, SIGNER = "专门委员会", "委员", "信息员", "签批领导"
# For which the account of 承办单位 acts (`services.demo_accounts`).
UNIT = "市交通运输局"
_LATE = "组织单位迟交名单"
_SEATS = [("监督员甲", "4711080215"), ("监督员乙", "0361990274")]
EXPECTED: Said = {"状态": "缺席"}


def unfinished(members: Sequence[str]) -> list[Step]:
    """The steps, for members by their numbers; the first is the one who has an account."""
    done = [
        _survey(f"演示调研{at}", date(2022, month, 14), members) for at, month in enumerate((2, 3, 4, 5), 1)
    ]
    keys = [one.key for one in done]
    return [
        *done,
        Move(DEPARTMENT, "approve", keys),
        Move(DEPARTMENT, "archive", keys),
        _survey("演示调研：待审核", date(2022, 10, 11), members, late=_LATE),
        _survey("演示调研：退回", date(2022, 6, 14), members),
        Move(DEPARTMENT, "return", ["演示调研：退回"], "名单不全，请核对"),
        _survey("演示调研：草稿", date(2022, 7, 5), members, "DRAFT"),
        _survey("演示调研：逾期没有提交", date(2022, 11, 8), members, "DRAFT"),
        Sample(3, _SEATS, [None, "签到表缺一页"]),
        Objection(MEMBER, "重复", "这次调研登记得不对", record=keys[0]),
        Answer("重复", "REFUSED", "核对签到表，没有错", "A1", "示例·活动 A1", "记 2 分"),
        Objection(MEMBER, "漏登", "这次调研没有登记", missing=("调研", date(2022, 9, 6), "渔农业调研")),
        *_opinions(),
    ]


def _opinions() -> list[Step]:
    """An item and a paper in each state that there is so far."""
    return [
        Appointed(
            ("leader_in_charge", "office_head", "secretary_general", "chair"), SIGNER, date(2022, 1, 1)
        ),
        Sources(
            ("东港社区居民委员会", "东港街道 3 号一楼"),
            [
                ("园区企业的用电、用水", "哪些企业，什么时候，缺多少？有什么打算？", 10),
                ("海岛养老服务", "护理员缺多少？补助到位没有？", 30),
            ],
            [
                ("phone", "桥头夜里黑，老人摔了一跤。", "演示群众甲", "13900000001"),
                ("letter", "菜场下水堵了，一下雨就漫上来。", "演示群众乙", ""),
            ],
            [8, 8, 6, 8],
        ),
        OpinionItem(
            MEMBER, "livelihood", ("码头早晨停车难", "东港码头早晨停满", "东侧空地作临时车位"), "DRAFT"
        ),
        OpinionItem(
            MEMBER,
            "groups",
            ("渔民医保异地结算慢", "岛外就医要等两周", "开一个结算窗口"),
            "SUBMITTED",
            named={"source": "contact_point", "contactPoint": 1},
        ),
        OpinionItem(
            OFFICER,
            "emergency",
            ("台风后航标移位", "三处航标移位，夜航看不到", "先设临时灯标"),
            "SUBMITTED",
            "at_once",
        ),
        OpinionItem(
            MEMBER, "policy", ("补贴政策群众不清楚", "有人不知道怎样申请", "写一页明白纸"), "RETURNED"
        ),
        OpinionItem(
            OFFICER,
            "development",
            ("冷链园区用电紧", "夏天限电三次", "增一台变压器"),
            "ACCEPTED",
            named={"source": "commissioned", "call": 1},
        ),
        OpinionItem(MEMBER, "livelihood", ("公园长椅少", "老人没有地方坐", "加十张长椅"), "KEPT"),
        OpinionItem(MEMBER, "livelihood", ("路灯不亮", "已经修好了", "不用再办"), "WITHDRAWN"),
        *_papers(),
    ]


def _papers() -> list[Step]:
    """One that is edited, of two items; one that waits to be signed; some that a unit handles, one of them
    once more.
    """
    titles = (
        "东港公交班次少",
        "西港末班车太早",
        "民宿消防不合规",
        "幼儿园入园难",
        "码头缺雨棚",
        "桥头夜里黑",
        "健身器材坏了",
    )
    items = [
        OpinionItem(MEMBER, "livelihood", (titles[0], "早晨一小时一班", "早晚各加两班"), "ACCEPTED"),
        OpinionItem(OFFICER, "livelihood", (titles[1], "六点以后没有车", "延到八点半"), "ACCEPTED"),
        OpinionItem(OFFICER, "emergency", (titles[2], "十二家没有喷淋", "限期整改，给补助"), "ACCEPTED"),
        OpinionItem(MEMBER, "livelihood", (titles[3], "两个新村没有公办园", "改建一所"), "ACCEPTED"),
        OpinionItem(MEMBER, "livelihood", (titles[4], "下雨候船没有地方躲", "搭一排雨棚"), "ACCEPTED"),
        OpinionItem(OFFICER, "livelihood", (titles[5], "桥头三盏灯不亮", "换灯，加两盏"), "ACCEPTED"),
        OpinionItem(MEMBER, "livelihood", (titles[6], "两处的单杠松了", "拆换，定期查"), "ACCEPTED"),
    ]
    to_unit = {"destination": "department", "vehicle": "forward", "unit": UNIT}
    to_leaders = {"destination": "city_leaders", "vehicle": "report"}
    return [
        *items,
        OpinionPaper(titles[:2], {"title": "海岛公交班次少、末班早", **to_unit}, "EDITING"),
        OpinionPaper(titles[2:3], to_leaders, "SIGNING"),
        OpinionPaper(titles[3:4], to_unit, "SIGNED", "EXTENDING"),
        OpinionPaper(
            titles[4:5],
            to_unit,
            "SIGNED",
            "CLOSED",
            [("ADOPTION", "省政协", "《浙江政协信息》"), ("INSTRUCTION", "市领导", "请交通局年内办好。")],
            [("FAIRLY_SATISFIED", None, None), ("SATISFIED", None, None)],
        ),
        OpinionPaper(titles[5:6], to_unit, "SIGNED"),
        OpinionPaper(
            titles[6:7], to_unit, "SIGNED", "CLOSED", rated=[("DISSATISFIED", "partly", "只换了一处")]
        ),
        OpinionMeeting("海岛公交的两条合起来办；码头的几条，请交通局来讲一次。"),
    ]


def of_this_year(members: Sequence[str], today: date) -> list[Step]:
    """The steps of the year that it is, for the same members: what waits, is due, and can be begun today.

    Days before the year are its first day, those behind it its last.
    """

    def day(by: int) -> date:
        return min(max(today + timedelta(by), date(today.year, 1, 1)), date(today.year, 12, 31))

    done = [_survey(f"本年调研{at}", day(-1), members) for at in range(1, 5)]
    keys = [one.key for one in done]
    return [
        InYear(today.year),
        *done,
        Move(DEPARTMENT, "approve", keys),
        Move(DEPARTMENT, "archive", keys),
        _survey("本年调研：待审核", day(-1), members),
        _survey("本年调研：退回", day(-1), members),
        Move(DEPARTMENT, "return", ["本年调研：退回"], "名单不全，请核对"),
        _survey("本年调研：草稿", today, members, "DRAFT"),
        _survey("本年调研：逾期没有提交", day(-30), members, "DRAFT"),
        _survey("本年调研：可以开签到", today, members, said=EXPECTED),
        _survey("本年调研：可以请假", day(30), members, said=EXPECTED),
        AskLeave(MEMBER, "本年调研：可以请假", "外出学习"),
        Sample(3, _SEATS, [None]),
        Objection(MEMBER, "本年漏登", "这次调研没有登记", missing=("调研", day(-7), "海岛交通调研")),
    ]


def _survey(
    title: str,
    day: date,
    members: Sequence[str],
    up_to: str = "SUBMITTED",
    late: str | None = None,
    said: Said = REGISTERED,
) -> Occasion:
    """A survey of the department, of which the same is said of all members."""
    return Occasion(
        by=DEPARTMENT,
        key=title,
        kind="调研",
        day=day,
        title=title,
        groups=[(members, said)],
        up_to=up_to,
        late=late,
    )
