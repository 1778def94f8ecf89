"""Members whom a record or an id names, described without a run."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.member import Membership
from models.rows import batches
from models.rule_set import RuleSetVersion
from rules import catalogue as catalogues
from rules.catalogue import Catalogue
from services.members.roster import Enrolled, enrolled
from services.rule_sets import versions

ALWAYS = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Described:
    """A membership with the catalogue of the committee's latest measure, and the last day of its period."""

    enrolled: Enrolled
    catalogue: Catalogue
    end: date


async def described(connection: AsyncConnection, ids: Collection[int]) -> dict[int, Described]:
    """The memberships of these ids; one that is not there is left out."""
    of_committee: dict[int, list[int]] = defaultdict(list)
    for some in batches(ids):
        columns = select(Membership.id, Membership.committee_id).where(Membership.id.in_(some))
        for membership_id, committee_id in await connection.execute(columns):
            of_committee[committee_id].append(membership_id)
    found: dict[int, Described] = {}
    for committee_id, own in of_committee.items():
        catalogue, period = await catalogue_of(connection, committee_id)
        for some in batches(own):
            everybody = await enrolled(connection, committee_id, catalogue, period, Membership.id.in_(some))
            found.update((one.id, Described(one, catalogue, period[1])) for one in everybody)
    return found


async def catalogue_of(connection: AsyncConnection, committee_id: int) -> tuple[Catalogue, tuple[date, date]]:
    """The catalogue and the period of the committee's latest measure, as far as it has one."""
    of_committee = (RuleSetVersion.committee_id == committee_id) & RuleSetVersion.in_force
    latest = select(RuleSetVersion.id).where(of_committee).order_by(RuleSetVersion.year.desc()).limit(1)
    version_id = await connection.scalar(latest)
    if version_id is None:
        return catalogues.load(), ALWAYS
    rule_set = (await versions.version(connection, version_id)).rule_set
    return rule_set.catalogue, (rule_set.start, rule_set.end)
