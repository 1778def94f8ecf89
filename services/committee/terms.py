"""Which term of a committee a year's roster belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Term
from rules.document import RuleSet
from services.committee.committees import term_of
from services.refusal import Code, Refusal
from services.rights.held import today
from services.unit_of_work import Unit

ONLY = "本届"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term. `id` None: it is not there yet. Days are open where nobody has said them."""

    id: int | None
    name: str
    first_day: date | None = None
    last_day: date | None = None

    def meets(self, first: date, last: date) -> bool:
        """Whether any day of the term is among these."""
        return (self.first_day or date.min) <= last and (self.last_day or date.max) >= first

    def within(self, other: "TermRow") -> bool:
        """Whether all its days are days of the other."""
        begins = (other.first_day or date.min) <= (self.first_day or date.min)
        return begins and (self.last_day or date.max) <= (other.last_day or date.max)

    @property
    def days(self) -> str:
        """From when to when it is, for people."""
        return _span(self.first_day, self.last_day)

    async def ensured(self, unit: Unit) -> int:
        """The row of the term, made now where it is new."""
        return self.id if self.id is not None else await term_of(unit, self.name, date.min)


async def terms(connection: AsyncConnection, committee_id: int) -> list[TermRow]:
    """All terms of a committee, by their first days."""
    columns = select(Term.id, Term.name, Term.first_day, Term.last_day).where(
        Term.committee_id == committee_id
    )
    found = [TermRow(*row) for row in await connection.execute(columns)]
    return sorted(found, key=lambda term: (term.first_day or date.min, term.name))


async def term_meant(
    connection: AsyncConnection, committee_id: int, name: str | None, on: date | None = None
) -> TermRow:
    """The term of this name; without one that of a day, None: of today.

    Raises `Refusal` where that is not a single one, with the terms that there are.
    """
    known = await terms(connection, committee_id)
    if name is not None:
        found = [one for one in known if one.name == name]
        wrong = f"没有“{name[:40]}”这一届"
    else:
        day = on or await today(connection)
        found = [one for one in known if one.meets(day, day)]
        wrong = f"{day} {'不在任何一届里' if not found else '在几届里'}，看不出是哪一届"
    if len(found) == 1:
        return found[0]
    there = "、".join(f"{one.name}（{one.days}）" for one in known)
    say = f"写明届次，有：{there}" if there else "还没有届次，先设定（本会设置，命令行 luzhi terms set）"
    raise Refusal(Code.NOT_FOUND, f"{wrong}；{say}", "term")


async def term_for(
    connection: AsyncConnection, committee_id: int, name: str | None, rule_set: RuleSet
) -> TermRow:
    """The term of this name, or the one of the year, that a roster is imported into; perhaps a new one.

    Raises `Refusal` where the year has several and none is named, where the named one is of other years, or
    where terms overlap: then the members of both would be scored in one year.
    """
    known = await terms(connection, committee_id)
    start, end = rule_set.start, rule_set.end
    if name is None:
        of_year = [term for term in known if term.meets(end, end)]
        if not known:
            return TermRow(None, ONLY)
        if len(of_year) != 1:
            raise Refusal(Code.BAD_USER_INPUT, "看不出是哪一届，请写明届次（--term），如 第八届", "term")
        found = of_year[0]
    else:
        found = next((term for term in known if term.name == name), TermRow(None, name))
    if not found.meets(start, end):
        message = f"“{found.name}”的起止日期不在 {rule_set.year} 年的统计期里"
        raise Refusal(Code.BAD_USER_INPUT, message, "term")
    _check_apart(found, [one for one in known if one.id != found.id])
    return found


async def set_term(unit: Unit, name: str, first_day: date | None, last_day: date | None) -> TermRow:
    """Says from when to when a term is; the term is made where it is new.

    Raises `Refusal`, also where a day of it would be of another term as well: who is in office on a day, and
    whose the records of the day are, could not be told.
    """
    if first_day and last_day and first_day > last_day:
        raise Refusal(Code.BAD_USER_INPUT, f"届满日期 {last_day} 早于开始日期 {first_day}", "lastDay")
    known = await terms(unit.connection, unit.committee_id)
    asked = TermRow(None, name, first_day, last_day)
    was = next((one for one in known if one.name == name), None)
    # Terms that overlap already are put right one after the other: whoever takes days away adds no overlap.
    if was is None or not asked.within(was):
        _check_apart(asked, [one for one in known if one is not was])
    term_id = await term_of(unit, name, date.min)
    found = was or TermRow(term_id, name)
    if (found.first_day, found.last_day) != (first_day, last_day):
        days = {"first_day": first_day, "last_day": last_day}
        await unit.connection.execute(update(Term).where(Term.id == term_id).values(days))
        before = {"first_day": _text(found.first_day), "last_day": _text(found.last_day)}
        after = {"first_day": _text(first_day), "last_day": _text(last_day)}
        unit.note("change", "term", term_id, before, after)
    return TermRow(term_id, name, first_day, last_day)


def _check_apart(term: TermRow, others: Iterable[TermRow]) -> None:
    """Raises `Refusal` where a day of the term is of another as well; it says which, and which days."""
    for other in others:
        first, last = term.first_day or date.min, term.last_day or date.max
        if other.meets(first, last):
            both = max(first, other.first_day or date.min), min(last, other.last_day or date.max)
            shared = _span(*(None if day in (date.min, date.max) else day for day in both))
            message = (
                f"“{term.name}”（{term.days}）与“{other.name}”（{other.days}）有重叠：{shared}；"
                "没有写明的，算没有限制。先改正其中一届的起止日期（本会设置，命令行 luzhi terms set）"
            )
            raise Refusal(Code.BAD_USER_INPUT, message, "term")


def _span(first_day: date | None, last_day: date | None) -> str:
    return f"{first_day or '没有写明'} 至 {last_day or '没有写明'}"


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
