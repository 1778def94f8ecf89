"""How the reference selects items: pick, highest, lowest and first, from docs/rules.md, section 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rules.document import Node
from rules.record import Member
from tests.scoring.reference_lines import Item

if TYPE_CHECKING:
    from tests.scoring.reference import Reference


def selected(
    reference: Reference, node: Node, member: Member, group: list[tuple[int, Item]]
) -> list[tuple[int, Item]]:
    by_order: Callable[[tuple[int, Item]], tuple[object, ...]] = lambda pair: (pair[1].order, pair[0])  # noqa: E731
    group = sorted(group, key=by_order)
    if pick := node.pick:
        if pick.beyond is not None:
            paid = reference.paid(pick.beyond, member)
            group = [pair for pair in group if not pair[1].fact or id(pair[1].fact.record) not in paid]
        if pick.order == "points":
            group.sort(key=lambda pair: -pair[1].value)
        group = [
            pair
            for place, pair in enumerate(group, 1)
            if pick.first <= place <= (pick.last or place) and (place - pick.first + 1) % pick.every == 0
        ]
        group.sort(key=by_order)
    if not group or node.combine == "sum":
        return group
    if node.combine == "highest":
        return [max(group, key=lambda pair: pair[1].value)]  # the first of the highest
    if node.combine == "lowest":
        return [min(group, key=lambda pair: pair[1].value)]
    return [min(group, key=lambda pair: pair[0])]


def group_of(grain: str, item: Item) -> object:
    assert item.fact
    assert item.day
    day = item.day
    return {
        "record": id(item.fact),
        "work": id(item.fact.record),
        "matter": item.fact.matter,
        "day": day,
        "month": (day.year, day.month),
        "quarter": (day.year, (day.month - 1) // 3),
    }[grain]
