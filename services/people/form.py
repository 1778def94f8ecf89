"""What is said of members, as forms: values as people write them, members by their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.entry.form import Given

MOST_CARRIED = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """A person who takes office. `term` None: the one that is on the first day.

    `same_as` is a membership of the same person, `new_person` says that it is nobody who is there already;
    neither is needed where nobody has the same name or telephone number. `new_words`: labels that are like
    known ones are meant as they are written.
    """

    name: str
    number: str
    phone: str | None = None
    term: str | None = None
    first_day: date | None = None
    attributes: Given = ()
    same_as: int | None = None
    new_person: bool = False
    new_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """What is otherwise of a member from the day `since` on; None: from today.

    A day up to the first in office: from the beginning. What is not said stays; a name or a telephone number
    has no day, and an empty number takes it away.
    """

    since: date | None = None
    attributes: Given = ()
    name: str | None = None
    phone: str | None = None
    new_words: bool = False


@dataclass(frozen=True, slots=True)
class GoesOn:
    """A membership whose member goes on into the next term; `number` None: under the same number."""

    membership_id: int
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryForm:
    """Who goes on from one term into the next (换届). `shown` is the digest of what was shown before."""

    from_term: str
    to_term: str
    members: Sequence[GoesOn]
    shown: str | None = None
