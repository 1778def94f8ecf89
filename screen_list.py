"""A list of the desk that can be taken out as a file: what its page asks, and how a file says a row of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from files.sheets.row_text import Value
from models.clock import CHINA
from services.refusal import Code, Refusal
from services.rights.role import Right

Json: TypeAlias = Any
Said: TypeAlias = dict[str, str]
# Under this head stands what was searched for: it may be a name, and the trail does not say it.
SEARCHED = "查找"
EVERYTHING = "全部"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its head, and what stands in it of a row of the answer."""

    head: str
    cell: Callable[[Json], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenList:
    """A list of the desk. `asks` are the variables that its file knows to put in words.

    `at` leads from the answer to the page of rows, or to all rows where the list has no pages (`paged`);
    `columns` and `conditions` are told the committee of the first page and the variables; `member` gives the
    id of whoever a row names. Whoever takes the file holds the `right`, besides what the query asks.
    """

    title: str
    asks: frozenset[str]
    at: tuple[str, ...]
    columns: Callable[[Json, Json], Sequence[Column]]
    conditions: Callable[[Json, Json], Said]
    year: Callable[[Json], int | None] = lambda asked: asked.get("year")
    member: Callable[[Json], str | None] = lambda row: None
    paged: bool = True
    right: Right = Right.READ

    def page(self, answer: Json) -> Json | None:
        """The page of rows in an answer; None where there is none, as in a year without a run."""
        found = answer
        for name in self.at:
            found = None if found is None else found[name]
        if found is None or self.paged:
            return found
        return {"totalCount": len(found), "nodes": found, "pageInfo": {"hasNextPage": False}}

    def check(self, asked: Json) -> None:
        """Raises `Refusal` for a variable that no file of the list would put in words."""
        where = asked.get("where")
        told = {*asked} | {f"where.{name}" for name in where} if isinstance(where, dict) else {*asked}
        unknown = sorted(told - self.asks)
        if unknown:
            message = f"导出{self.title}时不能写 {unknown[0]}；能写的是 {'、'.join(sorted(self.asks))}"
            raise Refusal(Code.BAD_USER_INPUT, message, f"variables.{unknown[0]}")


def plain(head: str, name: str) -> Column:
    """What a row says under a name, as it is."""
    return Column(head, lambda row: row[name])


def number(head: str, name: str) -> Column:
    """A number, exactly."""
    return Column(head, lambda row: Decimal(row[name]))


def worded(head: str, name: str, words: Mapping[str, str]) -> Column:
    """What a value of the schema is called on the pages."""
    return Column(head, lambda row: row[name] and words[row[name]])


def dated(head: str, name: str) -> Column:
    """A day, or nothing."""
    return Column(head, lambda row: day(row[name]))


def timed(head: str, name: str) -> Column:
    """A time in China, to the minute."""
    return Column(head, lambda row: time(row[name]))


def day(text: str | None) -> date | None:
    """The day that an answer says."""
    return None if text is None else date.fromisoformat(text)


def time(text: str | None) -> str | None:
    """The time that an answer says, in China, to the minute."""
    return None if text is None else f"{datetime.fromisoformat(text).astimezone(CHINA):%Y-%m-%d %H:%M}"
