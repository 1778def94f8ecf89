"""The versions of rule sets that a committee keeps, and the one that is in force in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.rule_set import RuleSetVersion
from rules import catalogue as catalogues
from rules.catalogue import Catalogue, extend
from rules.document import RuleSet
from rules.loader import loads
from services.refusal import Code, Refusal
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Version:
    """A kept version: its row, and the rule set that its text says."""

    id: int
    year: int
    in_force: bool
    added_at: datetime
    rule_set: RuleSet


async def add(unit: Unit, rule_set: RuleSet) -> int:
    """Keeps a rule set word for word and puts it in force for its year; the same again changes nothing.

    Returns its id. Whoever calls this scores the year anew.
    """
    base = catalogues.load().text
    own = rule_set.catalogue.text.removeprefix(base)
    of_year = RuleSetVersion.committee_id == unit.committee_id, RuleSetVersion.year == rule_set.year
    columns = select(RuleSetVersion.id, RuleSetVersion.digest, RuleSetVersion.state).where(*of_year)
    known = {row.digest: row for row in await unit.connection.execute(columns)}
    same = known.get(rule_set.digest)
    if same is not None and same.state == "published":
        return int(same.id)
    before = next((digest for digest, row in known.items() if row.state == "published"), None)
    of_force = update(RuleSetVersion).where(*of_year, RuleSetVersion.in_force)
    await unit.connection.execute(of_force.values(state="superseded"))
    if same is not None:
        version_id = int(same.id)
        again = update(RuleSetVersion).where(RuleSetVersion.id == version_id).values(state="published")
        await unit.connection.execute(again)
    else:
        kept = insert(RuleSetVersion).values(
            committee_id=unit.committee_id,
            year=rule_set.year,
            digest=rule_set.digest,
            title=rule_set.title,
            file=rule_set.file,
            text=rule_set.text,
            base_catalogue=base,
            own_catalogue=own or None,
            state="published",
            author=unit.actor.name,
            added_at=unit.at,
            publisher=unit.actor.name,
            published_at=unit.at,
        )
        version_id = (await unit.connection.execute(kept.returning(RuleSetVersion.id))).scalar_one()
    unit.note("put in force", "rule set", version_id, before, rule_set.digest)
    return version_id


async def versions(connection: AsyncConnection, committee_id: int, year: int | None = None) -> list[Version]:
    """All kept versions, the newest first; those of one `year` only where it is given."""
    found = select(RuleSetVersion).where(RuleSetVersion.committee_id == committee_id)
    if year is not None:
        found = found.where(RuleSetVersion.year == year)
    return [_version(row) for row in await connection.execute(found.order_by(RuleSetVersion.id.desc()))]


async def chosen(
    connection: AsyncConnection, condition: ColumnElement[bool], limit: int, *, oldest_first: bool = False
) -> list[Version]:
    """The kept versions of a condition, the newest first, or the oldest; at most `limit`."""
    order = RuleSetVersion.id if oldest_first else RuleSetVersion.id.desc()
    found = select(RuleSetVersion).where(condition).order_by(order).limit(limit)
    return [_version(row) for row in await connection.execute(found)]


async def count(connection: AsyncConnection, condition: ColumnElement[bool]) -> int:
    """How many kept versions satisfy a condition."""
    found = select(func.count()).select_from(RuleSetVersion).where(condition)
    return (await connection.scalar(found)) or 0


async def version(connection: AsyncConnection, version_id: int) -> Version:
    """The version of this id."""
    return _version(
        (await connection.execute(select(RuleSetVersion).where(RuleSetVersion.id == version_id))).one()
    )


async def in_force(connection: AsyncConnection, committee_id: int, year: int) -> Version:
    """The version by which a year is scored; raises `Refusal` where there is none."""
    for found in await versions(connection, committee_id, year):
        if found.in_force:
            return found
    raise Refusal(Code.NOT_FOUND, f"{year} 年没有生效的办法", "year")


def _version(row: object) -> Version:
    r: RuleSetVersion = row  # type: ignore[assignment]
    return Version(
        r.id,
        r.year,
        r.state == "published",
        r.added_at,
        _loaded(r.text, r.file, r.base_catalogue, r.own_catalogue, r.digest),
    )


@lru_cache(maxsize=64)
def _loaded(text: str, file: str, base: str, own: str | None, digest: str) -> RuleSet:
    """The rule set of a kept text. Raises `RuntimeError` if it is not the one that was kept."""
    catalogue = extend(Catalogue({}, {}, ""), base, "rules/kinds.yaml")
    if own:
        catalogue = extend(catalogue, own, "kinds.yaml")
    rule_set = loads(text, file, catalogue=catalogue)
    if rule_set.digest != digest:
        raise RuntimeError("a kept rule set reads differently now")
    return rule_set
