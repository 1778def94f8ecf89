"""Adoptions and instructions of opinion items over HTTP (议11), and what they count for their authors (议13):
in the year that the measure says, with the reason of each point.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from models.change import Change
from models.opinion import Opinion, OpinionOutcome
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from rules.loader import load
from rules.shipped import locate
from services.actor import Actor
from services.rights.role import Right
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.schema.opining import PURGE, errors, of_role, step
from tests.schema.papering import HAND_UP, SIGN, accepted, begun, saved, signers, taken
from tests.services.accounts.holder import CODE, Holder, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import check_live, rows
from tests.services.members.test_phones import files_of, spelled

pytestmark = pytest.mark.anyio
Json = Any
MWC = Actor("委员工作委员会甲", "command")
LATE = ", $lateReason: String", ", lateReason: $lateReason"
COUNT = step("countOpinion", *LATE)
NOTE = step(
    "noteOpinionOutcome",
    ", $outcome: OpinionOutcomeInput!" + LATE[0],
    ", outcome: $outcome" + LATE[1],
)
TAKE_BACK = step(
    "takeBackOpinionOutcome",
    ', $place: Int!, $reason: String = "看错了文件"',
    ", place: $place, reason: $reason",
)
SEEN = """query ($number: Int!) { opinion(number: $number) { version record availableActions
  steps { action by } outcomes { place outcome level day merged words takenBackAt } } }"""
POINTS = """query ($year: Int!) { committee(code: "zhoushan") { run(year: $year) {
  ranking(first: 10) { nodes { member { number } total } } } } }"""
APPROVE = """mutation ($records: [RecordVersionInput!]!) { approveRecords(input: {committee: "zhoushan",
  records: $records}) { errors { code message field } } }"""
ADOPTED = {"outcome": "ADOPTION", "level": "市政协", "day": "2022-05-01", "merged": False}
INSTRUCTED = {"outcome": "INSTRUCTION", "level": "市领导", "day": "2022-06-01", "words": "请交通局研究。"}


async def signed(store: Store, http: Any, of: Office, **more: Json) -> int:
    """An item that was submitted on the fifth of March 2022, and issued since; its version is 5."""
    author, editor = of_role(http, of, "委员"), of_role(http, of, "办公室")
    by = await signers(store, http, of)
    number = await accepted(author, editor, **more)
    paper = await taken(editor, HAND_UP, await saved(editor, await begun(editor, number)))
    for post in ("leader_in_charge", "office_head"):
        paper = await taken(by[post], SIGN, paper)
    async with store.writing() as connection:
        day = datetime(2022, 3, 5, 4, tzinfo=UTC)
        await connection.execute(update(Opinion).values(submitted_at=day))
    return number


async def points(holder: Holder, year: int = 2022) -> dict[str, str]:
    """The totals of those who have any points."""
    nodes = (await holder.ask(POINTS, year=year))["data"]["committee"]["run"]["ranking"]["nodes"]
    return {one["member"]["number"]: one["total"] for one in nodes if one["total"] != "0.00"}


async def approved(staff: Holder, store: Store, record_id: int) -> None:
    (row,) = [one for one in await rows(store, Record) if one.id == record_id]
    given = {"id": encode("Record", row.id), "version": row.version}
    told = await staff.change(APPROVE, records=[given])
    assert told["errors"] == []


async def test_what_became_of_an_item_counts_for_its_authors_in_the_year_of_the_measure(store: Store) -> None:
    of = await office(store)
    async with unit_of_work(store, CODE, MWC, right=Right.SCORE) as unit:
        await versions.add(unit, load(locate("zhoushan/2023")))
        await Live(Boards()).recompute(unit, 2023)
    async with served(store) as http:
        author, editor, staff = (of_role(http, of, one) for one in ("委员", "办公室", "委员工作委员会"))
        number = await signed(store, http, of, coAuthors=[{"name": "钱二", "number": "002"}])
        # The survey of the second of March gives 2.
        assert await points(staff) == {"001": "2.00", "002": "2.00"}

        async def told(query: str, version: int, **more: Json) -> list[tuple[str, str | None]]:
            return errors(await editor.change(query, number=number, version=version, **more))

        assert await told(COUNT, 5) == []
        assert await told(COUNT, 6) == [("CONFLICT", "number")]
        assert await points(staff) == {"001": "2.00", "002": "2.00"}
        record = (await rows(store, Record))[-1]
        # Titles of records can be read in the database, and say nothing of what an item says.
        assert (record.title, record.kind, record.state) == ("社情民意信息 1 号", "社情民意", "submitted")
        await approved(staff, store, record.id)
        # S1: 0.5 for each author of what is not adopted.
        assert await points(staff) == {"001": "2.50", "002": "2.50"}
        # S4: of the 3 of S2 the first author has half, the other author the other half.
        assert await told(NOTE, 6, outcome=ADOPTED) == []
        assert await points(staff) == {"001": "3.50", "002": "3.50"}
        # S3: 2 more.
        assert await told(NOTE, 7, outcome=INSTRUCTED) == []
        assert await points(staff) == {"001": "4.50", "002": "4.50"}
        # Ten months later: 6 of S2, in the year in which it was adopted.
        later = {**ADOPTED, "level": "省政协", "day": "2023-01-15", "merged": None}
        assert await told(NOTE, 8, outcome=later) == []
        assert (await points(staff), await points(staff, 2023)) == (
            {"001": "4.50", "002": "4.50"},
            {"001": "3.00", "002": "3.00"},
        )
        # The instruction was noted by mistake.
        assert await told(TAKE_BACK, 9, place=2) == []
        assert await told(TAKE_BACK, 10, place=2) == [("NOT_FOUND", "place")]
        assert await points(staff) == {"001": "3.50", "002": "3.50"}

        seen = (await author.ask(SEEN, number=number))["data"]["opinion"]
        assert (seen["version"], seen["record"], seen["availableActions"]) == (
            *(10, encode("Record", record.id)),
            ["DISAGREE"],
        )
        assert [(one["place"], one["outcome"], one["level"], one["words"]) for one in seen["outcomes"]] == [
            (1, "ADOPTION", "市政协", None),
            (2, "INSTRUCTION", "市领导", "请交通局研究。"),
            (3, "ADOPTION", "省政协", None),
        ]
        assert [one["takenBackAt"] is None for one in seen["outcomes"]] == [True, False, True]
        assert [one["action"] for one in seen["steps"]][4:] == [
            *("COUNT", "NOTE_OUTCOME", "NOTE_OUTCOME", "NOTE_OUTCOME", "TAKE_BACK_OUTCOME")
        ]
    await check_live(store)


async def test_what_was_noted_before_counts_as_well(sqlite_store: Store) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    async with served(store) as http:
        editor, staff = of_role(http, of, "办公室"), of_role(http, of, "委员工作委员会")
        number = await signed(store, http, of)
        for version, outcome in ((5, ADOPTED), (6, {**ADOPTED, "level": "全国单篇"}), (7, INSTRUCTED)):
            given = {"number": number, "version": version, "outcome": outcome}
            assert errors(await editor.change(NOTE, **given)) == []
        assert errors(await editor.change(TAKE_BACK, number=number, version=8, place=2)) == []
        assert errors(await editor.change(COUNT, number=number, version=9)) == []
        await approved(staff, store, (await rows(store, Record))[-1].id)
        # 3 for the adoption and 2 for the instruction, all of them a single author's, beside 2 of the survey.
        assert await points(staff) == {"001": "7.00", "002": "2.00"}


async def test_what_cannot_be_is_refused_and_changes_nothing(sqlite_store: Store) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    async with served(store) as http:
        editor = of_role(http, of, "办公室")
        number = await signed(store, http, of)
        wrong = [
            (5, {**ADOPTED, "level": "国际"}, ("BAD_USER_INPUT", "level")),
            (5, {**INSTRUCTED, "level": "市政协"}, ("BAD_USER_INPUT", "level")),
            (5, {**INSTRUCTED, "merged": True}, ("BAD_USER_INPUT", "merged")),
            (5, {**ADOPTED, "day": "2199-01-01"}, ("BAD_USER_INPUT", "day")),
            (5, {**ADOPTED, "day": "2022-03-04"}, ("BAD_USER_INPUT", "day")),
            (5, {**INSTRUCTED, "words": "机密★"}, ("BAD_USER_INPUT", "words")),
            (4, ADOPTED, ("CONFLICT", "version")),
        ]
        for version, outcome, expected in wrong:
            given = {"number": number, "version": version, "outcome": outcome}
            assert errors(await editor.change(NOTE, **given)) == [expected]
        other = await accepted(of_role(http, of, "委员"), editor, title="路灯", situation="不亮")
        before = len(await rows(store, Change))
        for query, more in ((NOTE, {"outcome": ADOPTED}), (COUNT, {}), (TAKE_BACK, {"place": 1})):
            payload = await editor.change(query, number=other, version=3, **more)
            assert errors(payload) == [("CONFLICT", "number")]
        assert len(await rows(store, Change)) == before
        assert await rows(store, OpinionOutcome) == []


async def test_what_was_instructed_is_sealed_and_goes_with_what_is_purged(sqlite_store: Store) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    async with served(store) as http:
        editor = of_role(http, of, "办公室")
        number = await signed(store, http, of)
        given = {"number": number, "version": 5, "outcome": INSTRUCTED}
        assert errors(await editor.change(NOTE, **given)) == []
        kept = files_of(store.url.render_as_string(hide_password=False))
        assert not [one for one in spelled("请交通局研究") if one in kept]
        assert errors(await editor.change(PURGE, number=number)) == []
        assert await rows(store, OpinionOutcome) == []
