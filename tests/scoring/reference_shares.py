"""How the reference shares the points of a work among its authors, from docs/rules.md, section 5."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rules.document import Node
from tests.scoring.reference_facts import Fact

if TYPE_CHECKING:
    from tests.scoring.reference import Reference


def share_of(reference: Reference, node: Node, fact: Fact) -> Fraction:
    """The part of a work's points that the author of a fact gets."""
    share = node.share
    assert share
    authors = [
        other
        for other in reference.facts
        if other.take == "authorship"
        and other.record is fact.record
        and reference.holds(share.among, other, None)
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
