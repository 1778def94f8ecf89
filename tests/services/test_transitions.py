"""The tables of steps, as the pages of the documents show them."""

from __future__ import annotations

import pytest

from tests.services.drawn import BEGIN, END, PAGES, page


@pytest.mark.parametrize("package", PAGES)
def test_the_page_shows_the_table(package: str) -> None:
    said = PAGES[package].read_text(encoding="utf-8")
    assert (said.count(BEGIN), said.count(END)) == (1, 1)
    assert said == page(package), "python -m tests.services.drawn draws it anew"
