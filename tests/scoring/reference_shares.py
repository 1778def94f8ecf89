"""The reference's division of a work among its authors, from docs/rules.md, section 5 and F5."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from rules.document import Node
from rules.when import Test
from tests.scoring.reference_facts import Fact

Holds = Callable[[Test | None, Fact, str | None], bool]


def share_of(node: Node, fact: Fact, facts: Sequence[Fact], holds: Holds) -> Fraction:
    """The part of the author of a fact in what its work came to."""
    share = node.share
    assert share
    authors = [
        other
        for other in facts
        if other.take == "authorship" and other.record is fact.record and holds(share.among, other, None)
    ]
    own = [author for author in authors if author.member is fact.member]
    if not own:
        return Fraction(0)
    firsts = [author for author in authors if author.attributes["位次"] == "首"]
    others = len(authors) - len(firsts) + (fact.record.outsiders if share.outsiders else 0)
    if share.by_order:
        if own == firsts and not others:
            return Fraction(1)
        place = own[0].attributes["序号"]
        assert isinstance(place, int | Fraction)
        return share.by_order[int(place) - 1] if place <= len(share.by_order) else Fraction(0)
    if share.first is None or share.others is None:
        return Fraction(1, len(firsts) + others)
    if own[0] in firsts:
        return (share.first if others else Fraction(1)) / len(firsts)
    return share.others / others
