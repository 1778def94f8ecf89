"""An issue of documents: each is checked before it is made, and read back before any of them is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from documents import folder, pdf, word
from documents.folder import Named
from documents.fonts import Fonts
from documents.page import Page


class Unprintable(Exception):
    """Characters that no font has, by the number of the member whose page has them."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class Misread(Exception):
    """A document that does not say what it was to say, by the number of the member."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Form:
    """As what documents are made: `docx` or else PDF, in which fonts, dated on which day."""

    docx: bool
    fonts: Fonts
    day: date


def issue(
    pages: Mapping[Named, Page],
    out: Path,
    year: int,
    form: Form,
    *,
    everybody: bool,
    made: Callable[[], object] = lambda: None,
) -> None:
    """Puts a document for each page into the folder `out`; `made` is called as each is done.

    Raises `Unprintable` before anything is made, `Misread`, and OSError; then `out` is as it was.
    """
    missing = {one.key: form.fonts.missing([*page.words(), page.footer]) for one, page in pages.items()}
    if any(missing.values()):
        raise Unprintable({key: letters for key, letters in missing.items() if letters})
    make = _docx(form) if form.docx else _pdf(form)

    def document(one: Named, page: Page) -> bytes:
        content, same = make(page)
        if not same:
            raise Misread(one.key)
        made()
        return content

    names = folder.file_names(list(pages), year, "docx" if form.docx else "pdf")
    documents = {
        name: partial(document, one, page) for name, (one, page) in zip(names, pages.items(), strict=True)
    }
    folder.write(out, documents, year, everybody=everybody)


def single(one: Named, page: Page, setter: pdf.Setter, day: date) -> bytes:
    """One document as PDF, checked as those of an issue are; raises `Unprintable` and `Misread`."""
    missing = setter.fonts.missing([*page.words(), page.footer])
    if missing:
        raise Unprintable({one.key: missing})
    content = setter.pdf(page, day)
    if not pdf.says(content, page, setter.fonts):
        raise Misread(one.key)
    return content


def _pdf(form: Form) -> Callable[[Page], tuple[bytes, bool]]:
    setter = pdf.Setter(pdf.template(), form.fonts)

    def make(page: Page) -> tuple[bytes, bool]:
        content = setter.pdf(page, form.day)
        return content, pdf.says(content, page, form.fonts)

    return make


def _docx(form: Form) -> Callable[[Page], tuple[bytes, bool]]:
    template = word.template()

    def make(page: Page) -> tuple[bytes, bool]:
        content = word.docx(page, template)
        return content, word.says(content, page)

    return make
