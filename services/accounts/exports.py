"""What somebody takes out as a file (议18): the words in it that name them, and its line in the trail.

The trail tells what a file held and of whom, and those people are told it in turn
(`services.accounts.own_data`). It never holds what was searched for, which may be a name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models.change import Change
from models.member import Membership
from models.rows import batches
from models.store import Store
from services.accounts import sessions
from services.accounts.account import ENTITY as ACCOUNT
from services.accounts.account import account
from services.accounts.sessions import SessionRow
from services.accounts.sign_in import ATTEMPTS
from services.members.phones import DISCLOSE, MANY
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from services.uploads import upload
from services.uploads.policy import OPINION

EXPORT = "export"
DIGITS = 4
# What happens to these shows in no list; and they happen all day: people sign in, hand files in, save drafts.
UNSEEN = (
    *(sessions.ENTITY, ACCOUNT, ATTEMPTS, upload.ENTITY, OPINION, "opinion paper", "post"),
    *("contact point", "opinion call", "opinion lead", "opinion plan"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that is about to be handed out: what it is called, as what it is written, of which year.

    `conditions` are what its `rows` had to satisfy, in words and without names; `members` are the memberships
    that it names. `revision` is that of the committee before anything of it was read; None: what it holds was
    read at once.
    """

    what: str
    form: str
    year: int | None
    rows: int
    conditions: Mapping[str, str]
    members: Collection[int]
    revision: int | None = None


async def named(store: Store, session: SessionRow) -> str:
    """Whoever is signed in, as a file names them: the real name and the last four digits of the telephone.

    Raises `Sick` where the master key is not at hand.
    """
    async with store.reading() as connection:
        own = await account(connection, store.vault, session.committee_id, session.account_id)
    return f"{own.real_name} {(own.user_name or '')[-DIGITS:]}".strip()


def mark(by: str, at: date) -> str:
    """Who had a file made, as `named`, and when, as each of its sheets says it; of a date, on which day."""
    return f"{by}，{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else f"{by}，{at}"


async def noted(store: Store, session: SessionRow, right: Right, export: Export) -> bool:
    """Notes that a file is handed out; False, and nothing is noted, where what is listed has changed since it
    was read: its rows may then belong to no one moment. Raises `Refusal` for whoever does not hold the right.
    """
    async with unit_of_work(store, session.committee, session.actor, right=right) as unit:
        if export.revision is not None and await _changed(unit, export.revision):
            return False
        await note(unit, export)
    return True


async def note(unit: Unit, export: Export) -> None:
    """Notes in a unit of work that a file is handed out, and of whom it tells."""
    persons: set[int] = set()
    for some in batches(export.members):
        columns = select(Membership.person_id).where(Membership.committee_id == unit.committee_id)
        persons.update(await unit.connection.scalars(columns.where(Membership.id.in_(some))))
    told = {
        "what": export.what,
        "form": export.form,
        "year": export.year,
        "rows": export.rows,
        "conditions": dict(export.conditions),
        "members": len(export.members),
        "persons": sorted(persons),
    }
    unit.note(EXPORT, MANY, unit.committee_id, after=told)


async def _changed(unit: Unit, since: int) -> bool:
    """Whether anything that a list may show has changed after a revision."""
    later = (Change.committee_id == unit.committee_id) & (Change.revision > since)
    seen = Change.entity.not_in(UNSEEN) & Change.action.not_in((EXPORT, DISCLOSE))
    return await unit.connection.scalar(select(Change.id).where(later, seen).limit(1)) is not None
