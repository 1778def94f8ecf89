"""After a change, only those whom it touches are scored again; the rows are those of scoring everybody."""

from hypothesis import given, settings

from rules.loader import loads
from rules.record import Member, Record
from tests.scoring.by_hand import attended, written
from tests.scoring.neighbourhood import companions, neighbourhood, present, touched
from tests.scoring.random_committees import CATALOGUE
from tests.scoring.random_edits import Edit, careers, edits
from tests.scoring.random_measures import measures
from tests.scoring.scored_apart import all_rows, some_rows, without


@settings(max_examples=250)
@given(measures(), edits())
def test_after_a_change_of_a_record(text: str, edit: Edit) -> None:
    rule_set = loads(text)
    again = touched(edit.before, edit.after, edit.others, rule_set.catalogue)
    kept = without(all_rows(rule_set, edit.members, edit.old), again)
    rows = kept | some_rows(rule_set, again, edit.members, edit.new)
    assert rows == all_rows(rule_set, edit.members, edit.new)


@settings(max_examples=150)
@given(measures(), careers())
def test_after_a_change_of_a_member(text: str, career: tuple[list[Member], list[Record], Member]) -> None:
    rule_set, (members, records, changed) = loads(text), career
    now = [changed if one.key == changed.key else one for one in members]
    again = companions(changed.key, records, rule_set.catalogue)
    # Who no longer serves in the year has a row before and none after.
    kept = without(all_rows(rule_set, members, records), again)
    rows = kept | some_rows(rule_set, again, now, records)
    assert rows == all_rows(rule_set, now, records)


SPEECH = written("1", "发言", "2022-01-05", ["甲", "乙"], title="渔港 改造")
PRINTED = written("2", "发言", "2022-02-05", ["甲"], title="渔港改造", matter="渔港")
ITEM = written("3", "社情民意", "2022-03-05", ["丙"], matter="渔港")
TALK = attended("4", "学习培训", "2022-03-06", "甲", "丁", "戊")
OTHER = written("5", "提案", "2022-03-07", ["丁"], matter="停车")
EVERYTHING = [SPEECH, PRINTED, ITEM, TALK, OTHER]


def test_the_neighbourhood_has_whole_works_and_own_parts_of_occasions() -> None:
    assert neighbourhood({"戊"}, EVERYTHING, CATALOGUE) == [attended("4", "学习培训", "2022-03-06", "戊")]
    # 乙 spoke with 甲, who had it printed as part of a matter to which an item of 丙 belongs.
    near = neighbourhood({"乙"}, EVERYTHING, CATALOGUE)
    assert near == [SPEECH, PRINTED, ITEM]
    assert present(near) == {"甲", "乙", "丙"}
    assert neighbourhood({"己"}, EVERYTHING, CATALOGUE) == []


def test_a_change_touches_all_authors_of_the_matters_before_and_after() -> None:
    others = [SPEECH, ITEM, TALK, OTHER]
    parked = written("2", "发言", "2022-02-05", ["甲"], title="停车难", matter="停车")
    assert touched(PRINTED, parked, others, CATALOGUE) == {"甲", "乙", "丙", "丁"}
    assert touched(PRINTED, None, others, CATALOGUE) == {"甲", "乙", "丙"}
    assert touched(None, parked, others, CATALOGUE) == {"甲", "丁"}


def test_of_an_occasion_only_the_changed_parts_touch() -> None:
    late = attended("4", "学习培训", "2022-03-06", "甲", "丁", "己")
    assert touched(TALK, late, [], CATALOGUE) == {"戊", "己"}
    absent = attended("4", "学习培训", "2022-03-06", "甲", "丁", "戊")
    away = attended("4", "学习培训", "2022-03-06", "甲", 状态="缺席")
    absent.parts = [*away.parts, *absent.parts[1:]]
    assert touched(TALK, absent, [], CATALOGUE) == {"甲"}
    # Another day is another day for all of them.
    moved = attended("4", "学习培训", "2022-03-07", "甲", "丁", "己")
    assert touched(TALK, moved, [], CATALOGUE) == {"甲", "丁", "戊", "己"}


def test_a_member_shares_works_but_not_occasions() -> None:
    assert companions("甲", EVERYTHING, CATALOGUE) == {"甲", "乙"}
    assert companions("己", EVERYTHING, CATALOGUE) == {"己"}
