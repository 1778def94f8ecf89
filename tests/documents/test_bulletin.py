"""A bulletin set by GB/T 9704-2012, measured: what the standard says in millimetres, lines and characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from documents.bulletin import Annex, Bulletin, Section, numbered, says
from documents.fonts import Fonts, fonts
from documents.page import condensed
from documents.pdf import Setter, template

DAY = date(2023, 1, 12)
POINT = 25.4 / 72
# Ten dots to the millimetre.
FINE = 254


@cache
def shipped() -> tuple[Fonts, Setter]:
    found = fonts()
    return found, Setter(template("bulletin"), found)


def bulletin(
    layout: str = "official", *paragraphs: str, rows: int = 3, watermark: str = "", recipient: str = ""
) -> Bulletin:
    brief = layout == "brief"
    return Bulletin(
        layout=layout,
        mark="委员履职情况简报" if brief else "政协某市委员会文件",
        number="第5期" if brief else "某政协〔2023〕5号",
        title=("政协某市委员会", "关于2022年度委员履行职责情况的通报"),
        recipient=recipient,
        lead="现将情况通报如下。",
        sections=numbered(
            [Section("总体情况", paragraphs), Section("各部门", (), (Section("办公室", ("好。",)),))]
        ),
        annex=Annex(
            "一览表",
            ("名次", "姓名", "界别", "总分", "等次"),
            tuple((f"{at}", f"张{at}", "科技", f"{at}.50", "称职") for at in range(1, rows + 1)),
        ),
        issuer="政协某市委员会",
        day="2023年1月12日",
        signed="签发：王主任",
        sent_to="报送：中共某市委组织部" if brief else "抄送：中共某市委统战部。",
        printed=("政协某市委员会办公室", "2023年1月12日印发"),
        watermark=watermark,
    )


def pieces(document: bytes, sheet: int) -> list[tuple[str, float, float, float]]:
    """What stands on a sheet: each piece of text, how far in millimetres its start is from the left and its
    baseline from the top, and its size in points.
    """
    page = PdfReader(BytesIO(document)).pages[sheet]
    found = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + cm[4]
            y = tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x * POINT, 297 - y * POINT, abs(size * tm[0] * cm[0])))

    page.extract_text(visitor_text=visit)
    return found


def dots(page: Bulletin, sheet: int) -> Image.Image:
    return Image.open(BytesIO(shipped()[1].pictures(page, FINE)[sheet])).convert("RGB")


def extent(picture: Image.Image, red: bool = False) -> tuple[int, int, int, int]:
    """The box of all that is printed in red, or else in black, in tenths of a millimetre."""
    bands = np.asarray(picture)
    inked = bands[..., 1] < 90
    if red:
        inked &= bands[..., 0] > 150
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def test_a_sheet_holds_22_lines_of_28_characters_of_size_3() -> None:
    document = shipped()[1].pdf(bulletin("official", "舟" * 28 * 40), DAY)
    for sheet in PdfReader(BytesIO(document)).pages:
        width, height = (round(float(one) * POINT, 1) for one in sheet.mediabox.upper_right)
        assert (width, height) == (210.0, 297.0)
    *lines, number = pieces(document, 1)
    assert [text for text, *_ in lines] == ["舟" * 28] * 22
    assert {size for *_, size in lines} == {16.0}
    assert {round(left, 1) for _, left, *_ in lines} == {28.0}
    # A line is 225 mm / 22 high: 10.2 mm, a character of size 3 and seven eighths of one.
    steps = {round(lower[2] - upper[2], 1) for upper, lower in pairwise(lines)}
    assert steps == {10.2}
    assert number[0] == "— 2 —"
    left, top, right, bottom = extent(dots(bulletin("official", "舟" * 28 * 40), 1).crop((0, 0, 2100, 2620)))
    # The text area begins 37 mm from the top and 28 mm from the left; it is 156 mm x 225 mm.
    assert 280 <= left <= 286
    assert 1834 <= right <= 1840
    assert 370 <= top <= 376
    # The last line has its seven eighths of a character below it.
    assert bottom / 10 == pytest.approx(262 - 7 / 8 * 16 * POINT, abs=0.6)


def test_the_head_of_a_document_is_red_and_stands_where_the_standard_says() -> None:
    page = bulletin("official", recipient="中共某市委组织部")
    found = {text: (left, base, size) for text, left, base, size in pieces(shipped()[1].pdf(page, DAY), 0)}
    mark, number = found["政协某市委员会文件"], found["某政协〔2023〕5号"]
    left, top, right, rule = extent(dots(page, 0), red=True)
    # The mark begins 35 mm below the upper edge of the text area, itself 37 mm from that of the sheet.
    assert 720 <= top <= 725
    # The rule is as wide as the text area, 4 mm below the number of the document (its box: 16 pt).
    assert (left, right) == (280, 1840)
    below = number[1] + 0.14 * 16 * POINT
    assert rule / 10 - 1.2 * POINT == pytest.approx(below + 4, abs=0.3)
    # Two empty lines are between the mark and its number.
    gap = (number[1] - 0.86 * 16 * POINT) - (mark[1] + 0.14 * mark[2] * POINT)
    assert gap == pytest.approx(2 * 225 / 22, abs=0.3)
    # The title is of size 2, after two empty lines; whom it is addressed to stands at the margin.
    title = found["政协某市委员会"]
    assert title[2] == 22.0
    assert title[1] - 0.86 * 22 * POINT - rule / 10 == pytest.approx(2 * 225 / 22, abs=0.3)
    assert found["中共某市委组织部："][0] == pytest.approx(28.0, abs=0.1)
    # A paragraph is indented by two characters.
    assert found["现将情况通报如下。"][0] == pytest.approx(28 + 2 * 16 * POINT, abs=0.1)


def test_numbers_of_sheets_are_odd_on_the_right_and_even_on_the_left_7_mm_below() -> None:
    page = bulletin("official", "舟" * 28 * 40)
    document = shipped()[1].pdf(page, DAY)
    first, second = pieces(document, 0)[-1], pieces(document, 1)[-1]
    assert (first[0], second[0]) == ("— 1 —", "— 2 —")
    assert (first[3], second[3]) == (14.0, 14.0)
    # One character of size 4 from the edge of the text area.
    assert second[1] == pytest.approx(28 + 14 * POINT, abs=0.1)
    _, _, right, _ = extent(dots(page, 0).crop((0, 2640, 2100, 2970)))
    assert right / 10 == pytest.approx(184 - 14 * POINT, abs=0.7)
    # The dash: a line of its own colour between the upper and the lower edge of the digit.
    dash = extent(dots(page, 1).crop((320, 2640, 365, 2970)))
    assert (2640 + (dash[1] + dash[3]) / 2) / 10 == pytest.approx(262 + 7, abs=0.5)


def test_the_record_of_printing_ends_the_last_sheet() -> None:
    page = bulletin()
    document = shipped()[1].pdf(page, DAY)
    last = len(PdfReader(BytesIO(document)).pages) - 1
    found = {text: (left, size) for text, left, _, size in pieces(document, last)}
    sent = found["抄送：中共某市委统战部。"]
    assert sent[0] == pytest.approx(28 + 14 * POINT, abs=0.1)
    assert sent[1] == 14.0
    left, _, right, bottom = extent(dots(page, last).crop((0, 2300, 2100, 2640)))
    assert (left, right) == (280, 1840)
    # Its last rule is the lower edge of the text area.
    assert (2300 + bottom) / 10 == pytest.approx(262, abs=0.4)
    # Above, issuer and day end four characters before the edge.
    *_, issuer, day, _ = pieces(document, last - 1)
    assert (issuer[0], day[0]) == ("政协某市委员会", "2023年1月12日")
    assert issuer[1] + 7 * 156 / 28 == pytest.approx(184 - 4 * 16 * POINT, abs=0.5)


@pytest.mark.parametrize("layout", ["official", "brief"])
def test_it_says_what_it_was_to_say_on_many_sheets(layout: str) -> None:
    found, setter = shipped()
    page = bulletin(layout, "舟山" * 200, rows=80, watermark="王秘书 0001 2026-11-30 18:00")
    document = setter.pdf(page, DAY)
    assert document == setter.pdf(page, DAY)
    assert says(document, page, found)
    assert not says(document, replace(page, lead="现将情况通报如上。"), found)
    sheets = [one.extract_text() for one in PdfReader(BytesIO(document)).pages]
    assert len(sheets) >= 5
    assert all("王秘书" in condensed(text) for text in sheets)
    # Each sheet of the table has its heads.
    assert sum("名次" in text for text in sheets) == len(sheets) - 2


def test_a_brief_has_its_issue_its_issuer_and_who_signed_it() -> None:
    page = bulletin("brief")
    document = shipped()[1].pdf(page, DAY)
    first = [text for text, *_ in pieces(document, 0)]
    assert first[:4] == ["委员履职情况简报", "第5期", "政协某市委员会", "2023年1月12日"]
    last = [text for text, *_ in pieces(document, len(PdfReader(BytesIO(document)).pages) - 1)]
    assert last[-5:-1] == [
        "报送：中共某市委组织部",
        "签发：王主任",
        "政协某市委员会办公室",
        "2023年1月12日印发",
    ]
    assert "王秘书" not in "".join(first)


def test_the_letterings_are_the_offices_where_it_has_them() -> None:
    shipped_alone, _ = shipped()
    own = replace(shipped_alone, families=("FangSong", "SimHei", *shipped_alone.families))
    assert own.letterings()["body"][0] == "FangSong"
    assert own.letterings()["black"][0] == "SimHei"
    # Without 小标宋 and 楷体 what is shipped stands in, text for text.
    assert shipped_alone.letterings()["title"] == list(shipped_alone.families)
    assert shipped_alone.letterings()["black"][0] == "Noto Sans SC"


def test_numbers_of_headings() -> None:
    made = numbered([Section("某", (), (Section("甲"),))] * 21)
    assert [one.heading for one in made][8:12] == ["九、某", "十、某", "十一、某", "十二、某"]
    assert made[19].heading == "二十、某"
    assert made[20].sections[0].heading == "（一）甲"
