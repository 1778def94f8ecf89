"""The second matcher: plain Python generated from the same predicates.

It shares nothing with the engine but the predicates, so it is its oracle: a difference stops the run. It
is also the way out, should the engine ever have to go.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from scoring.facts import Flags, Integers
from scoring.predicate import And, Axis, In, Predicate


def match(predicates: Sequence[Predicate], axes: Sequence[Axis], shapes: Integers) -> Flags:
    """A row per predicate, a column per shape: whether it holds."""
    held = np.zeros((len(predicates), len(shapes)), bool)
    rows = shapes.tolist()
    for start in range(0, len(predicates), 100):
        block = tuple(predicates[start : start + 100])
        function = _compiled(block, tuple(axes))
        held[start : start + len(block)] = (
            np.array([function(row) for row in rows], bool).reshape(-1, len(block)).T
        )
    return held


@lru_cache(maxsize=64)
def _compiled(
    predicates: tuple[Predicate, ...], axes: tuple[Axis, ...]
) -> Callable[[list[int]], tuple[bool, ...]]:
    """A function from the codes of a shape to a tuple with one truth value per predicate.

    Kept: a change brings one new shape or two, and to compile costs more than to ask for a thousand.

    The source is made of places and codes only, which are integers of our own: no text of a document
    ever reaches it.
    """
    places = {axis: at for at, axis in enumerate(axes)}
    values = ", ".join(_source(predicate, places) for predicate in predicates)
    namespace: dict[str, Any] = {}
    exec(f"def holds(row):\n    return ({values},)", namespace)
    holds: Callable[[list[int]], tuple[bool, ...]] = namespace["holds"]
    return holds


def _source(predicate: Predicate, places: dict[Axis, int]) -> str:
    if isinstance(predicate, In):
        codes = ", ".join(str(int(code)) for code in predicate.codes)
        return f"row[{places[predicate.axis]}] in {{{codes}}}" if codes else "False"
    if not predicate.parts:
        return str(isinstance(predicate, And))
    word = " and " if isinstance(predicate, And) else " or "
    return "(" + word.join(_source(part, places) for part in predicate.parts) + ")"
