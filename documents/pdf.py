"""A page as PDF, set by Typst; the same page is the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.resources import files
from io import BytesIO

import typst
from pypdf import PdfReader

from documents.fonts import HEADING, Fonts
from documents.page import Page, condensed


def template() -> bytes:
    """The template of a statement that we ship."""
    return (files("documents") / "statement.typ").read_bytes()


class Setter:
    """Sets pages one after the other in the same template and fonts, which are read once."""

    def __init__(self, template: bytes, fonts: Fonts) -> None:
        self.fonts = fonts
        self._template = template
        self._compiler = typst.Compiler(font_paths=fonts.found)

    def pdf(self, page: Page, issued: date) -> bytes:
        """The document of a page, dated on the day of issue.

        What the page says is handed over as data: nothing in it is markup. Raises `typst.TypstError` where
        the template names something that a page does not have.
        """
        data = {**asdict(page), "fonts": self.fonts.families, "heading": HEADING}
        made = self._compiler.compile(
            self._template,
            format="pdf",
            sys_inputs={"page": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
        )
        assert isinstance(made, bytes)
        return made


def says(document: bytes, page: Page, fonts: Fonts) -> bool:
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
