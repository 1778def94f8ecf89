from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from documents.fonts import Fonts, fonts
from documents.page import Page, Row
from documents.pdf import Setter, says, template
from tests.documents.page import page

DAY = date(2026, 11, 28)


@cache
def shipped() -> tuple[Fonts, Setter]:
    """The fonts that we ship, and a setter in them: reading both takes a while."""
    found = fonts()
    return found, Setter(template(), found)


def pdf(one: Page) -> bytes:
    return shipped()[1].pdf(one, DAY)


def sheets(document: bytes) -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(BytesIO(document)).pages]


def test_nothing_in_the_data_is_markup() -> None:
    words = ("满意率 <60% & “好” #let *粗* $x$ _y_ // \\ `z` @a ~ -- ...", "{{ title }} {% if %}")
    assert sheets(pdf(page(*words)))[0].splitlines()[2:4] == list(words)


def test_a_name_with_a_letter_beyond_16_bits_is_read_back() -> None:
    document = pdf(page("陈𬱖、王𫖮"))
    assert sheets(document)[0].splitlines()[2] == "陈𬱖、王𫖮"
    assert says(document, page("陈𬱖、王𫖮"), shipped()[0])


def test_it_is_one_sheet_of_a4_with_its_footer() -> None:
    document = pdf(page("一行"))
    (sheet,) = PdfReader(BytesIO(document)).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    assert sheet.extract_text().splitlines()[-1] == "W1 张三 第 1 页 共 1 页"
    assert says(document, page("一行"), shipped()[0])


def test_what_is_too_much_for_a_sheet_goes_on_on_the_next() -> None:
    rows = [Row("3月1日", f"第{at}次会议", "", "会议", "1") for at in range(60)]
    document = pdf(page(rows=rows))
    first, second = sheets(document)
    assert first.splitlines()[-1] == "W1 张三 第 1 页 共 2 页"
    assert second.splitlines()[-1] == "W1 张三 第 2 页 共 2 页"
    assert "第59次会议" in second
    assert says(document, page(rows=rows), shipped()[0])


def test_long_texts_flow_to_further_lines() -> None:
    # At 10.5 points, 174 mm hold 47 Chinese characters, and fewer than 140 letters.
    lines = sheets(pdf(page("长" * 120, "w" * 300)))[0].splitlines()
    assert [line.count("长") for line in lines if "长" in line] == [46, 46, 28]
    letters = [line.count("w") for line in lines if "w" in line]
    assert (sum(letters), len(letters) > 2, max(letters) < 140) == (300, True, True)


def test_the_same_page_is_the_same_bytes() -> None:
    found = fonts()
    first, second = (Setter(template(), found).pdf(page("一"), DAY) for _ in range(2))
    assert first == second
    assert first != Setter(template(), found).pdf(page("一"), date(2026, 11, 29))


def test_a_misspelt_placeholder_is_an_error() -> None:
    misspelt = template().replace(b"page-data.closing", b"page-data.closign")
    assert misspelt != template()
    with pytest.raises(typst.TypstError, match="closign"):
        Setter(misspelt, fonts()).pdf(page(), DAY)


def test_what_differs_is_noticed() -> None:
    found, good = shipped()[0], page("张三得 5 分")
    document = pdf(good)
    assert says(document, good, found)
    for other in (
        page("张三得 6 分"),
        page("张三得 5 分", "多一行"),
        page(),
        replace(good, footer="W2 张三"),
    ):
        assert not says(document, other, found)


def test_a_character_that_no_font_has_is_noticed() -> None:
    # It is drawn as an empty box, without an error or a warning.
    assert not says(pdf(page("张𪚥")), page("张𪚥"), shipped()[0])


def test_a_radical_and_its_character_share_a_glyph() -> None:
    assert says(pdf(page("马⻢ 高⾼ 一⼀")), page("马⻢ 高⾼ 一⼀"), shipped()[0])


@settings(max_examples=40)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_every_text_that_the_fonts_have_reads_back(texts: list[str]) -> None:
    found = shipped()[0]
    made = page(*("".join(one for one in text if not found.missing([one])) for text in texts))
    assert says(pdf(made), made, found)
