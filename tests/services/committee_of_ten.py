"""A committee of ten under the Zhoushan measure of 2022, in a database: for what is entered by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import String, insert, select, type_coerce

from models.change import Change
from models.closing import Closing
from models.committee import Committee
from models.member import ALWAYS, MemberAttribute, Membership, Person
from models.record import Outcome, Part, Record, Tie
from models.rule_set import RuleSetVersion, Simulation
from models.score import MemberScore, ScoreRun
from models.signature import Signature
from models.store import Store
from rules.document import RuleSet
from rules.loader import load
from rules.reach import reach
from rules.record import Member
from rules.shipped import locate
from scoring.digest import run_digest
from scoring.member_rows import scores
from scoring.run import score
from services.actor import Actor
from services.committee.committees import committee, establish, term_of
from services.entry.desk import Desk, Done
from services.entry.form import AnyForm
from services.members.phones import sealed_phone
from services.records.reading import Reader, Stored
from services.review.decision import Asked, Reviewing
from services.rule_sets import versions
from services.runs.board import Board, Boards
from services.runs.live import Live
from services.unit_of_work import Unit, unit_of_work

CODE, YEAR = "zhoushan", 2022
RULE_SET = load(locate("zhoushan/2022"))
ME = Actor("王秘书", "system", "办公室")
NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "冯八", "陈九", "褚十")
TABLES: tuple[type[Any], ...] = (
    *(Committee, RuleSetVersion, Simulation, Closing, Change),
    *(Record, Part, Outcome, Tie, ScoreRun, MemberScore),
)
PHONES = tuple(f"1390580{at:04}" for at in range(1, 11))


async def settle(store: Store, code: str = CODE, members: int = 10) -> list[int]:
    """The committee with its members, rule set and a live run of no records; its memberships in order."""
    await establish(store, code, "舟山市政协")
    async with unit_of_work(store, code, ME) as unit:
        await versions.add(unit, RULE_SET)
        term = await term_of(unit, None, RULE_SET.end)
        memberships = [await add_member(unit, term, at) for at in range(members)]
        await Live(Boards()).recompute(unit, YEAR)
    return memberships


async def add_member(unit: Unit, term: int, at: int) -> int:
    """Member number `at`: every third is of the standing committee, the seventh came in October."""
    connection, name = unit.connection, NAMES[at % 10]
    person = insert(Person).values(
        committee_id=unit.committee_id,
        name=name,
        sort_key=f"{at:04}",
        **sealed_phone(unit.vault, unit.vault.new(), PHONES[at % 10]),
    )
    person_id = (await connection.execute(person.returning(Person.id))).scalar_one()
    membership = insert(Membership).values(
        committee_id=unit.committee_id,
        person_id=person_id,
        term_id=term,
        number=f"{at + 1:03}",
        first_day=date(2022, 10, 1) if at % 10 == 6 else None,
    )
    membership_id: int = (await connection.execute(membership.returning(Membership.id))).scalar_one()
    held: dict[str, Any] = {"身份": "常委" if at % 3 == 0 else "委员", "界别": ("科技", "经济")[at % 2]}
    if at % 10 == 9:
        held["主席会议成员"] = True
    rows = [
        {
            "committee_id": unit.committee_id,
            "membership_id": membership_id,
            "attribute": name,
            "since": ALWAYS,
            "value": value,
        }
        for name, value in held.items()
    ]
    await connection.execute(insert(MemberAttribute), rows)
    return membership_id


async def in_force(store: Store, rule_set: RuleSet, code: str = CODE) -> None:
    """Puts the measure of a further year in force without the steps that publishing asks for."""
    await establish(store, code, "舟山市政协")
    async with unit_of_work(store, code, ME) as unit:
        await versions.add(unit, rule_set)
        await Live(Boards()).recompute(unit, rule_set.year)


class Reviewed(Desk):
    """A desk where all that is entered is reviewed at once, so that it counts, however late it comes."""

    async def enter(
        self,
        committee: str,
        year: int,
        kind: str,
        form: AnyForm,
        up_to: str = "approved",
        late_reason: str | None = "迟交",
        beside: Callable[[Unit, int], Awaitable[None]] | None = None,
    ) -> Done:
        return await super().enter(committee, year, kind, form, up_to, late_reason, beside)

    async def reinstate(self, record_id: int, version: int, reason: str) -> Done:
        done = await super().reinstate(record_id, version, reason)
        committee, _ = await self._home(record_id)
        asked = [Asked(record_id, version + 1)]
        decided = await Reviewing(self.store, self.live, self.actor).move(committee, "approve", asked)
        return replace(done, steps=decided.steps)


def desk(store: Store, boards: Boards | None = None, actor: Actor | None = ME) -> Desk:
    return Reviewed(store, Live(boards or Boards()), actor)


async def live(store: Store, boards: Boards | None = None, code: str = CODE, year: int = YEAR) -> Board:
    """The live run of a year, read by these boards or by fresh ones."""
    async with store.reading() as connection:
        row = await committee(connection, code)
        return await (boards or Boards()).live(connection, row.id, year)


async def stored(store: Store, record_id: int, code: str = CODE) -> Stored:
    """A record as it stands in the database."""
    async with store.reading() as connection:
        row = await committee(connection, code)
        keys = (await (Boards()).live(connection, row.id, YEAR)).keys
        reader = Reader(connection, row.id, RULE_SET.catalogue, keys)
        (found,) = await reader.read(Record.id == record_id)
        return found


async def check_live(
    store: Store, boards: Sequence[Boards] = (), code: str = CODE, rule_set: RuleSet = RULE_SET
) -> Board:
    """The live run of a measure's year, which is what scoring everybody on everything gives, whoever reads it
    and how.
    """
    year = rule_set.year
    async with store.reading() as connection:
        row = await committee(connection, code)
        board = await Boards().live(connection, row.id, year)
        for known in boards:
            assert await known.live(connection, row.id, year) == board
        reader = Reader(connection, row.id, rule_set.catalogue, board.keys)
        records = [each.record for each in await reader.read(reader.scored(reach(rule_set)))]
    members: list[Member] = [entry.enrolled.member for entry in board.entries]
    run = score(rule_set, members, records)
    assert [entry.score for entry in board.entries] == scores(run)
    for at, entry in enumerate(board.entries):
        assert entry.place.grade == run.grade(at)
        ranks = {scope: int(of[at]) or None for scope, of in run.standings.ranks.items()}
        assert dict(entry.place.ranks) == ranks
    assert board.input == run.input
    assert board.input == run_digest(rule_set.digest, run.inputs)
    return board


async def recomputed(store: Store, code: str = CODE) -> Board:
    """The live run after everything was scored anew."""
    await desk(store).recompute(code, YEAR)
    return await live(store, code=code)


async def rows(store: Store, table: type[Any]) -> list[Any]:
    """All rows of a table as they are stored, to see that nothing changed."""
    columns = [
        type_coerce(one, String).label(one.name) if isinstance(one.type, Signature) else one
        for one in table.__table__.columns
    ]
    async with store.reading() as connection:
        found = await connection.execute(select(*columns).order_by(*table.__table__.primary_key))
        return list(found.all())


async def everything(store: Store) -> list[list[Any]]:
    """All rows that work on a year could touch, to see that nothing changed."""
    return [await rows(store, table) for table in TABLES]
