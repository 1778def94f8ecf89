"""The versions of rule sets that a committee keeps, and the one that is in force in a year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.rows import columns_of
from models.rule_set import RuleSetVersion
from rules import catalogue as catalogues
from rules.document import RuleSet
from rules.version_text import VersionText
from services.refusal import Code, Refusal
from services.slice import Slice, sliced
from services.unit_of_work import Unit

# The states of a version that is or was in force, and not withdrawn from it.
PUBLISHED = ("published", "superseded")
DIGEST = 12
# What the trail calls the one way into force without a second person.
FIRST = "put in force as first"
SUPERSEDED = "supersede"
STATES = {
    "draft": "是草稿",
    "in_review": "在送审",
    "published": "正在生效",
    "superseded": "已被取代",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a year: its text, how far it has come, and who did what. `models.rule_set` says more."""

    id: int
    committee_id: int
    year: int
    state: str
    digest: str
    title: str
    text: str
    file: str
    base_catalogue: str
    own_catalogue: str | None
    author: str
    added_at: datetime
    document: str | None
    publisher: str | None
    published_at: datetime | None

    @property
    def written(self) -> VersionText:
        """The text with the catalogues it is read with."""
        return VersionText(self.text, self.file, self.base_catalogue, self.own_catalogue)

    @property
    def in_force(self) -> bool:
        """Whether its year is scored by it."""
        return self.state == "published"

    @property
    def was_published(self) -> bool:
        """Whether it is or was in force, though it may have been withdrawn; its text never changes again."""
        return self.published_at is not None

    @property
    def rule_set(self) -> RuleSet:
        """What the text says; only of a version that was published: others are read in `services.sandbox`."""
        if not self.was_published:
            raise Refusal(Code.CONFLICT, "这一版还没有发布", "id")
        return _loaded(self.written, self.digest)


COLUMNS = columns_of(Version, RuleSetVersion)


async def add(unit: Unit, rule_set: RuleSet) -> int:
    """Keeps the first rule set of a committee word for word and puts it in force for its year; its id.

    One person does this alone, and the trail says so. Whoever calls this has checked that it may be done, and
    scores the year.
    """
    base = catalogues.load().text
    own = rule_set.catalogue.text.removeprefix(base)
    kept = insert(RuleSetVersion).values(
        committee_id=unit.committee_id,
        year=rule_set.year,
        digest=rule_set.digest,
        title=rule_set.title,
        # The name only: where it lay on somebody's machine is nobody's business.
        file=PurePath(rule_set.file).name,
        text=rule_set.text,
        base_catalogue=base,
        own_catalogue=own or None,
        state="published",
        author=unit.actor.signature,
        added_at=unit.at,
        publisher=unit.actor.signature,
        published_at=unit.at,
    )
    version_id: int = (await unit.connection.execute(kept.returning(RuleSetVersion.id))).scalar_one()
    unit.note(FIRST, "rule set", version_id, None, rule_set.digest)
    return version_id


async def supersede(unit: Unit, year: int) -> str | None:
    """Ends the version that is in force in a year; its digest, None where there is none."""
    in_force = (
        RuleSetVersion.committee_id == unit.committee_id,
        RuleSetVersion.year == year,
        RuleSetVersion.in_force,
    )
    columns = select(RuleSetVersion.id, RuleSetVersion.digest).where(*in_force)
    found = (await unit.connection.execute(columns)).one_or_none()
    if found is None:
        return None
    ended = update(RuleSetVersion).where(RuleSetVersion.id == found.id).values(state="superseded")
    await unit.connection.execute(ended)
    unit.note(SUPERSEDED, "rule set", found.id, {"state": "published"}, {"state": "superseded"})
    digest: str = found.digest
    return digest


async def predecessor(connection: AsyncConnection, version: Version) -> Version | None:
    """The version of the year that was in force before this one, which is; None where there was none.

    It is the one that comes back where this one is withdrawn.
    """
    superseded = of(version.committee_id, version.year, ("superseded",))
    latest = select(*COLUMNS).where(superseded)
    latest = latest.order_by(RuleSetVersion.published_at.desc(), RuleSetVersion.id.desc()).limit(1)
    found = (await connection.execute(latest)).one_or_none()
    return Version(*found) if found is not None and version.in_force else None


async def of_committee(
    connection: AsyncConnection, committee_id: int, year: int | None = None
) -> list[Version]:
    """All kept versions, the newest first; those of one `year` only where it is given."""
    return await chosen(connection, of(committee_id, year))


def of(
    committee_id: int, year: int | None = None, states: Collection[str] | None = None
) -> ColumnElement[bool]:
    """The condition that a version is of this committee, year and one of these states, as far as given."""
    condition = RuleSetVersion.committee_id == committee_id
    if year is not None:
        condition &= RuleSetVersion.year == year
    return condition if states is None else condition & RuleSetVersion.state.in_(states)


async def chosen(
    connection: AsyncConnection, condition: ColumnElement[bool], limit: int | None = None
) -> list[Version]:
    """The kept versions of a condition, the newest first; at most `limit`."""
    ordered = select(*COLUMNS).where(condition).order_by(RuleSetVersion.id.desc()).limit(limit)
    return [Version(*row) for row in await connection.execute(ordered)]


async def versions(
    connection: AsyncConnection,
    committee_id: int,
    year: int | None,
    states: Collection[str] | None,
    part: Slice[tuple[int]],
) -> list[Version]:
    """The versions of a committee, of a year and in some states where they are given, the newest first."""
    columns = select(*COLUMNS).where(of(committee_id, year, states))
    return [Version(*row) for row in await sliced(connection, columns, (RuleSetVersion.id,), part)]


async def count(
    connection: AsyncConnection, committee_id: int, year: int | None, states: Collection[str] | None
) -> int:
    """How many versions `versions` can give."""
    counted = select(func.count()).select_from(RuleSetVersion).where(of(committee_id, year, states))
    return (await connection.scalar(counted)) or 0


async def versions_of_ids(connection: AsyncConnection, version_ids: Collection[int]) -> dict[int, Version]:
    """The versions of these rows; one that is not there is left out."""
    return {one.id: one for one in await chosen(connection, RuleSetVersion.id.in_(version_ids))}


async def version(connection: AsyncConnection, version_id: int) -> Version:
    """The version of this id; raises `Refusal` where there is none."""
    found = await chosen(connection, RuleSetVersion.id == version_id, 1)
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这一版办法", "id")
    return found[0]


async def in_force(connection: AsyncConnection, committee_id: int, year: int) -> Version:
    """The version by which a year is scored; raises `Refusal` where there is none."""
    found = await chosen(connection, of(committee_id, year) & RuleSetVersion.in_force, 1)
    if not found:
        raise without_rules(year)
    return found[0]


def without_rules(year: int) -> Refusal:
    """That a year has no version in force, so that nothing of it can be scored."""
    message = f"{year} 年没有生效的办法，也没有记分：先加入或发布这一年的办法"
    return Refusal(Code.NOT_FOUND, message, "year")


@lru_cache(maxsize=64)
def _loaded(written: VersionText, digest: str) -> RuleSet:
    """The rule set of a kept text. Raises `RuntimeError` if it is not the one that was kept."""
    rule_set = written.rule_set()
    if rule_set.digest != digest:
        raise RuntimeError("a kept rule set reads differently now")
    return rule_set
