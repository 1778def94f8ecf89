"""A notice that is to be made: what it is about, and who of a department is told."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rights.held import Rights
from services.rights.policy import roles_held
from services.rights.role import MWC, Right

SUBMITTED, RETURNED, SAMPLED = "submitted", "returned", "sampled"
WAITING, ACCEPTED, ANSWERED = "waiting", "accepted", "answered"
DUE, DUE_TODAY, OVERDUE, ISSUED = "due", "due today", "overdue", "issued"
PURGED, DECIDED, HANDLED = "purged", "decided", "handled"
ADOPTED, REOPENED, DISSATISFIED, RATED = "adopted", "reopened", "dissatisfied", "rated"
WITHHELD = "withheld"
RECORD, CORRECTION, CO_SIGNATURE, SAMPLE = "record", "correction", "co-signature", "sample"
RECORDS, CORRECTIONS = "records", "corrections"
OBJECTION, LEAVE, FEEDBACK = "objection", "leave", "feedback"
OPINION, CO_WRITTEN, PAPER = "opinion", "co-written opinion", "opinion paper"
HANDLING, CALL, LEAD = "handling", "opinion call", "opinion lead"
EVENT, PERSON, ACCOUNT = "connector event", "person", "account"

# What each account that may be told holds now.
People = Mapping[int, Rights]
# By row, the accounts that are to know of it as it stands now.
Told = Mapping[int, frozenset[int]]
Who = Callable[[AsyncConnection, int, People, Collection[int]], Awaitable[Told]]
NOBODY: frozenset[int] = frozenset()


class About(NamedTuple):
    """What a notice is about: its kind, and of which entity."""

    kind: str
    entity: str


class Found(NamedTuple):
    """A notice that is to be made; `size` is how many rows of its entity it tells of."""

    account_id: int
    kind: str
    entity: str
    entity_id: int
    revision: int
    day: date
    size: int = 1

    @property
    def about(self) -> About:
        """What it is about."""
        return About(self.kind, self.entity)


def staff_of(people: People, department: str | None, right: Right) -> frozenset[int]:
    """Who holds a right in a department itself; of the Members' Work Committee where nobody does (履3).

    Whoever may do the same for every department is not told of all that waits for others.
    """
    return _in(people, department or MWC, right) or _in(people, MWC, right)


def _in(people: People, department: str, right: Right) -> frozenset[int]:
    return frozenset(
        account_id
        for account_id, rights in people.items()
        if any(
            (given or role.department) == department and right in role.rights
            for given, role in roles_held(rights)
        )
    )
