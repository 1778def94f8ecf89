"""`luzhi audit`: whether the trail of changes is whole, and a copy of it elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import REFUSED, refused, writing
from commands.option import Address, CommitteeCode

if TYPE_CHECKING:
    from models.store import Store
    from services.audit.names import Names
    from services.audit.shipping import Copy
    from services.audit.verification import Verified

MOST_TOLD = 20
app = typer.Typer(no_args_is_help=True)
Target = Annotated[Path, typer.Argument(metavar="文件", help="另存到哪个文件，接着写在后面")]


@app.command("verify")
def verify(
    committee: CommitteeCode = None,
    against: Annotated[
        Path | None, typer.Option(metavar="文件", help="与 luzhi audit ship 另存的文件对照")
    ] = None,
    former_key: Annotated[
        list[Path] | None, typer.Option(metavar="文件", help="换下来的旧密钥文件，可以写几次")
    ] = None,
    database: Address = None,
) -> None:
    """逐条核对改动记录：有没有被改、被删、调换次序、添加。什么也不改；有毛病的退出码是 1。"""
    from commands.database import on_database

    copied = {} if against is None else _copy(against).proofs
    found = on_database(database, lambda store: _verified(store, committee, former_key or [], copied))
    for one in found:
        for line in _told(one):
            screen.say(line)
    gone = [] if committee else sorted(copied.keys() - {one.code for one in found})
    for code in gone:
        screen.say(f"{code}：另存的里有，数据库里没有这个政协")
    if gone or not all(one.whole for one in found):
        raise typer.Exit(REFUSED)


@app.command("ship")
def ship(copy: Target, database: Address = None) -> None:
    """把新的改动记录接着写到另一处（最好是另一台机器）的文件里。定时做，以后用 verify --against 对照。"""
    from commands.database import on_database

    there = _copy(copy, new=True)
    written = on_database(database, lambda store: _shipped(store, copy, there))
    screen.say(f"另存到 {copy}：新写了 {written} 条。")


@app.command("names")
def named(committee: CommitteeCode = None, database: Address = None) -> None:
    """列出写的是姓名、不是账号编号的：没有账号的时候谁做的，在哪些表里，文字里提到谁的是哪几条。什么也不改。"""
    from commands.database import on_database
    from services.audit.names import names
    from services.committee.committees import committee as committee_of

    async def work(store: Store) -> list[Names]:
        async with store.reading() as connection:
            if committee is not None:
                await committee_of(connection, committee)
            return await names(connection, committee)

    for one in on_database(database, work):
        if not one.acted and not one.signed and not one.said:
            screen.say(f"{one.name}：没有写着姓名的")
        for each in one.acted:
            now = f"，现在是账号 {each.account}" if each.account else "，现在没有这个姓名的账号，或者有几个"
            screen.say(
                f"{one.name}：经办人写的是{each.name}，{each.lines} 条，"
                f"{each.first:%Y-%m-%d} 到 {each.last:%Y-%m-%d}{now}"
            )
        for other in one.signed:
            screen.say(f"{one.name}：{other.column} 写的是{other.name}，{other.rows} 行")
        if one.said:
            told = "、".join(map(str, one.said[:MOST_TOLD]))
            more = f" 等 {len(one.said)} 条" if len(one.said) > MOST_TOLD else ""
            screen.say(f"{one.name}：文字里像有姓名的，编号 {told}{more}")


def _told(one: Verified) -> list[str]:
    former = f"，成链以前的 {one.former} 条" if one.former else ""
    if not one.whole:
        more = [f"  还有 {one.more} 处"] if one.more else []
        return [f"{one.name}：改动记录有毛病", *(f"  {fault}" for fault in one.faults), *more]
    end = f"；末条 {one.last:%Y-%m-%d %H:%M:%S} UTC，章 {one.proof[:16]}" if one.last else ""
    unproved = (
        f"；其中 {one.unproved} 条是用别的密钥盖的，只核对了次序（--former-key）" if one.unproved else ""
    )
    return [f"{one.name}：改动记录 {one.lines} 条{former}，完整{end}{unproved}"]


def _copy(path: Path, *, new: bool = False) -> Copy:
    from services.audit.shipping import Copy, CopyDamaged, read_copy

    if new and not path.exists():
        return Copy()
    try:
        with path.open("rb") as file:
            return read_copy(file)
    except CopyDamaged as wrong:
        refused(f"{path}：{wrong}")
    except OSError:
        refused(f"{path}：读不了这个文件")


async def _verified(
    store: Store, committee: str | None, former_keys: list[Path], copied: Mapping[str, Mapping[int, str]]
) -> list[Verified]:
    from models.key import TRAIL, KeyFile, fingerprint
    from services.audit.verification import verified
    from services.committee.committees import committee as committee_of

    for path in former_keys:
        if not path.exists():
            refused(f"没有这个密钥文件：{path}")
    held = [KeyFile(path).key(TRAIL) for path in (store.keys.path, *former_keys) if path.exists()]
    async with store.reading() as connection:
        if committee is not None:
            await committee_of(connection, committee)
        return await verified(connection, {fingerprint(key): key for key in held}, committee, copied)


async def _shipped(store: Store, copy: Path, there: Copy) -> int:
    from services.audit.shipping import unshipped

    written = 0
    async with store.reading() as connection:
        with writing(copy), copy.open("ab") as file:
            # Where it was stopped in the middle of a line the last time.
            file.truncate(there.size)
            async for line in unshipped(connection, there):
                file.write(line)
                written += 1
            file.flush()
            os.fsync(file.fileno())
    return written
