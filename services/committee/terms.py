"""Which term of a committee a year's roster belongs to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Term
from rules.document import RuleSet
from services.committee.committees import term_of
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

ONLY = "本届"
_SAY = "先用 luzhi terms set 写明届次的起止日期"


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
            raise Refusal(Code.BAD_USER_INPUT, "看不出是哪一届，请用 --term 写明届次，如 第八届", "term")
        found = of_year[0]
    else:
        found = next((term for term in known if term.name == name), TermRow(None, name))
    if not found.meets(start, end):
        message = f"“{found.name}”的起止日期不在 {rule_set.year} 年的统计期里"
        raise Refusal(Code.BAD_USER_INPUT, message, "term")
    for other in known:
        if other.id != found.id and other.meets(found.first_day or date.min, found.last_day or date.max):
            message = f"“{found.name}”与“{other.name}”的起止日期有重叠（没有写明的，算没有限制）；{_SAY}"
            raise Refusal(Code.BAD_USER_INPUT, message, "term")
    return found


async def set_term(unit: Unit, name: str, first_day: date | None, last_day: date | None) -> TermRow:
    """Says from when to when a term is; the term is made where it is new. Raises `Refusal`."""
    if first_day and last_day and first_day > last_day:
        raise Refusal(Code.BAD_USER_INPUT, f"届满日期 {last_day} 早于开始日期 {first_day}", "last_day")
    term_id = await term_of(unit, name, date.min)
    found = next(one for one in await terms(unit.connection, unit.committee_id) if one.id == term_id)
    if (found.first_day, found.last_day) != (first_day, last_day):
        days = {"first_day": first_day, "last_day": last_day}
        await unit.connection.execute(update(Term).where(Term.id == term_id).values(days))
        before = {"first_day": _text(found.first_day), "last_day": _text(found.last_day)}
        after = {"first_day": _text(first_day), "last_day": _text(last_day)}
        unit.note("change", "term", term_id, before, after)
    return TermRow(term_id, name, first_day, last_day)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
