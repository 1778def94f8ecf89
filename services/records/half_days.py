"""Half-days of an occasion in its record: how many there were for everybody, and what leave makes of them."""

from collections.abc import Iterable
from fractions import Fraction

from files.cells.half_days import EXPECTED, ON_LEAVE, SPENT
from rules.record import Attributes, Part, Value


def common(parts: Iterable[Part]) -> Value | None:
    """How many half-days all these are expected for; None where it is not said, or not the same of all."""
    found = {part.attributes.get(EXPECTED) for part in parts}
    return found.pop() if len(found) == 1 else None


def away(carried: Iterable[str], attributes: Attributes) -> dict[str, Value]:
    """What holds of somebody who is on leave of an occasion as a whole: all half-days are leave."""
    kept = {name: value for name, value in attributes.items() if name not in SPENT}
    written = sum(one for name in SPENT if isinstance(one := attributes.get(name), int | Fraction))
    number = attributes.get(EXPECTED) or written
    return {**kept, ON_LEAVE: number} if number and ON_LEAVE in carried else kept
