"""`luzhi demo`, `luzhi demo-year`: made-up workbooks, and a made-up year, to try everything with."""

import os
from pathlib import Path
from typing import Annotated

import typer

import screen
from commands.ending import Forced, check_new, refused, writing, wrong_call


def demo(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹")],
    members: Annotated[int, typer.Option(min=10, max=100_000, help="委员人数")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="同一个数生成同样的数据")] = 2022,
    force: Forced = False,
) -> None:
    """写出一套演示数据：人名和记录都是编造的。"""
    from files.demo.year import write_demo
    from rules import catalogue as catalogues

    if not force:
        check_new(out / "members.xlsx", out / "records.xlsx")
    with writing(out):
        written = write_demo(out, members, seed, catalogues.load())
    for path in (written.members, written.records):
        screen.output.print(f"已写出 {path}", markup=False, soft_wrap=True)


def demo_year(
    out: Annotated[Path | None, typer.Option(help="建一个新的演示数据库，写到哪里")] = None,
    begin: Annotated[bool, typer.Option("--begin", help="只建到年初：名册和账号，还没有记录")] = False,
    address: Annotated[
        str | None, typer.Option(metavar="网址", help="在哪个服务上演，如 http://127.0.0.1:8000")
    ] = None,
) -> None:
    """从头演一年：300 名委员、12 个部门，经接口录入、签到、审核、退回、归档、抽查、异议、请假、离任、退出。

    写 --out 的，新建数据库，在里面演。写 --address 的，在开着的服务上演：它的数据库先用 --out --begin 建好，
    服务要写 LUZHI_PUBLIC_URL（签到码）。
    """
    if (out is None) == (address is None):
        wrong_call("--out 和 --address 写一个")
    if out is not None:
        _make_year(out, begin)
    else:
        _play(address or "")


def _make_year(out: Path, begin: bool) -> None:
    from commands.database import answered, check_path, finished
    from models.migration import upgrade
    from models.store import database_url

    check_new(out)
    with writing(out), answered():
        out.parent.mkdir(parents=True, exist_ok=True)
        check_path(out)
        draft = out.with_name(f".{out.name}.{os.getpid()}")
        try:
            upgrade(database_url(f"sqlite:///{draft}"))
            finished(_year(draft, out, begin))
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
    screen.say(f"已建立演示数据库 {out}，委员、记录都是编造的。")
    _say_people()


async def _year(draft: Path, out: Path, begin: bool) -> None:
    from commands.playing import played, to_come
    from files.demo.scripted import year
    from models.store import Store
    from services.demo_accounts import user_name_of
    from services.demo_year import found

    # The key lies beside the database under the name that it will have.
    store = Store.open(f"sqlite:///{draft}", key_file=f"{out}.key")
    try:
        await found(store, to_come().year)
        if not begin:
            await played(store, user_name_of, year())
    finally:
        await store.close()


def _play(address: str) -> None:
    import httpx

    from commands.database import finished
    from commands.playing import played_at
    from commands.requests import NotPlayed
    from files.demo.scripted import year
    from services.demo_accounts import user_name_of

    try:
        finished(played_at(address, user_name_of, year()))
    except (NotPlayed, httpx.HTTPError, ValueError) as wrong:
        refused(f"没有演完：{wrong}。从头来：luzhi demo-year --out 新的文件 --begin")
    screen.say(f"在 {address} 上演完了一年。")
    _say_people()


def _say_people() -> None:
    from files.demo.scripted import DEPARTMENTS, EXITED, SECONDS, SIGNING
    from services.demo_accounts import PASSWORD, user_name_of

    screen.say(f"演示账号，密码都是 {PASSWORD}：")
    # Whoever exits has no account any more once the year is played.
    signing = (f"{number} 号委员" for number in SIGNING if number != EXITED)
    for who in (*DEPARTMENTS, *SECONDS, *signing):
        screen.say(f"  {who}  用户名 {user_name_of(who.removesuffix(' 号委员'))}")
