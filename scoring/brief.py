"""The part of a stored statement that a matrix counts, out of its text without all the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from msgspec.json import Decoder

from scoring.statement import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kinded:
    kind: str
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    record: _Kinded | None
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    awards: tuple[_Line, ...]
    children: "tuple[_Branch, ...]"

    def walk(self) -> "Iterator[_Branch]":
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brief:
    tree: _Branch
    records: tuple[_Kinded, ...]

    @property
    def lines(self) -> list[_Line]:
        return [line for node in self.tree.walk() for line in node.awards]


_DECODER = Decoder(_Brief)


def by_kind(text: bytes, *, points: bool) -> dict[str, Fraction]:
    """What `Explanation.by_kind` gives, of the text of a statement."""
    # It asks nothing but what stands here.
    return Explanation.by_kind(cast(Explanation, _DECODER.decode(text)), points=points)
