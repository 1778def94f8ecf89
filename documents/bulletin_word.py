"""A bulletin as DOCX in the layout of GB/T 9704-2012, in the letterings that offices have."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.bulletin import Bulletin, Section
from documents.page import condensed

BODY, BLACK, SCRIPT, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
RED = RGBColor(0xD4, 0, 0)
SIZE, SMALL, LARGE = 16.0, 14.0, 22.0
# 22 lines of 225 mm, in twentieths of a point; 28 characters of 156 mm: how much less than 16 pt each takes,
# in 4096ths of a point.
LINE, NARROWER = round(225 / 25.4 * 72 / 22 * 20), round((156 / 25.4 * 72 / 28 - 16) * 4096)


def docx(page: Bulletin) -> bytes:
    """The document of a bulletin."""
    document = Document()
    _set_up(document, page)
    _head(document, page)
    for words in page.title:
        _paragraph(document, words, TITLE, LARGE, ALIGN.CENTER)
    _paragraph(document, "")
    if page.recipient:
        _paragraph(document, f"{page.recipient}：")
    _indented(document, page.lead)
    for section in page.sections:
        _section(document, section, BLACK)
    _paragraph(document, "")
    _indented(document, f"附件：{page.annex.title}")
    if page.layout == "official":
        for words in ("", "", page.issuer, page.day):
            _paragraph(document, words, alignment=ALIGN.RIGHT).paragraph_format.right_indent = Pt(4 * SIZE)
    _annex(document, page)
    _record_of_printing(document, page)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def says(document: bytes, page: Bulletin) -> bool:
    """Whether the DOCX, read back, says what the bulletin says and nothing else."""
    body = Document(BytesIO(document)).element.body
    read = "".join(one.text or "" for one in body.iter(qn("w:t")))
    return condensed(read) == condensed("".join(page.words()))


def _set_up(document: Any, page: Bulletin) -> None:
    """The sheet, its grid of 22 lines of 28 characters, and numbers of sheets outside of it."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for known in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(known)
    section._sectPr.append(
        _element("w:docGrid", type="linesAndChars", linePitch=str(LINE), charSpace=str(NARROWER))
    )
    style = document.styles["Normal"]
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(LINE / 20)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, alignment in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        _number(footer.paragraphs[0], alignment)
    for header in (section.header, section.even_page_header) if page.watermark else ():
        _run(header.paragraphs[0], page.watermark, BODY, 9).font.color.rgb = RGBColor(0x99, 0x99, 0x99)


def _number(paragraph: Any, alignment: Any) -> None:
    paragraph.alignment = alignment
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SMALL)
    _run(paragraph, "— ", SONG, SMALL)
    field = _run(paragraph, "", SONG, SMALL)._r
    for part in (_element("w:fldChar", fldCharType="begin"), _element("w:instrText", "PAGE")):
        field.append(part)
    field.append(_element("w:fldChar", fldCharType="end"))
    _run(paragraph, " —", SONG, SMALL)


def _head(document: Any, page: Bulletin) -> None:
    if page.layout == "official":
        mark = _paragraph(document, page.mark, TITLE, min(42, 442 / len(page.mark)), ALIGN.CENTER, RED)
        mark.paragraph_format.space_before = Mm(35)
        for words in ("", ""):
            _paragraph(document, words)
        last = _paragraph(document, page.number, alignment=ALIGN.CENTER)
    else:
        mark = _paragraph(document, page.mark, TITLE, 44, ALIGN.CENTER, RED)
        _paragraph(document, page.number, alignment=ALIGN.CENTER)
        last = _paragraph(document, page.issuer)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(156), 2)
        _run(last, "\t", BODY, SIZE)
        _run(last, page.day, BODY, SIZE)
    mark.paragraph_format.line_spacing = 1.0
    _ruled(last, "bottom", 10, "D40000", 4 * 72 / 25.4)
    for words in ("", "") if page.layout == "official" else ("",):
        _paragraph(document, words)


def _section(document: Any, section: Section, lettering: str) -> None:
    _indented(document, section.heading, lettering).paragraph_format.keep_with_next = True
    for words in section.paragraphs:
        _indented(document, words)
    for inner in section.sections:
        _section(document, inner, SCRIPT)


def _annex(document: Any, page: Bulletin) -> None:
    _paragraph(document, "附件", BLACK).paragraph_format.page_break_before = True
    _paragraph(document, page.annex.title, TITLE, LARGE, ALIGN.CENTER)
    rows = (page.annex.columns, *page.annex.rows)
    table = document.add_table(0, len(page.annex.columns), "Table Grid")
    for at, words in enumerate(rows):
        row = table.add_row()
        if at == 0:
            row._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for cell, text in zip(row.cells, words, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = ALIGN.CENTER
            paragraph.paragraph_format.line_spacing = 1.0
            _run(paragraph, text, BLACK if at == 0 else BODY, 12)


def _record_of_printing(document: Any, page: Bulletin) -> None:
    lines = [page.sent_to, page.signed if page.layout == "brief" else "", "\t".join(page.printed)]
    told = [words for words in lines if words]
    _paragraph(document, "")
    for at, words in enumerate(told):
        paragraph = _paragraph(document, words, size=SMALL)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156), 2)
        _ruled(paragraph, "top", 8 if at == 0 else 6, "000000", 1)
        if at == len(told) - 1:
            _ruled(paragraph, "bottom", 8, "000000", 1)


def _indented(document: Any, words: str, lettering: str = BODY) -> Any:
    paragraph = _paragraph(document, words, lettering, alignment=ALIGN.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE)
    return paragraph


def _paragraph(
    document: Any,
    words: str,
    lettering: str = BODY,
    size: float = SIZE,
    alignment: Any = None,
    colour: RGBColor | None = None,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    run = _run(paragraph, words, lettering, size)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def _run(paragraph: Any, words: str, lettering: str, size: float) -> Any:
    run = paragraph.add_run(words)
    run.font.size, run.font.name = Pt(size), lettering
    run._r.rPr.rFonts.set(qn("w:eastAsia"), lettering)
    return run


def _ruled(paragraph: Any, side: str, eighths: int, colour: str, space: float) -> None:
    """A rule above or below a paragraph, its thickness in eighths of a point, its distance in points."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = _element("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
        )
    borders.append(
        _element(f"w:{side}", val="single", sz=str(eighths), space=str(round(space)), color=colour)
    )


def _element(name: str, text: str | None = None, **attributes: str) -> Any:
    made = OxmlElement(name)
    made.text = text
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
