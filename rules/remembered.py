"""What follows from a rule set or a catalogue alone, worked out once: small runs would spend long on it."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TypeVar

# How many are remembered: a committee works with one, compares two, a county has some.
REMEMBERED = 16
S = TypeVar("S")
T = TypeVar("T")


def remembered(work: Callable[[S], T]) -> Callable[[S], T]:
    """The same work on a rule set or a catalogue; what came out is kept with it, and nobody may change it."""
    # By what it is and not what it says: those with a part replaced keep their digest. As long as it stands
    # here, no other has its id().
    known: OrderedDict[int, tuple[S, T]] = OrderedDict()
    lock = Lock()

    @wraps(work)
    def found(of: S) -> T:
        with lock:
            if id(of) in known:
                known.move_to_end(id(of))
                return known[id(of)][1]
        made = work(of)
        with lock:
            known[id(of)] = of, made
            if len(known) > REMEMBERED:
                known.popitem(last=False)
        return made

    return found
