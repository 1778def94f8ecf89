"""What leave does to a list that is archived, and to one that is imported."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from files.sheets.workbook import Table, write_workbook
from models.correction import Correction
from models.leave import Leave
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from services.actor import Actor
from services.review.decision import Asked
from tests.commands.office import run_on
from tests.schema.test_leave import ASK, DECIDE, ENTER, asking, holders, request
from tests.services.accounts.holder import CODE, codes, served
from tests.services.committee_of_ten import check_live, rows, stored
from tests.services.review.steps import reviewing

pytestmark = pytest.mark.anyio


async def test_leave_of_an_archived_occasion_is_a_correction_to_be_reviewed(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser = holders(of, http, "委员", "专门委员会")
        occasion = {"committee": CODE, "year": day.year, "kind": "调研", "title": "港口", "day": str(day)}
        form = {**occasion, "participants": [{"members": people[:2]}], "upTo": "APPROVED"}
        record = (await organiser.change(ENTER, input=form))["record"]["id"]
        by = Actor("委员工作委员会甲", "command")
        assert (await reviewing(store, by).move(CODE, "archive", [Asked(2, 1)])).verdicts[0].refusal is None
        before = await stored(store, 2)
        await member.change(ASK, input=request(day, record=record, kind=None, title=None))
        decided = await organiser.change(DECIDE, number=1, version=1, granted=True)
        assert (decided["errors"], decided["leave"]["state"]) == ([], "APPROVED")
        assert await stored(store, 2) == before
        (waiting,) = await rows(store, Correction)
        assert (waiting.record_id, waiting.state, waiting.reason) == (2, "submitted", "会前请假，已批准")
        said = [part["attributes"]["状态"] for part in waiting.after["parts"]]
        assert said == ["请假", "出席"]
        # While it waits, another leave of the occasion waits, too: nothing is decided by halves.
        async with store.writing() as connection:
            again = {"state": "asked", "version": 1, "membership_id": of.members[1]}
            await connection.execute(update(Leave).values(again))
        refused = await organiser.change(DECIDE, number=1, version=1, granted=True)
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [("CONFLICT", "number")]
        assert [one.state for one in await rows(store, Leave)] == ["asked"]


async def test_leave_finds_the_draft_that_its_organiser_has_entered(store: Store) -> None:
    of, day = await asking(store)
    people = [encode("Member", one) for one in of.members]
    async with served(store) as http:
        member, organiser, office_ = holders(of, http, "委员", "专门委员会", "办公室")
        occasion = {"committee": CODE, "year": day.year, "kind": "调研", "title": "港口", "day": str(day)}
        form = {**occasion, "participants": [{"members": people[:2]}], "upTo": "DRAFT"}
        draft = (await organiser.change(ENTER, input=form))["record"]["id"]
        # Of a draft the member knows nothing: it is asked for as an occasion that is not entered.
        refused = await member.change(ASK, input=request(day, record=draft, kind=None, title=None))
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [("NOT_FOUND", "record")]
        for number, (title, who) in enumerate((("港口", "办公室"), ("港口建设", "提案委员会")), 1):
            named = request(day, kind="调研", title=title, organiser=who)
            assert (await member.change(ASK, input=named))["errors"] == []
            decider = organiser if who == "提案委员会" else office_
            assert codes(await decider.change(DECIDE, number=number, version=1, granted=True)) == []
            # What another department gives leave from is another occasion.
            expected = "请假" if who == "提案委员会" else "出席"
            parts = (await stored(store, 2)).record.parts
            assert [part.attributes["状态"] for part in parts] == [expected, "出席"]
    assert [one.record_id for one in await rows(store, Leave)] == [None, 2]


async def test_a_list_that_is_imported_knows_who_was_given_leave(store: Store, tmp_path: Path) -> None:
    of, day = await asking(store)
    path = tmp_path / "调研.xlsx"
    columns = ("编号", "题目", "日期", "姓名", "状态", "必须参加", "报名", "签到")
    words = ("import", "records", str(path), "--year", str(day.year), "--as", "委员工作委员会甲")

    async def imported(*came: tuple[str, str]) -> list[str]:
        said = [("H1", "港口", str(day), *one, "否", "是", "已登记") for one in came]
        write_workbook(path, [Table("调研", columns, said)])
        done = await asyncio.to_thread(run_on, store.url.render_as_string(False), (*words, "--approve"))
        assert done.exit_code == 0, done.output
        (found,) = [one for one in await rows(store, Record) if one.key == "H1"]
        parts = (await stored(store, found.id)).record.parts
        return [f"{part.member} {part.attributes['状态']}" for part in parts]

    async with served(store) as http:
        member, mwc = holders(of, http, "委员", "委员工作委员会")
        await member.change(ASK, input=request(day, kind="调研", title="港口"))
        assert codes(await mwc.change(DECIDE, number=1, version=1, granted=True)) == []
    # Written as absent, then left out, then written as absent once more: leave stays leave.
    assert await imported(("赵一", "缺席"), ("钱二", "出席")) == ["001 请假", "002 出席"]
    assert [one.record_id for one in await rows(store, Leave)] == [2]
    assert await imported(("钱二", "缺席")) == ["001 请假", "002 缺席"]
    assert await imported(("赵一", "缺席"), ("钱二", "出席")) == ["001 请假", "002 出席"]
    # Whoever came after all is written as present.
    assert await imported(("赵一", "出席"), ("钱二", "出席")) == ["001 出席", "002 出席"]
    await check_live(store)
