"""Standings as of a day: laws over random measures, and what section 13 of docs/rules.md says by hand."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.document import RuleSet
from rules.loader import loads
from rules.record import Member, Record
from scoring.bulletin import bulletin
from scoring.run import score
from scoring.series import MONTH, QUARTER, ends, ground, series
from tests.rules.documents import HEADER, measure, of_rules
from tests.scoring.by_hand import attended, member, totals, written
from tests.scoring.random_committees import INSIDE, committees
from tests.scoring.random_measures import measures
from tests.scoring.reference import Reference
from tests.scoring.reference_facts import in_office
from tests.scoring.test_laws import Committee, agree, everything

Totals = dict[str, Fraction]

# Days on which things happen, the day before each, and days on which nothing does.
DAYS = sorted(
    {*INSIDE, *(day - timedelta(days=1) for day in INSIDE), *(date(2022, m, 17) for m in range(1, 13))}
)


def inside(rule_set: RuleSet, day: date) -> date:
    return min(max(day, rule_set.start), rule_set.end)


@settings(max_examples=300)
@given(measures(), committees(), st.sampled_from(DAYS))
def test_a_standing_as_of_a_day_equals_the_reference(text: str, committee: Committee, day: date) -> None:
    rule_set = loads(text)
    as_of = inside(rule_set, day)
    agree(score(rule_set, *committee, as_of=as_of), Reference(rule_set, *committee, as_of))


@settings(max_examples=150)
@given(measures(), committees())
def test_as_of_the_last_day_everything_is_that_of_the_year(text: str, committee: Committee) -> None:
    rule_set = loads(text)
    run = score(rule_set, *committee)
    assert everything(score(rule_set, *committee, as_of=rule_set.end)) == everything(run)
    assert score(rule_set, *committee, as_of=rule_set.end).inputs == run.inputs


def cut_by_hand(committee: Committee, day: date) -> Committee:
    """What is left of a committee's files when every line with a later date is taken out."""
    members, records = copy.deepcopy(committee)
    records = [record for record in records if record.day <= day]
    for record in records:
        record.outcomes = [outcome for outcome in record.outcomes if outcome.day <= day]
    for one in members:
        one.changes = [change for change in one.changes if change.since <= day]
        until = one.attributes.get("任职止")
        if isinstance(until, date) and until > day:
            del one.attributes["任职止"]

    return in_office(members, date.min, day), records


@settings(max_examples=200)
@given(measures(), committees(), st.sampled_from(DAYS))
def test_it_is_the_year_of_files_cut_by_hand(text: str, committee: Committee, day: date) -> None:
    """Of measures without dates of their own: where one counts by 立案日期, that is in no line to cut out."""
    rule_set = loads(text)
    as_of = inside(rule_set, day)
    members, records = cut_by_hand(committee, as_of)
    known = {member.key for member in members}
    dated = any(leaf.leaf and leaf.leaf.date for leaf in (*rule_set.root.leaves(), *rule_set.term_counts))
    # Nobody signs before taking office: a file of then would not say so.
    early = any(part.member not in known for record in records for part in record.parts)
    if as_of == rule_set.end or dated or early:
        return
    cut, run = score(rule_set, members, records), score(rule_set, *committee, as_of=as_of)
    assert everything(run) == everything(cut)
    assert rule_set.term_counts or run.inputs == cut.inputs
    assert run.input != cut.input


@settings(max_examples=150)
@given(measures(), committees(), st.lists(st.sampled_from(DAYS), min_size=1, max_size=2))
def test_many_days_at_once_are_each_day_alone(text: str, committee: Committee, days: list[date]) -> None:
    rule_set = loads(text)
    members, records = committee
    made = ground(rule_set, members, records)
    for day in [*(inside(rule_set, day) for day in days), rule_set.end]:
        run, alone = made.at(day), score(rule_set, members, records, as_of=day)
        named = replace(run, records=score(rule_set, members, records).records)
        assert everything(named) == everything(alone)
        assert run.as_of == alone.as_of == day


