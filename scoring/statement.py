"""A member's statement: where they stand and why, with every record and every point. Plain data, typed.

The classes are the form in which it is stored and shown: `as_text` gives the text that is kept, `read` takes
it back. It holds no name. Points are decimal strings: those of totals and nodes with the digits of the
measure, those of lines without zeros at the end. Years closed by the former method (`scoring.method`) may
hold quotients, as they were told.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import UNSET, Struct, UnsetType, to_builtins
from msgspec.json import Decoder, Encoder

# The form of the data. A later one must go on reading and, of years closed by it, writing this one.
FORMAT = 1
# What points of no single record are counted under: a base, a rate, a guarantee.
NO_RECORD = "-"


class Named(Struct, frozen=True, kw_only=True, gc=False):
    """A record as a statement names it; `id` is its row, unset where it came from a file."""

    kind: str
    key: str
    title: str
    id: int | UnsetType = UNSET


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """An award line: `raw` points by `rule`, `kept` after every cut; without a record, `basis` says why."""

    record: Named | None
    day: date | None
    basis: str | None
    rule: str
    citation: str
    raw: str
    kept: str
    cuts: tuple[str, ...]


class Branch(Struct, frozen=True, kw_only=True, gc=False):
    """A node of the measure with what the member got there; its award lines, and the nodes below."""

    id: str
    title: str
    points: str
    records: int
    works: int
    awards: tuple[Line, ...]
    children: "tuple[Branch, ...]"

    @property
    def empty(self) -> bool:
        """Whether nothing happened here: no record, no points, neither here nor below."""
        return not self.records and not self.awards and all(child.empty for child in self.children)

    def walk(self) -> "Iterator[Branch]":
        """This node and all below it, in the order of the measure."""
        yield self
        for child in self.children:
            yield from child.walk()


class Considered(Struct, frozen=True, kw_only=True, gc=False):
    """A rule that looked at a record and did not take it, with the conditions that the record misses."""

    rule: str
    misses: tuple[str, ...]


class Account(Named, frozen=True, kw_only=True, gc=False):
    """A record in which the member had a part: what rules took of it, and what it came to.

    `part` is what the record says of the member. `points` are those kept after every cut, `rules` the leaves
    that took something, `considered` the others that looked at it. `counted` says whether a matrix counts it:
    leave, absence and what was left out are not. `question` says why no rule took it, `excluded` which
    exclusion took it out.
    """

    day: date
    part: Mapping[str, str | bool | int]
    points: str
    rules: tuple[str, ...]
    considered: tuple[Considered, ...]
    counted: bool
    question: str | None
    excluded: str | None


class Remark(Named, frozen=True, kw_only=True, gc=False):
    """A record with the reason why no rule took it, or the exclusion that took it out."""

    reason: str


class Rank(Struct, frozen=True, kw_only=True, gc=False):
    """The member's group in a scope, and the rank there; None: not ranked."""

    group: str
    rank: int | None


class TermFact(Named, frozen=True, kw_only=True, gc=False):
    """A record of the term that a rule of the term counted, with the day by which it counts."""

    day: date


class TermCount(Struct, frozen=True, kw_only=True, gc=False):
    """A rule of the term: how many records and works of the member it counts, and which, the latest first.

    `rate` is that of the member in words (`5 / 9`), None where the rule has none or it is not known.
    """

    id: str
    title: str
    citation: str
    records: int
    works: int
    rate: str | None
    facts: tuple[TermFact, ...]


class StoppedBy(Struct, frozen=True, kw_only=True, gc=False):
    """A gate that stopped the member, or a consequence, by its title, with the numbers that made it so."""

    title: str
    because: tuple[str, ...]


class Room(Struct, frozen=True, kw_only=True, gc=False):
    """A limit of the whole period: `used` of `limit`, `left` until it is reached.

    `what` is `cap` (points), `pick` (items that count), `every` (items towards the next one that counts) or
    `band` (until the next band, which pays `gain` more points); `unit` is what is counted. `under` is the
    nearest node above whose own cap is used up: then nothing more comes of this one.
    """

    rule: str
    title: str
    what: str
    unit: str
    used: str
    limit: str
    left: str
    gain: str | None
    under: str | None


class Need(Struct, frozen=True, kw_only=True, gc=False):
    """What is counted, and how many more of it are needed."""

    what: str
    number: str


class Lack(Struct, frozen=True, kw_only=True, gc=False):
    """A condition that the member does not satisfy, or a gate that stops them: what is missing, in words.

    `what` is `gate`, `rule` (it pays only if the condition holds) or `grade`. `missing` has each requirement
    of which more would help.
    """

    what: str
    id: str
    title: str
    because: tuple[str, ...]
    missing: tuple[Need, ...]


class Headroom(Struct, frozen=True, kw_only=True, gc=False):
    """What could still be earned, and what stands against it."""

    rooms: tuple[Room, ...]
    lacks: tuple[Lack, ...]


class Explanation(Struct, frozen=True, kw_only=True, gc=False):
    """Everything about one member: where they stand, why, and what no rule took.

    `unranked` is the title of what applied; `passed_over` the grades that were out of reach although the
    points sufficed. `records` are all in which the member had a part, the latest first; `questions` are those
    that no rule took, `excluded` those that left before the tree. `consequences` are those that follow, unset
    where the measure knows none; `term` are the numbers over the whole term, unset where it counts none.
    """

    key: str
    total: str
    grade: str | None
    ranks: Mapping[str, Rank]
    unranked: str | None
    gates: tuple[StoppedBy, ...]
    passed_over: tuple[str, ...]
    tree: Branch
    records: tuple[Account, ...]
    questions: tuple[Remark, ...]
    excluded: tuple[Remark, ...]
    headroom: Headroom
    consequences: tuple[StoppedBy, ...] | UnsetType = UNSET
    term: tuple[TermCount, ...] | UnsetType = UNSET

    @property
    def lines(self) -> list[Line]:
        """The award lines, in the order of the measure; they add up to the total."""
        return [line for node in self.tree.walk() for line in node.awards]

    def by_kind(self, *, points: bool) -> dict[str, Fraction]:
        """How many records of each kind are counted, or the points kept for each; `NO_RECORD` is no kind."""
        sums: dict[str, Fraction] = {}
        if points:
            for line in self.lines:
                kind = line.record.kind if line.record else NO_RECORD
                sums[kind] = sums.get(kind, Fraction(0)) + Fraction(line.kept)
        else:
            for account in self.records:
                if account.counted:
                    sums[account.kind] = sums.get(account.kind, Fraction(0)) + 1
        return {kind: number for kind, number in sums.items() if number}


class Version(Struct, frozen=True, kw_only=True, gc=False):
    """The version of the measure by which a statement came about."""

    digest: str
    title: str


class Statement(Explanation, frozen=True, kw_only=True, gc=False):
    """An explanation with what it came from: the measure, and the digest of what was scored."""

    format: int
    version: Version
    input: str


def plain(told: Explanation) -> dict[str, Any]:
    """The data for JSON: days are text, what is unset is left out."""
    data: dict[str, Any] = to_builtins(told)
    return data


def as_text(told: Statement) -> bytes:
    """The text that is kept of a statement: the same data as JSON, keys sorted."""
    return _ENCODER.encode(told)


def read(text: bytes) -> Statement:
    """The statement that `as_text` gave the text of."""
    return _DECODER.decode(text)


_ENCODER, _DECODER = Encoder(order="sorted"), Decoder(Statement)
