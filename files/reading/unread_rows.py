"""Rows of the roster that were not read, told once where the records name their people, not in every row."""

from collections.abc import Callable
from dataclasses import replace

from files.problem import Place, Refused
from files.reading.who import Roster

_Tell = Callable[[Refused], None]


class UnreadRows:
    """Collects who is not found because of such a row, with the places that name them."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._found: dict[Refused, list[tuple[Place, _Tell]]] = {}

    def refuse(self, name: str, place: Place, refused: Refused, tell: _Tell) -> None:
        """Tells why `name`, written at `place`, is not found; for such a row, keeps it until the end."""
        unread = self.roster.not_read(name)
        if unread and refused.message.startswith(unread.message):
            self._found.setdefault(refused, []).append((place, tell))
        else:
            tell(refused)

    def tell(self) -> None:
        """Tells of each such row where it is named first in the first file and sheet that name it."""
        for refused, found in self._found.items():
            first = found[0][0]
            here = [each for each in found if (each[0].file, each[0].sheet) == (first.file, first.sheet)]
            _, tell = min(here, key=lambda each: each[0].row)
            rows = len({place for place, _ in found})
            more = f"，记录里有 {rows} 行写着" if rows > 1 else ""
            tell(replace(refused, message=refused.message + more))
