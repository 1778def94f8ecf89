from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.folder import Named
from documents.fonts import Fonts, fonts
from documents.issue import Form, Misread, Unprintable, issue
from tests.documents.page import page

DAY = date(2026, 11, 28)
PAGES = {Named("W1", "张三"): page("一", footer="W1 张三"), Named("W2", "李𪚥"): page("二", footer="W2 李𪚥")}


def wrong_fonts() -> Fonts:
    """The fonts that we ship, said to have a character that they do not have."""
    found = fonts()
    return replace(found, glyphs=({**found.glyphs[0], ord("𪚥"): "none"}, *found.glyphs[1:]))


@pytest.mark.parametrize("docx", [False, True])
def test_a_character_that_no_font_has_is_looked_for_in_footers_too(tmp_path: Path, docx: bool) -> None:
    with pytest.raises(Unprintable) as refused:
        issue(PAGES, tmp_path / "说明", 2022, Form(docx, fonts(), DAY), everybody=True)
    assert refused.value.missing == {"W2": "𪚥"}
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_says_something_else_is_not_issued(tmp_path: Path) -> None:
    done: list[int] = []
    with pytest.raises(Misread) as refused:
        issue(
            PAGES,
            tmp_path / "说明",
            2022,
            Form(False, wrong_fonts(), DAY),
            everybody=True,
            made=lambda: done.append(1),
        )
    assert (refused.value.key, done) == ("W2", [1])
    assert list(tmp_path.iterdir()) == []
