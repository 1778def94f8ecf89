"""A score run as a row, without its members."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class RunRow:
    """A run: of which committee and year, by which rules, of which input. `name` None is the live one.

    `revision` is the committee's when the run last changed, `roster_revision` when its members last did;
    `method` is the one by which its points were computed (`scoring.method`). `as_of` is the day as of which
    it stands, None for the whole year.
    """

    id: int
    committee_id: int
    year: int
    name: str | None
    rule_set_id: int
    input: str
    revision: int
    roster_revision: int
    made_at: datetime
    members: int
    method: int
    as_of: date | None

    @property
    def live(self) -> bool:
        """Whether it follows every change."""
        return self.name is None
