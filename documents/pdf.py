"""A page as PDF, set by Typst; the same page is the same bytes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.resources import files
from io import BytesIO
from typing import Any, ClassVar, Protocol

import typst
from pypdf import PdfReader

from documents.fonts import HEADING, Fonts
from documents.page import condensed


class Printed(Protocol):
    """A dataclass that holds all words of a document."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def footer(self) -> str:
        """What stands on every sheet, before its number."""

    def words(self) -> Iterator[str]:
        """What is read from the first sheet to the last, but for the footers."""


def template(name: str = "statement") -> bytes:
    """The template of a statement that we ship, or that of a `measure`."""
    return (files("documents") / f"{name}.typ").read_bytes()


class Setter:
    """Sets pages one after the other in the same template and fonts, which are read once."""

    def __init__(self, template: bytes, fonts: Fonts) -> None:
        self.fonts = fonts
        self._template = template
        self._compiler = typst.Compiler(font_paths=fonts.found)

    def pdf(self, page: Printed, issued: date) -> bytes:
        """The document of a page, dated on the day of issue.

        What the page says is handed over as data: nothing in it is markup. Raises `typst.TypstError` where
        the template names something that a page does not have.
        """
        made = self._compiler.compile(
            self._template,
            format="pdf",
            sys_inputs=self._inputs(page),
            timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        )
        assert isinstance(made, bytes)
        return made

    def pictures(self, page: Printed, resolution: float = 96) -> list[bytes]:
        """The sheets as PNG, so many dots to the inch: for looking at, not for printing."""
        made = self._compiler.compile(
            self._template, format="png", ppi=resolution, sys_inputs=self._inputs(page)
        )
        return [made] if isinstance(made, bytes) else [one for one in made or () if one is not None]

    def places(self, page: Printed) -> list[int]:
        """The numbers of the sheets on which the places stand that the template marks, in their order."""
        inputs = self._inputs(page)
        compiler = typst.Compiler(input=self._template, font_paths=self.fonts.found, sys_inputs=inputs)
        return [int(number) for number in json.loads(compiler.query("<place>", field="value"))]

    def _inputs(self, page: Printed) -> dict[str, str]:
        data = {
            **asdict(page),
            "fonts": self.fonts.families,
            "heading": HEADING,
            "letterings": self.fonts.letterings(),
        }
        return {"page": json.dumps(data, ensure_ascii=False)}


def says(document: bytes, page: Printed, fonts: Fonts) -> bool:
    """Whether the PDF, read back, says what the page says and nothing else, on every sheet its footer.

    Two characters that look alike, as 马 and its radical, share a glyph: they are read back as one of them.
    """
    sheets = [condensed(sheet.extract_text()) for sheet in PdfReader(BytesIO(document)).pages]
    read = []
    for at, sheet in enumerate(sheets, 1):
        footer = condensed(f"{page.footer}第 {at} 页 共 {len(sheets)} 页")
        body, bottom = sheet[: -len(footer)], sheet[-len(footer) :]
        if _drawn(bottom, fonts) != _drawn(footer, fonts):
            return False
        read.append(body)
    return _drawn("".join(read), fonts) == _drawn(condensed("".join(page.words())), fonts)


def _drawn(text: str, fonts: Fonts) -> Sequence[tuple[int, str] | None]:
    return [fonts.glyph(letter) for letter in text]
