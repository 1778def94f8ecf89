"""Arguments within bounds: texts, years, lists. Each refusal names its field."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import strawberry

from rules.folding import folded_name
from services.refusal import Code, Refusal

LONGEST = 100
YEARS = (1949, 2999)
YearArgument = Annotated[int, strawberry.argument(description="年份，如 2022")]
AnyYear = Annotated[int | None, strawberry.argument(description="只要这一年的；不写为各年")]
T = TypeVar("T")


def several(description: str, most: int) -> Any:
    """An argument that is a list, and how long it may be."""
    return strawberry.argument(description=description, metadata={"most": most})


def text(value: str, field: str, most: int = LONGEST) -> str:
    """A text that is not empty, not too long and printable."""
    if not value.strip() or len(value) > most or not value.isprintable():
        raise Refusal(Code.BAD_USER_INPUT, f"{field} 应为 1 到 {most} 个字", field)
    return value


def optional_text(value: str | None, field: str, most: int = LONGEST) -> str | None:
    """The same, or nothing."""
    return None if value is None else text(value, field, most)


def year(value: int, field: str = "year") -> int:
    """A year that a committee can have."""
    if not YEARS[0] <= value <= YEARS[1]:
        raise Refusal(Code.BAD_USER_INPUT, "year 写四位数的年份", field)
    return value


def optional_year(value: int | None, field: str = "year") -> int | None:
    """The same, or nothing."""
    return None if value is None else year(value, field)


def bounded(values: Sequence[T], field: str, most: int, least: int = 1) -> Sequence[T]:
    """A list that is neither empty nor too long."""
    if not least <= len(values) <= most:
        raise Refusal(Code.BAD_USER_INPUT, f"{field} 应有 {least} 到 {most} 项", field)
    return values


def searched(value: str | None, field: str = "search") -> str | None:
    """What is searched for, as `findable` spells it; nothing where only blanks are given."""
    if value is None:
        return None
    if len(value) > LONGEST or not all(one.isprintable() or one.isspace() for one in value):
        raise Refusal(Code.BAD_USER_INPUT, f"{field} 不超过 {LONGEST} 个字", field)
    return findable(value) or None


def findable(text: str) -> str:
    """A text as it is compared in a search: folded as names are, in one case."""
    return folded_name(text).casefold()
