"""What a draft would do: told before it is done, adding up, and without touching what is in force."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from files.demo.year import write_demo
from files.reading.members import read_members
from files.reading.records import read_records
from models.rule_set import RuleSetVersion, Simulation
from models.score import MemberScore, ScoreRun
from models.store import Store
from rules.bundle import Text
from rules.catalogue import load as load_catalogue
from rules.loader import load, loads
from rules.record import Member
from rules.shipped import COMMITTEES
from rules.year_shift import shifted
from scoring.run import score
from scoring.simulated import plain, read
from scoring.simulation import MOVERS, REASONS, effect, runs
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.refusal import Code, Refusal
from services.sandbox.sandbox import Sandbox
from tests.services.committee_of_ten import rows, settle
from tests.services.drafting.drafts import WRITER, desk_of, hongkou, settle_hongkou, text_of

anyio = pytest.mark.anyio
BASE = load(COMMITTEES / "zhoushan/2022.yaml")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """Members and records of the demo year."""
    files = write_demo(tmp_path_factory.mktemp("demo"), 120, 5, BASE.catalogue, 2022)
    members = read_members(files.members, BASE.catalogue, 2022).members
    period = (BASE.start, BASE.end)
    return members, read_records(files.records, BASE.catalogue, members, period, 2022).records


def changed() -> Any:
    """The measure of 2023 with its supplement, as if it were that of 2022."""
    base, supplement = text_of("zhoushan/2023.yaml"), text_of("zhoushan/2023.supplement-1.yaml")
    whole = f"{base.text}\n--- # 补充规定文件：{supplement.file}\n{supplement.text}"
    return loads(shifted(whole, "2023.yaml", -1, carried=False), "2022.yaml")


def stored(*of: Any) -> Any:
    """What a simulation comes to, as it is stored."""
    data = json.loads(json.dumps(plain(effect(*of))))
    assert plain(read(data)) == plain(effect(*of))
    return data


def test_the_reasons_of_a_move_add_up_to_it(demo: tuple[Any, Any]) -> None:
    after = changed()
    found = stored(*runs(BASE, after, *demo), after)
    movers = found["movers"]["members"]
    assert len(movers) > 50
    for row in movers:
        assert row["more"] == 0
        moved = Fraction(row["total"][1]) - Fraction(row["total"][0])
        assert sum(Fraction(one["points"]) for one in row["reasons"]) == moved == Fraction(row["change"])
    ids = {one["id"] for one in found["rules"]}
    assert {"M4", "L3", "A5", "P2", "S2", "G2b"} <= ids
    # A rule that was replaced in mid-year is one rule.
    assert not [name for name in ids if "." in name]
    total = sum(Fraction(one["points"]) for one in found["rules"])
    assert total == Fraction(found["totals"]["sum"][1]) - Fraction(found["totals"]["sum"][0])


def test_both_sides_are_what_scoring_says(demo: tuple[Any, Any]) -> None:
    after = changed()
    found = stored(*runs(BASE, after, *demo), after)
    sides = score(BASE, *demo), score(after, *demo)
    at = {key: index for index, key in enumerate(sides[0].roster.keys)}
    for row in [*found["movers"]["members"], *found["crossers"]["members"]]:
        index = at[row["key"]]
        assert row["total"] == [run.shown(run.total(index)) for run in sides]
        assert row["rank"] == [int(run.standings.ranks["全体"][index]) or None for run in sides]
        assert row["grade"] == [run.grade(index) for run in sides]
    moved = {key for key, index in at.items() if sides[0].total(index) != sides[1].total(index)}
    assert found["totals"]["gaining"] + found["totals"]["losing"] == len(moved)
    assert found["crossers"]["count"] == sum(
        sides[0].grade(index) != sides[1].grade(index) for index in at.values()
    )
    for grade in found["grades"]:
        counts = [sum(run.grade(index) == grade["name"] for index in at.values()) for run in sides]
        assert grade["members"] == counts
    for side in (0, 1):
        assert sum(one["members"][side] for one in found["distribution"]) == len(at)
    top = {one["id"]: one["points"] for one in found["categories"]}
    assert top["activity"] == [
        run.shown(sum((run.points("activity", index) for index in at.values()), Fraction(0))) for run in sides
    ]
    assert found["input"] == sides[1].input


def test_the_same_measure_moves_nobody(demo: tuple[Any, Any]) -> None:
    found = stored(*runs(BASE, BASE, *demo), BASE)
    assert (found["movers"], found["crossers"]) == ({"count": 0, "members": []}, {"count": 0, "members": []})
    assert found["rules"] == []
    assert all(one["before"] for one in found["idle"])


def test_a_measure_for_nobody_is_empty() -> None:
    found = stored(*runs(BASE, BASE, [], []), BASE)
    assert (found["members"], found["distribution"]) == (0, [])


def test_who_is_in_office_on_the_days_of_one_measure_alone_comes_or_goes() -> None:
    """每人加一分基础分；统计期早一个月的那一份，多一名 12 月 20 日离任的委员。"""
    text = BASE.text.replace("  floor: 0\n", "  base: 1\n  floor: 0\n", 1)
    text = text.replace("{member: {在任月数: {below: 6}}}", "{member: {在任月数: {below: 1}}}", 1)
    short, long = (
        loads(text.replace("from: 2022-01-01", f"from: {day}", 1), "2022.yaml")
        for day in ("2022-01-01", "2021-12-01")
    )
    members = [Member("甲", "甲", {"任职止": date(2021, 12, 20)}), Member("乙", "乙"), Member("丙", "丙")]
    came = stored(*runs(short, long, members, []), long)
    (mover,) = came["movers"]["members"]
    assert (came["members"], mover["key"], mover["total"]) == (3, "甲", ["0.00", "1.00"])
    assert mover["rank"] == [None, 1]
    assert [(one["id"], one["points"]) for one in mover["reasons"]] == [("total", "1")]
    assert came["totals"]["sum"] == ["2.00", "3.00"]
    assert came["ranks"] == {"up": 0, "down": 0, "entering": 1, "leaving": 0}
    went = stored(*runs(long, short, members, []), short)
    (mover,) = went["movers"]["members"]
    assert (went["members"], mover["key"], mover["total"]) == (3, "甲", ["1.00", "0.00"])
    assert [(one["id"], one["points"]) for one in mover["reasons"]] == [("total", "-1")]
    assert went["totals"]["sum"] == ["3.00", "2.00"]
    assert went["ranks"] == {"up": 0, "down": 0, "entering": 0, "leaving": 1}


def test_a_result_has_a_bound(demo: tuple[Any, Any]) -> None:
    members, records = demo
    many = [
        type(one)(f"{one.key}-{at}", one.name, dict(one.attributes)) for at in range(4) for one in members
    ]
    # 每人加一分基础分：人人都升。
    text = BASE.text.replace("  floor: 0\n", "  base: 1\n  floor: 0\n", 1)
    found = stored(*runs(BASE, loads(text, "2022.yaml"), many, []), loads(text, "2022.yaml"))
    assert found["movers"]["count"] == len(many) == 480
    assert len(found["movers"]["members"]) == MOVERS
    assert found["totals"]["gaining"] == 480
    assert found["rules"] == [{"id": "total", "title": "总分", "gaining": 480, "losing": 0, "points": "480"}]
    assert REASONS >= 1
    assert records


def test_days_move_and_nothing_else() -> None:
    text = (
        "# 2022-01-01 注释不动\n"
        "title: 某市（2022年）办法，2022年4月3日起\n"
        "year: 2022\n"
        'period: {from: 2022-01-01, to: "2022-12-31"}\n'
        "note: 见 2022-05-01 的说明\n"
        'a: [2020-02-29, 2022-13-01, "2022-06-30"]\n'
    )
    assert shifted(text, "2022.yaml", 1, carried=True) == (
        "# 2022-01-01 注释不动\n"
        "title: 某市（2023年）办法，2022年4月3日起\n"
        "year: 2023\n"
        'period: {from: 2023-01-01, to: "2023-12-31"}\n'
        "note: 见 2022-05-01 的说明\n"
        'a: [2021-02-28, 2022-13-01, "2023-06-30"]\n'
    )


def test_what_a_supplement_brought_holds_from_the_beginning_of_the_next_year() -> None:
    supplement = (
        "to: {committee: 某市, year: 2022}\neffective: 2022-04-03 # 起算\nchanges:\n"
        "- {set: A.cap, to: 1}\n- {set: B.cap, to: 1, effective: 2022-05-01, retroactive: 否}\n"
    )
    text = f"year: 2022\n\n--- # 补充规定文件：2022.supplement-1.yaml\n{supplement}"
    moved = (
        "to: {committee: 某市, year: 2023}\nretroactive: 是 # 起算\nchanges:\n"
        "- {set: A.cap, to: 1}\n- {set: B.cap, to: 1, effective: 2023-05-01, retroactive: 是}\n"
    )
    assert shifted(text, "2022.yaml", 1, carried=True) == (
        f"year: 2023\n\n--- # 补充规定文件：2023.supplement-1.yaml\n{moved}"
    )
    assert "effective: 2023-04-03 # 起算" in shifted(text, "2022.yaml", 1, carried=False)


@pytest.mark.parametrize(
    "name", ["zhoushan/2022", "zhoushan/2023", "hongkou/2020", "jinan/2015", "minhang/2021"]
)
def test_a_shipped_measure_moved_there_and_back_is_the_same(name: str) -> None:
    text, file = text_of(f"{name}.yaml")
    there = shifted(text, file, 4, carried=False)
    assert there != text
    assert shifted(there, file, -4, carried=False) == text


@anyio
async def test_nothing_in_force_is_touched(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    made = await desk_of(store, sandbox).draft("hongkou", hongkou(text_of("hongkou/2020.supplement-1.yaml")))
    tables = (ScoreRun, MemberScore, RuleSetVersion)
    before = [await rows(store, table) for table in tables]
    row = await simulate(store, sandbox, WRITER, made.id, 2020, "看看")
    assert [await rows(store, table) for table in tables] == before
    (kept,) = await rows(store, Simulation)
    assert (kept.result, kept.digest, kept.year, kept.actor) == (row.result, row.digest, 2020, "甲")


@anyio
async def test_a_new_year_is_tried_on_the_data_of_the_last(store: Store, sandbox: Sandbox) -> None:
    await settle(store)
    desk = desk_of(store, sandbox)
    supplement = text_of("zhoushan/2023.supplement-1.yaml")
    made = await desk.draft("zhoushan", Draft(text_of("zhoushan/2023.yaml"), (supplement,)))
    row = await simulate(store, sandbox, WRITER, made.id)
    assert (row.year, row.result["members"]) == (2022, 10)
    assert (row.result["before"]["year"], row.result["after"]["year"]) == (2022, 2023)
    with pytest.raises(Refusal) as refused:
        await simulate(store, sandbox, WRITER, made.id, 2021)
    assert refused.value.code is Code.NOT_FOUND


@anyio
async def test_a_catalogue_that_does_not_fit_the_records_is_told(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    # 合并处理改成了选项：已有的记录写的是“是”“否”。
    kinds = text_of("hongkou/kinds.yaml").text.replace(
        "type: yesno, default: 否, ", "type: choice, values: [合, 分], "
    )
    rules = text_of("hongkou/2020.yaml").text.replace("{合并处理: 是}", "{合并处理: 合}")
    draft = Draft(Text(rules, "2020.yaml"), (), kinds)
    made = await desk_of(store, sandbox).draft("hongkou", draft)
    with pytest.raises(Refusal) as refused:
        await simulate(store, sandbox, WRITER, made.id)
    assert (refused.value.code, refused.value.field) == (Code.BAD_USER_INPUT, "catalogue")
    assert await rows(store, Simulation) == []


def test_the_base_catalogue_is_at_hand() -> None:
    assert load_catalogue().kinds
    assert date(2022, 1, 1) == BASE.start
