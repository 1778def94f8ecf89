"""How the columns of a records sheet that are no attributes are read: names, numbers, days, links."""

import re
from dataclasses import dataclass
from typing import Any

from files.answers import Answers, Section
from files.cell import Cell, Reader, clean, identifier, squeezed, unshortened, words
from files.cells.day import Years
from files.cells.heading import Role
from files.cells.names import Person, split_names
from files.cells.row import day_reader
from files.problem import Refused
from files.reading.members import phone_reader
from files.reading.who import Roster

# Lists of names, and the 状态 that the header of a list states.
PEOPLE = {
    Role.FIRST: "",
    Role.NAMES: "",
    Role.OTHERS: "",
    Role.ON_LEAVE: "请假",
    Role.ABSENTEES: "缺席",
    Role.SITTING_IN: "列席",
}
_NOBODY = "无"
# A name that says the same in any list: without the marks of a label or a number, and without 等.
_ALONE = re.compile(r"[^():等\d]+(?:\([^():等\d]+\))?")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a cell. `keys` are set where every name belongs to one member alone.

    `plain` is the cell where all of them stand in it as in the roster; otherwise `told` are the persons.
    """

    keys: tuple[str, ...] = ()
    told: tuple[Person, ...] = ()
    plain: str = ""

    @property
    def persons(self) -> tuple[Person, ...]:
        """All who are named."""
        return tuple(map(Person, self.plain.split("、"))) if self.plain else self.told


def role_readers(roster: Roster, years: Years, answers: Answers) -> dict[Role, Reader]:
    """How the columns that are no attributes are read in sheets of records."""
    names: Any = NamesReader(roster, answers)
    return {
        Role.NUMBER: unshortened(identifier),
        Role.KEY: words,
        Role.DAY: day_reader(years),
        Role.OUTCOME_DAY: day_reader(years),
        Role.TITLE: words,
        Role.ROW: clean,
        **dict.fromkeys(PEOPLE, names),
        Role.ADOPTED: words,
        Role.INSTRUCTED: words,
        Role.PHONE: phone_reader,
        Role.MEMBER: unshortened(words),
        Role.LINKS: unshortened(words),
        Role.KIND: squeezed,
    }


class NamesReader:
    """Reads cells of names; those whose names nobody shares, most cells by far, without looking further."""

    def __init__(self, roster: Roster, answers: Answers) -> None:
        self.roster = roster
        self.answers = answers
        self._answered = any(section is Section.LIST for section, _ in answers.said)

    def __call__(self, raw: Cell) -> Names | Refused:
        only = self.roster.only
        if isinstance(raw, str):
            keys = [only.get(name) for name in raw.split("、")]
            if None not in keys:
                return Names(tuple(key for key in keys if key), plain=raw)
        persons = self._listed(raw) if isinstance(raw, str) and not self._answered else None
        if persons is None:
            if clean(raw) == _NOBODY:
                return Names()
            raw = self.answers.get(Section.LIST, clean(raw)[:100]) or raw
            found = split_names(raw, self.roster.known)
            if isinstance(found, Refused):
                return found
            persons = found
        keys = [None if person.qualifier else only.get(person.name) for person in persons]
        return Names(() if None in keys else tuple(key for key in keys if key), persons)

    def _listed(self, raw: str) -> tuple[Person, ...] | None:
        """The persons of a plain list, name by name; None where only the whole list can tell."""
        written, found = self.roster.written, []
        for name in raw.replace("，", "、").split("、"):
            if name not in written:
                written[name] = self._alone(name)
            person = written[name]
            if person is None:
                return None
            found.append(person)
        return tuple(found)

    def _alone(self, name: str) -> Person | None:
        text = clean(name)
        if text == _NOBODY or not _ALONE.fullmatch(text):
            return None
        persons = split_names(name, self.roster.known)
        return persons[0] if isinstance(persons, tuple) and len(persons) == 1 else None
