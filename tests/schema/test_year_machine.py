"""Whatever people do over the API in whatever order, the year holds together after each step.

One person of the Office enters, reviews, corrects and organises, and gives leave; the Members' Work Committee
imports works and the roster, answers, samples, recomputes, closes, and has members transferred, leave office,
exit and go on into the next term; members object, sign in, ask for leave, and answer as co-signers. Each step
is taken or refused; then is looked at what everybody sees.

The examples are the same each time, so that a change is never red by luck; `make explore` draws others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, multiple, rule, run_state_machine_as_test

from tests.schema.objecting import ACCEPT, ANSWER, RAISE
from tests.schema.year_at_work import MEMBER, OFFICE, SECOND
from tests.schema.year_imports import Imports
from tests.schema.year_steps import SOME
from tests.services.committee_of_ten import CODE, YEAR

Json = Any
_DONE = "record { id version } errors { code field message } }"
_PROPOSED = "correction { number } " + _DONE + " }"
ENTER = {
    "调研": "mutation ($input: EnterOccasionInput!) { enterOccasion(input: $input) { " + _DONE + " }",
    "社情民意": "mutation ($input: EnterWorkInput!) { enterWork(input: $input) { " + _DONE + " }",
}
MOVE = """mutation ($input: MoveRecordsInput!) { %sRecords(input: $input) {
  results { done } errors { code message } } }"""
ONE = (
    "mutation ($input: ChangeRecordInput!) { %sRecord(input: $input) { correction { number } " + _DONE + " }"
)
CORRECT = {
    "调研": "mutation ($input: CorrectOccasionInput!) { correctOccasion(input: $input) { " + _PROPOSED,
    "社情民意": "mutation ($input: CorrectWorkInput!) { correctWork(input: $input) { " + _PROPOSED,
}
DECIDE = "mutation ($input: DecideCorrectionInput!) { %sCorrection(input: $input) { " + _DONE + " }"
VERSIONS = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Record { id version } } }"
WORDS = {"reason": "另有原因"}
# The ninth has signed as well, who answers now and then.
WITH_CO_SIGNER = SOME.map(lambda members: sorted({*members, 8}))
UP_TO, MONTHS = st.sampled_from(["DRAFT", "SUBMITTED", "APPROVED"]), st.integers(1, 12)
NO = {"verdict": "REFUSED", "words": "没有错", "rule": "A1", "citation": "示例·活动 A1", "step": "记 2 分"}


class Year(Imports):
    """A committee of ten whose people do what comes to their minds."""

    corrections: Bundle[tuple[str, int]] = Bundle("corrections")
    objections: Bundle[int] = Bundle("objections")

    def said(self, kind: str, members: Sequence[int]) -> Json:
        if kind == "调研":
            return {"participants": [{"members": self.ids(members)}]}
        return {"authors": [{"member": one} for one in self.ids(members)]}

    def version(self, record: str, stale: bool = False) -> int:
        (found,) = self.asked(VERSIONS, OFFICE, ids=[record])["nodes"]
        return int(found["version"]) - stale

    @rule(targets=(Imports.records, Imports.occasions), members=SOME, up_to=UP_TO, month=MONTHS)
    def enter_occasion(self, members: list[int], up_to: str, month: int) -> Any:
        return self.enter("调研", members, up_to, month)

    @rule(targets=(Imports.records, Imports.works), members=WITH_CO_SIGNER, up_to=UP_TO, month=MONTHS)
    def enter_work(self, members: list[int], up_to: str, month: int) -> Any:
        return self.enter("社情民意", members, up_to, month)

    def enter(self, kind: str, members: list[int], up_to: str, month: int) -> Any:
        self.entered += 1
        about = {"kind": kind, "title": f"第{self.entered}条", "day": f"2022-{month:02}-14", "upTo": up_to}
        given = {"committee": CODE, "year": YEAR, "lateReason": "迟交", **about, **self.said(kind, members)}
        done = self.taken(OFFICE, ENTER[kind], input=given)
        return multiple() if done is None else (kind, done["record"]["id"])

    @rule(
        moved=st.lists(Imports.records, min_size=1, max_size=3, unique=True),
        action=st.sampled_from(["submit", "approve", "approve", "return", "archive", "archive", "withdraw"]),
        stale=st.sampled_from([False, False, False, True]),
        whole=st.booleans(),
    )
    def move(self, moved: list[tuple[str, str]], action: str, stale: bool, whole: bool) -> None:
        many = [{"id": id_, "version": self.version(id_)} for _, id_ in moved]
        many[0]["version"] = self.version(moved[0][1], stale)
        given = {"committee": CODE, "records": many, "reason": "另有原因", "allOrNothing": whole}
        payload = self.wait(self.who(OFFICE).change(MOVE % action, input=given))
        done = [one["done"] for one in payload["results"]]
        self.revision += any(done)
        self.archived += any(done) and action == "archive"
        assert not (stale and done[0])
        assert all(done) or not (whole and any(done))

    @rule(record=Imports.records, ways=st.sampled_from([1, 2, 3, 3]))
    def go_on(self, record: tuple[str, str], ways: int) -> None:
        """The way to the archive, or a part of it; what was done before is refused."""
        for action in ("submit", "approve", "archive")[:ways]:
            one = {"id": record[1], "version": self.version(record[1])}
            given = {"committee": CODE, "records": [one], "reason": "迟交"}
            self.archived += bool(self.taken(OFFICE, MOVE % action, input=given)) and action == "archive"

    @rule(
        target=corrections, record=Imports.records, action=st.sampled_from(["withdraw", "reinstate", "end"])
    )
    def take_out(self, record: tuple[str, str], action: str) -> Any:
        given = {"id": record[1], "version": self.version(record[1]), **WORDS}
        return self.proposed(record, self.taken(OFFICE, ONE % action, input=given))

    @rule(
        target=corrections, record=Imports.records, members=SOME, stale=st.sampled_from([False, False, True])
    )
    def correct(self, record: tuple[str, str], members: list[int], stale: bool) -> Any:
        given = {"id": record[1], "version": self.version(record[1], stale), **WORDS}
        given |= self.said(record[0], members)
        return self.proposed(record, self.taken(OFFICE, CORRECT[record[0]], perhaps=True, input=given))

    def proposed(self, record: tuple[str, str], done: Json | None) -> Any:
        if done is None or done["correction"] is None:
            return multiple()
        return record[1], done["correction"]["number"]

    @rule(correction=consumes(corrections), verdict=st.sampled_from(["approve", "approve", "return"]))
    def decide(self, correction: tuple[str, int], verdict: str) -> None:
        given = {"committee": CODE, "id": correction[0], "number": correction[1], **WORDS}
        self.taken(OFFICE, DECIDE % verdict, input=given)

    @rule(target=objections, record=Imports.records, about=st.sampled_from(["RECORD", "RANK"]))
    def object(self, record: tuple[str, str], about: str) -> Any:
        # The very same words once more would raise none.
        given = {"year": YEAR, "about": about, "words": f"第 {self.revision} 步以后不对", "toMwc": True}
        given |= {"record": record[1]} if about == "RECORD" else {}
        done = self.taken(MEMBER, RAISE, input=given)
        return multiple() if done is None else done["objection"]["number"]

    @rule(number=consumes(objections))
    def answer(self, number: int) -> None:
        # Somebody who entered nothing, here or by a file (履11).
        assert self.taken(SECOND, ACCEPT, number=number, version=1)
        assert self.taken(SECOND, ANSWER, number=number, version=2, input=NO)

    @rule(
        target=Imports.check_ins,
        record=Imports.occasions,
        stale=st.sampled_from([False, False, False, True]),
    )
    def open(self, record: tuple[str, str], stale: bool) -> Any:
        return self.opened(record[1], stale)


@pytest.mark.parametrize(("where", "examples"), [("sqlite_files", 9), ("postgres_server", 4)])
def test_a_year_holds_together_whatever_people_do(
    request: pytest.FixtureRequest, where: str, examples: int
) -> None:
    machine = type("Year", (Year,), {"databases": request.getfixturevalue(where)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
