"""Samples of archived records (履7): a frame is fixed and its hash told, those present give digits, the draw
follows from both (`scoring.draw`), and what is drawn is examined.

A sample is `frozen`, then `drawn` or `abandoned`; drawn, it can be made larger. Nothing is drawn twice from
one frame, so nobody draws until it suits: what was abandoned stays to be seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import name_text
from files.problem import masked
from models.account import Account
from models.member import Person
from models.rows import columns_of
from models.sample import Sample
from models.store import Store
from scoring.draw import DIGITS, order, seed_of
from scoring.sample_size import enough
from services.actor import Actor, known
from services.reason import checked_reason, one_line
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.samples.frame import Asked, Line, Stratum, lines_of, names_of
from services.samples.frame import lines as lines_in
from services.slice import Slice, sliced
from services.transitions import transitions
from services.unit_of_work import Unit, unit_of_work

ENTITY = "sample"
FROZEN, DRAWN = "frozen", "drawn"
STEPS = transitions("services.samples")
# Of one sample: so many records, persons, draws, and records drawn in one.
MOST_RECORDS, MOST_PERSONS, MOST_DRAWS, MOST_DRAWN = 100_000, 20, 20, 1_000
FEWEST_PERSONS, LONGEST_SEAT = 2, 40


@dataclass(frozen=True, slots=True)
class Draw:
    """What is taken of a stratum of the frame: the first `size` in the order of the draw."""

    stratum: Stratum
    size: int


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample without its frame; `models.sample` says more. `given`: which digits from which seat."""

    id: int
    committee_id: int
    state: str
    version: int
    asked: Any
    digest: str
    records: int
    frozen_at: datetime
    frozen_by: str
    given: Any | None
    digits: str | None
    drawn_at: datetime | None
    draws: Any

    @property
    def seed(self) -> str | None:
        """What the order follows from; None before the digits were given."""
        return None if self.digits is None else self.digits + self.digest

    @property
    def proposed(self) -> int:
        """How many of the frame show with a certainty of 95 % that more than 5 % are faulty."""
        return enough(self.records)

    @property
    def taken(self) -> list[Draw]:
        """What was drawn so far, in the order in which it was asked for."""
        return [Draw(_stratum(one), one["size"]) for one in self.draws]


async def proposal(connection: AsyncConnection, committee_id: int, asked: Asked) -> tuple[int, int]:
    """How many records a frame would have now, and how many of them to draw."""
    records = len(await lines_in(connection, committee_id, asked))
    return records, enough(records)


async def freeze(store: Store, committee: str, actor: Actor | None, asked: Asked) -> SampleRow:
    """Fixes a frame; raises `Refusal` where no record is in it."""
    async with unit_of_work(store, committee, known(actor), right=Right.EXAMINE) as unit:
        lines = await lines_in(unit.connection, unit.committee_id, asked)
        if not 0 < len(lines) <= MOST_RECORDS:
            message = "没有这样的已归档记录" if not lines else f"名单最多 {MOST_RECORDS:,} 条，把范围缩小"
            raise Refusal(Code.CONFLICT, message, "year")
        # The unit of work is named, so that no two frames are alike.
        head = "\t".join(("履职抽查名单", committee, str(asked.year), str(unit.revision)))
        rows = ("\t".join((str(one.id), str(one.version), one.kind, one.department)) for one in lines)
        frame = "".join(f"{line}\n" for line in (head, *rows))
        ends = {"since": asked.since, "until": asked.until}
        days = {name: None if day is None else day.isoformat() for name, day in ends.items()}
        digest = seed_of("", frame.encode())
        added = insert(Sample).values(
            committee_id=unit.committee_id,
            state=FROZEN,
            version=1,
            asked={"year": asked.year, **asked.to_json(), **days},
            frame=frame,
            digest=digest,
            records=len(lines),
            frozen_at=unit.at,
            frozen_by=unit.actor.signature,
            draws=[],
        )
        unit.result = (await unit.connection.execute(added.returning(Sample.id))).scalar_one()
        unit.note("freeze", ENTITY, unit.result, after={"digest": digest, "records": len(lines)})
        return await sample(unit.connection, unit.committee_id, unit.result)


