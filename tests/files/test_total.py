"""Whatever stands in a cell, every function of cells says something of it; none ends in a trace."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from files.answers import Answers
from files.cell import Unreadable, clean, identifier, is_nothing, name_text, number, reader, squeezed, words
from files.cells.day import Period, Years, read_day
from files.cells.names import split_names
from files.cells.row import day_reader
from files.problem import Refused, shown
from files.reading.columns import role_readers
from files.reading.members import member_readers
from files.reading.who import Roster
from rules.catalogue import Catalogue
from rules.record import Member

UNREADABLE = Unreadable("#N/A", "单元格的公式出错", "改正公式，或直接填写结果")
CELLS = st.one_of(
    st.text(),
    st.text("0123456789.,-+/年月日Ee、（）()等 \n", max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(Unreadable, st.text(), st.text(min_size=1), st.text()),
)
YEARS = [
    Years(),
    Years(2022),
    Years(None, Period(date(2022, 1, 1), date(2022, 12, 31))),
    Years(None, Period(date(2021, 7, 1), date(2022, 6, 30))),
]
TEXTS: list[Callable[[Any], str]] = [clean, squeezed, words, name_text, identifier, shown]


@given(CELLS)
@example(1e300)
@example(1.7e308)
@example(float("nan"))
@example(float("-inf"))
@example(-1.0)
@example(10**400)
def test_every_cell_is_told(catalogue: Catalogue, members: list[Member], cell: Any) -> None:
    assert [type(form(cell)) for form in TEXTS] == [str] * 6
    assert is_nothing(cell) in (True, False)
    number(cell)
    split_names(cell, lambda name: name == "张三")
    for years in YEARS:
        assert isinstance(read_day(cell, years), date | Refused)
        assert isinstance(day_reader(years)(cell), date | Refused)
    readers = [reader(attribute) for attribute in catalogue.attributes.values() if attribute.type != "date"]
    readers += role_readers(Roster(members, catalogue), YEARS[1], Answers()).values()
    readers += member_readers().values()
    for read in readers:
        assert read(cell) is not None


def test_what_could_not_be_read_is_refused_for_its_own_reason(catalogue: Catalogue) -> None:
    refused = Refused("单元格的公式出错", "改正公式，或直接填写结果")
    assert not is_nothing(UNREADABLE)
    assert read_day(UNREADABLE, YEARS[1]) == refused
    assert split_names(UNREADABLE, bool) == refused
    assert [reader(catalogue.attributes[name])(UNREADABLE) for name in ("立案", "状态", "出席半天")] == [
        refused
    ] * 3
    assert [read(UNREADABLE) for read in member_readers().values()] == [refused] * 3


@pytest.mark.parametrize("written", [1e300, float("nan"), float("inf"), -1.0, 0.0, 1e8, 10**400])
def test_an_absurd_number_is_no_day(written: float) -> None:
    assert read_day(written, YEARS[1]) == Refused("不是日期", "写成 2022-03-15、2022.3.15 或 2022年3月15日")
