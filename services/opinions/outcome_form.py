"""Which outcomes an item may have, and how they stand in the record as which it counts: the document beside
this (议11, 13). Their levels are those of the catalogue of kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rules.catalogue import Catalogue
from wordlist import wordlist

FILE = "outcomes.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeKind:
    """What an outcome is called in a record, the attribute of its level, and that of whether it was adopted
    together with others; None where nobody asks.
    """

    name: str
    level: str
    merged: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The kind of the record as which an item counts, its title and its number."""

    kind: str
    title: str
    key: str


@cache
def counted() -> Counted:
    """How an item counts, by the document."""
    return Counted(**wordlist("services.opinions", FILE)["counted"])


@cache
def outcomes() -> Mapping[str, OutcomeKind]:
    """The outcomes of the document, by their codes."""
    return {code: OutcomeKind(**one) for code, one in wordlist("services.opinions", FILE)["outcomes"].items()}


def levels(catalogue: Catalogue, outcome: str) -> tuple[str, ...]:
    """The levels of an outcome, in the order of the catalogue."""
    return tuple(catalogue.attributes[outcomes()[outcome].level].values)
