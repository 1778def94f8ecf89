"""Points as people read them: rounded, as decimal strings with as many digits as the measure rounds to."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np

from rules.document import Rounding
from rules.number import decimal
from scoring.arithmetic import round_to


def shown(points: Fraction, rounding: Rounding) -> str:
    """`4.50` under a rounding to 0.01; a finer value keeps its own digits, and is never rounded here."""
    return _shown(points.numerator, points.denominator, rounding.to.denominator)


def number(points: Fraction, rounding: Rounding) -> Decimal:
    """What `shown` says, as a number for a spreadsheet to add up."""
    return _number(points.numerator, points.denominator, rounding.to.denominator)


@lru_cache(10_000)
def _number(above: int, below: int, step: int) -> Decimal:
    return Decimal(_shown(above, below, step))


# Few of the points of a run are unlike; a workbook shows them millions of times.
@lru_cache(10_000)
def _shown(above: int, below: int, step: int) -> str:
    """`above / below` in as many digits as `1 / step` has."""
    digits = 0
    while 10**digits % step:
        digits += 1
    scaled, rest = divmod(abs(above) * 10**digits, below)
    if rest:
        return decimal(Fraction(above, below))
    sign = "-" if above < 0 else ""
    if digits == 0:
        return f"{sign}{scaled}"
    whole, part = divmod(scaled, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}"


def rounded(points: Fraction, rounding: Rounding) -> Fraction:
    """The nearest multiple of the step, in the direction that the mode says."""
    if points.numerator * rounding.to.denominator % (points.denominator * rounding.to.numerator) == 0:
        # As most are: nothing to do for a line of a workbook with tens of thousands.
        return points
    below = lcm(points.denominator, rounding.to.denominator)
    value, step = np.array([int(points * below)], object), int(rounding.to * below)
    return Fraction(int(round_to(value, step, rounding.mode)[0]), below)
