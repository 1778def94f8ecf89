"""Which items of a group count: the n-th, every n-th, the highest, the lowest, the first."""

import numpy as np

from rules.document import Pick
from scoring.arithmetic import ascending, first_of, order_ranks, within
from scoring.facts import Facts, Flags, Integers
from scoring.items import Items


def stand_in_order(items: Items, groups: Integers, facts: Facts) -> bool:
    """Whether items stand by group and counted date already, as most of those of one leaf do."""
    return ascending(groups) and ascending(items.sequence(facts))


def in_order(items: Items, groups: Integers, facts: Facts, leading: Integers | None = None) -> Integers:
    """The order of items by group, then `leading`, then counted date, key and place in the document."""
    sequence = items.sequence(facts)
    if leading is not None:
        return np.lexsort((sequence, leading, groups))
    if stand_in_order(items, groups, facts):
        return np.arange(items.n)
    return np.lexsort((sequence, groups))


def picked(pick: Pick, items: Items, groups: Integers, open_: Flags | None, facts: Facts) -> Flags:
    """The items that count by their place among the `open_` ones of their group, where not all are."""
    order = in_order(items, groups, facts, -order_ranks(items.value) if pick.order == "points" else None)
    if open_ is not None:
        order = order[open_[order]]
    place = within(groups[order]) + 1
    chosen = (place >= pick.first) & ((place - pick.first + 1) % pick.every == 0)
    if pick.last is not None:
        chosen &= place <= pick.last
    return _flags(items, order[chosen])


def one_of_each(combine: str, items: Items, groups: Integers, facts: Facts) -> Flags:
    """The one item of each group that is the `highest`, the `lowest` or the `first`."""
    if combine == "first":
        leading = np.zeros(items.n, np.int64) if items.child is None else items.child
    else:
        leading = order_ranks(items.value) * (-1 if combine == "highest" else 1)
    order = in_order(items, groups, facts, leading)
    return _flags(items, order[first_of(groups[order])])


def _flags(items: Items, places: Integers) -> Flags:
    flags = np.zeros(items.n, bool)
    flags[places] = True
    return flags
