"""How many to draw, and what the faults among them tell of all: whole numbers throughout, no float.

Shares are in tenths of a percent.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb

# One-sided: 2.5 % below and 2.5 % above make an interval of 95 %.
TAIL = Fraction(25, 1000)
WHOLE = 1000


def enough(population: int, share: int = 50, certainty: int = 950) -> int:
    """How many of a population to draw, so that with this certainty one at least is faulty if this share is.

    The faulty are rounded down, and are one at least; it is drawn without putting back. Of none it is 0.
    """
    faulty = max(1, population * share // WHOLE)
    size, missed, all_ways = 0, 1, 1
    # As long as it is likelier than allowed that all faults are missed.
    while size < population and missed * WHOLE > all_ways * (WHOLE - certainty):
        missed *= population - faulty - size
        all_ways *= population - size
        size += 1
    return size


def interval(faults: int, size: int) -> tuple[int, int]:
    """The exact interval of 95 % (Clopper–Pearson) of the share that is faulty, of which `size` showed so
    many `faults`; its ends are rounded outward.
    """
    low = _last(lambda share: 1 - _at_most(faults - 1, size, share) <= TAIL) if faults else 0
    high = _last(lambda share: _at_most(faults, size, share) > TAIL) + 1 if faults < size else WHOLE
    return low, high


def _last(holds: Callable[[int], bool]) -> int:
    """The last share of which it holds; it holds of 0, and not of all."""
    low, high = 0, WHOLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _at_most(most: int, size: int, share: int) -> Fraction:
    """How likely at most so many of `size` are faulty, where this share is."""
    sound = WHOLE - share
    found = sum(comb(size, one) * share**one * sound ** (size - one) for one in range(most + 1))
    return Fraction(found, WHOLE**size)
