"""The year's appraisal of items by criteria that are data (议13): calculated by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from rules.catalogue import extend
from rules.loader import loads
from services.appraisals.appraisal import appraised, criteria, kinds
from services.appraisals.facts import Subject, of_items
from services.opinions.analysis import ADOPTED, INSTRUCTED, ISSUED, RECEIVED, Analysed, Happening, Period

# 民建北京 2014: 1 for its own adoption; 5 for each of 民建中央, 市政协, 市委统战部; 20 for each of
# 全国政协, 中央统战部, 市委市政府, all of them added up; instructions of a city leader 10, of the centre
# 30; a commissioned item that is adopted above 10 more.
BODIES = "attributes: {采用层级: {add_values: [民建中央, 市委统战部, 全国政协, 中央统战部, 中共市委]}}\n"
LADDER = """language: 1
title: 信息评选（2014年）
committee: 民建北京
year: 2014
period: {from: 2014-01-01, to: 2014-12-31}
citation: 2014年的办法
root:
  id: total
  title: 总分
  take: outcome
  over: work
  when: {kind: 社情民意}
  rules:
  - {id: own, title: 本会采用, combine: highest, over: work, when: {结果: 签发}, points: 1}
  - id: above
    title: 上级采用
    over: work
    when: {结果: 采用}
    table:
      by: [采用层级]
      values: {民建中央: 5, 市政协: 5, 市委统战部: 5, 全国政协: 20, 中央统战部: 20, 中共市委: 20}
  - {id: city, title: 市领导批示, when: {结果: 批示, 领导级别: 市领导}, points: 10}
  - {id: centre, title: 中央领导批示, when: {结果: 批示, 领导级别: 党和国家领导人}, points: 30}
  - {id: asked, title: 约稿, over: work, combine: highest, when: {结果: 采用, 来源: 约稿}, points: 10}
rank: {scopes: [全体], ties: competition}
"""
YEAR = Period(date(2014, 1, 1), date(2014, 12, 31))


def item(number: int, source: str, *happened: tuple[str, str, str | None]) -> Analysed:
    """An item that came on the first of March, and what happened to it in the year."""
    told = [Happening(figure, date.fromisoformat(day), level) for figure, day, level in happened]
    return Analysed(number=number, source=source, happened=[Happening(RECEIVED, date(2014, 3, 1)), *told])


def test_additive_ladders_and_a_bonus_for_what_was_commissioned() -> None:
    rule_set = loads(LADDER, "2014", catalogue=extend(kinds(), "language: 1\n" + BODIES, "kinds"))
    items = [
        # 1 + 5 + 5 + 20 + 10, and 10 once for having been commissioned: 51.
        item(
            *(1, "commissioned", (ISSUED, "2014-03-05", None), (ADOPTED, "2014-04-01", "市政协")),
            *((ADOPTED, "2014-05-01", "民建中央"), (ADOPTED, "2014-09-01", "全国政协")),
            (INSTRUCTED, "2014-06-01", "市领导"),
        ),
        # 1 + 5: its own, so nothing more.
        item(2, "own", (ISSUED, "2014-03-06", None), (ADOPTED, "2014-04-02", "市委统战部")),
        # 1: commissioned, and adopted nowhere above.
        item(3, "commissioned", (ISSUED, "2014-03-07", None)),
        # 1 + 5: what came in the next year counts there.
        item(
            *(4, "own", (ISSUED, "2014-11-20", None), (ADOPTED, "2014-12-01", "市政协")),
            (ADOPTED, "2015-01-10", "中共市委"),
        ),
        # 1 + 20 + 30.
        item(
            *(5, "own", (ISSUED, "2014-03-09", None), (ADOPTED, "2014-05-01", "中央统战部")),
            (INSTRUCTED, "2014-07-01", "党和国家领导人"),
        ),
        # Kept on file: nothing, and so not in the list.
        item(6, "own"),
    ]
    found = appraised(rule_set, of_items(items, YEAR))
    assert [(one.key, f"{one.total}", one.rank) for one in found.subjects] == [
        *(("1", "51", 1), ("5", "51", 1), ("2", "6", 3), ("4", "6", 3), ("3", "1", 5))
    ]
    # The reason of each point.
    assert [(one.rule, f"{one.day}", f"{one.points}") for one in found.subjects[0].lines] == [
        ("own", "2014-03-05", "1"),
        ("above", "2014-04-01", "5"),
        ("above", "2014-05-01", "5"),
        ("above", "2014-09-01", "20"),
        ("city", "2014-06-01", "10"),
        ("asked", "2014-04-01", "10"),
        ("asked", "2014-05-01", "0"),
        ("asked", "2014-09-01", "0"),
    ]
    assert found.subjects[0].counts() == {"own": 1, "above": 3, "city": 1, "asked": 1}


def test_what_is_shipped_is_of_any_year() -> None:
    rule_set = criteria(Subject.ITEMS, 2014)
    assert (rule_set.start, rule_set.end, rule_set.title) == (
        *(date(2014, 1, 1), date(2014, 12, 31)),
        "社情民意信息评选条件（2014年）",
    )
    twice = item(
        *(7, "commissioned", (ISSUED, "2014-03-05", None), (ADOPTED, "2014-04-01", "市政协")),
        (ADOPTED, "2014-08-01", "市政协"),
    )
    # 1 + 5 + 10: one level counts once.
    (one,) = appraised(rule_set, of_items([twice], YEAR)).subjects
    assert one.total == Fraction(16)
