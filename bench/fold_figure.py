"""One figure of fold and match: the least CPU seconds of several runs, and a digest of all totals.

Everything that is compared is measured alone in a process of its own, so that nothing left behind in memory
or caches disturbs the next. Of this build's modules it names none that a former one lacks: it runs in the
folder of one as well.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from hashlib import sha256

from bench import measure, population
from scoring.facts import Integers
from scoring.run import score_facts


@dataclass(frozen=True)
class Figure:
    """CPU seconds, and a digest of everybody's exact points."""

    seconds: float
    totals: str


def figure(work: Callable[[], tuple[Integers, int]], times: int) -> Figure:
    """The figure of a work that comes to everybody's points, in parts of which a point has so many."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        totals, one = work()
        spent.append(time.process_time() - start)
    exact = [str(Fraction(total, one)) for total in totals.tolist()]
    return Figure(min(spent), sha256(json.dumps(exact).encode()).hexdigest())


def tell(found: Figure) -> None:
    """Prints a figure as `alone` reads it."""
    print(json.dumps(asdict(found)))


def ours(members: int, leaves: int, times: int) -> Figure:
    """The figure of the build whose modules are imported."""
    rule_set = measure.measure(leaves)
    facts, roster = population.facts(members), population.roster(members)

    def totals() -> tuple[Integers, int]:
        merits = score_facts(rule_set, roster, facts).merits
        return merits.total, merits.scale.one

    return figure(totals, times)


if __name__ == "__main__":
    tell(ours(*map(int, sys.argv[1:])))
