"""A database with a year of an invented committee, made by the same import that real files take.

Who made it stands in its trail, which nobody changes: by that it is told from one with real data.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import exists, select

from files.demo.year import write_demo
from models.change import Change
from models.committee import Committee
from models.store import Store
from rules.loader import load, loads
from rules.shipped import locate
from rules.year_shift import renamed, shifted
from services.actor import Actor
from services.committee.committees import establish
from services.drafting.adoption import adopt
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from services.workbooks.import_members import import_members
from services.workbooks.import_records import import_records
from services.workbooks.importing import Request

MEASURE = "zhoushan/2022"
COMMITTEE, YEAR, TERM = "zhoushan", 2022, "第八届"
ACTOR = Actor("演示", "system")


async def carry_on(store: Store, year: int, live: Live | None = None) -> None:
    """Puts the same measure in force for another year, in which the members stay in office, and scores it.

    What a committee does in four steps and by two persons (`services.drafting.workflow`) the demo does in
    one, as with its first measure; the trail says so.
    """
    measure = load(locate(MEASURE))
    text = shifted(measure.text, measure.file, year - measure.year, carried=True)
    file = renamed(measure.file, str(measure.year), year - measure.year)
    rule_set = loads(text, file, catalogue=measure.catalogue)
    async with unit_of_work(store, COMMITTEE, ACTOR, "演示办法", right=None) as unit:
        await versions.add(unit, rule_set)
        await (live or Live(Boards())).recompute(unit, year)


async def is_demo(store: Store) -> bool:
    """Whether `fill` made the first committee that there is, whatever became of it later."""
    first = select(Committee.id).order_by(Committee.id).limit(1).scalar_subquery()
    begun = (Change.committee_id == first) & (Change.revision == 1)
    made = exists().where(begun, Change.actor == ACTOR.name, Change.channel == ACTOR.channel)
    async with store.reading() as connection:
        return bool(await connection.scalar(select(made)))


async def fill(store: Store, members: int = 300, seed: int = 2022, live: Live | None = None) -> None:
    """Fills a database that has its tables and no row: committee, measure, members, records, ranking.

    Of 300 members it takes some seconds. The same arguments give the same data.
    """
    rule_set = load(locate(MEASURE))
    live = live or Live(Boards())
    await establish(store, COMMITTEE, "舟山市政协")
    await adopt(store, live, COMMITTEE, rule_set, ACTOR)
    request = Request(COMMITTEE, YEAR, ACTOR, "演示数据", valid_only=True, approve=True)
    with TemporaryDirectory() as folder:
        files = await asyncio.to_thread(
            write_demo, Path(folder), members, seed, rule_set.catalogue, rule_set.year
        )
        await import_members(store, live, request, files.members, TERM)
        await import_records(store, live, request, files.records)
