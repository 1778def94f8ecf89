from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from jinja2 import UndefinedError

from documents.page import Row
from documents.word import docx, says, template
from tests.documents.page import page


def misspelt() -> bytes:
    """Our template with a placeholder that no page has."""
    document = Document(BytesIO(template()))
    document.add_paragraph("{{ closign }}")
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def test_nothing_in_the_data_is_markup() -> None:
    words = ("满意率 <60% & “好” <w:t>", "{{ title }} {% if %}", "𬭎㛃喆")
    made = Document(BytesIO(docx(page(*words), template())))
    assert [one.text for one in made.paragraphs][2:5] == list(words)


def test_a_row_says_why_it_has_fewer_points() -> None:
    rows = [Row("3月1日", "第一次会议", "", "会议", "5"), Row("4月1日", "第二次会议", "上限5", "会议", "0")]
    document = docx(page(rows=rows), template())
    (table,) = Document(BytesIO(document)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["日期", "事项", "按哪一条", "得分"],
        ["会议", "会议", "会议", "5.00"],
        ["3月1日", "第一次会议", "会议", "5"],
        ["4月1日", "第二次会议\n上限5", "会议", "0"],
        ["合计", "合计", "合计", "5.00"],
    ]
    assert says(document, page(rows=rows))


def test_the_footer_names_the_member_and_counts_sheets() -> None:
    document = Document(BytesIO(docx(page(footer="W1 <张三>"), template())))
    assert document.sections[0].footer.paragraphs[0].text == "W1 <张三>\t第 1 页 共 1 页"


def test_characters_take_the_forms_of_the_mainland() -> None:
    styles = Document(BytesIO(template())).styles.element.xml
    assert 'w:eastAsia="zh-CN"' in styles


def test_a_misspelt_placeholder_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="closign"):
        docx(page(), misspelt())


def test_what_differs_is_noticed() -> None:
    good = page("张三得 5 分")
    document = docx(good, template())
    assert says(document, good)
    for other in (
        page("张三得 6 分"),
        page("张三得 5 分", "多一行"),
        page(),
        replace(good, footer="W2 张三"),
    ):
        assert not says(document, other)
