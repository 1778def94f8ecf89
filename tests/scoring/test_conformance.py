"""The conformance kit holds for every engine of ours, says facts whole, and covers the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import json, structs

from rules.catalogue import OWNERS_OF_TAKE
from rules.record import value_words
from rules.tree import NODE_KEYS
from scoring.kit import SHIPPED, Answer, Case, Place, Results, read_cases, schema
from scoring.kit_answer import answers, differences
from scoring.kit_facts import members, records
from tests.scoring.reference_answer import reference_answer
from tests.scoring.reference_facts import all_facts

ROOT = Path(__file__).parents[2]
CASES = {case.id: case for case in read_cases()}
ACCEPTED = [name for name, case in CASES.items() if not case.expect.refused]
SCORED = [name for name, case in CASES.items() if case.expect.members]


@pytest.mark.parametrize("name", CASES)
def test_both_folds_with_both_matchers_give_what_was_worked_out_by_hand(name: str) -> None:
    case = CASES[name]
    found = {engine: list(differences(case, answer)) for engine, answer in answers(case).items()}
    assert found == {"合计": [], "逐条": []}


@pytest.mark.parametrize("name", SCORED)
def test_the_reference_gives_what_was_worked_out_by_hand(name: str) -> None:
    case = CASES[name]
    assert list(differences(case, reference_answer(case), all_lines=False)) == []


@pytest.mark.parametrize("name", ACCEPTED)
def test_the_facts_of_a_case_are_whole(name: str) -> None:
    """What follows from the records that the facts make up is what the facts say, defaults included."""
    case = CASES[name]
    catalogue = case.rule_set().catalogue
    whole = all_facts(records(case, catalogue), members(case, catalogue), catalogue)
    carried = {
        (fact.member.key, fact.record.key, fact.place): {
            each.name: value_words(fact.attributes[each.name])
            for each in catalogue.attributes_of(catalogue.kinds[fact.record.kind], *OWNERS_OF_TAKE[fact.take])
            if each.name in fact.attributes
        }
        for fact in whole
    }
    assert {(one.member, one.work, one.outcome): one.attributes for one in case.facts} == carried
    linked = {(fact.member.key, fact.record.key): fact.matter for fact in whole}
    said = {(one.member, one.work): one.matter for one in case.facts}
    assert len({(linked[key], said[key]) for key in said}) == len({*said.values()}) == len({*linked.values()})


def test_the_kit_covers_every_form_and_every_section() -> None:
    covered = {each for case in CASES.values() for each in case.covers}
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    forms = re.findall(r"^### (F\d+) ", text, re.MULTILINE)
    sections = re.findall(r"^### (\d+)\. ", text, re.MULTILINE)
    # 12 says what is pointed out, 9 what every measure has.
    assert len(CASES) >= 85
    assert {*forms, *sections} - covered == {"12"}
    assert covered - {*forms, *sections} == set()


def test_the_kit_writes_every_keyword_of_a_rule() -> None:
    texts = "\n".join(case.measure for name, case in CASES.items() if name in ACCEPTED)
    said = {*re.findall(r"[{ ](\w+): ", texts), *re.findall(r"^ *-? ?(\w+):", texts, re.MULTILINE)}
    assert {*NODE_KEYS} - said == {"note", "citation"} - said
    for words in (
        "ungraded",
        "at_most",
        "force",
        "unless",
        "show",
        "within",
        "places",
        "outsiders",
        "pro_rata",
    ):
        assert words in said


def test_an_answer_that_is_not_right_is_told() -> None:
    case = CASES["cap-in-order"]
    (right, _) = answers(case).values()
    own = right.members["W1"]
    lines = {one.fact: one for one in own.awards}
    last = structs.replace(lines["C5/W1"], kept="3")
    wrong = structs.replace(
        own,
        total="16",
        nodes={**own.nodes, "C": ("16", 5, 4)},
        ranks={"全体": 2},
        awards=[*(one for one in own.awards if one.fact != "C5/W1"), last],
    )
    assert list(differences(case, Answer(members={"W1": wrong}))) == [
        "W1 的 total 应为 15，得到 16",
        "W1 的 nodes C 应为 15 分、5 条、5 件，得到 16 分、5 条、4 件",
        "W1 的 ranks 全体 应为 1，得到 2",
        "W1 的 C C5/W1 应为 5 计 2（cap C），得到 5 计 3（cap C）",
    ]
    assert list(differences(case, Answer(refused=[Place(line=3, column=1)]))) == [
        "这份办法应当接受，却在 measure 3:1 被拒绝"
    ]
    assert list(differences(CASES["refuse-circle"], right)) == ["应当拒绝，指出 measure 第 11 行第 5 列"]


def test_lines_that_keep_nothing_and_cuts_need_not_be_listed() -> None:
    case = CASES["pick-beyond"]
    own = case.expect.members["W2"]
    short = structs.replace(
        own, awards=[structs.replace(one, cuts=[]) for one in own.awards if one.kept != "0"]
    )
    found = Answer(members={**case.expect.members, "W2": short})
    assert list(differences(case, found, all_lines=False)) == []
    assert list(differences(case, found)) == ["W2 的 P9 T1/W2 应为 2 计 0（pick P9），得到 没有"]


def test_the_schemas_beside_the_cases_are_those_of_the_program() -> None:
    for of, file in ((Case, "case.schema.json"), (Results, "results.schema.json")):
        kept = (SHIPPED.parent / file).read_bytes()
        assert json.decode(kept) == schema(of)


def test_every_calculation_names_the_totals() -> None:
    """The work by hand stands beside each case: a total that is not nothing is named in it."""
    for name in ACCEPTED:
        case = CASES[name]
        for standing in case.expect.members.values():
            said = standing.total.removeprefix("-")
            assert said == "0" or said in case.calculation, (name, said)
