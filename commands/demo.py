"""`luzhi demo`: made-up workbooks to try everything with."""

from pathlib import Path
from typing import Annotated

import typer

import screen
from commands.ending import Forced, check_new, writing


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
