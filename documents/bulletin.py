"""A bulletin of a year's results, word for word, for the two layouts 公文 and 简报 (GB/T 9704-2012)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader

from documents.fonts import Fonts
from documents.page import condensed

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text: under its heading paragraphs, then parts of the second rank."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """The table behind the text; all its rows have a cell for each column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """All words of a bulletin, each a single line (`documents.page.one_line`).

    `layout` is `official` (公文) or `brief` (简报). `mark` is the issuer's in red, `number` stands below it,
    `issuer` and `day` below the text. `title` has a text for each of its lines. `recipient` is whom it is
    addressed to, empty: nobody yet. `signed` says who signed it, in a brief. `sent_to`, which may be
    empty, and `printed` are the record of printing. `watermark` names who had it made; empty on what goes to
    recipients outside.
    """

    layout: str
    mark: str
    number: str
    title: tuple[str, ...]
    recipient: str
    lead: str
    sections: tuple[Section, ...]
    annex: Annex
    issuer: str
    day: str
    signed: str
    sent_to: str
    printed: tuple[str, str]
    watermark: str

    @property
    def footer(self) -> str:
        """Nothing but the number of the sheet stands at its foot."""
        return ""

    def words(self) -> Iterator[str]:
        """What is read from the first sheet to the last, but for numbers of sheets and repeated heads."""
        brief = self.layout == "brief"
        yield from (self.mark, self.number, *((self.issuer, self.day) if brief else ()), *self.title)
        if self.recipient and not brief:
            yield f"{self.recipient}："
        yield self.lead
        for section in self.sections:
            yield section.heading
            yield from section.paragraphs
            for inner in section.sections:
                yield from (inner.heading, *inner.paragraphs)
        yield f"附件：{self.annex.title}"
        if not brief:
            yield from (self.issuer, self.day)
        yield from ("附件", self.annex.title, *self.annex.columns)
        for row in self.annex.rows:
            yield from row
        yield from (self.sent_to, *((self.signed,) if brief else ()), *self.printed)


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The same with their numbers before the headings: 一、 on the first rank, （一） on the second."""
    return tuple(
        Section(
            f"{_numeral(at)}、{one.heading}",
            one.paragraphs,
            tuple(
                Section(f"（{_numeral(below)}）{inner.heading}", inner.paragraphs)
                for below, inner in enumerate(one.sections, 1)
            ),
        )
        for at, one in enumerate(sections, 1)
    )


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return ten + (NUMERALS[ones - 1] if ones else "")


def says(document: bytes, page: Bulletin, fonts: Fonts) -> bool:
    """Whether the PDF, read back, says what the bulletin says and nothing else, with a number on each sheet.

    The head of the table stands again on each further sheet of it. Look-alikes count as one character.
    """
    head, mark = condensed("".join(page.annex.columns)), condensed(page.watermark)
    body, began = "", False
    for at, sheet in enumerate(PdfReader(BytesIO(document)).pages, 1):
        text, number = condensed(sheet.extract_text()), f"—{at}—"
        if not text.endswith(number):
            return False
        text = text.removesuffix(number)
        if mark:
            text = text.replace(mark, "")
        if began:
            text = text.removeprefix(head)
        began = began or head in text
        body += text
    wanted = condensed("".join(page.words()))
    return [fonts.glyph(one) for one in body] == [fonts.glyph(one) for one in wanted]
