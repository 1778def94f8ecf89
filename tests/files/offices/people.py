"""A small roster, and how its people are named in a cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from tests.files.offices import words


@dataclass(frozen=True, slots=True)
class Person:
    """A member: the place in the roster, name and sector; `shared`: two bear the name."""

    serial: int
    name: str
    sector: str
    number: str
    rank: str
    shared: bool = False

    @property
    def who(self) -> tuple[str, str]:
        return self.name, self.sector


def people(draw: Random) -> list[Person]:
    """6 to 12 members, sometimes two of one name in different sectors."""
    names = draw.sample(words.NAMES, draw.randint(6, 12))
    twin = draw.random() < 0.3
    if twin:
        names.insert(draw.randrange(len(names)), names[-1])
    numbered = draw.random() < 0.5
    found = []
    for serial, name in enumerate(names, 1):
        sector = draw.choice(words.SECTORS[: len(words.SECTORS) // 2])
        shared = twin and name == names[-1]
        if shared and serial == len(names):
            sector = draw.choice(words.SECTORS[len(words.SECTORS) // 2 :])
        number = f"W{serial:04}" if numbered else ""
        rank = draw.choice(("委员", "委员", "委员", "常委", "主席", "副主席", "秘书长"))
        found.append(Person(serial, name, sector, number, rank, shared))
    return found


def named(draw: Random, person: Person, bare: bool = False, blanks: bool = True) -> str:
    """The name as somebody types it; with the sector behind it where two bear it, unless `bare`."""
    name = person.name
    if "·" in name:
        name = name.replace("·", draw.choice(words.DOTS))
    elif blanks and len(name) == 2 and draw.random() < 0.3:
        name = f"{name[0]}{draw.choice('　 ')}{name[1]}"
    if person.shared and not bare:
        name += draw.choice(("（{}）", "({})", "（{}）")).format(person.sector)
    return name


def listed(draw: Random, persons: Iterable[Person], said: Sequence[str] = ()) -> str:
    """A cell of names; `said` stands in parentheses behind each of them."""
    persons = list(persons)
    separator = draw.choice(words.SEPARATORS)
    latin = any(" " in person.name for person in persons)
    if latin and not separator.strip() and separator != "\n":
        separator = "、"
    parted = separator.strip() or separator == "\n"
    names = [named(draw, person, blanks=bool(parted)) for person in persons]
    names = [
        f"{name}（{word}）" if word else name for name, word in zip(names, said or [""] * 99, strict=False)
    ]
    chance = draw.random()
    if chance < 0.05 and not latin:
        return draw.choice((" ", "\n")).join(f"{at}.{name}" for at, name in enumerate(names, 1))
    if chance < 0.1 and len(names) > 1 and parted and not latin:
        return separator.join(names[:-1]) + "和" + names[-1]
    text = separator.join(names)
    if chance < 0.2 and len(names) > 1:
        return f"{text}等{len(names)}人"
    return text + draw.choice(("", "", "", "。", "、") if chance > 0.9 else ("",))