async def draw(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    given: Sequence[tuple[str, str]],
    wanted: Draw,
) -> SampleRow:
    """Draws by the digits that those present gave, each seat with its own; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.EXAMINE) as unit:
        told, digits = _given(given)
        await _check_nameless(unit, [one["seat"] for one in told])
        found, state = await _checked(unit, number, version, "draw")
        draws = [await _one(unit, found, wanted)]
        values = {"given": told, "digits": digits, "drawn_at": unit.at, "draws": draws, "state": state}
        await _change(unit, found, **values)
        after = {"digits": digits, "persons": len(told), "draws": draws}
        unit.note("draw", ENTITY, number, after=after)
        return await sample(unit.connection, unit.committee_id, number)


async def extend(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, wanted: Draw
) -> SampleRow:
    """Draws more: of a stratum that was drawn from before, its next; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.EXAMINE) as unit:
        found, state = await _checked(unit, number, version, "extend")
        fresh, draws = await _one(unit, found, wanted), []
        for one in found.draws:
            if _stratum(one) == wanted.stratum:
                if wanted.size <= one["size"]:
                    message = f"这一部分已经抽了 {one['size']} 条，只能往后接着多抽"
                    raise Refusal(Code.CONFLICT, message, "size")
            else:
                draws.append(one)
        if len(draws) >= MOST_DRAWS:
            raise Refusal(Code.CONFLICT, f"一次抽查最多分 {MOST_DRAWS} 个部分", "kinds")
        await _change(unit, found, state=state, draws=[*draws, fresh])
        unit.note("extend", ENTITY, number, {"draws": found.draws}, {"draws": [*draws, fresh]})
        return await sample(unit.connection, unit.committee_id, number)


async def abandon(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, reason: str
) -> SampleRow:
    """Gives up a frame from which nothing was drawn; it stays to be seen. Raises `Refusal`."""
    why = checked_reason(reason)
    async with unit_of_work(store, committee, known(actor), why, right=Right.EXAMINE) as unit:
        found, state = await _checked(unit, number, version, "abandon")
        await _change(unit, found, state=state)
        unit.note("abandon", ENTITY, number, {"state": found.state}, {"state": state})
        return await sample(unit.connection, unit.committee_id, number)


async def samples(connection: AsyncConnection, committee_id: int, part: Slice[tuple[int]]) -> list[SampleRow]:
    """The samples of a committee, the newest first."""
    columns = select(*columns_of(SampleRow, Sample)).where(Sample.committee_id == committee_id)
    return [SampleRow(*row) for row in await sliced(connection, columns, (Sample.id,), part)]


async def count(connection: AsyncConnection, committee_id: int) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(Sample).where(Sample.committee_id == committee_id)
    return (await connection.scalar(counted)) or 0


async def sample(connection: AsyncConnection, committee_id: int, number: int) -> SampleRow:
    """One of them; raises `Refusal`."""
    columns = select(*columns_of(SampleRow, Sample)).where(_of(committee_id, number))
    row = (await connection.execute(columns)).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的抽查", "number")
    return SampleRow(*row)


async def frame_of(connection: AsyncConnection, of: SampleRow) -> str:
    """The frame of a sample, word for word."""
    columns = select(Sample.frame).where(Sample.id == of.id)
    return (await connection.execute(columns)).scalar_one()


def drawn(of: SampleRow, lines: Sequence[Line]) -> list[Line]:
    """What is drawn of the lines of a frame, in the order of the draw."""
    ordered = in_order(of, lines)
    taken = {one.id for each in of.taken for one in part_of(ordered, each)}
    return [one for one in ordered if one.id in taken]


def in_order(of: SampleRow, lines: Sequence[Line]) -> list[Line]:
    """All lines of a frame in the order of the draw; none before there is a seed."""
    if of.seed is None:
        return []
    by_name = {str(one.id): one for one in lines}
    return [by_name[name] for name in order(of.seed, by_name)]


def part_of(ordered: Iterable[Line], one: Draw) -> list[Line]:
    """What a draw takes of lines that stand in the order of the draw."""
    return [line for line in ordered if one.stratum.has(line.kind, line.department)][: one.size]


