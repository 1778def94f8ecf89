"""The lists of the desk that can be taken out as files: each is what the screen's own query answers.

A list names the operation that its page asks, and how a file says a row of the answer and the conditions of
the question. Which rows there are, in which order, and who may see them is thereby decided in one place: the
query.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from dashboard.words import words
from files.sheets.row_text import Value
from screen_list import (
    EVERYTHING,
    SEARCHED,
    Column,
    Json,
    Said,
    ScreenList,
    dated,
    day,
    number,
    plain,
    time,
    timed,
    worded,
)
from services.review.transitions import state_name
from services.rights.role import Right

FORMS = {"OCCASION": "会议活动", "WORK": "作品"}
COUNTED = ["APPROVED", "ARCHIVED"]
DESCRIBED = ("界别", "专委会", "身份")
MEASURED = {"POINTS": "得分", "RECORDS": "履职事实条数", "WORKS": "件次"}
OF_RECORDS = frozenset(("form", "year", "kinds", "states", "search", "since", "until", "late", "batch"))


def _attribute(name: str, of: Callable[[Json], Json]) -> Column:
    def cell(row: Json) -> Value:
        return next((one["value"] for one in of(row)["attributes"] or () if one["name"] == name), "")

    return Column(name, cell)


def _ranked(committee: Json, asked: Json) -> Sequence[Column]:
    rules = committee["run"]["ruleSet"]
    moved = [Column("名次上升（下降为负）", _risen)] if asked.get("against") else []
    value = [number(_measured(committee, asked), "value")] if asked.get("node") else []
    return (
        Column("名次", lambda row: "不排名" if row["rank"] is None else row["rank"]),
        Column("并列", lambda row: "并列" if row["tied"] else ""),
        *moved,
        Column("编号", lambda row: row["member"]["number"]),
        Column("委员", lambda row: row["member"]["name"]),
        *(_attribute(one, lambda row: row["member"]) for one in rules["scopes"] if one != "全体"),
        *value,
        number("总分", "total"),
        plain("等次", "grade"),
        Column("没有通过的", lambda row: "、".join(one["title"] for one in row["gates"])),
        plain("为什么不排名", "unranked"),
    )


def _risen(row: Json) -> Value:
    risen: int | None = None if row["change"] is None else row["change"]["rankDifference"]
    return risen


def _measured(committee: Json, asked: Json) -> str:
    """What a ranking by a node is by, as `提案`; counts say what they count."""
    nodes = {one["node"]["code"]: one["node"]["title"] for one in committee["run"]["measure"] or ()}
    title: str = nodes.get(asked["node"], asked["node"])
    return title if asked["by"] == "POINTS" else f"{title}{MEASURED[asked['by']]}"


def _ranking_said(committee: Json, asked: Json) -> Said:
    by = f"{_measured(committee, asked)}" if asked.get("node") else "总分"
    said = {"范围": asked["scope"], "按": by, **_filtered(asked)}
    if asked.get("against"):
        runs = {one["id"]: one["name"] or one["madeAt"] for one in committee["runs"]["nodes"]}
        said["与哪一次比"] = runs.get(asked["against"], asked["against"])
    return said


def _filtered(asked: Json) -> Said:
    """The conditions on members: by attributes, and what was searched for."""
    said = {one["attribute"]: "、".join(_listed(one["values"])) for one in asked.get("where") or ()}
    return said | _searched(asked)


def _listed(given: Json) -> Sequence[str]:
    """The values of a variable that is a list: GraphQL takes a single one for a list of one."""
    return [given] if isinstance(given, str) else given or ()


def _searched(asked: Json) -> Said:
    return {SEARCHED: asked["search"]} if asked.get("search") else {}


def _of_records(committee: Json, asked: Json) -> Sequence[Column]:
    work = (asked.get("where") or {}).get("form") == "WORK"
    return (
        plain("种类", "kind"),
        plain("编号", "number"),
        plain("题目", "title"),
        dated("日期", "day"),
        plain("作者" if work else "人数", "partCount"),
        plain("部门", "department"),
        Column("状态", lambda row: state_name(row["state"].lower())),
        Column("补录", lambda row: "补录" if row["late"] else ""),
        Column("录入期限", lambda row: day(row["due"]["day"])),
        Column("期限情况", lambda row: words("due")[row["due"]["state"]]),
    )


def _records_said(committee: Json, asked: Json) -> Said:
    where = asked.get("where") or {}
    # The query itself takes those that count where nothing is said of it.
    states = where.get("states", COUNTED)
    late = where.get("late")
    said = {
        "形式": FORMS.get(where.get("form") or "", ""),
        "种类": "、".join(_listed(where.get("kinds"))),
        "状态": "、".join(state_name(one.lower()) for one in _listed(states)) or "不论",
        "日期": " 至 ".join(where.get(one) or "……" for one in ("since", "until")),
        "补录": "" if late is None else "只要补录的" if late else "不要补录的",
        "同一次提交、导入或退回的": f"第 {where['batch']} 号" if where.get("batch") else "",
    }
    if not where.get("since") and not where.get("until"):
        del said["日期"]
    return {head: words for head, words in said.items() if words} | _searched(where)


def _in_office(committee: Json, asked: Json) -> Sequence[Column]:
    return (
        plain("编号", "number"),
        plain("姓名", "name"),
        *(_attribute(name, lambda row: row) for name in DESCRIBED),
        plain("届", "term"),
        dated("任职起", "firstDay"),
        dated("任职止", "lastDay"),
        Column("情况", _state),
    )


def _state(row: Json) -> Value:
    return "已退出" if row["exited"] else "退出等确认" if row["exitAskedAt"] else ""


def _counted(committee: Json, asked: Json) -> Sequence[Column]:
    def of(at: int) -> Callable[[Json], Value]:
        return lambda row: Decimal(row["values"][at])

    return (
        Column("编号", lambda row: row["member"]["number"]),
        Column("委员", lambda row: row["member"]["name"]),
        number("合计", "total"),
        *(Column(one["title"], of(at)) for at, one in enumerate(committee["run"]["matrix"]["columns"])),
    )


def _matrix_said(committee: Json, asked: Json) -> Said:
    by = "种类" if asked["by"] == "KIND" else "办法各项"
    value = "分数" if asked["value"] == "POINTS" else "次数"
    return {"列": by, "数": value, **_searched(asked)}


def _of_member(row: Json) -> str:
    found: str = row["member"]["id"]
    return found


def _of_self(row: Json) -> str:
    found: str = row["id"]
    return found


def _objected(committee: Json, asked: Json) -> Sequence[Column]:
    return (
        plain("编号", "number"),
        worded("关于", "about", words("objectionAbout")),
        Column("委员编号", lambda row: row["member"] and row["member"]["number"]),
        # A department that objects to a record is no member.
        Column("委员", lambda row: row["member"]["name"] if row["member"] else row["side"]),
        plain("年度", "year"),
        plain("题目", "title"),
        plain("由谁答复", "desk"),
        worded("状态", "state", words("objectionStates")),
        timed("提出", "raisedAt"),
        dated("期限", "due"),
        Column("过期", lambda row: "过期" if row["overdue"] else ""),
        worded("结论", "verdict", words("verdicts")),
        plain("依据哪条规则", "rule"),
        plain("依据哪一条", "citation"),
        plain("算到哪一步", "step"),
    )


def _objections_said(committee: Json, asked: Json) -> Said:
    where = asked.get("where") or {}
    said = {"状态": words("objectionStates")[where["state"]]} if where.get("state") else {}
    late = where.get("overdue")
    return said if late is None else said | {"过期": "只要过期的" if late else "不要过期的"}


def _sampled(committee: Json, asked: Json) -> Sequence[Column]:
    return (
        plain("编号", "number"),
        plain("年度", "year"),
        Column("种类", lambda row: "、".join(row["kinds"] or ()) or EVERYTHING),
        Column("部门", lambda row: "、".join(row["departments"] or ()) or EVERYTHING),
        dated("从", "since"),
        dated("到", "until"),
        plain("名单几条", "records"),
        plain("建议抽几条", "proposed"),
        Column("抽取", lambda row: "；".join(map(_draw, row["draws"]))),
        worded("状态", "state", words("sampleStates")),
        plain("冻结人", "frozenBy"),
        timed("冻结", "frozenAt"),
    )


def _draw(one: Json) -> str:
    part = " · ".join("、".join(some) for some in (one["departments"], one["kinds"]) if some)
    counts = f"抽 {one['size']} 条，检查 {one['examined']} 条，有问题 {one['faults']} 条"
    return f"{part or '整份名单'}：{counts}"


def _drawn(committee: Json, asked: Json) -> Sequence[Column]:
    def found(name: str) -> Callable[[Json], Value]:
        return lambda row: row["finding"] and row["finding"][name]

    return (
        plain("次序", "place"),
        plain("名单第几号", "rowNumber"),
        plain("种类", "kind"),
        Column("编号", lambda row: row["record"] and row["record"]["number"]),
        Column("题目", lambda row: row["record"] and row["record"]["title"]),
        plain("部门", "department"),
        plain("冻结时第几版", "versionThen"),
        plain("现在第几版", "versionNow"),
        Column("现在的状态", lambda row: state_name(row["stateNow"].lower())),
        Column("检查出", _finding),
        Column("问题", found("what")),
        Column("检查人", found("foundBy")),
        Column("检查时间", lambda row: row["finding"] and time(row["finding"]["foundAt"])),
    )


def _finding(row: Json) -> Value:
    found = row["finding"]
    if found is None:
        return "还没有检查"
    if not found["fault"]:
        return "没有问题"
    return words("sampleCures")[found["cure"]] if found["cure"] else "有问题"


def _asked_for(committee: Json, asked: Json) -> Sequence[Column]:
    return (
        plain("编号", "number"),
        plain("委员编号", "memberNumber"),
        plain("委员", "memberName"),
        plain("种类", "kind"),
        plain("题目", "title"),
        dated("日期", "day"),
        plain("原因", "reason"),
        Column("证明几份", lambda row: len(row["files"])),
        timed("提出", "askedAt"),
        worded("批复", "state", words("leaveStates")),
        plain("批复人", "decidedBy"),
        plain("批复的话", "answer"),
    )


def _timely(committee: Json, asked: Json) -> Sequence[Column]:
    return (
        Column("部门", lambda row: row["department"] or "没有写部门的"),
        plain("种类", "kind"),
        *(plain(head, name) for name, head in words("timeliness").items()),
    )


# By the name of the operation (dashboard/queries).
LISTS: Mapping[str, ScreenList] = {
    "Ranking": ScreenList(
        title="履职排名",
        asks=frozenset(("committee", "year", "scope", "where", "search", "by", "node", "against")),
        at=("committee", "run", "ranking"),
        columns=_ranked,
        conditions=_ranking_said,
        member=_of_member,
    ),
    "Records": ScreenList(
        title="记录",
        asks=frozenset(("committee", "where", *(f"where.{name}" for name in OF_RECORDS))),
        at=("committee", "records"),
        columns=_of_records,
        conditions=_records_said,
        year=lambda asked: (asked.get("where") or {}).get("year"),
    ),
    "ReviewQueue": ScreenList(
        title="待审核的记录",
        asks=frozenset(("committee", "year", "kinds")),
        at=("committee", "reviewQueue", "records"),
        columns=_of_records,
        conditions=lambda committee, asked: {"种类": "、".join(_listed(asked.get("kinds"))) or EVERYTHING},
    ),
    "PeopleOfYear": ScreenList(
        title="委员名册",
        asks=frozenset(("committee", "year", "where", "search")),
        at=("committee", "members"),
        columns=_in_office,
        conditions=lambda committee, asked: _filtered(asked),
        member=_of_self,
    ),
    "Roster": ScreenList(
        title="一届的委员名册",
        asks=frozenset(("committee", "term", "search")),
        at=("committee", "members"),
        columns=_in_office,
        conditions=lambda committee, asked: {"届": asked.get("term") or "现在的一届", **_searched(asked)},
        member=_of_self,
    ),
    "Matrix": ScreenList(
        title="履职统计",
        asks=frozenset(("committee", "year", "by", "value", "columns", "search")),
        at=("committee", "run", "matrix"),
        columns=_counted,
        conditions=_matrix_said,
        member=_of_member,
    ),
    "Objections": ScreenList(
        title="异议",
        asks=frozenset(("committee", "where", "where.state", "where.overdue")),
        at=("committee", "objections"),
        columns=_objected,
        conditions=_objections_said,
        member=lambda row: row["member"] and row["member"]["id"],
    ),
    "Samples": ScreenList(
        title="抽查",
        asks=frozenset(("committee",)),
        at=("committee", "samples"),
        columns=_sampled,
        conditions=lambda committee, asked: {},
    ),
    "Sample": ScreenList(
        title="抽到的记录",
        asks=frozenset(("committee", "number")),
        at=("committee", "sample", "drawn"),
        columns=_drawn,
        conditions=lambda committee, asked: {"抽查": f"第 {asked['number']} 次"},
    ),
    "Leaves": ScreenList(
        title="请假",
        asks=frozenset(("committee",)),
        at=("leaves",),
        columns=_asked_for,
        conditions=lambda committee, asked: {},
        member=lambda row: row["member"],
        right=Right.LEAVE,
    ),
    "Timeliness": ScreenList(
        title="各部门录入的及时情况",
        asks=frozenset(("committee", "year")),
        at=("committee", "timeliness"),
        columns=_timely,
        conditions=lambda committee, asked: {},
        paged=False,
    ),
}