@settings(max_examples=100)
@given(measures(), committees())
def test_facts_only_become_more(text: str, committee: Committee) -> None:
    rule_set = loads(text)
    runs = list(series(rule_set, *committee, ends(rule_set, MONTH)))
    known = [run.matched.facts.n + run.matched.excluded.n for run in runs]
    assert known == sorted(known)
    assert [run.roster.n for run in runs] == sorted(run.roster.n for run in runs)


@settings(max_examples=100)
@given(measures(), committees(), st.sampled_from(DAYS))
def test_the_order_of_rows_never_matters_as_of_a_day(text: str, committee: Committee, day: date) -> None:
    rule_set, (members, records) = loads(text), committee
    as_of = inside(rule_set, day)
    assert everything(score(rule_set, members[::-1], records[::-1], as_of=as_of)) == everything(
        score(rule_set, members, records, as_of=as_of)
    )


HALF_YEAR = date(2022, 6, 30)


def totals_as_of(rules: list[str] | str, members: list[Member], records: list[Record], day: date) -> Totals:
    """Totals as of a day, by the run of that day and by that of many days: they must say the same."""
    rule_set = measure(rules if isinstance(rules, str) else of_rules(*rules))
    alone, among = score(rule_set, members, records, as_of=day), ground(rule_set, members, records).at(day)
    assert totals(alone) == totals(among)
    return totals(alone)


ADOPTED = [
    "{id: S1, title: 未采用, take: authorship, when: {kind: 社情民意}, without: {结果: 采用}, points: 1}",
    "{id: S2, title: 采用过, take: authorship, when: {kind: 社情民意}, having: {结果: 采用}, points: 5}",
]


@pytest.mark.parametrize(("day", "total"), [("2022-06-30", 1), ("2022-07-01", 5), ("2022-12-31", 5)])
def test_what_a_work_has_had_is_that_of_the_day(day: str, total: int) -> None:
    opinion = written("S", "社情民意", "2022-03-01", ["A"], ("2022-07-01", {"结果": "采用"}))
    assert totals_as_of(ADOPTED, [member("A")], [opinion], date.fromisoformat(day)) == {"A": total}


@pytest.mark.parametrize(("day", "total"), [("2022-01-09", 0), ("2022-01-10", 2)])
def test_a_leaf_by_a_date_of_its_own_waits_for_it(day: str, total: int) -> None:
    rules = ["{id: P, title: 提案, take: authorship, date: 立案日期, when: {kind: 提案}, points: 2}"]
    filed = written("P", "提案", "2022-01-02", ["A"], 立案日期=date(2022, 1, 10))
    assert totals_as_of(rules, [member("A")], [filed], date.fromisoformat(day)) == {"A": total}


def test_what_is_told_after_the_period_counts_on_its_last_day_only() -> None:
    rules = [
        "{id: S, title: 采用, take: outcome, date: 提交日期, when: {kind: 社情民意, 结果: 采用}, points: 3}"
    ]
    opinion = written("S", "社情民意", "2022-12-01", ["A"], ("2023-02-01", {"结果": "采用"}))
    assert totals_as_of(rules, [member("A")], [opinion], date(2022, 12, 30)) == {"A": 0}
    assert totals_as_of(rules, [member("A")], [opinion], date(2022, 12, 31)) == {"A": 3}


def test_an_outcome_dated_before_its_work_waits_for_the_work() -> None:
    rules = ["{id: S, title: 采用, take: outcome, when: {kind: 社情民意, 结果: 采用}, points: 3}"]
    opinion = written("S", "社情民意", "2022-07-02", ["A"], ("2022-06-01", {"结果": "采用"}))
    assert totals_as_of(rules, [member("A")], [opinion], HALF_YEAR) == {"A": 0}


def test_months_in_office_and_quotas_are_those_of_the_whole_period() -> None:
    """A full year 24; from July on 24 × 6/12; until September 24 in June, when nobody knew, and 18 then."""
    rules = ["{id: B, title: 基础, times: 在任月数, rules: [{id: B1, title: 基础分, base: 24}]}"]
    members = [
        member("A"),
        member("B", 任职起=date(2022, 6, 1)),
        member("C", 任职止=date(2022, 9, 30)),
    ]
    assert totals_as_of(rules, members, [], HALF_YEAR) == {"A": 24, "B": 14, "C": 24}
    assert totals_as_of(rules, members, [], date(2022, 9, 30)) == {"A": 24, "B": 14, "C": 18}


