"""Bounds on a number: `min`, `max`, `above`, `below`, `equals`."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.fields import Fields

# They compare numbers, and arrays element by element.
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "min": operator.ge,
    "max": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "equals": operator.eq,
}
COMPARISONS = tuple(OPERATORS)


@dataclass(frozen=True, slots=True)
class Compare:
    """Bounds on a number, all of which must hold: pairs of operator and value."""

    bounds: tuple[tuple[str, Fraction], ...]

    def fits(self, number: Fraction) -> bool:
        """Whether a number is within all bounds."""
        return all(OPERATORS[name](number, bound) for name, bound in self.bounds)


def read_compare(fields: Fields) -> Compare:
    """The bounds among `min`, `max`, `above`, `below`, `equals`; refuses a mapping without any."""
    bounds = [(name, value) for name in COMPARISONS if (value := fields.number(name)) is not None]
    if not bounds and not any(name in fields for name in COMPARISONS):
        fields.refusals.add(fields.mark, f"{fields.what}没有写界限", "补上 min、max、above、below 或 equals")
    return Compare(tuple(bounds))
