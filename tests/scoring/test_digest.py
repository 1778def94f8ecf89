"""The digest of what a score was computed from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given, settings

from rules.record import Change, Member, Outcome, Part, Record, Value
from scoring.digest import digests, run_digest
from scoring.report import report
from tests.scoring.by_hand import attended, member, scored, written
from tests.scoring.random_committees import CATALOGUE, committees

PEOPLE = [member("甲", ("2022-05-01", "身份", "常委"), 界别="工会"), member("乙"), member("丙")]
TALK = attended("1", "学习培训", "2022-03-01", "甲", "丙", 状态="出席", 出席半天=Fraction(1, 2))
PAPER = written(
    "2",
    "提案",
    "2022-03-02",
    {"甲": {"确认": True}, "乙": {}},
    ("2022-06-01", {"结果": "采用", "采用层级": "市政协"}),
    ("2022-06-01", {"结果": "重点"}),
    title="渔港",
    立案=True,
)


def of(*records: Record, members: list[Member] | None = None) -> dict[str, str]:
    return digests(members or PEOPLE, records, CATALOGUE)


def test_a_digest_is_sha256_in_hex_and_differs_between_members() -> None:
    found = of(TALK, PAPER)
    assert list(found) == sorted(["甲", "乙", "丙"])
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in found.values())
    assert len(set(found.values())) == 3


def test_digests_stay_what_they_always_were() -> None:
    """Kept runs and closed years name them: whoever changes them makes every year look changed."""
    people = [
        member("甲", ("2022-05-01", "身份", "常委"), 界别="工会"),
        *(member("乙"), member("o'丙")),
    ]
    talk = attended("1", "学习培训", "2022-03-01", "甲", 状态="出席", 出席半天=Fraction(1, 2))
    talk.attributes = {"级别": "市级"}
    talk.parts = [*talk.parts, Part("o'丙", {"状态": "请假"})]
    paper = Record(
        "A\\2'", "提案", date(2022, 3, 2), "渔港\"的'事\n", {"立案": True}, matter="停车", outsiders=1
    )
    paper.parts = [Part("甲", {"确认": True}), Part("o'丙", {})]
    paper.outcomes = [
        Outcome(date(2022, 6, 1), {"结果": "采用", "采用层级": "市政协"}, "k'"),
        Outcome(date(2022, 6, 1), {"结果": "重点"}),
    ]
    opinion = Record("3", "社情民意", date(2022, 4, 1), parts=[Part("乙", {})], matter="停车")
    assert of(talk, paper, opinion, members=people) == {
        "o'丙": "667c41960a758dd20256aee3eaa6fb53239be4b80a18839879d0984125a1c41e",
        "乙": "4a3aa1204e86c8e6b7993852ed29af85fe4682b23d0c10e53a6d472a98ed5f9a",
        "甲": "b9cc14daa66473bbcd1c9212468446cf74890038772217d4051b2c09fe51b06e",
    }


def test_somebody_who_is_no_member_has_no_part() -> None:
    with pytest.raises(KeyError, match="丁"):
        of(attended("1", "学习培训", "2022-03-01", "甲", "丁"))


def test_the_form_in_which_it_was_entered_does_not_matter() -> None:
    talk = replace(
        TALK,
        parts=[
            Part(part.member, {"出席半天": half, "状态": "出席"})
            for part, half in zip(TALK.parts, (cast(Fraction, Decimal("0.50")), Fraction(2, 4)), strict=True)
        ],
    )
    paper = replace(PAPER, attributes={"立案": "是"}, outcomes=PAPER.outcomes[::-1])
    assert of(paper, talk, members=PEOPLE[::-1]) == of(TALK, PAPER)
    two = replace(TALK, parts=[Part("甲", {"出席半天": 2})])
    assert of(two) == of(replace(TALK, parts=[Part("甲", {"出席半天": Fraction(2)})]))


def test_names_numbers_and_free_text_do_not_enter() -> None:
    named = [replace(PEOPLE[0], name="王五", phone="13800000000"), *PEOPLE[1:]]
    named[1] = replace(named[1], attributes={"单位": "某校", "职务": "教师"})
    assert of(TALK, PAPER, members=named) == of(TALK, PAPER)


def changed(old: dict[str, str], new: dict[str, str]) -> str:
    return "".join(one.key for one in PEOPLE if old[one.key] != new[one.key])


@pytest.mark.parametrize(
    ("edit", "who"),
    [
        (lambda talk: replace(talk, day=date(2022, 3, 3)), "甲丙"),
        (lambda talk: replace(talk, key="9"), "甲丙"),
        (lambda talk: replace(talk, kind="其他活动"), "甲丙"),
        (lambda talk: replace(talk, title="党史"), "甲丙"),
        (lambda talk: replace(talk, attributes={"级别": "市级"}), "甲丙"),
        (lambda talk: replace(talk, parts=[*talk.parts, Part("乙", {})]), "乙"),
        (lambda talk: replace(talk, parts=talk.parts[1:]), "甲"),
        (lambda talk: replace(talk, parts=talk.parts[::-1]), ""),
        (lambda talk: replace(talk, parts=[talk.parts[0], Part("丙", {"状态": "缺席"})]), "丙"),
    ],
)
def test_what_of_an_occasion_enters(edit: Callable[[Record], Record], who: str) -> None:
    assert changed(of(TALK, PAPER), of(edit(TALK), PAPER)) == who


@pytest.mark.parametrize(
    "edit",
    [
        lambda paper: replace(paper, day=date(2022, 3, 3)),
        lambda paper: replace(paper, outsiders=1),
        lambda paper: replace(paper, attributes={}),
        lambda paper: replace(paper, parts=paper.parts[::-1]),
        lambda paper: replace(paper, parts=[paper.parts[0], Part("乙", {"确认": False})]),
        lambda paper: replace(paper, outcomes=paper.outcomes[:1]),
        lambda paper: replace(
            paper, outcomes=[paper.outcomes[0], Outcome(date(2022, 6, 2), {"结果": "重点"})]
        ),
    ],
)
def test_of_a_work_everything_enters_for_all_its_authors(edit: Callable[[Record], Record]) -> None:
    assert changed(of(TALK, PAPER), of(TALK, edit(PAPER))) == "甲乙"


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: replace(one, attributes={"界别": "妇联"}),
        lambda one: replace(one, changes=[]),
        lambda one: replace(one, changes=[Change(date(2022, 5, 2), "身份", "常委")]),
        lambda one: replace(one, changes=[*one.changes, Change(date(2022, 6, 1), "界别", "妇联")]),
    ],
)
def test_a_members_attributes_enter_for_co_authors_too(edit: Callable[[Member], Member]) -> None:
    now = [edit(PEOPLE[0]), *PEOPLE[1:]]
    assert changed(of(TALK, PAPER), of(TALK, PAPER, members=now)) == "甲乙"


def test_of_two_changes_on_one_day_the_later_in_the_list_counts() -> None:
    day = date(2022, 5, 1)
    changes = [Change(day, "界别", "工会"), Change(day, "界别", "妇联")]
    one, other = (replace(PEOPLE[0], changes=some) for some in (changes, changes[::-1]))
    assert digests([one], [], CATALOGUE) != digests([other], [], CATALOGUE)
    elsewhere = [Change(date(2022, 6, 1), "身份", "常委"), *changes]
    moved = [*changes, elsewhere[0]]
    one, other = (replace(PEOPLE[0], changes=some) for some in (elsewhere, moved))
    assert digests([one], [], CATALOGUE) == digests([other], [], CATALOGUE)


def test_the_matter_enters_as_who_belongs_together_not_by_its_name() -> None:
    one, other = (written(key, "社情民意", "2022-03-03", [who]) for key, who in (("8", "甲"), ("9", "丙")))
    linked = of(replace(one, matter="渔港"), replace(other, matter="渔港"))
    assert changed(of(one, other), linked) == "甲丙"
    assert linked == of(replace(one, matter="港口"), replace(other, matter="港口"))


def test_the_digest_of_a_run() -> None:
    rules = ["{id: A, title: 调研, take: participation, when: {kind: 学习培训}, points: 1}"]
    run = scored(rules, PEOPLE, [PAPER, TALK])
    assert run.inputs == dict(sorted(of(TALK, PAPER).items()))
    assert report(run)["input"] == run.input == run_digest(run.rule_set.digest, of(TALK, PAPER))
    assert scored(rules, PEOPLE[::-1], [TALK, PAPER]).input == run.input
    assert scored(rules, PEOPLE, [PAPER]).input != run.input
    assert scored([rules[0].replace("points: 1", "points: 2")], PEOPLE, [TALK, PAPER]).input != run.input


def another_form(value: Value) -> Any:
    """The same value, written another way."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return Fraction(value) if isinstance(value, int) else value


@settings(max_examples=60)
@given(committees())
def test_order_and_form_never_matter(committee: tuple[list[Member], list[Record]]) -> None:
    members, records = committee

    def backwards(attributes: Any) -> dict[str, Value]:
        return {name: another_form(value) for name, value in reversed(attributes.items())}

    other = []
    for record in reversed(records):
        parts = [Part(part.member, backwards(part.attributes)) for part in record.parts]
        outcomes = [
            replace(each, attributes=backwards(each.attributes)) for each in reversed(record.outcomes)
        ]
        if CATALOGUE.kinds[record.kind].form == "occasion":
            parts.reverse()
        other.append(replace(record, attributes=backwards(record.attributes), parts=parts, outcomes=outcomes))
    again = [replace(one, name="", attributes=backwards(one.attributes)) for one in reversed(members)]
    assert digests(again, other, CATALOGUE) == digests(members, records, CATALOGUE)
