"""How the columns of a records sheet that are no attributes are read: names, numbers, days, links."""

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


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a cell. `keys` are set where every name belongs to one member alone."""

    raw: Cell
    keys: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()


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

    def __call__(self, raw: Cell) -> Names | Refused:
        only = self.roster.only
        if isinstance(raw, str):
            keys = [only.get(name) for name in raw.split("、")]
            if None not in keys:
                return Names(raw, tuple(key for key in keys if key))
        if clean(raw) == "无":
            return Names("")
        raw = self.answers.get(Section.LIST, clean(raw)[:100]) or raw
        persons = split_names(raw, self.roster.known)
        if isinstance(persons, Refused):
            return persons
        keys = [None if person.qualifier else only.get(person.name) for person in persons]
        if None not in keys:
            return Names(raw, tuple(key for key in keys if key))
        return Names(raw, persons=persons)
