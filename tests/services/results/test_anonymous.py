"""How totals are spread, told so that nobody can be made out."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.results.anonymous import FEWEST, OpenBin, open_bins


def values(*numbers: int) -> list[Fraction]:
    return [Fraction(number) for number in numbers]


def test_neighbours_are_joined_until_there_are_five() -> None:
    # Parts of one point: five below 1, three of 2 and two of 3 together, six of 4, and one of 9 with them.
    told = open_bins(values(0, 0, 0, 0, 0, 2, 2, 2, 3, 3, 4, 4, 4, 4, 4, 4, 9))
    assert told == [
        OpenBin(None, Fraction(1), 5),
        OpenBin(Fraction(1), Fraction(4), 5),
        OpenBin(Fraction(4), None, 7),
    ]


def test_of_four_nothing_is_told_and_of_five_only_how_many() -> None:
    assert open_bins(values(1, 2, 3, 4)) == []
    assert open_bins(values(1, 2, 3, 4, 90)) == [OpenBin(None, None, 5)]


@given(st.lists(st.fractions(-100, 100, max_denominator=4), max_size=60))
def test_no_part_is_smaller_than_five_and_everybody_is_in_one(numbers: list[Fraction]) -> None:
    told = open_bins(numbers)
    assert all(one.members >= FEWEST for one in told)
    assert sum(one.members for one in told) == (len(numbers) if len(numbers) >= FEWEST else 0)
    for one in told:
        inside = [
            number
            for number in numbers
            if (one.low is None or number >= one.low) and (one.high is None or number < one.high)
        ]
        assert len(inside) == one.members
