"""A page as DOCX, filled into a template that Word opens; the office may go on writing in it."""

from dataclasses import asdict
from importlib.resources import files
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from documents.page import Page, condensed


def template() -> bytes:
    """The template of a statement that we ship."""
    return (files("documents") / "statement.docx").read_bytes()


def docx(page: Page, template: bytes) -> bytes:
    """The document of a page. Raises `jinja2.UndefinedError` where the template names what no page has.

    By itself the library prints nothing for a misspelt name, and takes what stands behind `<` for a tag.
    """
    document = DocxTemplate(BytesIO(template))
    strict = Environment(undefined=StrictUndefined, autoescape=True)
    document.render(asdict(page), jinja_env=strict, autoescape=True)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def says(document: bytes, page: Page) -> bool:
    """Whether the DOCX, read back, says what the page says and nothing else, and its footer begins so."""
    read = Document(BytesIO(document))
    footer = _text(read.sections[0].footer._element)
    return _text(read.element.body) == condensed("".join(page.words())) and footer.startswith(
        condensed(page.footer)
    )


def _text(element: object) -> str:
    texts = element.iter(qn("w:t"))  # type: ignore[attr-defined]
    return condensed("".join(one.text or "" for one in texts))
