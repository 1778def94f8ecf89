"""Counting over the whole term: what is counted, what reads it, and that the year's points do not."""

from rules.record import Record
from scoring.run import ScoreRun
from tests.scoring.by_hand import attended, member, scored

RULES = """\
term: {from: 2020-04-10}
term_counts:
- {id: T1, title: 届内缺席, take: participation, when: {group: 会议, 状态: 缺席}}
- {id: T2, title: 届内出席率, take: participation, when: {group: 会议},
   rate: {of: {状态: 出席}, among: {状态: [出席, 缺席]}, from: 4}}
root:
  id: total
  title: 总分
  rules:
  - {id: M, title: 会议, take: participation, when: {group: 会议, 状态: 出席}, points: 2}
  - {id: D, title: 缺席, take: participation, when: {group: 会议, 状态: 缺席}, points: -1}
  - {id: B, title: 届内缺席满三次, count: T1, bands: [{min: 5, points: -9}, {min: 3, points: -4}]}
"""
CONSEQUENCES = """\
consequences:
- {id: C1, title: 劝辞, if: {count: T1, min: 4}}
- {id: C2, title: 约谈, if: {rate: T2, below: 50%}}
"""


def absences(*days: str, who: str = "甲", state: str = "缺席") -> list[Record]:
    return [attended(f"{state}{day}", "专委会会议", day, who, 状态=state) for day in days]


def follows(run: ScoreRun, name: str) -> list[str]:
    flags = run.standings.consequences[name].tolist()
    return [key for key, on in zip(run.roster.keys, flags, strict=True) if on]


def test_the_term_counts_what_the_year_does_not() -> None:
    # Before the term, in two former years, in this year, and after the period.
    missed = absences("2020-04-09", "2020-04-10", "2021-05-01", "2022-03-01", "2022-12-31", "2023-01-01")
    came = absences("2021-06-01", "2022-06-01", state="出席")
    run = scored(RULES + CONSEQUENCES, [member("甲"), member("乙")], missed + came)
    assert run.fold.counts.of(["T1"], "work").tolist() == [0, 4]
    # 2 for the one it was at, −1 twice, −4 for four in the term.
    at = run.roster.keys.index("甲")
    assert [run.points(node, at) for node in ("total", "M", "D", "B")] == [-4, 2, -2, -4]
    # The year's own counts know nothing of former years.
    assert run.fold.counts.of(["total"], "record").tolist()[at] == 3
    assert follows(run, "C1") == ["甲"]
    # 2 of 6 meetings.
    assert follows(run, "C2") == ["甲"]
