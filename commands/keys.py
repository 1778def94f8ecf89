"""`luzhi keys`: another master key in the place of the one in use."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import refused, writing, wrong_call
from commands.option import ActorName, Address, Reason

if TYPE_CHECKING:
    from models.store import Store
    from models.suite import Suite
    from services.actor import Actor

app = typer.Typer(no_args_is_help=True)
Chosen = Annotated[
    str,
    typer.Option(
        "--suite", metavar="aes|sm", help="用什么算法：aes 为 AES-256-GCM，sm 为国密 SM4-GCM、HMAC-SM3"
    ),
]


@app.command("rotate")
def rotate(
    suite: Chosen = "aes", as_name: ActorName = None, reason: Reason = None, database: Address = None
) -> None:
    """换一把新的密钥：电话等用新的重新加密，改动记录从这里起用新的盖章。旧的留在旁边，核对以前的章用。"""
    from commands.database import actor, answered, finished, settings
    from models.suite import Suite

    if suite not in list(Suite):
        wrong_call("--suite 写 aes 或 sm")
    with answered():
        who, asked = actor(as_name), settings(database)
        names, aside = finished(_rotated(asked.database, asked.key_file, Suite(suite), who, reason))
    for name in names:
        screen.say(f"{name}：已换用新的密钥。")
    screen.say(f"旧的密钥文件留在 {aside}：另存到别处，核对以前的改动记录时用 --former-key。")


@app.command("lost")
def lost(as_name: ActorName = None, reason: Reason = None, database: Address = None) -> None:
    """原来的密钥文件找不回来了：用它加密的电话等清空，以后重新导入；改动记录从这里起用新的盖章。"""
    from commands.database import actor, on_database
    from services.keys import replacing
    from services.keys.operator import operator

    async def work(store: Store) -> list[str]:
        return await replacing.lost(store, await operator(store, actor(as_name)), reason)

    names = on_database(database, work)
    for name in names:
        screen.say(f"{name}：已换用新的密钥；电话要重新导入，账号要注销后重新登记。")
    if not names:
        screen.say("现在的密钥就是在用的那一把，没有改动。")


async def _rotated(
    address: str, key_file: str, suite: Suite, who: Actor, reason: str | None
) -> tuple[list[str], Path]:
    from commands.database import check
    from models.key import KeyFile
    from models.store import Store
    from services.keys.operator import operator
    from services.keys.replacing import replaced

    former = Store.open(address, key_file=key_file)
    try:
        await check(former)
        who = await operator(former, who)
    finally:
        await former.close()
    present = former.keys.path
    # Beside the one in use until all have gone over: whoever is interrupted begins again here.
    fresh = KeyFile(present.with_name(f"{present.name}.next"))
    if not present.exists() and not fresh.path.exists():
        refused(f"没有密钥文件 {present}：放回原处再换；找不回来的用 luzhi keys lost")
    with writing(fresh.path):
        fresh.make(suite)
    if fresh.suite is not suite:
        refused(f"上一次换密钥没有做完，用的是 --suite {fresh.suite}：照那样再来一次，做完再换别的")
    store = Store.open(address, key_file=fresh.path)
    try:
        await check(store)
        names = await replaced(store, former.vault, who, reason)
    finally:
        await store.close()
    aside = present.with_name(f"{present.name}.{datetime.now():%Y%m%d-%H%M%S}")
    with writing(present):
        former.keys.give_way(fresh, aside)
    return names, aside
