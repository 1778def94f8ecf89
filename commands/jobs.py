"""`luzhi jobs`: what waits and what failed, and running what is due where no server does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import screen
from commands.option import Address

if TYPE_CHECKING:
    from models.store import Store
    from services.jobs.listing import JobRow

app = typer.Typer(no_args_is_help=True)
STATES = {"waiting": "等待", "doing": "在做", "failed": "失败"}


@app.command("list")
def show(database: Address = None) -> None:
    """列出等待、在做、失败的后台任务，新的在前；做完的不留。不含个人信息。"""
    from commands.database import on_database
    from services.jobs.listing import jobs

    async def read(store: Store) -> list[JobRow]:
        async with store.reading() as connection:
            return await jobs(connection)

    found = on_database(database, read)
    if not found:
        screen.say("没有等待的，也没有失败的。")
    for one in found:
        due = one.due_at.astimezone().strftime("%Y-%m-%d %H:%M")
        tried = f"，第 {one.attempt} 次" if one.attempt > 1 else ""
        screen.say(f"{one.id}  {one.committee}  {one.task}  {STATES[one.state]}，{due}{tried}")


@app.command("run")
def run(database: Address = None) -> None:
    """做一遍到期的后台任务。服务开着时它自己会做；没有开服务的，可以定时运行这个命令。"""
    from commands.database import on_database, settings
    from commands.ending import refused
    from providers import outside_of
    from server import keeping_of
    from workers import channels_of, worker_of

    async def work(store: Store) -> tuple[int, int]:
        known = settings(database)
        outside = outside_of(known)
        worker = worker_of(store, channels_of(known, outside), keeping_of(known))
        try:
            await worker.once()
        finally:
            await outside.close()
        done, failed = (
            sum(n for (_, how), n in worker.ended.items() if how == said) for said in ("done", "failed")
        )
        return done, failed

    done, failed = on_database(database, work)
    if failed:
        refused(f"做了 {done} 个，失败 {failed} 个：见日志和 luzhi jobs list")
    screen.say(f"做了 {done} 个。")
