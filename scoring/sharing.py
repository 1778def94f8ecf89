"""How the authors of a work share its points: each author's part as a quotient."""

from fractions import Fraction

import numpy as np

from rules.document import Share
from rules.when import QUANTITY_SCALE
from scoring.facts import Facts, Flags, Integers, quantity
from scoring.items import Items
from scoring.matched import Sharers


def shares(share: Share, sharers: Sharers, items: Items, facts: Facts) -> tuple[Integers, Integers]:
    """Each item's part of its work, as a quotient of two arrays; 0 for authors who do not count.

    A first author with nobody to share with takes the whole.
    """
    work = facts.work[items.fact]
    firsts, others = sharers.firsts[work], sharers.others[work]
    counts, leads = sharers.counts[items.fact], sharers.first[items.fact]
    one = np.ones(items.n, np.int64)
    if share.by_order:
        above, below = _by_order(share.by_order, quantity(facts, "序号")[items.fact])
    elif share.first is None or share.others is None:
        return np.where(counts, one, 0), np.where(counts, firsts + others, one)
    else:
        above = np.where(leads, share.first.numerator, share.others.numerator)
        below = np.where(leads, share.first.denominator * firsts, share.others.denominator * others)
    alone = leads & (others == 0) & ((firsts == 1) | (not share.by_order))
    above = np.where(counts, np.where(alone, one, above), 0)
    below = np.where(counts, np.where(alone, firsts, below), one)
    return above, np.maximum(below, 1)


def _by_order(parts: tuple[Fraction, ...], place: Integers) -> tuple[Integers, Integers]:
    """The part for each place of signature (in thousandths); nothing behind the last."""
    known: Flags | Integers = np.minimum(np.maximum(place // QUANTITY_SCALE, 0), len(parts) + 1)
    above = np.array([0, *(part.numerator for part in parts), 0])
    below = np.array([1, *(part.denominator for part in parts), 1])
    return above[known], below[known]
