from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from files.demo import write_demo
from files.reading.members import read_members
from files.reading.records import read_records
from rules.catalogue import Catalogue

PERIOD = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(("members", "seed"), [(10, 1), (11, 2), (37, 3), (300, 2022), (758, 4)])
def test_the_demo_reads_back_without_a_question(
    tmp_path: Path, catalogue: Catalogue, members: int, seed: int
) -> None:
    demo = write_demo(tmp_path / "demo", members, seed, catalogue)
    roster = read_members(demo.members, catalogue)
    assert (len(roster.members), roster.problems) == (members, [])
    file = read_records(demo.records, catalogue, roster.members, PERIOD)
    assert file.problems == []
    assert len([r for r in file.records if r.kind == "提案"]) == pytest.approx(demo.counts["提案"], rel=0.1)


def test_the_demo_has_the_proportions_of_a_city(tmp_path: Path, catalogue: Catalogue) -> None:
    counts = write_demo(tmp_path, 758, 7, catalogue).counts
    assert counts["会议活动"] == pytest.approx(1_395, rel=0.03)
    assert counts["参加人次"] == pytest.approx(31_491, rel=0.05)
    assert (counts["提案"], counts["社情民意"]) == (1_290, 1_812)


def test_the_demo_has_everything_that_happens(tmp_path: Path, catalogue: Catalogue) -> None:
    demo = write_demo(tmp_path, 300, 2022, catalogue)
    roster = read_members(demo.members, catalogue).members
    records = read_records(demo.records, catalogue, roster, PERIOD).records
    names = [member.name for member in roster]
    assert len(set(names)) < len(names)
    assert 30 <= sum(m.attributes["身份"] == "常委" for m in roster) <= 70
    assert any(m.attributes["主席会议成员"] for m in roster)
    assert any(m.attributes["机关驻会"] for m in roster)
    assert any("任职起" in m.attributes for m in roster)
    assert any(m.changes for m in roster)
    assert {r.kind for r in records} == set(catalogue.kinds) - {"酌情加分", "酌情扣分"}
    states = {str(part.attributes.get("状态")) for r in records for part in r.parts}
    assert states >= {"出席", "列席", "请假", "缺席"}
    assert any(r.attributes.get("联名") for r in records)
    assert any(o.day.year == 2023 for r in records for o in r.outcomes)
    assert {o.attributes["结果"] for r in records for o in r.outcomes} == {"重点", "优秀", "采用", "批示"}
    assert any(r.matter for r in records)
    parts = {m.key: 0 for m in roster}
    for record in records:
        for part in record.parts:
            parts[part.member] += part.attributes.get("状态", "出席") == "出席"
    assert max(parts.values()) > 150
    assert min(parts.values()) <= 8


def test_the_same_seed_is_the_same_content(tmp_path: Path, catalogue: Catalogue) -> None:
    def content(folder: str, seed: int) -> list[str]:
        demo = write_demo(tmp_path / folder, 50, seed, catalogue)
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (demo.members, demo.records)]

    assert content("a", 5) == content("b", 5)
    assert content("a", 5) != content("c", 6)


def test_the_number_of_members_is_bounded(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="委员人数应在 10 到 100,000 之间"):
        write_demo(tmp_path, 9, 1, catalogue)
