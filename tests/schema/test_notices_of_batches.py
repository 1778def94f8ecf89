"""What one act does to many records is one notice for each who is told; a single record is one by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from files.sheets.workbook import Table, write_workbook
from models.store import Store
from resolvers.global_id import decode, encode
from services.notices.channels.webhook import Webhook
from tests.commands.office import run_on
from tests.schema.test_notices_of_acts import COMMITTEE, MEMBER, MWC, OFFICE, of_role, told
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import office
from tests.services.notices.noticing import account_of, chooses, outbox, worker
from tests.services.notices.receivers import SECRET, hook
from tests.services.notices.test_delivering import now_due

pytestmark = pytest.mark.anyio
Json = Any
LIST = """
query ($batch: Int!) { committee(code: "zhoushan") {
  records(first: 9, where: {batch: $batch, states: null}) { nodes { id title version } }
} }
"""
MOVE = """
mutation ($records: [RecordVersionInput!]!) {{
  {action}(input: {{committee: "zhoushan", records: $records, reason: "缺原件"}}) {{
    doneCount errors {{ code field message }} }} }}
"""
BATCH = "{ me { notices(first: 1) { nodes { subjectNumber } } } }"
PROPOSALS = [("1", "停车"), ("2", "渔港"), ("3", "海岛医疗")]
OPINIONS = [("S1", "港口"), ("S2", "老街")]
SURVEY = ("D1", "海塘")


async def imported(
    store: Store, path: Path, proposals: list[tuple[str, str]], opinions: list[tuple[str, str]], *more: str
) -> None:
    """Imports a workbook as the Members' Work Committee, with a survey, which is then its own (履5)."""
    columns = ("编号", "题目", "提交日期", "姓名", "立案")
    tables = [Table("提案", columns, [(*one, "2022-03-05", "赵一", "是") for one in proposals])]
    if opinions:
        tables.append(Table("社情民意", columns[:4], [(*one, "2022-03-05", "赵一") for one in opinions]))
    heads = ("编号", "题目", "日期", "姓名", "状态", "必须参加", "报名", "签到")
    came = ("2022-03-01", "赵一", "出席", "否", "是", "已登记")
    tables.append(Table("调研", heads, [(*SURVEY, *came)]))
    write_workbook(path, tables)
    words = ("import", "records", str(path), "--year", "2022", "--as", f"{MWC}甲", *more)
    done = await asyncio.to_thread(run_on, store.url.render_as_string(False), words)
    assert done.exit_code == 0, done.output


async def of_batch(holder: Holder, number: int) -> dict[str, Json]:
    """The records of a batch, by their titles."""
    found = (await holder.ask(LIST, batch=number))["data"]["committee"]["records"]["nodes"]
    return {one["title"]: {"id": one["id"], "version": one["version"]} for one in found}


async def moved(holder: Holder, action: str, records: list[Json]) -> None:
    payload = await holder.change(MOVE.format(action=action), records=records)
    assert (payload["doneCount"], payload["errors"]) == (len(records), [])


async def test_an_import_is_one_notice_for_each_who_reviews_and_a_single_record_its_own(
    store: Store, tmp_path: Path
) -> None:
    of, path = await office(store), tmp_path / "记录.xlsx"
    await imported(store, path, PROPOSALS, OPINIONS)
    batch = "一批 {} 条记录待审核：一次导入的，或一起提交的"
    async with served(store) as http:
        committee = of_role(http, of, COMMITTEE)
        found = await told(store, http, of)
        ((_, _, _, number),) = found[OFFICE]
        # 提案委员会 reviews proposals, the Office opinion items (履5, 履7), and neither reviews the survey,
        # which is of whoever imported it.
        assert found == {
            COMMITTEE: [("SUBMITTED", "RECORDS", batch.format(3), number)],
            OFFICE: [("SUBMITTED", "RECORDS", batch.format(2), number)],
        }
        records = await of_batch(committee, number)
        assert records.keys() == {title for _, title in [*PROPOSALS, *OPINIONS, SURVEY]}
        # The same file again changes nothing; one more record is told by itself.
        await imported(store, path, PROPOSALS, OPINIONS)
        assert await told(store, http, of) == {}
        await imported(store, path, [*PROPOSALS, ("4", "码头")], OPINIONS)
        ((kind, subject, text, fourth),) = (await told(store, http, of))[COMMITTEE]
        assert (kind, subject, text) == ("SUBMITTED", "RECORD", "有 1 条记录待审核")
        assert decode(fourth) == ("Record", decode(records["海岛医疗"]["id"])[1] + 4)
        # Returned together and submitted together, they are a batch both times.
        three = [records[title] for _, title in PROPOSALS]
        await moved(committee, "returnRecords", three)
        ((kind, subject, text, returned),) = (await told(store, http, of))[MWC]
        assert (kind, subject) == ("RETURNED", "RECORDS")
        assert text == "一批 3 条记录被退回，请改正后重新提交"
        again = await of_batch(committee, returned)
        assert again.keys() == {title for _, title in PROPOSALS}
        await moved(of_role(http, of, MWC), "submitRecords", [*again.values()])
        found = await told(store, http, of)
        assert [one[:3] for one in found[COMMITTEE]] == [("SUBMITTED", "RECORDS", batch.format(3))]
        assert found.keys() == {COMMITTEE}


