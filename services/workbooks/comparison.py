"""What a file would change: its rows beside those of the database, before anything is written."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from files.problem import Problem
from files.understanding import SheetRead

What = Literal["members", "records"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A member or record that the file and the database tell differently.

    `id` is its row (None: it is new), `kind` the kind of a record, `key` its number, `title` what people
    call it. `changes` say in Chinese what is different, a line each; of names and phone numbers only that
    they are. `reinstated`: it had been withdrawn, and comes back. `proposed`: it is archived, and corrected
    by an entry of its own.
    """

    id: int | None
    kind: str
    key: str
    title: str
    changes: tuple[str, ...] = ()
    reinstated: bool = False
    proposed: bool = False


@dataclass(slots=True)
class Comparison:
    """The outcome of an import, or of its dry run.

    `gone` are in the database and not in the file: shown, and withdrawn only where `removed` says so; of
    members, who leave on the day `left_on` where one is said. `former` names the term before, with whose
    members the first roster of a new one is compared: who goes on is changed or not, who does not is gone.
    `held` are otherwise in the file, and stay as they are: they are reviewed, and whoever imports has not
    done so. `waiting` are the records and corrections of the year that wait for a review after it.
    `other_kinds` are imported kinds of which the file has not one record: what is gone of them is not told.
    `late` is how many of the new records come after the day by which they are entered (履6).
    `to_accept` are the things that change for so many that it is refused until each is accepted by its name.
    `sheets` say how the file was understood, `notes` what it leaves open and stays as it was. `revision` is
    the unit of work that wrote it; None: nothing was written. `verdict` is of a dry run: why the import
    itself would refuse the whole file.
    """

    what: What
    year: int
    file: str
    new: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    gone: list[Difference] = field(default_factory=list)
    held: list[Difference] = field(default_factory=list)
    other_kinds: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[SheetRead] = field(default_factory=list)
    unchanged: int = 0
    late: int = 0
    problems: list[Problem] = field(default_factory=list)
    removed: bool = False
    waiting: int = 0
    left_on: date | None = None
    former: str | None = None
    revision: int | None = None
    verdict: str | None = None
    to_accept: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many places of the file cannot be used."""
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def asked(self) -> int:
        """How many rows are left out, or somebody in them, because a person has to answer first."""
        open_ones = (one for one in self.problems if one.level == "question")
        return len({(one.sheet, one.row) for one in open_ones if one.row is not None})
