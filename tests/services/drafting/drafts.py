"""Measures that change, from draft to force: Hongkou's of 2020 in mid-year, Zhoushan's of 2022 into 2023."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import insert

from models.member import Membership, Person
from models.rule_set import RuleSetVersion
from models.store import Store
from rules.bundle import Text
from rules.loader import load
from rules.shipped import COMMITTEES
from services.actor import Actor
from services.committee.committees import establish, term_of
from services.drafting.adoption import adopt
from services.drafting.handed_in import Draft
from services.drafting.simulation import simulate
from services.drafting.workflow import Versions
from services.entry.form import Author, WorkForm
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.live import Live
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import unit_of_work
from tests.services.committee_of_ten import desk as entering
from tests.services.committee_of_ten import everything, live, rows

WRITER = Actor("甲", "system", "办公室")
PUBLISHER = Actor("乙", "system", "委员工作委员会")
HONGKOU, ZHOUSHAN = COMMITTEES / "hongkou", COMMITTEES / "zhoushan"
SUPPLEMENT = "hongkou/2020.supplement-1.yaml"
# 合并处理的信息：甲 4月2日、3日、6月1日各一篇；乙 2月1日一篇，5月1日与丙联名一篇；乙 5月2日一篇没有合并。
OPINIONS = (
    ("一", date(2020, 4, 2), (0,), "是"),
    ("二", date(2020, 4, 3), (0,), "是"),
    ("三", date(2020, 6, 1), (0,), "是"),
    ("四", date(2020, 2, 1), (1,), "是"),
    ("五", date(2020, 5, 1), (1, 2), "是"),
    ("六", date(2020, 5, 2), (1,), "否"),
)


def desk_of(store: Store, sandbox: Sandbox, actor: Actor | None = WRITER) -> Versions:
    return Versions(store, Live(Boards()), sandbox, actor)


def text_of(name: str) -> Text:
    """A shipped document, as `hongkou/2020.yaml`."""
    path = COMMITTEES / name
    return Text(path.read_bytes().decode(), path.name)


def hongkou(*supplements: Text, base: Text | None = None) -> Draft:
    """A draft of Hongkou's measure; without supplements, another text than the one in force."""
    known = text_of("hongkou/2020.yaml")
    own = known if supplements else Text(f"{known.text}# 草稿\n", known.file)
    return Draft(base or own, supplements, text_of("hongkou/kinds.yaml").text)


async def settle_hongkou(store: Store) -> list[int]:
    """Three members under the measure without its supplement, with their opinions; the memberships."""
    rule_set = load(HONGKOU / "2020.yaml", [])
    await establish(store, "hongkou", rule_set.committee)
    await adopt(store, Live(Boards()), "hongkou", rule_set, Actor("丙", "system"))
    async with unit_of_work(store, "hongkou", WRITER) as unit:
        term = await term_of(unit, None, rule_set.end)
        members = []
        for at, name in enumerate(("甲某", "乙某", "丙某"), 1):
            person = insert(Person).values(committee_id=unit.committee_id, name=name, sort_key=f"{at}")
            person_id = (await unit.connection.execute(person.returning(Person.id))).scalar_one()
            membership = insert(Membership).values(
                committee_id=unit.committee_id, person_id=person_id, term_id=term, number=f"H{at}"
            )
            found = await unit.connection.execute(membership.returning(Membership.id))
            members.append(int(found.scalar_one()))
        await Live(Boards()).recompute(unit, 2020)
        unit.note("add", "membership", members[0])
    entry = entering(store, actor=WRITER)
    for title, day, authors, merged in OPINIONS:
        form = WorkForm(
            title=title,
            day=day,
            authors=[Author(members[at]) for at in authors],
            attributes=[("处理", "采用"), ("合并处理", merged)],
        )
        await entry.enter("hongkou", 2020, "社情民意", form)
    return members


async def standing(store: Store, code: str, year: int) -> dict[str, tuple[str, int | None]]:
    """Each member's total and rank by number."""
    board = await live(store, code=code, year=year)
    return {one.score.key: (str(one.score.total), one.rank()) for one in board.entries}


async def state(store: Store, version_id: int) -> str:
    return str({row.id: row.state for row in await rows(store, RuleSetVersion)}[version_id])


async def refused(store: Store, work: Callable[[], Awaitable[object]]) -> Code:
    """The code of a refusal, after which every row is as it was."""
    before = await everything(store)
    with pytest.raises(Refusal) as found:
        await work()
    assert await everything(store) == before
    return found.value.code


async def reviewed(store: Store, sandbox: Sandbox, draft: Draft, code: str = "hongkou") -> int:
    """A draft that was simulated and is under review."""
    desk = desk_of(store, sandbox)
    made = await desk.draft(code, draft)
    await simulate(store, sandbox, WRITER, made.id)
    await desk.submit(made.id)
    return made.id
