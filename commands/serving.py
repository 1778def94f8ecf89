"""`luzhi serve`: the server on this machine; and a database to try it with."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import typer

import screen
from commands.ending import refused, writing, wrong_call
from commands.option import Address

if TYPE_CHECKING:
    from models.migration import State


def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址，只能是本机")] = None,
    port: Annotated[int | None, typer.Option(help="监听的端口；0 为任选一个空闲的")] = None,
    hint: Annotated[Path | None, typer.Option(hidden=True)] = None,
    database: Address = None,
) -> None:
    """启动服务：GraphQL 在 /graphql。只在本机监听；Ctrl-C 停止。"""
    import logs
    from commands.database import answered, finished, looked_at, settings
    from process import NoPort, listen, run
    from server import create_app
    from settings import SettingsRefused

    known = settings(database, host=host, port=port)
    with answered():
        finished(looked_at(known.database))
        logs.configure(known.log_level, known.log_format)
        try:
            listener = listen(known)
        except NoPort as taken:
            refused(str(taken))
        with listener:
            try:
                app = create_app(known)
            except SettingsRefused as wrong:
                wrong_call(str(wrong))
            name, number = listener.getsockname()[:2]
            at = f"[{name}]" if ":" in name else name
            _announce(f"服务在 http://{at}:{number}/graphql （只在本机；Ctrl-C 停止）")
            if hint is not None:
                _announce("用浏览器打开下面的链接，查询已经填好，按“执行”就有结果：")
                _announce(f"http://{at}:{number}/graphql#{_filled_in(hint)}")
            run(app, known, listener)


def _announce(line: str) -> None:
    """Says where the server is. Where that cannot be written, nothing is said, and it serves all the same."""
    try:
        screen.say(line)
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _filled_in(hint: Path) -> str:
    """What stands behind # in an address, so that the page at /graphql has a query of docs/queries in it."""
    texts = {"query": hint, "variables": hint.with_suffix(".json")}
    given = {name: path.read_text(encoding="utf-8").strip() for name, path in texts.items()}
    return urlencode(given)


def demo_database(
    out: Annotated[Path, typer.Option(help="写到哪里")],
    members: Annotated[int, typer.Option(min=10, max=100_000, help="委员人数")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="同一个数生成同样的数据")] = 2022,
) -> None:
    """建一个演示数据库：表、办法、编造的委员和记录。已经有的只更新表，不重建。"""
    from commands.database import answered, check_path, check_state, finished
    from models.migration import State, upgrade
    from models.store import database_url

    with writing(out), answered():
        if out.exists():
            check_path(out)
            check_state(finished(_state(out)), State.EMPTY, State.OLDER)
            upgrade(database_url(f"sqlite:///{out}"), f"{out}.key")
            return
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(out)
        draft = out.with_name(f".{out.name}.{os.getpid()}")
        upgrade(database_url(f"sqlite:///{draft}"))
        finished(_filled(draft, out, members, seed))
        # Only a whole database gets the name: one that was not finished is made anew next time.
        draft.replace(out)
    screen.say(f"已建立演示数据库 {out}：{members} 名委员，都是编造的。")


async def _state(path: Path) -> State:
    from models.store import Store

    store = Store.open(f"sqlite:///{path}")
    try:
        return await store.state()
    finally:
        await store.close()


async def _filled(draft: Path, out: Path, members: int, seed: int) -> None:
    from models.store import Store
    from services.demo_database import fill

    # The key lies beside the database under the name that it will have.
    store = Store.open(f"sqlite:///{draft}", key_file=f"{out}.key")
    try:
        await fill(store, members, seed)
    finally:
        await store.close()


def _remove_abandoned(out: Path) -> None:
    """Removes drafts, with what SQLite puts beside them, whose process is gone."""
    for draft in out.parent.glob(f".{out.name}.*"):
        process = draft.name.removeprefix(f".{out.name}.").partition("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            with suppress(FileNotFoundError):
                draft.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
