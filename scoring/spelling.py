"""One spelling for each value, in whatever form it was given: for hashes, and for an order of last resort."""

from datetime import date
from fractions import Fraction

from rules.record import Attributes, Value


def spelled(value: Value) -> str:
    """A value as text: equal values give equal text, 1/2 as 0.50 does, yes as 是; others never do."""
    if isinstance(value, bool):
        return "'是" if value else "'否"
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, date):
        return f"@{value.toordinal()}"
    return f"={Fraction(value)}"


def spelled_out(attributes: Attributes) -> list[tuple[str, str]]:
    """Attributes with their spelled values, by name."""
    return sorted((name, spelled(value)) for name, value in attributes.items())
