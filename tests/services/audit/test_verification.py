"""A trail that somebody has laid hands on: every kind of it is found, and said with its place."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, select

from models.change import Change
from models.committee import Committee
from models.guard import GUARDS
from models.key import TRAIL, fingerprint
from models.migration import configuration, upgrade
from models.sickness import Sick
from models.store import Store, database_url
from services.audit.shipping import CopyDamaged, read_copy, unshipped
from services.audit.verification import Verified, verified
from services.entry.form import Author, WorkForm
from services.keys.replacing import lost
from services.runs.board import Boards
from services.unit_of_work import unit_of_work
from tests.commands.test_sick_database import execute
from tests.services.committee_of_ten import CODE, ME, YEAR, desk, settle

pytestmark = pytest.mark.anyio


async def entered(store: Store) -> int:
    """A committee that has entered three proposals; how many lines its trail has."""
    one, two, *_ = await settle(store)
    at = desk(store, Boards())
    for number, title in enumerate(("停车", "渔港", "养老"), 1):
        day = date(2022, 3, number)
        work = WorkForm(title=title, key=str(number), day=day, authors=[Author(one), Author(two)])
        await at.enter(CODE, YEAR, "提案", work)
    return await count(store)


async def count(store: Store) -> int:
    async with store.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(Change)) or 0)


async def looked(store: Store, copy: bytes = b"") -> Verified:
    """What is found with the key that lies there."""
    key = store.keys.key(TRAIL)
    shipped = read_copy(copy.splitlines(keepends=True)).proofs
    async with store.reading() as connection:
        (found,) = await verified(connection, {fingerprint(key): key}, CODE, shipped)
    return found


async def copied(store: Store, there: bytes = b"") -> bytes:
    """A copy of the trail, in which `there` stood already."""
    before = read_copy(there.splitlines(keepends=True))
    async with store.reading() as connection:
        return there[: before.size] + b"".join([line async for line in unshipped(connection, before)])


def unguarded(address: str, *statements: str) -> None:
    """Does to the trail what its guards refuse, as somebody may who owns the database."""
    kind = "sqlite" if address.startswith("sqlite") else "postgresql"
    names = [name for table, name in sorted(GUARDS[kind]) if table == "changes"]
    on = "" if kind == "sqlite" else " ON changes"
    execute(address, *(f"DROP TRIGGER {name}{on}" for name in names), *statements)


async def test_a_trail_that_nobody_touched_is_whole(store: Store) -> None:
    lines = await entered(store)
    found = await looked(store)
    assert (found.faults, found.lines, found.former, found.unproved) == ((), lines, 0, 0)
    assert found.code == CODE
    assert found.name == "舟山市政协"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET actor = '李四' WHERE place = 3",
        "DELETE FROM changes WHERE place = 3",
        "DELETE FROM changes",
    ],
)
async def test_the_database_itself_refuses_to_change_the_trail(
    store: Store, address: str, statement: str
) -> None:
    await entered(store)
    with pytest.raises(Exception, match="does not change"):
        execute(address, statement)
    assert (await looked(store)).whole


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE changes SET actor = '李四' WHERE place = 3"], "第 3 条（"),
        (["UPDATE changes SET before = '{}' WHERE place = 3"], "第 3 条（"),
        (["UPDATE changes SET reason = '补' WHERE place = 3"], "第 3 条（"),
        (["UPDATE changes SET revision = 2 WHERE place = 3"], "第 3 条（"),
        (["UPDATE changes SET id = 900 WHERE place = 3"], "第 3 条没有了"),
        (["DELETE FROM changes WHERE place = 3"], "第 3 条没有了"),
        (["DELETE FROM changes WHERE place IN (2, 3)"], "第 2 到 3 条没有了"),
        (["DELETE FROM changes WHERE place = 1"], "第 1 条没有了"),
        (["UPDATE committees SET revision = 2"], "最后一条属于第 4 次修改，而这个政协已有 2 次修改"),
        (["UPDATE committees SET trail_place = 2"], "末尾对不上：记着到第 2 条"),
        (["UPDATE committees SET trail_seal = trail_proof"], "那一处被改过"),
    ],
)
async def test_what_was_changed_or_taken_away_is_found(
    store: Store, address: str, statements: list[str], fault: str
) -> None:
    await entered(store)
    unguarded(address, *statements)
    found = await looked(store)
    assert any(fault in one for one in found.faults), found.faults


async def test_the_last_lines_are_missed_also_where_the_head_was_put_back(store: Store, address: str) -> None:
    lines = await entered(store)
    last = f"place > {lines - 2}"
    unguarded(address, f"DELETE FROM changes WHERE {last}")
    assert f"最后的没有了：记着有 {lines} 条，只到第 {lines - 2} 条" in (await looked(store)).faults
    put_back = (
        f"UPDATE committees SET trail_place = {lines - 2}, trail_proof = "
        f"(SELECT proof FROM changes WHERE place = {lines - 2}), revision = "
        f"(SELECT revision FROM changes WHERE place = {lines - 2})"
    )
    execute(address, put_back)
    assert (await looked(store)).faults == (f"记着末尾是第 {lines - 2} 条的那一处被改过",)


async def test_lines_that_were_put_in_are_found(store: Store, address: str) -> None:
    lines = await entered(store)
    columns = "committee_id, revision, at, actor, channel, action, entity, entity_id"
    line = f"INSERT INTO changes ({columns}{{}}) SELECT {columns}{{}} FROM changes WHERE place = {lines}"
    unguarded(address, line.format("", ""))
    assert f"第 {lines} 条之后多出一条没有盖章的" in "".join((await looked(store)).faults)


async def test_a_line_that_was_added_without_the_key_is_found(store: Store, address: str) -> None:
    """Somebody who knows how the chain is made, and lacks the key."""
    lines = await entered(store)
    columns = "committee_id, revision, at, actor, channel, action, entity, entity_id"
    unguarded(
        address,
        f"INSERT INTO changes ({columns}, place, previous, proof) SELECT {columns}, place + 1, proof,"
        f" '{'ab' * 32}' FROM changes WHERE place = {lines}",
        f"UPDATE committees SET trail_place = {lines + 1}, trail_proof = '{'ab' * 32}'",
    )
    added, end = (await looked(store)).faults
    assert added.startswith(f"第 {lines + 1} 条（")
    assert added.endswith("被改过，或者不是本程序写的")
    assert end == f"记着末尾是第 {lines + 1} 条的那一处被改过"


async def test_two_lines_that_changed_places_are_found(store: Store, address: str) -> None:
    await entered(store)
    unguarded(
        address,
        "UPDATE changes SET id = id + 1000 WHERE place = 3",
        "UPDATE changes SET id = id - 1 WHERE place = 4",
        "UPDATE changes SET id = id - 999 WHERE place = 3",
    )
    faults = (await looked(store)).faults
    assert "第 3 条没有了" in faults
    assert "第 3 条不在原来的位置：排在第 4 条之后" in faults


async def test_a_copy_elsewhere_shows_what_the_key_cannot(store: Store, address: str) -> None:
    """Who has the database and the key can write another trail; the copy has the one that was."""
    lines = await entered(store)
    half = (await copied(store)).splitlines(keepends=True)[: lines // 2]
    # The last line was being written when the machine went down.
    copy = await copied(store, b"".join(half)[:-9])
    assert copy == await copied(store)
    assert (await looked(store, copy)).whole
    proof = f"UPDATE changes SET proof = '{'cd' * 32}' WHERE place = {lines}"
    unguarded(address, proof)
    assert f"第 {lines} 条与另存的不一样" in (await looked(store, copy)).faults
    execute(address, f"DELETE FROM changes WHERE place = {lines}")
    assert f"另存的有第 {lines} 条，这里只到第 {lines - 1} 条" in (await looked(store, copy)).faults
    other = f'{{"committee":"{CODE}","place":1,"proof":"x"}}\n'.encode()
    with pytest.raises(CopyDamaged, match=f"第 {lines + 1} 行与前面的不一样：{CODE} 第 1 条"):
        read_copy([*copy.splitlines(keepends=True), other])
    with pytest.raises(CopyDamaged, match="第 1 行不是另存的改动记录"):
        read_copy([b"place,proof\n"])


async def test_without_the_key_nothing_is_changed_and_with_another_the_chain_goes_on(
    address: str, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    first = Store.open(address, key_file=file)
    lines, former = await entered(first), first.keys.key(TRAIL)
    await first.close()
    file.unlink()
    store = Store.open(address, key_file=file)
    with pytest.raises(Sick, match="KEY_MISSING"):
        async with unit_of_work(store, CODE, ME) as unit:
            unit.note("change", "record", 1)
    assert await count(store) == lines
    assert not file.exists()
    assert await lost(store, ME, "旧的丢了") == ["舟山市政协"]
    assert await lost(store, ME, "旧的丢了") == []
    found = await looked(store)
    assert (found.faults, found.lines, found.unproved) == ((), lines + 2, lines)
    held = {fingerprint(one): one for one in (former, store.keys.key(TRAIL))}
    async with store.reading() as connection:
        (both,) = await verified(connection, held)
        (neither,) = await verified(connection, {})
    await store.close()
    assert (both.faults, both.unproved) == ((), 0)
    assert neither.faults == ("手边的密钥不是盖这些章的那一把，证明不了",)


async def test_lines_of_the_former_program_are_proved_by_the_first_of_the_chain(
    store: Store, address: str
) -> None:
    lines = await entered(store)
    await asyncio.to_thread(command.downgrade, configuration(database_url(address)), "0011")
    await asyncio.to_thread(upgrade, database_url(address))
    before = await looked(store)
    assert (before.faults, before.former, before.lines) == ((), lines, 0)
    async with unit_of_work(store, CODE, ME) as unit:
        unit.note("change", "record", 1)
    found = await looked(store)
    assert (found.faults, found.former, found.lines) == ((), lines, 2)
    unguarded(address, "UPDATE changes SET actor = '李四' WHERE place IS NULL AND id = 2")
    assert (await looked(store)).faults == (f"成链以前的 {lines} 条被改过，现有 {lines} 条",)


async def test_two_lines_cannot_come_behind_the_same_one(store: Store, address: str) -> None:
    lines = await entered(store)
    columns = "committee_id, revision, at, actor, channel, action, entity, entity_id, place, previous, proof"
    again = f"INSERT INTO changes ({columns}) SELECT {columns} FROM changes WHERE place = {lines}"
    with pytest.raises(Exception, match=r"does not change|ix_changes_committee_id_previous"):
        execute(address, again)


async def test_many_at_once_make_one_chain(store: Store) -> None:
    await entered(store)
    at = desk(store, Boards())

    async def enter(number: int) -> None:
        work = WorkForm(title="路灯", key=f"并{number}", day=date(2022, 5, 1), authors=[Author(1)])
        await at.enter(CODE, YEAR, "提案", work)

    await asyncio.gather(*map(enter, range(12)))
    found = await looked(store)
    async with store.reading() as connection:
        head = await connection.scalar(select(Committee.trail_place).where(Committee.code == CODE))
    assert found.whole
    assert head == found.lines == await count(store)
