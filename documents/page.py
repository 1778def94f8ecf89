"""What a document says, word for word, in the order in which it is read; how it looks is its template's."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the day, what there was, the rule that pays it, points; `note` says why fewer."""

    day: str
    what: str
    note: str
    rule: str
    points: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a table, with the points of its rows in sum."""

    title: str
    points: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All words of a document, each a single line of text (`one_line`).

    `head` are paragraphs above the table, `closing` the one below it; `remarks` are lines under a heading,
    where there are any; `stamp` says who issued it, when, and from which data; `footer` is on every sheet.
    """

    title: str
    body: str
    head: tuple[str, ...]
    columns: tuple[str, str, str, str]
    sections: tuple[Section, ...]
    total: tuple[str, str]
    closing: str
    remarks_title: str
    remarks: tuple[str, ...]
    stamp: tuple[str, ...]
    footer: str

    def words(self) -> Iterator[str]:
        """What is read from the first sheet to the last, but for the footers."""
        yield from (self.title, self.body, *self.head, *self.columns)
        for section in self.sections:
            yield from (section.title, section.points)
            for row in section.rows:
                yield from (row.day, row.what, row.note, row.rule, row.points)
        yield from (*self.total, self.closing)
        if self.remarks:
            yield from (self.remarks_title, *self.remarks)
        yield from self.stamp


T = TypeVar("T")


def in_lines(value: T) -> T:
    """A page, or a part of one, with each of its texts on one line (`one_line`)."""
    made: Any
    if isinstance(value, str):
        made = one_line(value)
    elif isinstance(value, tuple):
        made = tuple(map(in_lines, value))
    elif isinstance(value, bool):
        made = value
    else:
        page: Any = value
        made = replace(page, **{each.name: in_lines(getattr(page, each.name)) for each in fields(page)})
    return cast(T, made)


def one_line(text: str) -> str:
    """`text` without line breaks, control characters and others that nobody sees; each gap is one blank."""
    seen = (" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(one for one in seen if unicodedata.category(one) not in ("Cc", "Cf")).split())


def condensed(text: str) -> str:
    """`text` without blanks and what nobody sees: what must be the same after it was set in lines."""
    return one_line(text).replace(" ", "")
