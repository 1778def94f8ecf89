"""Points as people read them: rounded, as decimal strings with as many digits as the measure rounds to."""

from fractions import Fraction
from math import lcm

import numpy as np

from rules.document import Rounding
from rules.number import decimal
from scoring.arithmetic import round_to


def shown(points: Fraction, rounding: Rounding) -> str:
    """`4.50` under a rounding to 0.01; a finer value keeps its own digits, and is never rounded here."""
    digits = 0
    while 10**digits % rounding.to.denominator:
        digits += 1
    scaled, rest = divmod(abs(points.numerator) * 10**digits, points.denominator)
    if rest:
        return decimal(points)
    sign = "-" if points.numerator < 0 else ""
    if digits == 0:
        return f"{sign}{scaled}"
    return f"{sign}{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"


def rounded(points: Fraction, rounding: Rounding) -> Fraction:
    """The nearest multiple of the step, in the direction that the mode says."""
    if (points / rounding.to).denominator == 1:
        # As most are: nothing to do for a line of a workbook with tens of thousands.
        return points
    below = lcm(points.denominator, rounding.to.denominator)
    value, step = np.array([int(points * below)], object), int(rounding.to * below)
    return Fraction(int(round_to(value, step, rounding.mode)[0]), below)
