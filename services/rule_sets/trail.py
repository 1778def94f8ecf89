"""Versions and simulations as rows: who wrote on a text last, what was tried, what people call a version."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.change import Change
from models.rows import columns_of
from models.rule_set import RuleSetVersion, Simulation
from scoring.simulated import Simulated, read
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.rule_sets.versions import DIGEST, FIRST, SUPERSEDED, Version

ENTITY = "rule set"
DRAFTED, REWRITTEN, SIMULATED = "draft", "change text", "simulate"
ASKED, WITHDRAWN, RETURNED, RESTORED = "ask to withdraw", "withdraw", "return", "restore"
PUBLISHED = "publish"
# How a version came into force; the former programs let one person do it for each new year.
IN_FORCE = (PUBLISHED, FIRST, RESTORED, "put in force")
NUMBER = re.compile(r"v([1-9]\d{0,17})", re.ASCII)
YEAR = re.compile(r"\d{4}", re.ASCII)
PREFIX = re.compile(r"[0-9a-f]{6,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something to a version last, when and why, and the line of the trail that says so."""

    actor: str
    department: str | None
    at: datetime
    reason: str | None
    action: str
    line: int


@dataclass(frozen=True, slots=True)
class SimulationRow:
    """A simulation: of which text on the data of which year, by whom; `result` is as it is stored."""

    id: int
    rule_set_id: int
    digest: str
    year: int
    input: str
    actor: str
    made_at: datetime
    result: dict[str, Any]

    @property
    def simulated(self) -> Simulated:
        """What came out."""
        return read(self.result)


async def hands(connection: AsyncConnection, version_ids: Collection[int]) -> dict[int, Hand]:
    """Per version, who wrote on its text last. One that was put in force at once has no such line."""
    return await _last(connection, version_ids, (DRAFTED, REWRITTEN))


async def asked(connection: AsyncConnection, version_ids: Collection[int]) -> dict[int, Hand]:
    """Per version in force, who has asked to withdraw it, as long as that is open."""
    settling = (ASKED, WITHDRAWN, RETURNED, SUPERSEDED)
    found = await _last(connection, version_ids, settling)
    return {number: hand for number, hand in found.items() if hand.action == ASKED}


async def _last(
    connection: AsyncConnection, version_ids: Collection[int], actions: Collection[str]
) -> dict[int, Hand]:
    """Per version, the last of its lines with one of these actions."""
    kept = (Change.actor, Change.department, Change.at, Change.reason, Change.action, Change.id)
    of_versions = (Change.entity == ENTITY) & Change.entity_id.in_(version_ids) & Change.action.in_(actions)
    columns = select(Change.entity_id, *kept).where(of_versions).order_by(Change.id)
    return {row.entity_id: Hand(*row[1:]) for row in await connection.execute(columns)}


async def simulations(connection: AsyncConnection, version_id: int, limit: int) -> list[SimulationRow]:
    """The simulations of a version, the newest first."""
    return await _simulations(connection, Simulation.rule_set_id == version_id, limit)


async def simulation(connection: AsyncConnection, simulation_id: int) -> SimulationRow:
    """The simulation of this row."""
    (found,) = await _simulations(connection, Simulation.id == simulation_id, 1)
    return found


async def _simulations(
    connection: AsyncConnection, condition: ColumnElement[bool], limit: int
) -> list[SimulationRow]:
    columns = select(*columns_of(SimulationRow, Simulation)).where(condition)
    newest = await connection.execute(columns.order_by(Simulation.id.desc()).limit(limit))
    return [SimulationRow(*row) for row in newest]


async def simulated(connection: AsyncConnection, version: Version) -> bool:
    """Whether the text as it is now was simulated since it was last written on."""
    hand = (await hands(connection, [version.id])).get(version.id)
    of_text = (Simulation.rule_set_id == version.id) & (Simulation.digest == version.digest)
    return await _simulated(connection, version, of_text, hand)


async def simulated_against(connection: AsyncConnection, back: Version, version: Version) -> bool:
    """Whether it was tried on its year what `back` does in place of the version that is in force now."""
    since = (await _last(connection, [version.id], IN_FORCE)).get(version.id)
    of_year = (Simulation.rule_set_id == back.id) & (Simulation.year == back.year)
    return await _simulated(connection, back, of_year, since)


async def _simulated(
    connection: AsyncConnection, version: Version, condition: ColumnElement[bool], hand: Hand | None
) -> bool:
    """Whether there is a simulation of a version of this condition after a line of the trail."""
    known = set(await connection.scalars(select(Simulation.id).where(condition)))
    lines = select(Change.after).where(
        Change.committee_id == version.committee_id,
        Change.entity == ENTITY,
        Change.entity_id == version.id,
        Change.action == SIMULATED,
        Change.id > (hand.line if hand else 0),
    )
    return any(line and line["simulation"] in known for line in await connection.scalars(lines))


async def named(connection: AsyncConnection, committee_id: int, name: str) -> Version:
    """The version that a person means: `2022` is the one in force, `v12` a number, else a digest's beginning.

    Raises `Refusal` where that is not exactly one.
    """
    own = RuleSetVersion.committee_id == committee_id
    if YEAR.fullmatch(name):
        return await versions.in_force(connection, committee_id, int(name))
    if number := NUMBER.fullmatch(name):
        condition = own & (RuleSetVersion.id == int(number[1]))
    elif PREFIX.fullmatch(name):
        condition = own & RuleSetVersion.digest.startswith(name)
    else:
        cure = f"写年份（当年生效的一版），或 luzhi rules versions 里的编号（如 v12）、散列值的前 {DIGEST} 位"
        raise Refusal(Code.BAD_USER_INPUT, f"“{name[:40]}”不是一版办法：{cure}", "version")
    found = await versions.chosen(connection, condition, 2)
    if len(found) != 1:
        which = "没有这一版办法" if not found else "有几版都是这样开头，多写几位"
        raise Refusal(Code.NOT_FOUND, f"{which}：{name}", "version")
    return found[0]
