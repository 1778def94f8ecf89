"""Invented members: common surnames and given-name characters, Zhoushan's sectors and committees."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from files.demo.words import WORDS

COMMITTEES: list[str] = WORDS["committees"]


@dataclass(slots=True)
class Person:
    """A member as the demo needs it. `written` is how lists name them: qualified where the name is shared.

    `active` and `productive` weigh how often they take part and write; some do neither.
    """

    key: str
    name: str
    woman: bool
    sector: str
    committee: str
    standing: bool
    chair: bool = False
    resident: bool = False
    start: date | None = None
    end: date | None = None
    active: float = 1.0
    productive: float = 1.0
    written: str = ""

    def serves(self, day: date) -> bool:
        return not (self.start and day < self.start) and not (self.end and day > self.end)


def key_of(at: int, number: int) -> str:
    """The number of the `at`-th of so many members, from 1."""
    return f"W{at:0{max(4, len(str(number)))}d}"


def invent(number: int, year: int, random: Random) -> list[Person]:
    """`number` members; one in six of the standing committee, some of one name, some part of the year."""
    taken: set[str] = set()
    people = [_person(at, number, year, taken, random) for at in range(1, number + 1)]
    _share_names(people, random)
    counts: dict[str, int] = {}
    for person in people:
        counts[person.name] = counts.get(person.name, 0) + 1
    for person in people:
        person.written = f"{person.name}（{person.sector}）" if counts[person.name] > 1 else person.name
    return people


def _person(at: int, number: int, year: int, taken: set[str], random: Random) -> Person:
    woman = random.random() < 0.3
    sector = random.choice(WORDS["sectors"])
    chairs = max(1, round(number * 0.012))
    person = Person(
        key=key_of(at, number),
        name=_name(woman, taken, random),
        woman=woman,
        sector=sector,
        committee=random.choice(COMMITTEES),
        standing=at <= chairs or random.random() < 1 / 6,
        chair=at <= chairs,
        resident=chairs < at <= 2 * chairs,
        active=_weight(0.04, 0.03, random),
        productive=_weight(0.12, 0.04, random),
    )
    if not person.chair:
        chance = random.random()
        if chance < 0.03:
            person.start = date(year, 3, 1) + timedelta(days=random.randrange(240))
        elif chance < 0.05:
            person.end = date(year, 3, 1) + timedelta(days=random.randrange(240))
    return person


def _weight(nothing: float, much: float, random: Random) -> float:
    """A few do nothing, a few do very much, the others differ widely."""
    chance = random.random()
    if chance < nothing:
        return 0.0
    return random.lognormvariate(0, 0.7) * (5 if chance > 1 - much else 1)


def _name(woman: bool, taken: set[str], random: Random) -> str:
    given: str = WORDS["given_women" if woman else "given_men"]
    short = random.random() < 0.25
    for attempt in range(1_000):
        second = "" if short and attempt < 20 else random.choice(given)
        name: str = random.choice(WORDS["surnames"]) + random.choice(given) + second
        if name not in taken:
            break
    taken.add(name)
    return name


def _share_names(people: list[Person], random: Random) -> None:
    """Gives some the name of another one in another sector, as happens."""
    called = {person.name: [person] for person in people}
    for _ in range(max(1, round(len(people) * 0.004)) if len(people) >= 10 else 0):
        one, other = random.sample(people, 2)
        if (
            other.sector not in {person.sector for person in called[one.name]}
            and len(called[other.name]) == 1
        ):
            del called[other.name]
            other.name = one.name
            called[one.name].append(other)
