"""Exact numbers as a measure writes them: `5`, `-2.5`, `1/2`, `20%`."""

import re
from fractions import Fraction

LIMIT = 1_000_000
_DECIMAL = re.compile(r"(-?)(\d{1,7})(?:\.(\d{1,4}))?(%?)", re.ASCII)
_QUOTIENT = re.compile(r"(-?\d{1,5})/(\d{1,5})", re.ASCII)


def exact(text: str) -> Fraction | None:
    """The exact value of a number in a document; None where it is none, or beyond ±1,000,000.

    At most four decimals, or a quotient of two whole numbers of at most five digits.
    """
    if quotient := _QUOTIENT.fullmatch(text):
        below = int(quotient[2])
        return Fraction(int(quotient[1]), below) if below else None
    decimal = _DECIMAL.fullmatch(text)
    if not decimal:
        return None
    sign, whole, part, percent = decimal.groups()
    value = Fraction(int(whole + (part or "")), 10 ** len(part or ""))
    value = value / 100 if percent else value
    return (-value if sign else value) if value <= LIMIT else None


def decimal(value: Fraction) -> str:
    """A number for people: `2.5`, `-3`; a quotient without a finite decimal stays `1/3`."""
    above, below = value.numerator, value.denominator
    if below == 1:
        return str(above)
    for digits in range(1, 9):
        scaled, rest = divmod(abs(above) * 10**digits, below)
        if not rest:
            whole, part = divmod(scaled, 10**digits)
            return f"{'-' if above < 0 else ''}{whole}.{part:0{digits}d}"
    return f"{above}/{below}"