def test_a_condition_on_months_in_office_reads_those_that_the_day_knew() -> None:
    when = "{kind: 调研, 在任月数: {min: 12}}"
    rules = [f"{{id: V, title: 全年在任的, take: participation, when: {when}, points: 2}}"]
    survey, leaving = attended("A1", "调研", "2022-03-01", "C", 状态="出席"), member("C", 任职止=HALF_YEAR)
    assert totals_as_of(rules, [leaving], [survey], date(2022, 6, 29)) == {"C": 2}
    assert totals_as_of(rules, [leaving], [survey], HALF_YEAR) == {"C": 0}


def test_who_takes_office_later_is_not_among_the_ranked() -> None:
    """Half of four are two places, half of two one: with the later ones B would be excellent."""
    text = """root: {id: total, title: 总分, rules: [
  {id: V, title: 公益, take: participation, when: {kind: 公益活动, 状态: 出席}, points: 2}]}
grades: [{grade: 优秀, min: 2, top: 50%}, {grade: 称职}]
rank: {scopes: [全体]}
"""
    members = [member("A"), member("B"), *(member(key, 任职起=date(2022, 7, 1)) for key in "CD")]
    records = [
        attended("1", "公益活动", "2022-03-01", "A", "B", 状态="出席"),
        attended("2", "公益活动", "2022-03-02", "A", 状态="出席"),
    ]
    run = score(measure(text), members, records, as_of=HALF_YEAR)
    assert run.roster.keys == ("A", "B")
    assert [run.grade(at) for at in range(2)] == ["优秀", "称职"]
    year = score(measure(text), members, records)
    assert [year.grade(at) for at in range(4)] == ["优秀", "优秀", "称职", "称职"]


def test_scopes_are_those_of_the_day() -> None:
    text = """root: {id: total, title: 总分, rules: [
  {id: V, title: 公益, take: participation, when: {kind: 公益活动}, points: 2}]}
rank: {scopes: [身份]}
"""
    members = [member("A", ("2022-07-01", "身份", "常委"), 身份="委员")]
    run = score(measure(text), members, [], as_of=HALF_YEAR)
    assert run.group("身份", 0) == "委员"
    assert ground(run.rule_set, members, []).at(date(2022, 7, 1)).group("身份", 0) == "常委"


SUPPLEMENT = """language: 1
supplement: 补充规定
to: {committee: 测试, year: 2022}
citation: 补
effective: 2022-07-01
changes:
- {set: V.points, to: 4}
"""


def test_a_supplement_of_later_matters_only_where_it_is_retroactive() -> None:
    when = "{kind: 公益活动, 状态: 出席}"
    rules = of_rules(f"{{id: V, title: 公益, take: participation, when: {when}, points: 2}}")
    records = [attended(day, "公益活动", day, "A", 状态="出席") for day in ("2022-03-01", "2022-08-01")]
    ahead = loads(HEADER + rules, supplements=[(SUPPLEMENT, "补")])
    assert totals(score(ahead, [member("A")], records, as_of=HALF_YEAR)) == {"A": 2}
    assert totals(score(ahead, [member("A")], records)) == {"A": 6}
    text = SUPPLEMENT.replace("V.points, to: 4", "V.points, to: 4, retroactive: 是")
    back = loads(HEADER + rules, supplements=[(text, "补")])
    assert totals(score(back, [member("A")], records, as_of=HALF_YEAR)) == {"A": 4}


