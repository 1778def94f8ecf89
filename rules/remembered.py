"""What follows from a rule set alone, worked out once: a small run would spend much of its time on that."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

from rules.document import RuleSet

# How many rule sets are remembered: a committee works with one, compares two, a county has some.
REMEMBERED = 16
T = TypeVar("T")


def remembered(work: Callable[[RuleSet], T]) -> Callable[[RuleSet], T]:
    """The same work; what came out is kept with the rule set, and nobody may change it."""
    # By what it is and not what it says: those with a part replaced keep their digest. As long as it stands
    # here, no other has its id().
    known: OrderedDict[int, tuple[RuleSet, T]] = OrderedDict()
    lock = Lock()

    @wraps(work)
    def found(rule_set: RuleSet) -> T:
        with lock:
            if id(rule_set) in known:
                known.move_to_end(id(rule_set))
                return known[id(rule_set)][1]
        made = work(rule_set)
        with lock:
            known[id(rule_set)] = rule_set, made
            if len(known) > REMEMBERED:
                known.popitem(last=False)
        return made

    return found
