"""What became of an item that was issued, as it is read (议11)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion import Opinion, OpinionOutcome
from models.personal import Vault
from services.opinions.sealing import OUTCOME, opened

_NAMES = ("place", "outcome", "level", "day", "merged", "noted_at", "taken_back_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """An adoption or instruction; `models.opinion` says more. `words` are None where there are none, or
    nobody can read them any more.
    """

    place: int
    outcome: str
    level: str
    day: date
    merged: bool | None
    words: str | None
    noted_at: datetime
    taken_back_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether it was not taken back."""
        return self.taken_back_at is None


def adopted_items() -> Select[int]:
    """The numbers of the items that were adopted, and this not taken back."""
    holds = OpinionOutcome.taken_back_at.is_(None)
    return select(OpinionOutcome.opinion_id).where(OpinionOutcome.outcome == "adoption", holds)


async def outcomes_of(
    connection: AsyncConnection, vault: Vault, numbers: Collection[int]
) -> Mapping[int, Sequence[OutcomeRow]]:
    """The outcomes of items that whoever asks may read, in the order in which they were noted."""
    columns = select(*(getattr(OpinionOutcome, name) for name in _NAMES))
    columns = columns.add_columns(OpinionOutcome.opinion_id, OpinionOutcome.words, Opinion.key)
    columns = columns.join(Opinion, Opinion.id == OpinionOutcome.opinion_id)
    of_numbers = columns.where(OpinionOutcome.opinion_id.in_(numbers))
    found: dict[int, list[OutcomeRow]] = defaultdict(list)
    for row in await connection.execute(of_numbers.order_by(OpinionOutcome.place)):
        key = None if row.key is None else vault.key(row.key)
        given = {name: getattr(row, name) for name in _NAMES}
        found[row.opinion_id].append(OutcomeRow(words=opened(key, OUTCOME, row.words), **given))
    return found
