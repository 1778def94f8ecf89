"""Adoptions and instructions noted for an item that was issued (议11), and the item counted for its authors
(议13): as a work of the Office, that is reviewed like any other. What comes later goes into that record.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.clock import day_of
from models.opinion import Opinion, OpinionAuthor, OpinionOutcome
from models.store import Store
from rules.catalogue import RESULT, load
from rules.record import Outcome, value_words
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.entry.desk import Desk
from services.entry.form import Author, Event, WorkForm
from services.entry.ground import home_of
from services.opinions.form import check_unmarked
from services.opinions.opinion import OpinionRow, opinion
from services.opinions.outcome import OutcomeRow, outcomes_of
from services.opinions.outcome_form import counted, levels, outcomes
from services.opinions.reviewing import take_step
from services.opinions.sealing import OUTCOME, key_of
from services.opinions.transitions import COUNT, ITEMS, NOTE, TAKE_BACK
from services.reason import checked_reason, several_lines
from services.records.by_row import ByRow
from services.records.reading import Reader, Stored
from services.refusal import Code, Refusal
from services.rights.held import permitted, today
from services.rights.role import Right
from services.runs.live import Live
from services.unit_of_work import Unit, check_right, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of an item: an outcome of the document by its code, on a day, of a level; whether it was
    adopted together with others, and what was instructed, where that is said.
    """

    outcome: str
    day: date
    level: str
    merged: bool | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where the Office notes what became of items. Each is one unit of work, with the record as which the
    item counts; they raise `Refusal`, and `Rejected` where the record does not take it.
    """

    store: Store
    live: Live
    actor: Actor | None

    async def count(
        self, committee: str, number: int, version: int, late_reason: str | None = None
    ) -> OpinionRow:
        """Enters an item as a work of its authors, with all that became of it, to be reviewed (议13)."""
        found, _ = await self._read(committee, number)
        ITEMS.after(found.state, COUNT)
        if found.record_id is not None:
            raise Refusal(Code.CONFLICT, "这条信息已经计入", "number")
        assert found.submitted_at is not None
        day, of = day_of(found.submitted_at), counted()
        async with self.store.reading() as connection:
            authors = await _authors(connection, found)
            known_ones = (await outcomes_of(connection, self.store.vault, [number])).get(number, ())
        form = WorkForm(
            title=_called(number),
            key=of.key.format(number=number),
            day=day,
            authors=authors,
            outcomes=[_event(number, one) for one in known_ones if one.holds],
        )

        async def beside(unit: Unit, record_id: int) -> None:
            await take_step(unit, number, version, COUNT, record_id=record_id)

        desk = Desk(self.store, self.live, self.actor)
        await desk.enter(committee, day.year, of.kind, form, late_reason=late_reason, beside=beside)
        return (await self._read(committee, number))[0]

    async def note(
        self, committee: str, number: int, version: int, told: Told, late_reason: str | None = None
    ) -> OpinionRow:
        """Notes an adoption or instruction; the authors are told."""
        found, place = await self._read(committee, number)
        ITEMS.after(found.state, NOTE)
        said = _checked(told, place, found, await self._today())

        async def beside(unit: Unit) -> None:
            await take_step(unit, number, version, NOTE)
            await _add(unit, number, said)

        def with_it(known_ones: Sequence[Event]) -> Sequence[Event]:
            return [*known_ones, _event(number, said)]

        why = f"{_called(number)}：{outcomes()[said.outcome].name}"
        await self._changed(committee, found, with_it, why, beside, late_reason)
        return (await self._read(committee, number))[0]

    async def take_back(
        self, committee: str, number: int, version: int, place: int, reason: str
    ) -> OpinionRow:
        """Takes back an outcome that was noted wrongly, out of the record as well; it stays to be seen."""
        why = checked_reason(reason)
        found, _ = await self._read(committee, number)

        async def beside(unit: Unit) -> None:
            await take_step(unit, number, version, TAKE_BACK)
            of_place = (OpinionOutcome.opinion_id == number) & (OpinionOutcome.place == place)
            holds = of_place & OpinionOutcome.taken_back_at.is_(None)
            done = await unit.connection.execute(
                update(OpinionOutcome).where(holds).values(taken_back_at=unit.at)
            )
            if done.rowcount != 1:
                raise Refusal(Code.NOT_FOUND, "没有这一次，或者已经收回", "place")

        def without_it(known_ones: Sequence[Event]) -> Sequence[Event]:
            # Before the key a record has what the outcome says.
            key = _key(number, place)
            return [one for one in known_ones if (one.key or "").split(" ")[-1] != key]

        await self._changed(committee, found, without_it, why, beside)
        return (await self._read(committee, number))[0]

    async def _read(self, committee: str, number: int) -> tuple[OpinionRow, int]:
        """An item as whoever asks sees it, who may review items, and the place of its next outcome."""
        who = await check_right(self.store, committee, known(self.actor), Right.REVIEW_OPINIONS)
        async with self.store.reading() as connection:
            of = await committee_of(connection, committee)
            rights = (await permitted(connection, of.id, who, Right.REVIEW_OPINIONS)).rights
            found = await opinion(connection, self.store.vault, of.id, number, rights)
            last = select(func.max(OpinionOutcome.place)).where(OpinionOutcome.opinion_id == number)
            return found, (await connection.scalar(last) or 0) + 1

    async def _today(self) -> date:
        async with self.store.reading() as connection:
            return await today(connection)

    async def _changed(
        self,
        committee: str,
        found: OpinionRow,
        change: Callable[[Sequence[Event]], Sequence[Event]],
        why: str,
        beside: Callable[[Unit], Awaitable[None]],
        late_reason: str | None = None,
    ) -> None:
        """Does `beside`, and changes the outcomes of the record as which the item counts, if it does."""
        if found.record_id is None:
            async with unit_of_work(
                self.store, committee, known(self.actor), why, right=Right.REVIEW_OPINIONS
            ) as unit:
                await beside(unit)
            return
        stored = await self._stored(found.committee_id, found.record_id)
        before = [_as_event(one) for one in stored.record.outcomes]
        after = WorkForm(outcomes=change(before))
        desk = Desk(self.store, self.live, self.actor)
        await desk.correct(stored.id, stored.version, after, why, beside, late_reason)

    async def _stored(self, committee_id: int, record_id: int) -> Stored:
        async with self.store.reading() as connection:
            _, year = await home_of(connection, record_id)
            board = await self.live.boards.live(connection, committee_id, year)
            reader = Reader(connection, committee_id, board.rule_set.catalogue, ByRow())
            (stored,) = await reader.of_ids([record_id])
        return stored


def _called(number: int) -> str:
    """How an item is called where nothing of it may be said."""
    return counted().title.format(number=number)


async def _add(unit: Unit, number: int, said: OutcomeRow) -> None:
    wrapped = await unit.connection.scalar(select(Opinion.key).where(Opinion.id == number))
    added = insert(OpinionOutcome).values(
        committee_id=unit.committee_id,
        opinion_id=number,
        place=said.place,
        outcome=said.outcome,
        level=said.level,
        day=said.day,
        merged=said.merged,
        words=None if said.words is None else key_of(unit.vault, wrapped).seal(OUTCOME, said.words),
        noted_at=unit.at,
        noted_by=unit.actor.signature,
    )
    await unit.connection.execute(added)


def _checked(told: Told, place: int, found: OpinionRow, now: date) -> OutcomeRow:
    """An outcome of an item as it is noted; raises `Refusal`."""
    kind = outcomes().get(told.outcome)
    if kind is None:
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(outcomes())}", "outcome")
    known_levels = levels(load(), told.outcome)
    if told.level not in known_levels:
        raise Refusal(Code.BAD_USER_INPUT, f"{kind.level}应为：{'、'.join(known_levels)}", "level")
    if told.merged is not None and kind.merged is None:
        raise Refusal(Code.BAD_USER_INPUT, f"{kind.name}不写是不是合并", "merged")
    if told.day > now:
        raise Refusal(Code.BAD_USER_INPUT, "这一天还没有到", "day")
    if found.submitted_at is not None and told.day < day_of(found.submitted_at):
        message = f"这条信息 {day_of(found.submitted_at)} 才提交：写采用、批示的那一天"
        raise Refusal(Code.BAD_USER_INPUT, message, "day")
    return OutcomeRow(
        place=place,
        outcome=told.outcome,
        level=told.level,
        day=told.day,
        merged=told.merged,
        words=_words(told.words),
        noted_at=datetime.now(UTC),
        taken_back_at=None,
    )


def _words(said: str | None) -> str | None:
    if said is None:
        return None
    words = several_lines(said, "words")
    check_unmarked(words, "words")
    return words


def _key(number: int, place: int) -> str:
    """By which the outcome of an item is told from others of its record."""
    return f"{counted().key.format(number=number)}-{place}"


def _event(number: int, one: OutcomeRow) -> Event:
    """An outcome as a record has it."""
    kind = outcomes()[one.outcome]
    told = [(RESULT, kind.name), (kind.level, one.level)]
    if kind.merged is not None and one.merged is not None:
        told.append((kind.merged, value_words(one.merged)))
    return Event(one.day, told, _key(number, one.place))


def _as_event(one: Outcome) -> Event:
    """What stands in a record, as it is said again."""
    return Event(
        one.day, [(name, value_words(value)) for name, value in one.attributes.items()], one.key or None
    )


async def _authors(connection: AsyncConnection, found: OpinionRow) -> list[Author]:
    """The authors of an item in their order, its submitter first; raises `Refusal` where none is a member."""
    of_text = (OpinionAuthor.opinion_id == found.id) & (OpinionAuthor.text_number == found.text_number)
    others = select(OpinionAuthor.membership_id).where(of_text).order_by(OpinionAuthor.place)
    members = [found.membership_id, *await connection.scalars(others)]
    if not any(members):
        message = "这条信息没有委员署名，不计入委员履职"
        raise Refusal(Code.CONFLICT, message, "number")
    return [Author(one) for one in members]
