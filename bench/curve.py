"""How a figure grows with what it is for: one change on several databases, what one more costs."""

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

from bench.committee import CODE
from bench.figures import say
from bench.one_change import CHANGES, WARM, Client, in_turns
from bench.service import served

FORMS = ("WORK", "OCCASION")
# So many come to an occasion: its change concerns a part of a small committee, as in a real one.
ROOM = 25


class Change(NamedTuple):
    """Seconds from a change to its visible ranks, median; CPU seconds of the server, mean."""

    passed: float
    spent: float

    def __str__(self) -> str:
        return f"{self.passed * 1000:.1f} ms, CPU {self.spent * 1000:.1f}"


def changes(databases: Sequence[str], form: str, times: int = CHANGES) -> list[Change]:
    """What one changed record of a form costs over HTTP on each of these databases; they take turns."""
    with ExitStack() as stack:
        servers = [stack.enter_context(served("ours", database)) for database in databases]
        clients = [Client(server, CODE, form) for server in servers]
        in_turns(clients, times)
    taken = [(one.passed[WARM:], one.spent[WARM:]) for one in clients]
    return [Change(statistics.median(passed), statistics.mean(spent)) for passed, spent in taken]


def flat(name: str, found: Sequence[float], aim: str = "aim ≤ 1.5 ×") -> None:
    """Prints how many times the least the most of these figures is."""
    say(f"  {name}, the dearest against the cheapest", f"{max(found) / min(found):.2f} ×", aim)


def one_more(sizes: Sequence[int], spent: Sequence[float]) -> list[float]:
    """What one more costs, up to each size after the first: what does not grow is not counted."""
    return [(at - spent[0]) / (size - sizes[0]) for size, at in zip(sizes[1:], spent[1:], strict=True)]
