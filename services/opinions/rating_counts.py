"""How many ratings each unit has of each kind (议12)."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.opinions.rating import RatingRow


@dataclass(slots=True)
class RatingCountRow:
    """The ratings of what a unit leads, by the one that counts; `awaited`: none was given, and may be;
    `reopened` and `after_contact` are among the others.
    """

    unit: str
    satisfied: int = 0
    fairly_satisfied: int = 0
    dissatisfied: int = 0
    unrated: int = 0
    awaited: int = 0
    reopened: int = 0
    after_contact: int = 0

    def add(self, row: RatingRow) -> None:
        """Counts one of the unit."""
        name = "awaited" if row.counted is None else row.counted.replace(" ", "_")
        setattr(self, name, getattr(self, name) + 1)
        self.reopened += row.reopened
        self.after_contact += row.flagged


def counted_by_unit(rows: Iterable[RatingRow]) -> list[RatingCountRow]:
    """The counts of each unit, by name."""
    found: dict[str, RatingCountRow] = {}
    for row in rows:
        found.setdefault(row.unit, RatingCountRow(row.unit)).add(row)
    return [found[unit] for unit in sorted(found)]
