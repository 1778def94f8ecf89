"""A member's statement: the explanation as plain data, the same whether worked out now or frozen at closing.

The data is that of `scoring.report.explanation`, with the row of every record; it holds no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.closing import Statement as Row
from rules.record import Record
from scoring.explain import Explanation
from scoring.report import explanation
from scoring.run import ScoreRun
from services.members.wording import text

# The form of the data. A later one must go on reading and, of years closed by it, writing this one.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Named:
    """A record as a statement names it; `id` is its row, None where it came from a file."""

    id: int | None
    kind: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """An award line: `raw` points by `rule`, `kept` after every cut; without a record, `basis` says why."""

    record: Named | None
    rule: str
    citation: str
    basis: str | None
    day: date | None
    raw: Fraction
    kept: Fraction
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule that looked at a record and did not take it, with the conditions that the record misses."""

    rule: str
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A record in which the member had a part; see `scoring.explain.Told`. `part` is as people write it."""

    record: Named
    day: date
    part: tuple[tuple[str, str], ...]
    points: Fraction
    rules: tuple[str, ...]
    considered: tuple[Considered, ...]
    counted: bool
    question: str | None
    excluded: str | None


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate that stopped the member, by its title, with the numbers that did."""

    title: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the measure with what the member got there; its lines, and the nodes below."""

    rule: str
    title: str
    points: str
    records: int
    works: int
    lines: tuple[Line, ...]
    children: tuple[Branch, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing happened here: no record, no points, neither here nor below."""
        return not self.records and not self.lines and all(child.empty for child in self.children)

    def walk(self) -> Iterator[Branch]:
        """This node and all below it, in the order of the measure."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_lines(self) -> Iterator[Line]:
        """The lines of this node and of all below, in the order of the measure."""
        return (line for node in self.walk() for line in node.lines)


@dataclass(frozen=True, slots=True)
class Room:
    """A limit with what is used and left of it; see `scoring.headroom.Room`."""

    rule: str
    title: str
    what: str
    unit: str
    used: str
    limit: str
    left: str
    gain: str | None
    under: str | None


@dataclass(frozen=True, slots=True)
class Need:
    """What is counted, and how many more of it are needed."""

    what: str
    number: str


@dataclass(frozen=True, slots=True)
class Lack:
    """What stands against a gate, a rule or a grade; see `scoring.headroom.Lack`."""

    what: str
    id: str
    title: str
    because: tuple[str, ...]
    missing: tuple[Need, ...]


@dataclass(frozen=True)
class Statement:
    """A statement as it is read: every number and every sentence is that of the plain data."""

    data: Mapping[str, Any]

    @property
    def total(self) -> str:
        """The total, with the digits of the measure."""
        return str(self.data["total"])

    @property
    def key(self) -> str:
        """The member's key in the run."""
        return str(self.data["key"])

    @property
    def grade(self) -> str | None:
        """The grade; None: not graded."""
        found: str | None = self.data["grade"]
        return found

    @property
    def unranked(self) -> str | None:
        """Why the member is not ranked."""
        found: str | None = self.data["unranked"]
        return found

    @property
    def ranks(self) -> Mapping[str, tuple[str, int | None]]:
        """Per scope the member's group and rank."""
        return {scope: (one["group"], one["rank"]) for scope, one in self.data["ranks"].items()}

    @property
    def gates(self) -> Sequence[Gate]:
        """The gates that stopped the member."""
        return [Gate(one["title"], tuple(one["because"])) for one in self.data["gates"]]

    @property
    def passed_over(self) -> Sequence[str]:
        """Grades for which the points sufficed, but not the place."""
        return list(self.data["passed_over"])

    @cached_property
    def tree(self) -> Branch:
        """The measure with what the member got at each node."""
        return _branch(self.data["tree"])

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The award lines, in the order of the measure; they add up to the total."""
        return list(self.tree.all_lines())

    @cached_property
    def records(self) -> Sequence[Account]:
        """The records in which the member had a part, the latest first."""
        return [_account(one) for one in self.data["records"]]

    @property
    def rooms(self) -> Sequence[Room]:
        """The limits, in the order of the measure."""
        return [Room(*(one[name] for name in Room.__dataclass_fields__)) for one in self._headroom["rooms"]]

    @property
    def lacks(self) -> Sequence[Lack]:
        """What stands against more."""
        return [
            Lack(
                *(one["what"], one["id"], one["title"], tuple(one["because"])),
                tuple(Need(need["what"], need["number"]) for need in one["missing"]),
            )
            for one in self._headroom["lacks"]
        ]

    @property
    def _headroom(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.data["headroom"]
        return found

    def by_kind(self, *, points: bool) -> dict[str, Fraction]:
        """How many records of each kind are counted, or the points kept for each; `-` is no kind."""
        found: dict[str, Fraction] = {}
        if points:
            for line in self.lines:
                kind = line.record.kind if line.record else "-"
                found[kind] = found.get(kind, Fraction(0)) + line.kept
        else:
            for one in self.records:
                if one.counted:
                    found[one.record.kind] = found.get(one.record.kind, Fraction(0)) + 1
        return {kind: number for kind, number in found.items() if number}


def written(run: ScoreRun, found: Explanation, row: Callable[[Record], int]) -> dict[str, Any]:
    """The plain data of a statement: the explanation, and by which version of which measure it came about."""
    version = {"digest": run.rule_set.digest, "title": run.rule_set.title}
    return {
        "format": FORMAT,
        "version": version,
        "input": run.inputs[found.key],
        **explanation(found, row),
    }


async def frozen(connection: AsyncConnection, run_id: int, members: Sequence[int]) -> dict[int, Statement]:
    """The statements of these memberships in a frozen run, as they were written when the year was closed."""
    columns = select(Row.membership_id, Row.explanation).where(
        Row.run_id == run_id, Row.membership_id.in_(members)
    )
    return {membership_id: Statement(data) for membership_id, data in await connection.execute(columns)}


def _named(data: Mapping[str, Any]) -> Named:
    return Named(data.get("id"), data["kind"], data["key"], data["title"])


def _branch(data: Mapping[str, Any]) -> Branch:
    return Branch(
        *(data["id"], data["title"], data["points"], data["records"], data["works"]),
        tuple(_line(one) for one in data["awards"]),
        tuple(_branch(child) for child in data["children"]),
    )


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        None if data["record"] is None else _named(data["record"]),
        *(data["rule"], data["citation"], data["basis"]),
        date.fromisoformat(data["day"]) if data["day"] else None,
        *(Fraction(data["raw"]), Fraction(data["kept"]), tuple(data["cuts"])),
    )


def _account(data: Mapping[str, Any]) -> Account:
    return Account(
        *(_named(data), date.fromisoformat(data["day"])),
        tuple((name, text(value)) for name, value in data["part"].items()),
        *(Fraction(data["points"]), tuple(data["rules"])),
        tuple(Considered(one["rule"], tuple(one["misses"])) for one in data["considered"]),
        *(data["counted"], data["question"], data["excluded"]),
    )
