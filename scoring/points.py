"""Points as people read them: decimal strings, as many digits as the measure rounds to."""

from fractions import Fraction

from rules.document import Rounding
from rules.number import decimal


def shown(points: Fraction, rounding: Rounding) -> str:
    """`4.50` under a rounding to 0.01; a finer value keeps its own digits, and is never rounded here."""
    digits = 0
    while (rounding.to * 10**digits).denominator != 1:
        digits += 1
    scaled = points * 10**digits
    if scaled.denominator != 1:
        return decimal(points)
    sign, whole = "-" if scaled < 0 else "", abs(scaled.numerator)
    if digits == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