def _given(given: Sequence[tuple[str, str]]) -> tuple[list[dict[str, str]], str]:
    """From which seat which digits were said, and all of them together; raises `Refusal`."""
    if not FEWEST_PERSONS <= len(given) <= MOST_PERSONS:
        message = f"由在场的 {FEWEST_PERSONS} 到 {MOST_PERSONS} 人各报数字，写明是哪一席报的"
        raise Refusal(Code.BAD_USER_INPUT, message, "persons")
    told = []
    for at, (said, digits) in enumerate(given):
        seat = one_line(said, LONGEST_SEAT)
        if seat is None or masked(seat) != seat:
            message = f"写哪一席报的，如 主持人、监督员甲，不超过 {LONGEST_SEAT} 个字"
            raise Refusal(Code.BAD_USER_INPUT, message, f"persons[{at}].seat")
        if not (digits.isascii() and digits.isdecimal()):
            raise Refusal(Code.BAD_USER_INPUT, "每人至少报一位数字，只写 0 到 9", f"persons[{at}].digits")
        told.append({"seat": seat, "digits": digits})
    if len({one["seat"] for one in told}) < len(told):
        message = "同一席的数字写在一起；两席要分得开，如 监督员甲、监督员乙"
        raise Refusal(Code.BAD_USER_INPUT, message, "persons")
    together = "".join(one["digits"] for one in told)
    if len(together) != DIGITS:
        message = f"各人报的合起来要正好 {DIGITS} 位数字，现在是 {len(together)} 位"
        raise Refusal(Code.BAD_USER_INPUT, message, "persons")
    return told, together


async def _check_nameless(unit: Unit, seats: Sequence[str]) -> None:
    """Raises `Refusal` where a seat is called by somebody's name: what was drawn by never changes, so that a
    name in it could not be erased any more.
    """
    own = Person.committee_id == unit.committee_id, Account.committee_id == unit.committee_id
    members = await unit.connection.scalars(select(Person.name).where(own[0]))
    staff = await unit.connection.scalars(select(Account.real_name).where(own[1]))
    names = {name_text(name) for name in (*members, *staff) if name}
    for at, seat in enumerate(seats):
        text = name_text(seat)
        if any(len(name) > 1 and name in text for name in names):
            message = "写席位，如 主持人、监督员甲，不写姓名：报的数字永远留着，姓名以后要能删"
            raise Refusal(Code.BAD_USER_INPUT, message, f"persons[{at}].seat")


async def _one(unit: Unit, of: SampleRow, wanted: Draw) -> dict[str, Any]:
    """A draw as it is kept; raises `Refusal` where the frame has not so many."""
    lines = lines_of(await frame_of(unit.connection, of))
    there = sum(wanted.stratum.has(one.kind, one.department) for one in lines)
    if not there:
        kinds, own = names_of({one.kind for one in lines}), names_of({one.department for one in lines})
        message = f"名单里没有这个部分的记录；有的部门：{own}；有的种类：{kinds}"
        raise Refusal(Code.CONFLICT, message, "kinds")
    if not 1 <= wanted.size <= min(there, MOST_DRAWN):
        message = f"这个部分有 {there} 条，抽 1 到 {min(there, MOST_DRAWN)} 条"
        raise Refusal(Code.BAD_USER_INPUT, message, "size")
    return {**wanted.stratum.to_json(), "size": wanted.size}


async def _checked(unit: Unit, number: int, version: int, step: str) -> tuple[SampleRow, str]:
    """The sample of this version, and its state after a step; raises `Refusal` where that does not go."""
    found = await sample(unit.connection, unit.committee_id, number)
    if found.version != version:
        message = f"这次抽查已被别人改过（现在是第 {found.version} 次），请先看现在的再改"
        raise Refusal(Code.CONFLICT, message, "version")
    return found, STEPS.after(found.state, step)


async def _change(unit: Unit, of: SampleRow, **values: Any) -> None:
    changed = update(Sample).where(_of(unit.committee_id, of.id))
    await unit.connection.execute(changed.values(version=of.version + 1, **values))
    unit.result = of.id


def _of(committee_id: int, number: int) -> ColumnElement[bool]:
    return (Sample.committee_id == committee_id) & (Sample.id == number)


def _stratum(kept: Any) -> Stratum:
    kinds, departments = kept["kinds"], kept["departments"]
    return Stratum(kinds=_tuple(kinds), departments=_tuple(departments))


def _tuple(names: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)
