"""The database of a command: which it is, whether it can be used, and what it says where it cannot."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

import interruption
import screen
from commands.ending import REFUSED, refused, wrong_call
from commands.file_report import show_problems, show_understanding
from models.migration import State
from models.sickness import TOLD, Sick, sickness_of
from models.store import SQLiteStore, Store, UnknownDatabase, Unsettled
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.committee.committees import committees, committees_of_codes
from services.entry.form import Rejected
from services.outage import UNSETTLED
from services.refusal import Code, Refusal
from services.workbooks.importing import FileRefused
from settings import Settings, SettingsRefused

T = TypeVar("T")
# How every database file of SQLite begins; a new one is empty.
_SQLITE = b"SQLite format 3\0"
_STATES = {
    State.EMPTY: "数据库里还没有表。先建立：luzhi migrate",
    State.OLDER: "数据库的表不是这个版本的，比程序旧。先备份，再更新：luzhi migrate",
    State.NEWER: "数据库的表不是这个版本的，比程序新，没有动它。换用建它的那个版本的程序",
    State.FOREIGN: "这是另一个程序的数据库，里面的表不是履职的，没有动它。改正 --database，或者用一个空的库",
}
FIRST = "{which}。先登记它的第一个管理员：luzhi accounts first 姓名 --committee {code}"
# What a caller can put right on the command line.
_WRONG_CALLS = {Code.BAD_USER_INPUT, Code.NOT_FOUND}


def actor(name: str | None) -> Actor:
    """Who gives the command: always said, never guessed from the computer's account."""
    if name is None:
        raise nobody()
    return Actor(name, "command")


def nobody() -> Refusal:
    """That a command which changes something does not say who gives it."""
    return Refusal(Code.BAD_USER_INPUT, "没有写经办人：加 --as 姓名，记入改动记录", "actor")


def settings(address: str | None, **given: object) -> Settings:
    """The settings of the environment, with what the command line gives before them."""
    try:
        return Settings.of(os.environ, database=address, **given)
    except SettingsRefused as wrong:
        wrong_call(str(wrong))


def on_database(address: str | None, work: Callable[[Store], Awaitable[T]]) -> T:
    """What `work` returns of a database that has its tables; ends the command where anything is refused."""
    with answered():
        return finished(_worked(address, work))


def changed(
    address: str | None,
    committee: str | None,
    as_name: str | None,
    change: Callable[[Store, str, Actor], Awaitable[T]],
) -> T:
    """What a change returns that somebody makes in the committee that is meant."""

    async def work(store: Store) -> T:
        who, code = actor(as_name), await only_committee(store, committee)
        return await change(store, code, who)

    return on_database(address, work)


async def looked_at(address: str) -> None:
    """Ends the command where there is no database, or one with other tables than this program's."""
    store = Store.open(address)
    try:
        await check(store)
    finally:
        await store.close()


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns; an interrupt cancels it, so that it undoes what it began."""
    interruption.leave()
    return asyncio.run(work)


async def _worked(address: str | None, work: Callable[[Store], Awaitable[T]]) -> T:
    asked = settings(address)
    store = Store.open(asked.database, key_file=asked.key_file)
    try:
        await check(store)
        return await work(store)
    finally:
        await store.close()


async def check(store: Store) -> None:
    """Ends the command where there is no database, or one with other tables than this program's."""
    if isinstance(store, SQLiteStore):
        check_path(store.path)
    if isinstance(store, SQLiteStore) and not store.path.exists():
        refused(f"没有数据库文件 {store.path}。先建立：luzhi migrate")
    check_state(await store.state())


def check_state(state: State, *may: State) -> None:
    """Ends the command where the tables are neither this program's at its version, nor as they `may` be."""
    if state is not State.HEAD and state not in may:
        refused(_STATES[state])


def check_path(path: Path) -> None:
    """Ends the command where a file of SQLite can neither be at this path nor be made there."""
    if path.is_dir():
        refused(f"{path} 是文件夹；数据库写成其中的一个文件，如 sqlite:///{path / 'luzhi.db'}")
    if not path.parent.is_dir():
        refused(f"没有文件夹 {path.parent}，数据库没有地方放；先建立它，或改正 --database")
    try:
        with path.open("rb") as file:
            first = file.read(len(_SQLITE))
    except OSError:
        # None yet; or one that may not be read, which the database says itself.
        return
    if first not in (b"", _SQLITE):
        refused(f"{path} 不是 SQLite 数据库，没有动它；改正 --database")


async def check_committee(store: Store, code: str) -> None:
    """Raises `Refusal` where there is no such committee, and says how there comes to be one."""
    async with store.reading() as connection:
        if code not in await committees_of_codes(connection, [code]):
            raise Refusal(Code.NOT_FOUND, FIRST.format(which=f"没有政协 {code}", code=code), "committee")


async def only_committee(store: Store, code: str | None) -> str:
    """The committee that is meant; raises `Refusal` where none is named and there is not exactly one."""
    if code is not None:
        return code
    async with store.reading() as connection:
        known = [one.code for one in await committees(connection)]
    if len(known) == 1:
        return known[0]
    if not known:
        raise Refusal(Code.NOT_FOUND, FIRST.format(which="还没有政协", code="代号"), "committee")
    raise Refusal(Code.BAD_USER_INPUT, f"有几个政协，请用 --committee 写明：{'、'.join(known)}", "committee")


@asynccontextmanager
async def reading(store: Store, code: str | None) -> AsyncIterator[tuple[AsyncConnection, int]]:
    """A connection that reads, and the row of the committee that is meant."""
    known = await only_committee(store, code)
    async with store.reading() as connection:
        yield connection, (await committee_of(connection, known)).id


@contextmanager
def answered() -> Iterator[None]:
    """Says why something was refused. No address of a database and no value of its rows is ever repeated."""
    try:
        yield
    except FileRefused as wrong:
        show_understanding(wrong.sheets)
        show_problems([(problem.file or wrong.file, problem) for problem in wrong.problems])
        refused(wrong.message)
    except Rejected as wrong:
        refused("\n".join(one.message for one in wrong.refusals))
    except Refusal as wrong:
        (wrong_call if wrong.code in _WRONG_CALLS else refused)(wrong.message)
    except UnknownDatabase as wrong:
        wrong_call(str(wrong))
    except Unsettled:
        refused(f"{UNSETTLED}。先查一下，再决定要不要重做。")
    except (SQLAlchemyError, Sick) as fault:
        _show_fault(fault)
        raise typer.Exit(REFUSED) from None


def _show_fault(fault: Exception) -> None:
    """That the database did not do it: what it says, without its address and without a value of a row."""
    sickness = sickness_of(fault)
    if sickness is not None:
        said = f"{TOLD[sickness].said}（{sickness.value}）。{TOLD[sickness].advice}。"
    else:
        kind = type(getattr(fault, "orig", None) or fault).__name__
        said = f"数据库没有完成这件事（{kind}），什么也没有改。检查数据库是否开着、地址和权限、磁盘是否满了。"
    screen.errors.print(said, markup=False, soft_wrap=True)
