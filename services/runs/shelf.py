"""The runs that a process keeps in memory: as many as fit; whose take more than a fair part go first."""

from collections import Counter, OrderedDict
from typing import Generic, TypeVar

from services.runs.run import RunRow

# In members, of whom each takes some 6 to 9 KB. A measure of its own takes as much as eighty of them.
ROOM, MEASURE = 60_000, 80

R = TypeVar("R", bound=RunRow)


class Shelf(Generic[R]):
    """Runs by their rows. The one that was put last always stays, however large it is."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        # The least recently used first.
        self._runs: OrderedDict[int, R] = OrderedDict()
        # How much each committee takes.
        self._taken: Counter[int] = Counter()
        self._held = 0

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, run_id: int) -> R | None:
        """The run of this row, if it is kept; asking counts as using."""
        found = self._runs.get(run_id)
        if found is not None:
            self._runs.move_to_end(run_id)
        return found

    def put(self, run: R) -> None:
        """Keeps a run in place of the state before, and drops what no longer fits."""
        if run.id in self._runs:
            self._drop(run.id)
        self._runs[run.id] = run
        self._taken[run.committee_id] += _weight(run)
        self._held += _weight(run)
        while self._held > self.room and len(self._runs) > 1:
            self._drop(self._first_to_go(run))

    def _first_to_go(self, newest: R) -> int:
        """What was used least recently, of those who take more than a quarter if there are any, or of all."""
        others = [run for run in self._runs.values() if run is not newest]
        greedy = (run.id for run in others if self._taken[run.committee_id] * 4 > self.room)
        return next(greedy, others[0].id)

    def _drop(self, run_id: int) -> None:
        run = self._runs.pop(run_id)
        self._held -= _weight(run)
        self._taken[run.committee_id] -= _weight(run)
        if not self._taken[run.committee_id]:
            del self._taken[run.committee_id]


def _weight(run: RunRow) -> int:
    return run.members + MEASURE
