"""The closed year that the program wrote before points of the whole period were rounded (`scoring.method`).

`python -m tests.services.years.keep_former_method NAME` wrote `tests/data/closed/2022-former.*`, run in the
last program that computed so. Today's would write another year: the files stand for what was announced. Of
the first member, worked out by hand from `docs/rules.md` as it read then:

    5 surveys of 10, a third of it                                  50/3         16.666…
    3 opinions of 10/3, each rounded to 3.33                                      9.99
    5 surveys of 1 under a cap of 3; a third of the 2 beyond        2/3           0.666…
    present 5 times and on leave once, among 5 present              6/5 × 2       2.4
                                                    3 + 50/3 + 9.99 + 2/3 + 2.4 = 32.72333… = 9817/300
"""

from __future__ import annotations

import sys
from datetime import date

from sqlalchemy import insert

from models.member import ALWAYS, MemberAttribute
from models.store import Store
from rules.loader import loads
from services.committee.committees import establish, term_of
from services.entry.form import Present
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.services.committee_of_ten import CODE, ME, YEAR, add_member, desk
from tests.services.years.closed_year import close
from tests.services.years.keep_a_year import main, occasion, work

MIGRATION = "0004"
MEASURE = """
language: 1
title: 不取整的一年
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 办法
root:
  id: total
  title: 总分
  take: participation
  rules:
  - id: T
    title: 折算
    times: 1/3
    when: {kind: 调研, 状态: 出席}
    rules: [{id: A, title: 调研, points: 10}]
  - id: M
    title: 按月
    times: 在任月数
    rules: [{id: V, title: 视察, when: {kind: 视察, 状态: 出席}, points: 7/3}]
  - {id: S, title: 信息, take: authorship, when: {kind: 社情民意}, points: 10/3}
  - {id: C, title: 次数, when: {kind: 调研, 状态: 出席}, points: 1, cap: 3}
  - {id: E, title: 超出, excess: C, times: 1/3}
  - id: R
    title: 到会
    when: {kind: 调研}
    rate: {of: {状态: [出席, 请假]}, among: {状态: 出席}}
    points: 2
  - id: W
    title: 年度视察
    window: {from: 2021-12-01, to: 2022-11-30}
    when: {kind: 视察, 状态: 出席}
    count: work
    bands: [{min: 5, points: 4, pro_rata: up}]
gates:
- {id: K, title: 上年低分, if: {member: {上年总分: {below: 10.42}}}, at_most: 称职}
grades:
- {grade: 优秀, min: 20}
- {grade: 称职, min: 5}
- {grade: 不称职}
"""


async def fill(address: str) -> None:
    store = Store.open(address)
    await establish(store, CODE, "舟山市政协")
    async with unit_of_work(store, CODE, ME) as unit:
        await versions.add(unit, loads(MEASURE))
        term = await term_of(unit, None, date(YEAR, 12, 31))
        members = [await add_member(unit, term, at) for at in range(10)]
        last = [
            {
                "committee_id": unit.committee_id,
                "membership_id": member,
                "attribute": "上年总分",
                "since": ALWAYS,
                "value": total,
            }
            for member, total in zip(members[:3], ("10.419", "10.42", "30"), strict=True)
        ]
        await unit.connection.execute(insert(MemberAttribute), last)
        await Live(Boards()).recompute(unit, YEAR)
    at = desk(store)
    away = [("状态", "请假")]
    for number in range(1, 6):
        present = Present([members[0], *members[2 : 2 + number]])
        await occasion(at, "调研", f"调研{number}", date(YEAR, 3, number), present)
    await occasion(at, "调研", "调研6", date(YEAR, 3, 6), Present(members[1:3]), Present(members[:1], away))
    for number in range(1, 4):
        authors = [members[0], members[number]]
        await work(at, "社情民意", f"信息{number}", date(YEAR, 4, number), authors)
    await occasion(at, "视察", "视察", date(YEAR, 11, 1), Present(members[4:8]))
    await close(store)
    await store.close()


if __name__ == "__main__":
    main(sys.argv[1], fill, MIGRATION)
