"""What counts first: by the date that counts, then by the external key, never by the order of entry."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.collect import works_in_order
from tests.scoring.by_hand import attended, cuts, kept, lines, member, scored, totals, written

A, B = member("甲"), member("乙")
FILED = "take: authorship, when: {kind: 提案, 立案: 是}"


def proposals(*keys: str, day: str = "2022-03-01") -> list:  # type: ignore[type-arg]
    return [written(key, "提案", day, ["甲"], 立案=True) for key in keys]


def test_the_last_line_under_a_cap_gets_what_is_left() -> None:
    """3 × 1 as second author, then 3 × 5 as first: 3 + 5 + 5 = 13, and 2 of the last 5."""
    rule = f"{{id: P1, title: 立案提案, {FILED}, table: {{by: [位次], values: {{首: 5, 联: 1}}}}, cap: 15}}"
    records = [written(f"联{at}", "提案", "2022-03-01", ["乙", "甲"], 立案=True) for at in range(3)]
    records += [written(f"首{at}", "提案", f"2022-0{at}-01", ["甲"], 立案=True) for at in (4, 5, 6)]
    run = scored([rule], [A], [record for record in records if record.parts[0].member == "甲"])
    assert totals(run) == {"甲": 15}
    run = scored([rule], [A, B], records)
    assert totals(run) == {"甲": 15, "乙": 15}
    own = {line.record.key: line for line in lines(run) if line.member == 1 and line.record}
    assert run.roster.keys[1] == "甲"
    assert own["首5"].cuts == ()
    assert own["首6"].cuts == ("立案提案（P1）上限15，已计13，本条5分计2分",)
    assert (own["首6"].raw, own["首6"].kept) == (Fraction(5), Fraction(2))


def test_proposal_9_counts_before_proposal_10() -> None:
    rule = f"{{id: P1, title: 提案, {FILED}, points: 2, cap: 3}}"
    run = scored([rule], [A], proposals("10", "9"))
    assert kept(run, "P1") == {"9": 2, "10": 1}
    assert cuts(run)["10"] == ("提案（P1）上限3，已计2，本条2分计1分",)


def test_the_date_goes_before_the_key() -> None:
    rule = f"{{id: P1, title: 提案, {FILED}, points: 2, cap: 3}}"
    records = [*proposals("9", day="2022-03-02"), *proposals("10", day="2022-03-01")]
    assert kept(scored([rule], [A], records), "P1") == {"10": 2, "9": 1}


def test_the_order_is_that_of_the_date_which_counts() -> None:
    """Submitted first and filed last: by date of filing it is the second."""
    rule = f"{{id: P1, title: 提案, {FILED}, date: 立案日期, points: 2, cap: 3}}"
    records = [
        written("早", "提案", "2022-01-05", ["甲"], 立案=True, 立案日期=date(2022, 6, 1)),
        written("晚", "提案", "2022-02-05", ["甲"], 立案=True, 立案日期=date(2022, 3, 1)),
    ]
    assert kept(scored([rule], [A], records), "P1") == {"晚": 2, "早": 1}


@pytest.mark.parametrize(
    "keys",
    [
        ["1", "2", "10", "11", "100"],
        ["第9号", "第10号"],
        ["2022-9-10", "2022-10-9"],
        ["A2", "A10", "B1"],
        ["提9", "提１０"],  # full-width digits
        ["01", "1", "1a"],
        ["", "0"],
    ],
)
def test_external_keys_in_their_natural_order(keys: list[str]) -> None:
    records = proposals(*keys)
    assert [record.key for record in works_in_order(records[::-1])] == keys


def test_picks_by_date_and_by_points() -> None:
    """Five surveys worth 1 to 5 in the order of their days."""
    records = [
        attended(f"{n}", "学习培训", f"2022-03-0{n}", "甲", 状态="出席", 出席半天=Fraction(n))
        for n in range(1, 6)
    ]

    def chosen(pick: str) -> list[str]:
        rule = (
            "{id: A, title: 培训, take: participation, when: {kind: 学习培训}, points: 1, per: 出席半天,"
            f" pick: {pick}}}"
        )
        run = scored([rule], [A], records)
        assert totals(run)["甲"] == sum(map(int, (key for key, value in kept(run, "A").items() if value)))
        return [key for key, value in kept(run, "A").items() if value]

    assert chosen("{from: 2}") == ["2", "3", "4", "5"]
    assert chosen("{to: 2}") == ["1", "2"]
    assert chosen("{from: 2, to: 4}") == ["2", "3", "4"]
    assert chosen("{every: 2}") == ["2", "4"]
    assert chosen("{from: 2, every: 2}") == ["3", "5"]
    assert chosen("{order: points, to: 2}") == ["4", "5"]
    assert chosen("{order: points, from: 4}") == ["1", "2"]


def test_beyond_leaves_out_what_another_rule_paid() -> None:
    """P0 pays the lead of 1 April (10); of the other two, each 2."""
    rules = [
        f"{{id: P0, title: 一, {FILED}, combine: highest, table: {{by: [位次], values: {{首: 10, 联: 5}}}}}}",
        f"{{id: P9, title: 其余, {FILED}, points: 2, pick: {{beyond: P0}}}}",
    ]
    records = [
        written("1", "提案", "2022-03-01", ["乙", "甲"], 立案=True),
        written("2", "提案", "2022-04-01", ["甲"], 立案=True),
        written("3", "提案", "2022-05-01", ["甲", "乙"], 立案=True),
    ]
    run = scored(rules, [A, B], records)
    # 乙: lead of the first (10), then co-signer of the third (2).
    assert totals(run) == {"甲": 14, "乙": 12}


def test_beyond_does_not_see_what_stands_above_the_other_rule() -> None:
    """P0 gave 5 points for each work; that a cap above leaves 5 in all does not unpay the second."""
    rules = [
        f"{{id: C, title: 上级, cap: 5, rules: [{{id: P0, title: 基础, {FILED}, points: 5}}]}}",
        f"{{id: P9, title: 其余, {FILED}, points: 2, pick: {{beyond: P0}}}}",
    ]
    run = scored(rules, [A], proposals("1", "2"))
    assert totals(run) == {"甲": 5}
    assert kept(run, "P9") == {"1": 0, "2": 0}
    assert cuts(run)["2"] == ("其余（P9）按次序不在计分之列，本条2分不计",)


def test_one_key_twice_is_ordered_by_what_the_records_say() -> None:
    """Of two years, of two titles, and of two spellings of one number."""
    records = [
        written("7", "提案", "2022-02-01", ["甲"], title="乙"),
        written("7", "提案", "2022-01-01", ["甲"], title="丙"),
        written("7", "提案", "2022-01-01", ["甲"], title="丁"),
        written("７", "提案", "2022-01-01", ["甲"], title="丁"),
    ]
    expected = [records[2], records[3], records[1], records[0]]
    assert works_in_order(records) == works_in_order(records[::-1]) == expected
