"""What the rules of a term count (届内累计): records of former years, by whoever the person was then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.committee import Term
from models.member import Membership
from rules.catalogue import Catalogue
from rules.document import RuleSet
from rules.reach import TermReach, term_reach
from services.members.roster import Enrolled
from services.records.past import records_at
from services.records.reading import Reader, Stored


async def term_keys(
    connection: AsyncConnection, committee_id: int, roster: Iterable[Enrolled]
) -> Mapping[int, str]:
    """By membership, the key of the member of `roster` for whom what it did counts over the term.

    That is the last membership of the same person that is in the roster: who left and was elected again, or
    has another number by now, is one person. Days tell what is of the term, and not memberships.
    """
    keys = {one.id: one.member.key for one in roster}
    rows = (
        select(Membership.id, Membership.person_id, Term.first_day, Membership.first_day.label("since"))
        .join(Term, Term.id == Membership.term_id)
        .where(Membership.committee_id == committee_id)
    )
    found = (await connection.execute(rows)).all()
    in_order = sorted(found, key=lambda row: (row[2] or date.min, row.since or date.min, row.id))
    last = {row.person_id: keys[row.id] for row in in_order if row.id in keys}
    return {row.id: last[row.person_id] for row in found if row.person_id in last}


async def of_term(
    connection: AsyncConnection,
    committee_id: int,
    rule_set: RuleSet,
    roster: Sequence[Enrolled],
    revision: int | None = None,
) -> list[Stored]:
    """The records that the rules of the term can count, as they stand or as they were at a revision."""
    reach, catalogue = term_reach(rule_set), rule_set.catalogue
    return await within_term(connection, committee_id, catalogue, roster, reach, revision)


async def within_term(
    connection: AsyncConnection,
    committee_id: int,
    catalogue: Catalogue,
    roster: Sequence[Enrolled],
    reach: TermReach | None,
    revision: int | None = None,
) -> list[Stored]:
    """The same for a reach; nothing where there is none."""
    if reach is None:
        return []
    keys = await term_keys(connection, committee_id, roster)
    reader = Reader(connection, committee_id, catalogue, keys)
    if revision is None:
        return once(await reader.read(reader.scored(reach)))
    return once(await records_at(reader, revision, reach))


def once(stored: Iterable[Stored]) -> list[Stored]:
    """Records in which everybody has one part: two memberships of one person may stand in the same."""
    found = list(stored)
    for one in found:
        one.record.parts = list({part.member: part for part in one.record.parts}.values())
    return found
