"""`luzhi serve`: the server on this machine; and a database to try it with."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlencode

import typer

import screen
from commands.ending import refused, writing, wrong_call
from commands.option import Address

if TYPE_CHECKING:
    import ssl

    from models.store import Store
    from settings import Settings

T = TypeVar("T")


def serve(
    host: Annotated[str | None, typer.Option(help="监听的地址；本机以外的要有证书")] = None,
    port: Annotated[int | None, typer.Option(help="监听的端口；0 为任选一个空闲的")] = None,
    hint: Annotated[Path | None, typer.Option(hidden=True)] = None,
    database: Address = None,
) -> None:
    """启动服务：GraphQL 在 /graphql。不写地址的只在本机监听；Ctrl-C 停止。"""
    import logs
    from commands.database import answered, finished, settings
    from process import NoPort, listen, run
    from server import create_app
    from settings import SettingsRefused

    known = settings(database, host=host, port=port)
    tls = _encrypting(known)
    with answered():
        finished(_look_at(known))
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
            at = f"{'http' if tls is None else 'https'}://{f'[{name}]' if ':' in name else name}:{number}"
            _announce(f"服务在 {at}/graphql （{'' if known.beyond else '只在本机；'}Ctrl-C 停止）")
            if hint is not None:
                _announce(f"网页：{at}/ ，用上面的账号登录，到各自的一页；帮助在 {at}/help")
                _announce("想试查询的，登录以后打开下面的链接，查询已经填好：")
                _announce(f"{at}/graphql#{_filled_in(hint)}")
                _announce("或者粘贴到另一个窗口：先登录，再查询：")
                _announce(_pasted(f"{at}/graphql"))
            run(app, known, listener, tls)


def _encrypting(known: Settings) -> ssl.SSLContext | None:
    """What encrypts, if anything is to; ends the command where the certificate or its key do not."""
    from certificate import CertificateRefused, tls_context

    if not known.tls_certificate:
        return None
    try:
        return tls_context(Path(known.tls_certificate), Path(known.tls_key), known.names)
    except CertificateRefused as wrong:
        wrong_call(str(wrong))


async def _look_at(known: Settings) -> None:
    """Ends the command where the database is not one that may be served, or not to others."""
    from commands.database import check
    from models.store import Store
    from services.accounts.grants import unadministered
    from services.demo_database import is_demo

    store = Store.open(known.database, key_file=known.key_file)
    try:
        await check(store)
        if not known.beyond:
            return
        if await is_demo(store):
            refused(
                "这是演示数据库，密码人人知道，只能在本机用：不写 LUZHI_HOST、LUZHI_PROXY，或换一个数据库"
            )
        without = await unadministered(store)
        if without:
            refused(
                f"还没有管理员的，不能让别的机器访问：{'、'.join(without)}。"
                "先 luzhi accounts first 姓名 --committee 代号 --as 姓名"
            )
    finally:
        await store.close()


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


def _pasted(at: str) -> str:
    """Two commands for a shell: the first signs in to the demo, the second asks for its ranking."""
    from services.demo_accounts import PASSWORD, user_name_of
    from services.demo_database import COMMITTEE, YEAR

    told = "-H 'Content-Type: application/json'"
    entered = {
        "query": "mutation ($committee: String!, $user: String!, $password: String!) { signIn("
        "committee: $committee, userName: $user, password: $password, client: BEARER)"
        " { token errors { message } } }",
        "variables": {"committee": COMMITTEE, "user": user_name_of("委员工作委员会"), "password": PASSWORD},
    }
    asked = {
        "query": "query ($committee: String!, $year: Int!) { committee(code: $committee) { run(year: $year) {"
        " ranking(first: 5) { nodes { rank total member { number name } } } } } }",
        "variables": {"committee": COMMITTEE, "year": YEAR},
    }
    return (
        f"TOKEN=$(curl -s {at} {told} -d '{json.dumps(entered)}' | grep -o '[A-Za-z0-9_-]\\{{43\\}}')\n"
        f"curl {at} {told} -H \"Authorization: Bearer $TOKEN\" -d '{json.dumps(asked)}'"
    )


def demo_database(
    out: Annotated[Path, typer.Option(help="写到哪里")],
    members: Annotated[int, typer.Option(min=10, max=100_000, help="委员人数")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="同一个数生成同样的数据")] = 2022,
) -> None:
    """建一个演示数据库：表、办法、编造的委员和记录，每个角色一个账号。已经有的只更新表、补上账号。"""
    from commands.database import answered, check_path, check_state, finished
    from models.migration import State, upgrade
    from models.store import Store, database_url
    from services.demo_accounts import open_accounts
    from services.demo_database import is_demo

    with writing(out), answered():
        if out.exists():
            check_path(out)
            state = finished(_on(out, Store.state))
            check_state(state, State.EMPTY, State.OLDER)
            if state is State.EMPTY or not finished(_on(out, is_demo)):
                refused(f"{out} 不是演示数据库，没有动它；演示数据库换一个名字")
            upgrade(database_url(f"sqlite:///{out}"), f"{out}.key")
            _say_accounts(finished(_on(out, open_accounts)))
            return
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(out)
        draft = out.with_name(f".{out.name}.{os.getpid()}")
        upgrade(database_url(f"sqlite:///{draft}"))
        finished(_filled(draft, out, members, seed))
        # Only a whole database gets the name: one that was not finished is made anew next time.
        draft.replace(out)
        screen.say(f"已建立演示数据库 {out}：{members} 名委员，都是编造的。")
        _say_accounts(finished(_on(out, open_accounts)))


async def _on(path: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    from models.store import Store

    store = Store.open(f"sqlite:///{path}")
    try:
        return await work(store)
    finally:
        await store.close()


def _say_accounts(roles: Iterable[str]) -> None:
    from services.demo_accounts import PASSWORD, user_name_of

    screen.say("演示账号：")
    for role in roles:
        screen.say(f"  {role}  用户名 {user_name_of(role)}  密码 {PASSWORD}")


async def _filled(draft: Path, out: Path, members: int, seed: int) -> None:
    from commands.playing import played
    from files.demo.people import key_of
    from files.demo.unfinished import of_this_year, unfinished
    from models.store import Store
    from services.demo_accounts import open_accounts, user_name_of
    from services.demo_database import YEAR, carry_on, fill
    from services.rights.held import today

    # The key lies beside the database under the name that it will have.
    store = Store.open(f"sqlite:///{draft}", key_file=f"{out}.key")
    try:
        await fill(store, members, seed)
        some = [key_of(at, members) for at in range(1, 6)]
        steps = unfinished(some)
        async with store.reading() as connection:
            day = await today(connection)
        if day.year != YEAR:
            await carry_on(store, day.year)
            steps += of_this_year(some, day)
        await open_accounts(store)
        await played(store, user_name_of, steps)
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
