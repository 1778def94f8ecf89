"""Processes that enter records, for the tests that let several write at once, or kill them.

`enter ADDRESS NAMES N` forks a writer for each of NAMES, all at once; it enters N records and corrects each.
`enter-until-killed ADDRESS` forks a writer for each line it is told, and kills it at the next; a writer says
of each record when it is committed.
"""

from __future__ import annotations

import random
import sys
from datetime import date
from itertools import count

from models.store import Store
from services.entry.desk import Desk
from services.entry.form import Author, Event, OccasionForm, Present, WorkForm
from tests.process import say, start_and_kill, start_together
from tests.services.committee_of_ten import CODE, YEAR, desk, live


async def enter_one(at: Desk, members: list[int], key: str, draw: random.Random) -> int:
    """Enters an occasion or a work under this key, and corrects it; its row."""
    day = date(2022, draw.randint(1, 12), draw.randint(1, 28))
    some = draw.sample(members, draw.randint(1, 4))
    if draw.random() < 0.5:
        occasion = OccasionForm(title=key, day=day, key=key, participants=[Present(some)])
        done = await at.enter(CODE, YEAR, draw.choice(("调研", "常委会会议")), occasion, "迟交")
        changed = OccasionForm(participants=[Present(some[1:]), Present(some[:1], [("状态", "请假")])])
        await at.correct(done.id, 1, changed, "登错")
        return done.id
    work = WorkForm(title=key, day=day, key=key, authors=[Author(one) for one in some])
    done = await at.enter(CODE, YEAR, draw.choice(("提案", "社情民意")), work, "迟交")
    adopted = Event(day, [("结果", "采用"), ("采用层级", "省政协")])
    await at.correct(done.id, 1, WorkForm(outcomes=[adopted]), "补采用")
    return done.id


async def enter(address: str, name: str, times: int) -> None:
    store = Store.open(address)
    members = [entry.id for entry in (await live(store)).entries]
    at = desk(store)
    draw = random.Random(name)
    for number in range(times):
        say(f"kept {await enter_one(at, members, f'{name}{number}', draw)}")
    await store.close()


async def enter_for_ever(address: str, name: str) -> None:
    store = Store.open(address)
    members = [entry.id for entry in (await live(store)).entries]
    at, draw = desk(store), random.Random(name)
    for number in count():
        key = f"{name}N{number}"
        say(f"began {key}")
        say(f"kept {await enter_one(at, members, key, draw)} {key}")


if __name__ == "__main__":
    command, where, *rest = sys.argv[1:]
    if command == "enter":
        start_together(lambda name: enter(where, name, int(rest[1])), rest[0])
    else:
        start_and_kill(lambda name: enter_for_ever(where, name))
