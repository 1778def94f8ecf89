"""Writes a database of closed years that is kept: `python -m tests.services.years.keep_a_year NAME`.

It refuses to write over files that are there: they are what was announced. What the first member comes to is
worked out by hand from `docs/rules.md` and the Zhoushan measure of 2022:

    plenary of 6 half-days, 4 present, 1 on leave, 1 absent        10 × 4/6 − 2          4.67
    12 surveys, one by unregistered sign-in; one absent            23 → 20, − 1         19
    opinion of 3, 市政协 then 省政协, 市主要领导批示                    (6 + 3) × 1/2         4.50
    a proposal, first of two                                                             5
    later, when the year was opened again: 专题协商议政会            2                     2
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from models.migration import upgrade
from models.store import Store, database_url
from rules.loader import loads
from services.entry.desk import Desk
from services.entry.form import STAYS, Author, Event, Given, OccasionForm, Present, WorkForm
from tests.services.committee_of_ten import CODE, YEAR, desk, in_force, settle
from tests.services.years.closed_year import TWO_YEARS, announced, close, reopen
from tests.services.years.kept_years import FOLDER, written

MIGRATION = "0003"
Fill = Callable[[str], Coroutine[None, None, None]]


async def occasion(at: Desk, kind: str, title: str, day: date, *groups: Present) -> int:
    form = OccasionForm(title=title, day=day, participants=list(groups))
    return (await at.enter(CODE, day.year, kind, form, "迟交")).id


async def work(
    at: Desk,
    kind: str,
    title: str,
    day: date,
    authors: Sequence[int | None],
    attributes: Given = (),
    outcomes: Sequence[Event] = (),
    linked: int | None = None,
) -> int:
    form = WorkForm(
        title=title,
        day=day,
        attributes=attributes,
        authors=[Author(one) for one in authors],
        outcomes=outcomes,
        linked_to=STAYS if linked is None else linked,
    )
    return (await at.enter(CODE, day.year, kind, form, "迟交")).id


def adopted(day: date, level: str, **more: str) -> Event:
    return Event(day, [("结果", "采用"), ("采用层级", level), *more.items()])


async def meetings(at: Desk, members: list[int]) -> None:
    one, two, *others = members
    plenary = [("应到半天", "6"), ("出席半天", "4"), ("请假半天", "1"), ("缺席半天", "1")]
    whole, away = [("应到半天", "6"), ("出席半天", "6")], [("应到半天", "6"), ("缺席半天", "6")]
    groups = Present([one], plenary), Present([two, *others[:6]], whole), Present(others[6:], away)
    await occasion(at, "全会", "第一次会议", date(YEAR, 4, 10), *groups)
    for number in range(1, 6):
        day = date(YEAR, 5, number)
        states = Present([two, *others[:3]]), Present(others[3:5], [("状态", "缺席")])
        await occasion(
            at, "专委会会议", f"第{number}次会议", day, *states, Present(others[5:6], [("状态", "请假")])
        )
    for number in range(1, 12):
        await occasion(
            at, "调研", f"调研{number}", date(YEAR, 6, number), Present([one, *others[: number % 4]])
        )
    await occasion(at, "视察", "视察", date(YEAR, 7, 1), Present([one], [("签到", "未登记")]))
    absent = [("状态", "缺席"), ("报名", "是")]
    await occasion(at, "调研", "没有去的调研", date(YEAR, 7, 2), Present([one], absent), Present([two]))
    await occasion(at, "其他会议", "没有规则的会", date(YEAR, 7, 3), Present(others[:4]))


async def works(at: Desk, members: list[int]) -> None:
    one, two, three, four, five, six, *_ = members
    instructed = Event(date(YEAR, 9, 2), [("结果", "批示"), ("领导级别", "市主要领导")])
    levels = [adopted(date(YEAR, 8, 1), "市政协"), adopted(date(YEAR, 9, 1), "省政协"), instructed]
    await work(at, "社情民意", "停车难", date(YEAR, 3, 1), [one, two, three], outcomes=levels)
    merged = [adopted(date(YEAR, 8, 2), "市政协", 合并="是")]
    await work(at, "社情民意", "渔港", date(YEAR, 3, 2), [four, None, five], outcomes=merged)
    for number in range(8):
        await work(at, "社情民意", f"没有采用{number}", date(YEAR, 3, 3), [six])
    filed = [("立案", "是")]
    await work(at, "提案", "公交", date(YEAR, 4, 11), [one, two], filed)
    both = [Event(date(YEAR, 12, 1), [("结果", "重点")]), Event(date(YEAR, 12, 2), [("结果", "优秀")])]
    await work(at, "提案", "养老", date(YEAR, 4, 12), [two], filed, both)
    for number in range(4):
        await work(at, "提案", f"提案{number}", date(YEAR, 4, 13), [three, four, five], filed)
    turned = await work(at, "提案", "垃圾", date(YEAR, 4, 14), [six], [("立案", "否"), ("转为", "信息")])
    await work(at, "社情民意", "垃圾分类", date(YEAR, 5, 14), [six], linked=turned)
    spoken = [("场合", "全会"), ("形式", "口头")]
    await work(at, "发言", "海洋", date(YEAR, 4, 10), [three], spoken)
    printed = [("场合", "全会"), ("形式", "书面")]
    await work(at, "发言", "海洋", date(YEAR, 4, 11), [three], printed)
    await work(at, "宣传稿件", "报道", date(YEAR, 6, 1), [four], [("层级", "省")])
    await work(at, "文史资料", "旧事", date(YEAR, 6, 2), [five], [("采用", "是")])
    await work(at, "表彰", "先进", date(YEAR, 6, 3), [two], [("层级", "市")])


async def fill(address: str) -> None:
    store = Store.open(address)
    members = await settle(store)
    at = desk(store)
    await meetings(at, members)
    await works(at, members)
    await in_force(store, loads(TWO_YEARS.format(year=YEAR + 1)))
    await close(store)
    # What waited, of every sort; then the year is opened, and closed again.
    await at.withdraw(20, 1, "重复")
    await at.correct(2, 1, OccasionForm(participants=[Present(members[1:3])]), "改正")
    await occasion(at, "专题协商议政会", "海洋生态", date(YEAR, 9, 9), Present(members[:4]))
    linked = WorkForm(linked_to=26)
    await at.correct(25, 1, linked, "同一件事")
    await reopen(store, "补录九月的议政会")
    await occasion(at, "调研", "次年的调研", date(YEAR + 1, 3, 1), Present(members[:5]))
    await occasion(at, "调研", "次年的又一次", date(YEAR + 1, 3, 2), Present(members[3:5]))
    await close(store)
    await close(store, year=YEAR + 1)
    # What waits now: the trail has to give back what was.
    await at.correct(25, 2, WorkForm(title="改了题目", linked_to=None), "改题目")
    await at.reinstate(20, 2, "不重复")
    await occasion(at, "调研", "补录", date(YEAR, 10, 10), Present(members))
    await store.close()


async def hashed(address: str) -> str:
    store = Store.open(address)
    rows = await announced(store)
    await store.close()
    lines = [f"{sha256(text).hexdigest()}  {run} {membership}" for run, membership, text in rows]
    return "\n".join(lines) + "\n"


def main(name: str, fill: Fill, migration: str) -> None:
    content, statements = FOLDER / f"{name}.json", FOLDER / f"{name}.sha256"
    if content.exists() or statements.exists():
        raise SystemExit(f"{content} is there: what was announced is not written again")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "closed.db"
        address = f"sqlite:///{path}"
        upgrade(database_url(address))
        asyncio.run(fill(address))
        content.write_text(written(path, migration), encoding="utf-8")
        told = asyncio.run(hashed(address))
    digest = sha256(content.read_bytes()).hexdigest()
    statements.write_text(f"{told}{digest}  {content.name}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], fill, MIGRATION)
