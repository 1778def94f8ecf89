"""How the demo's rows are written: the small differences of hand that readers must understand."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from files.demo.people import Person
from files.sheets.row_text import Value

# An Excel cell holds 32,767 characters; nobody reads even this many names.
NAMES_IN_A_CELL = 1_500
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def names(people: Sequence[Person], random: Random, plain: bool = False) -> str:
    """A cell of names; now and then with a blank inside a short name, or another mark between names."""
    written = [person.name if plain and at == 0 else person.written for at, person in enumerate(people)]
    chance = random.random()
    if chance < 0.1:
        return "、".join(f"{name[0]}　{name[1]}" if len(name) == 2 else name for name in written)
    return ("，" if chance < 0.15 else " " if chance < 0.18 else "、").join(written)


def chunks(people: Sequence[Person]) -> Iterator[Sequence[Person]]:
    for start in range(0, len(people), NAMES_IN_A_CELL):
        yield people[start : start + NAMES_IN_A_CELL]


def day(value: date, random: Random, year: int) -> Value:
    """A date, mostly as a date; sometimes as text in one of the usual forms."""
    chance = random.random()
    if chance < 0.85:
        return value
    if chance < 0.88:
        return f"{value.year}.{value.month}.{value.day}"
    if chance < 0.91:
        return f"{value.year}年{value.month}月{value.day}日"
    if chance < 0.94:
        return f"{value.year}/{value.month}/{value.day}"
    if chance < 0.96:
        return f"{value.year}.{value.month}.{value.day}".translate(_FULL_WIDTH)
    return f"{value.month}月{value.day}日" if value.year == year else value


def any_day(year: int, random: Random) -> date:
    return date(year, 1, 4) + timedelta(days=random.randrange(355))


def grouped(pairs: Iterable[tuple[Person, tuple[Value, ...]]]) -> dict[tuple[Value, ...], list[Person]]:
    """The people by what a row says of them, in a stable order."""
    groups: dict[tuple[Value, ...], list[Person]] = {}
    for person, said in pairs:
        groups.setdefault(said, []).append(person)
    return groups