def test_what_comes_later_is_in_no_digest_and_the_day_is() -> None:
    rules = measure(of_rules("{id: V, title: 公益, take: participation, when: {kind: 公益活动}, points: 2}"))
    before, after = (attended(day, "公益活动", day, "A") for day in ("2022-03-01", "2022-08-01"))
    one, both = (score(rules, [member("A")], some, as_of=HALF_YEAR) for some in ([before], [before, after]))
    assert one.input == both.input
    assert score(rules, [member("A")], [before], as_of=date(2022, 6, 29)).input != one.input
    assert score(rules, [member("A")], [before]).input != one.input


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2023, 1, 1)])
def test_a_day_outside_the_period_is_refused(day: date) -> None:
    rule_set = measure(of_rules("{id: B, title: 基础, base: 1}"))
    with pytest.raises(ValueError, match="统计期 2022-01-01 至 2022-12-31 以内"):
        score(rule_set, [], [], as_of=day)
    with pytest.raises(ValueError, match="统计期"):
        ground(rule_set, [], []).at(day)


def test_the_ends_of_months_and_quarters() -> None:
    rule_set = measure(of_rules("{id: B, title: 基础, base: 1}"))
    assert ends(rule_set, MONTH)[:2] == [date(2022, 1, 31), date(2022, 2, 28)]
    assert len(ends(rule_set, MONTH)) == 12
    quarters = [date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)]
    assert ends(rule_set, QUARTER) == quarters
    assert ends(rule_set, QUARTER, date(2022, 8, 15)) == [*quarters[:2], date(2022, 8, 15)]
    assert ends(rule_set, QUARTER, HALF_YEAR) == quarters[:2]


def test_the_bulletin_says_what_was_gained_and_who_moved() -> None:
    """A: 2, 0; B: 0, 4 and passes A; C takes office in February."""
    rules = measure(of_rules("{id: V, title: 公益, take: participation, when: {kind: 公益活动}, points: 2}"))
    members = [member("A"), member("B"), member("C", 任职起=date(2022, 2, 10))]
    records = [
        attended("1", "公益活动", "2022-01-05", "A"),
        *(attended(key, "公益活动", "2022-02-05", "B") for key in ("2", "3")),
    ]
    runs = list(series(rules, members, records, [date(2022, 1, 31), date(2022, 2, 20)]))
    table = bulletin(runs, MONTH)
    assert table.headers == (
        *("委员编号", "姓名", "1月得分", "1月累计", "1月名次", "1月升降"),
        *(f"2月（至2月20日）{what}" for what in ("得分", "累计", "名次", "升降")),
    )
    assert table.rows == [
        ("B", "B", 0, 0, 2, None, 4, 4, 1, 1),
        ("A", "A", 2, 2, 1, None, 0, 2, 2, -1),
        ("C", "C", "", "", "", "", 0, 0, 3, None),
    ]


def test_the_term_is_counted_up_to_the_day() -> None:
    """Two absences of former years and one in July: three from then on, which costs five points."""
    text = """term: {from: 2020-04-10}
term_counts: [{id: T1, title: 届内缺席, take: participation, when: {kind: 常委会会议, 状态: 缺席}}]
root: {id: total, title: 总分, rules: [{id: B1, title: 累计, count: T1, bands: [{min: 3, points: -5}]}]}
"""
    days = ("2020-05-01", "2021-05-01", "2022-07-10")
    records = [attended(day, "常委会会议", day, "A", 状态="缺席") for day in days]
    assert totals_as_of(text, [member("A")], records, HALF_YEAR) == {"A": 0}
    assert totals_as_of(text, [member("A")], records, date(2022, 7, 10)) == {"A": -5}
    run = score(measure(text), [member("A")], records, as_of=HALF_YEAR)
    assert run.fold.counts.of(["T1"], "work").tolist() == [2]


def test_who_signed_before_taking_office_shares_and_is_not_listed() -> None:
    share = "share: {equal: 是}"
    rules = [
        f"{{id: P, title: 提案, over: work, take: authorship, when: {{kind: 提案}}, points: 6, {share}}}"
    ]
    members = [member("A"), member("B", 任职起=date(2022, 8, 1))]
    proposal = written("P", "提案", "2022-03-01", ["A", "B"])
    assert totals_as_of(rules, members, [proposal], HALF_YEAR) == {"A": 3}
    assert totals_as_of(rules, members, [proposal], date(2022, 8, 1)) == {"A": 3, "B": 3}
