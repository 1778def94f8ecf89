"""What is exported is read back as it was: the same members, the same records, and nothing to say of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.answers import Answers
from files.reading.members import read_members
from files.reading.records import read_records
from files.reading.starved import starved
from files.writing.members import write_members
from files.writing.records import write_records
from rules import catalogue as catalogues
from rules.loader import load
from rules.record import Member, Part, Record
from rules.shipped import locate, rule_sets
from tests.files.writing.random_office import offices, rosters

CATALOGUE = catalogues.load()
PERIOD = (date(2022, 1, 1), date(2022, 12, 31))
QUIET = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(members=rosters(CATALOGUE))
def test_members_come_back_as_they_were(members: list[Member], tmp_path: Path) -> None:
    path = tmp_path / "委员.xlsx"
    write_members(path, members, CATALOGUE)
    file = read_members(path, CATALOGUE)
    assert file.problems == []
    assert file.members == members


@QUIET
@given(office=offices(CATALOGUE))
def test_records_come_back_as_they_were(office: tuple[list[Member], list[Record]], tmp_path: Path) -> None:
    members, records = office
    path = tmp_path / "记录.xlsx"
    write_records(path, records, members, CATALOGUE)
    file = read_records(path, CATALOGUE, members, PERIOD)
    assert [problem for problem in file.problems if "照原样计入" not in problem.message] == []
    assert file.records == records


@QUIET
@given(office=offices(CATALOGUE), data=st.data())
def test_what_is_exported_does_not_depend_on_the_order(
    office: tuple[list[Member], list[Record]], data: st.DataObject, tmp_path: Path
) -> None:
    members, records = office
    one, other = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_records(one, records, members, CATALOGUE)
    write_records(other, data.draw(st.permutations(records)), data.draw(st.permutations(members)), CATALOGUE)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", rule_sets())
def test_no_rule_of_a_shipped_measure_asks_for_what_no_record_states(name: str, tmp_path: Path) -> None:
    measure = load(locate(name))
    catalogue, members = measure.catalogue, [Member("W1", "张三")]
    records = [
        Record(str(at), kind.name, measure.start, f"题目{at}", parts=[Part("W1", {})])
        for at, kind in enumerate(catalogue.kinds.values(), 1)
        # Of these a record says all that is asked for, or it is none.
        if not kind.required
    ]
    write_members(tmp_path / "委员.xlsx", members, catalogue)
    roster = read_members(tmp_path / "委员.xlsx", catalogue, measure.year)
    write_records(tmp_path / "记录.xlsx", records, members, catalogue)
    period = (measure.start, measure.end)
    file = read_records(tmp_path / "记录.xlsx", catalogue, roster.members, period, measure.year)
    assert len(file.records) == len(records)
    assert starved(measure, roster, file, Answers()) == []
