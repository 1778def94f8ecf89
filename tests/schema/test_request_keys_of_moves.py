"""Records that move on, asked for twice under one key: they move once, and the answer is the same."""

from __future__ import annotations

import pytest

from models.correction import Correction
from models.store import Store
from resolvers.global_id import encode
from tests.schema.test_request_keys import REST, SURVEY, Caller, Json, caller, twice
from tests.services.committee_of_ten import rows, settle

pytestmark = pytest.mark.anyio
__all__ = ["caller"]


async def test_records_that_move_on(store: Store, caller: Caller) -> None:
    one, *_ = [encode("Member", each) for each in await settle(store)]

    async def of(mutation: str, **variables: Json) -> Json:
        return await twice(store, caller, mutation, **variables)

    def record(name: str, type_: str) -> str:
        field = f"{name}(input: $input, requestKey: $key)"
        return f", $input: {type_}!) {{ {field} {{ object: record {{ id version state }} {REST} }} }}"

    opinion = SURVEY | {"kind": "社情民意", "authors": [{"member": one}], "upTo": "DRAFT"}
    work = await of(record("enterWork", "EnterWorkInput"), input=opinion)

    async def many(name: str, version: int, **more: Json) -> Json:
        field = f"{name}(input: $input, requestKey: $key)"
        results = "object: results { id done record { version state } errors { code } }"
        asked = {"committee": "zhoushan", "records": [{"id": work["id"], "version": version}]}
        (found,) = await of(
            f", $input: MoveRecordsInput!) {{ {field} {{ {results} {REST} }} }}", input=asked | more
        )
        assert (found["id"], found["done"], found["errors"]) == (work["id"], True, [])
        return found["record"]

    assert (await many("submitRecords", 1))["state"] == "SUBMITTED"
    assert (await many("returnRecords", 2, reason="缺原件"))["state"] == "RETURNED"
    assert (await many("submitRecords", 3))["state"] == "SUBMITTED"
    assert (await many("approveRecords", 4))["state"] == "APPROVED"
    assert (await many("archiveRecords", 5)) == {"version": 6, "state": "ARCHIVED"}
    for name, state, version in (("returnCorrection", "ARCHIVED", 6), ("approveCorrection", "WITHDRAWN", 7)):
        told = {"id": work["id"], "version": 6, "reason": "重复"}
        await of(record("endRecord", "ChangeRecordInput"), input=told | {"reason": name})
        number = (await rows(store, Correction))[-1].id
        decided = {"committee": "zhoushan", "id": work["id"], "number": number, "reason": "没有重复"}
        made = await of(record(name, "DecideCorrectionInput"), input=decided)
        assert (made["state"], made["version"]) == (state, version)
    again = await of(record("enterWork", "EnterWorkInput"), input=opinion | {"title": "又一件"})
    told = {"id": again["id"], "version": 1}
    asked = {"committee": "zhoushan", "records": [told], "reason": "重复"}
    field = "withdrawRecords(input: $input, requestKey: $key)"
    await of(f", $input: MoveRecordsInput!) {{ {field} {{ object: doneCount {REST} }} }}", input=asked)
