"""The lists of the desk that can be taken out as files: each is what the screen's own query answers.

A list names the operation that its page asks, and how a file says a row of the answer and the conditions of
the question. Which rows there are, in which order, and who may see them is thereby decided in one place: the
query.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from files.sheets.row_text import Value
from services.refusal import Code, Refusal
from services.review.transitions import state_name

Json: TypeAlias = Any
Said: TypeAlias = dict[str, str]
# Under this head stands what was searched for: it may be a name, and the trail does not say it.
SEARCHED = "查找"
EVERYTHING = "全部"
# How a record stands to its deadline, as the desk says it (dashboard/src/desk/words.ts).
DUE = {
    "OPEN": "没有到期",
    "DUE_SOON": "快到期",
    "OVERDUE": "已过期",
    "DONE": "按期",
    "LATE": "补录",
    "UNKNOWN": "期限不知道",
    "NONE": "没有期限",
}
FORMS = {"OCCASION": "会议活动", "WORK": "作品"}
COUNTED = ["APPROVED", "ARCHIVED"]
DESCRIBED = ("界别", "专委会", "身份")
MEASURED = {"POINTS": "得分", "RECORDS": "履职事实条数", "WORKS": "件次"}
OF_RECORDS = frozenset(("form", "year", "kinds", "states", "search", "since", "until", "late", "batch"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its head, and what stands in it of a row of the answer."""

    head: str
    cell: Callable[[Json], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenList:
    """A list of the desk. `asks` are the variables that its file knows to put in words.

    `at` leads from the committee in the answer to the page of rows; `columns` and `conditions` are told the
    committee of the first page and the variables; `member` gives the id of whoever a row names.
    """

    title: str
    asks: frozenset[str]
    at: tuple[str, ...]
    columns: Callable[[Json, Json], Sequence[Column]]
    conditions: Callable[[Json, Json], Said]
    year: Callable[[Json], int | None] = lambda asked: asked.get("year")
    member: Callable[[Json], str | None] = lambda row: None

    def page(self, committee: Json) -> Json | None:
        """The page of rows in an answer; None where there is none, as in a year without a run."""
        found = committee
        for name in self.at:
            found = None if found is None else found[name]
        return found

    def check(self, asked: Json) -> None:
        """Raises `Refusal` for a variable that no file of the list would put in words."""
        where = asked.get("where")
        told = {*asked} | {f"where.{name}" for name in where} if isinstance(where, dict) else {*asked}
        unknown = sorted(told - self.asks)
        if unknown:
            message = f"导出{self.title}时不能写 {unknown[0]}；能写的是 {'、'.join(sorted(self.asks))}"
            raise Refusal(Code.BAD_USER_INPUT, message, f"variables.{unknown[0]}")


def _plain(head: str, name: str) -> Column:
    return Column(head, lambda row: row[name])


def _number(head: str, name: str) -> Column:
    return Column(head, lambda row: Decimal(row[name]))


def _day(text: str | None) -> Value:
    return None if text is None else date.fromisoformat(text)


def _attribute(name: str, of: Callable[[Json], Json]) -> Column:
    def cell(row: Json) -> Value:
        return next((one["value"] for one in of(row)["attributes"] or () if one["name"] == name), "")

    return Column(name, cell)


def _ranked(committee: Json, asked: Json) -> Sequence[Column]:
    rules = committee["run"]["ruleSet"]
    moved = [Column("名次上升（下降为负）", _risen)] if asked.get("against") else []
    value = [_number(_measured(committee, asked), "value")] if asked.get("node") else []
    return (
        Column("名次", lambda row: "不排名" if row["rank"] is None else row["rank"]),
        Column("并列", lambda row: "并列" if row["tied"] else ""),
        *moved,
        Column("编号", lambda row: row["member"]["number"]),
        Column("委员", lambda row: row["member"]["name"]),
        *(_attribute(one, lambda row: row["member"]) for one in rules["scopes"] if one != "全体"),
        *value,
        _number("总分", "total"),
        _plain("等次", "grade"),
        Column("没有通过的", lambda row: "、".join(one["title"] for one in row["gates"])),
        _plain("为什么不排名", "unranked"),
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
        _plain("种类", "kind"),
        _plain("编号", "number"),
        _plain("题目", "title"),
        Column("日期", lambda row: _day(row["day"])),
        _plain("作者" if work else "人数", "partCount"),
        _plain("部门", "department"),
        Column("状态", lambda row: state_name(row["state"].lower())),
        Column("补录", lambda row: "补录" if row["late"] else ""),
        Column("录入期限", lambda row: _day(row["due"]["day"])),
        Column("期限情况", lambda row: DUE[row["due"]["state"]]),
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
        _plain("编号", "number"),
        _plain("姓名", "name"),
        *(_attribute(name, lambda row: row) for name in DESCRIBED),
        _plain("届", "term"),
        Column("任职起", lambda row: _day(row["firstDay"])),
        Column("任职止", lambda row: _day(row["lastDay"])),
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
        _number("合计", "total"),
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


# By the name of the operation (dashboard/queries).
LISTS: Mapping[str, ScreenList] = {
    "Ranking": ScreenList(
        title="履职排名",
        asks=frozenset(("committee", "year", "scope", "where", "search", "by", "node", "against")),
        at=("run", "ranking"),
        columns=_ranked,
        conditions=_ranking_said,
        member=_of_member,
    ),
    "Records": ScreenList(
        title="记录",
        asks=frozenset(("committee", "where", *(f"where.{name}" for name in OF_RECORDS))),
        at=("records",),
        columns=_of_records,
        conditions=_records_said,
        year=lambda asked: (asked.get("where") or {}).get("year"),
    ),
    "ReviewQueue": ScreenList(
        title="待审核的记录",
        asks=frozenset(("committee", "year", "kinds")),
        at=("reviewQueue", "records"),
        columns=_of_records,
        conditions=lambda committee, asked: {"种类": "、".join(_listed(asked.get("kinds"))) or EVERYTHING},
    ),
    "PeopleOfYear": ScreenList(
        title="委员名册",
        asks=frozenset(("committee", "year", "where", "search")),
        at=("members",),
        columns=_in_office,
        conditions=lambda committee, asked: _filtered(asked),
        member=_of_self,
    ),
    "Roster": ScreenList(
        title="一届的委员名册",
        asks=frozenset(("committee", "term", "search")),
        at=("members",),
        columns=_in_office,
        conditions=lambda committee, asked: {"届": asked.get("term") or "现在的一届", **_searched(asked)},
        member=_of_self,
    ),
    "Matrix": ScreenList(
        title="履职统计",
        asks=frozenset(("committee", "year", "by", "value", "columns", "search")),
        at=("run", "matrix"),
        columns=_counted,
        conditions=_matrix_said,
        member=_of_member,
    ),
}
