"""One member's result as a row that can be kept: exact, and the same from every run that knew enough.

What compares members is not in it: ranks and grades come from all rows together (`Merits.of`, `rank`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any


@dataclass(frozen=True)
class NodeScore:
    """A node's points for one member, before anything above cut them, and what it took.

    A committee has many members and few of these: members share them, and what is worked out of each.
    """

    points: Fraction
    records: int
    works: int

    @cached_property
    def told(self) -> list[str | int]:
        """The node as plain data: `[points, records, works]`."""
        return [number_text(self.points), self.records, self.works]


@dataclass(frozen=True, slots=True)
class MemberScore:
    """What one member's facts came to.

    `unranked` is the id of the first reason for not being ranked, `gates` are the ids of the gates whose
    condition holds, `met` the names of the grades whose points are reached and whose condition holds, in the
    order of the document. `preferences` has a number per preference of the order of selection: points
    deducted, points of a node, works (0 for the member's own number). `groups` is the label of the member in
    each scope, empty for none. `nodes` has the nodes that took something or have points. `input` is the
    digest of what all this was computed from; empty where a run did not know it. `follows` are the
    situations of consequences (`scoring.consequence`) that hold. `term` has, per rule of the term, how many
    records and works it counted, where there are any.
    """

    key: str
    total: Fraction
    unranked: str | None
    gates: tuple[str, ...]
    met: tuple[str, ...]
    preferences: tuple[Fraction, ...]
    groups: Mapping[str, str]
    nodes: Mapping[str, NodeScore]
    input: str
    follows: tuple[str, ...] = ()
    term: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The row as plain data. Numbers are strings, `2.5` or, without a finite decimal, `1/3`.

        A node is `[points, records, works]`.
        """
        # Rows of measures without consequences and terms stay what they always were.
        more: dict[str, Any] = {"follows": list(self.follows)} if self.follows else {}
        more |= {"term": {name: list(counts) for name, counts in self.term.items()}} if self.term else {}
        return {
            "key": self.key,
            "total": number_text(self.total),
            "unranked": self.unranked,
            "gates": list(self.gates),
            "met": list(self.met),
            "preferences": [number_text(value) for value in self.preferences],
            "groups": dict(self.groups),
            "nodes": {name: node.told for name, node in self.nodes.items()},
            "input": self.input,
            **more,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "MemberScore":
        """The row that `to_json` wrote."""
        return MemberScore(
            key=data["key"],
            total=_number(data["total"]),
            unranked=data["unranked"],
            gates=tuple(data["gates"]),
            met=tuple(data["met"]),
            preferences=tuple(_number(text) for text in data["preferences"]),
            groups=dict(data["groups"]),
            nodes={name: _node(*node) for name, node in data["nodes"].items()},
            input=data["input"],
            follows=tuple(data.get("follows", ())),
            term={name: (records, works) for name, (records, works) in data.get("term", {}).items()},
        )


def number_text(value: Fraction) -> str:
    """An exact number: `2.5`, or `1/3` where it has no finite decimal."""
    return _text(*value.as_integer_ratio())


@lru_cache(maxsize=1 << 16)
def _text(above: int, below: int) -> str:
    if below == 1:
        return str(above)
    digits = max(_power(below, 2), _power(below, 5))
    scaled, rest = divmod(abs(above) * 10**digits, below)
    if rest:
        return f"{above}/{below}"
    figures = f"{scaled:0{digits + 1}d}"
    return f"{'-' if above < 0 else ''}{figures[:-digits]}.{figures[-digits:]}"


def _power(number: int, prime: int) -> int:
    """How often `prime` divides `number`."""
    found = 0
    while number % prime == 0:
        number, found = number // prime, found + 1
    return found


@lru_cache(maxsize=1 << 16)
def _number(text: str) -> Fraction:
    return Fraction(text)


@lru_cache(maxsize=1 << 16)
def _node(points: str, records: int, works: int) -> NodeScore:
    return NodeScore(_number(points), records, works)
