"""Who had parts in records, as the database puts them together: one text a record, not a row a part.

Of an occasion it has two lines for all who said the same: the attributes, and their memberships. Of a work it
has a line an author: the place, the membership, the attributes. No attributes have a line break within.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Text, case, cast, func, select, type_coerce

from models.record import Part, Record
from rules import record as plain
from rules.record import Attendance, Attributes

Places = NDArray[np.int32]
_OUTSIDER, _UNMET = -1, -2
_ATTRIBUTES = type_coerce(Part.attributes, Text)


def _attended() -> ColumnElement[Any]:
    members = func.aggregate_strings(cast(Part.membership_id, Text), ",")
    groups = select((_ATTRIBUTES + "\n" + members).label("text")).where(Part.record_id == Record.id)
    of_same = groups.group_by(Part.attributes).correlate(Record).subquery()
    return select(func.aggregate_strings(of_same.c.text, "\n")).scalar_subquery()


def _authors() -> ColumnElement[Any]:
    line = cast(Part.place, Text) + "," + cast(Part.membership_id, Text) + "," + _ATTRIBUTES
    of_record = select(func.aggregate_strings(line, "\n")).where(Part.record_id == Record.id)
    return of_record.correlate(Record).scalar_subquery()


PARTS_TOGETHER = case((Record.form == "work", _authors()), else_=_attended())


def authors(text: str, shared: Callable[[str], Attributes]) -> list[tuple[int, Attributes]]:
    """The authors of a work in their order."""
    found = [line.split(",", 2) for line in text.split("\n")]
    if len(found) > 1:
        found.sort(key=lambda author: int(author[0]))
    return [(int(membership_id), shared(own)) for _, membership_id, own in found]


class People:
    """The members whose parts are read. `met` has the keys of those that were met, each in its place."""

    def __init__(self, keys: Mapping[int, str]) -> None:
        self.keys = keys
        self.met: list[str] = []
        self._place: Places = np.zeros(0, np.int32)

    def attended(
        self, occasions: Sequence[tuple[plain.Record, str]], shared: Callable[[str], Attributes]
    ) -> None:
        """Gives occasions their parts, each as its text says. Who is none of `keys` is left out."""
        if not occasions:
            return
        lines = "\n".join(text for _, text in occasions).split("\n")
        attributes, members = lines[::2], lines[1::2]
        places = self._places(np.fromstring(",".join(members), np.int64, sep=","))
        known = places >= 0
        # Where the places of each group begin and end, once those of nobody are gone.
        sizes = [one.count(",") + 1 for one in members]
        bounds = np.r_[0, np.cumsum(known)][np.r_[0, np.cumsum(sizes)]].tolist()
        of_people = array("i", places[known].tobytes())
        groups = zip(attributes, pairwise(bounds), strict=True)
        for record, text in occasions:
            own = islice(groups, text.count("\n") // 2 + 1)
            record.parts = Attendance(
                self.met, [(shared(said), of_people[first:end]) for said, (first, end) in own if end > first]
            )

    def _places(self, memberships: NDArray[np.int64]) -> Places:
        """The place in `met` of each membership; below 0 where it is none of `keys`."""
        self._make_room(int(memberships.max(initial=0)))
        fresh = memberships[self._place[memberships] == _UNMET]
        for one in np.unique(fresh).tolist():
            self._place[one] = self._meet(one)
        return self._place[memberships]

    def _meet(self, membership_id: int) -> int:
        if membership_id not in self.keys:
            return _OUTSIDER
        self.met.append(self.keys[membership_id])
        return len(self.met) - 1

    def _make_room(self, last: int) -> None:
        if last >= len(self._place):
            known, self._place = self._place, np.full(last + 1, _UNMET, np.int32)
            self._place[: len(known)] = known