async def test_corrections_that_an_import_proposes_are_one_notice(store: Store, tmp_path: Path) -> None:
    of, path = await office(store), tmp_path / "记录.xlsx"
    await imported(store, path, PROPOSALS, [], "--approve")
    async with served(store) as http:
        committee = of_role(http, of, COMMITTEE)
        assert await told(store, http, of) == {}
        ids = [encode("Record", of.record + at) for at in (1, 2, 3)]
        await moved(committee, "archiveRecords", [{"id": one, "version": 1} for one in ids])
        changed = [(key, f"{title}难") for key, title in PROPOSALS[:2]] + PROPOSALS[2:]
        await imported(store, path, changed, [], "--reason", "题目登错")
        ((kind, subject, text, number),) = (await told(store, http, of))[COMMITTEE]
        assert (kind, subject, text) == ("SUBMITTED", "CORRECTIONS", "一批 2 条更正待审核：一次导入的")
        assert (await of_batch(committee, number)).keys() == {"停车", "渔港"}


async def test_outside_a_batch_is_counted_with_the_rest_and_what_waits_no_longer_is_not_sent(
    store: Store, tmp_path: Path
) -> None:
    of, path = await office(store), tmp_path / "记录.xlsx"
    await chooses(store, await account_of(store, OFFICE), "webhook")
    await imported(store, path, PROPOSALS, OPINIONS)
    await imported(store, path, PROPOSALS, [*OPINIONS, ("S3", "祠堂")])
    async with hook() as received:
        channels = {"webhook": Webhook(received.url, SECRET)}
        await worker(store, channels).once()
        assert [(one["text"], one["counts"]) for one in received.got] == [
            ("有 3 条记录待审核", [{"kind": "submitted", "entity": "record", "count": 3}])
        ]
        # Told in the inbox while the receiver is away; then all of it is reviewed.
        received.answers = [503]
        await imported(store, path, PROPOSALS, [*OPINIONS, ("S3", "祠堂"), ("S4", "灯塔"), ("S5", "盐场")])
        await worker(store, channels).once()
        await imported(
            store,
            path,
            PROPOSALS,
            [*OPINIONS, ("S3", "祠堂"), ("S4", "灯塔"), ("S5", "盐场")],
            "--approve",
        )
        await now_due(store)
        await worker(store, channels).once()
    assert [one.state for one in await outbox(store)] == ["sent", "dropped"]
    assert len(received.got) == 2
    assert of.code == CODE


async def test_of_a_batch_that_is_reviewed_in_part_only_the_rest_is_counted(
    store: Store, tmp_path: Path
) -> None:
    of, path = await office(store), tmp_path / "记录.xlsx"
    await chooses(store, await account_of(store, COMMITTEE), "webhook")
    async with hook() as received, served(store) as http:
        channels = {"webhook": Webhook(received.url, SECRET)}
        received.answers = [503]
        await imported(store, path, PROPOSALS, [])
        await worker(store, channels).once()
        committee, mwc = of_role(http, of, COMMITTEE), of_role(http, of, MWC)
        number = (await committee.ask(BATCH))["data"]["me"]["notices"]["nodes"][0]["subjectNumber"]
        records = await of_batch(committee, number)
        await moved(mwc, "approveRecords", [records["停车"]])
        # Returned and submitted again, told a second time: they still are one each.
        two = ("渔港", "海岛医疗")
        await moved(mwc, "returnRecords", [records[title] for title in two])
        again = await of_batch(committee, number)
        await moved(mwc, "submitRecords", [again[title] for title in two])
        await now_due(store)
        await worker(store, channels).once()
        await worker(store, channels).once()
    assert len(received.got) == 3
    assert [one["text"] for one in received.got] == [
        "有 3 条记录待审核",
        "有 2 条记录待审核",
        "有 2 条记录待审核",
    ]


async def test_a_batch_is_filtered_by_for_those_who_may_read_its_records(
    store: Store, tmp_path: Path
) -> None:
    of, path = await office(store), tmp_path / "记录.xlsx"
    await imported(store, path, PROPOSALS, [])
    async with served(store) as http:
        ((_, _, _, number),) = (await told(store, http, of))[COMMITTEE]
        assert await of_batch(of_role(http, of, COMMITTEE), number + 1) == {}
        answer = await of_role(http, of, MEMBER).ask(LIST, batch=number)
        assert codes({"errors": [one["extensions"] for one in answer["errors"]]}) == ["FORBIDDEN"]
