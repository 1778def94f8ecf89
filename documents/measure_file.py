"""A printed rule set as a file: checked before it is made, read back before it is handed out."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from documents import pdf
from documents.fonts import Fonts
from documents.issue import Misread, Unprintable
from documents.measure_page import MeasurePage
from documents.page import condensed


def measure_pdf(page: MeasurePage, fonts: Fonts, day: date) -> bytes:
    """The PDF of a rule set, with the sheets in its contents; raises `Unprintable` and `Misread`."""
    missing = fonts.missing([*page.words(), page.footer])
    if missing:
        raise Unprintable({page.title: missing})
    setter = pdf.Setter(pdf.template("measure"), fonts)
    # A number takes no room from the lines: what was found without them holds with them.
    places = setter.places(page)
    contents = zip(page.contents, places, strict=True)
    page = replace(page, contents=tuple(replace(line, page=str(place)) for line, place in contents))
    content = setter.pdf(page, day)
    if not pdf.says(content, page, fonts):
        raise Misread(page.title)
    return content


def measure_html(page: MeasurePage) -> str:
    """The page of a rule set for a browser: one file, no script, nothing from elsewhere; raises `Misread`."""
    text = (files("documents") / "measure.html").read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    content = environment.from_string(text).render(page=page)
    reader = _Reader()
    reader.feed(content)
    if condensed("".join(reader.read)) != condensed("".join([*page.words(), page.footer])):
        raise Misread(page.title)
    return content


class _Reader(HTMLParser):
    """The text between <body> and </body>."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside |= tag == "body"

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "body"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.read.append(data)
