"""durable-rules as a stateless classifier: which predicates hold for which shapes.

The only module that knows the engine. Measured traps and what guards against them: facts and never
events; the C module and never `Host`; one lock, one session, deleted after each batch; ids 0..n of our own
within small batches; a catch-all rule, so that a record the engine dropped is noticed; only small integers
as values; prefixed field names; at most `RULES` rules in one engine rule set.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import durable_rules_engine as engine
import numpy as np

from scoring.facts import Flags, Integers
from scoring.predicate import Axis, In, Predicate, conjunctions

RULES = 40
BATCH = 200
SESSION = "0"
CATCH_ALL = "all"
PRESENT = {"$ex": {"present": 1}}
_lock = Lock()
_names = iter(range(1 << 62))


class EngineFault(RuntimeError):
    """The engine did not answer as it must; no result of it is used."""


def match(predicates: Sequence[Predicate], axes: Sequence[Axis], shapes: Integers) -> Flags:
    """A row per predicate, a column per shape: whether it holds.

    `shapes` has a row per shape and a column per axis. Raises `EngineFault` where the engine lost a shape.
    """
    held = np.zeros((len(predicates), len(shapes)), bool)
    always, blocks = _blocks(tuple(predicates), tuple(axes))
    held[always] = True
    for block in blocks:
        # Rules that read few axes see few different shapes: each is asked once.
        distinct, inverse = np.unique(shapes[:, block.used], axis=0, return_inverse=True)
        for row, at in zip(_match_block(block, distinct), block.predicates, strict=True):
            held[at] |= row[inverse.reshape(-1)]
    return held


@dataclass(frozen=True, slots=True)
class _Block:
    """Rules that are asked together: of which predicate each is an alternative, and the engine's document.

    `used` are the places of the axes that they read.
    """

    predicates: list[int]
    axes: list[Axis]
    used: list[int]
    flags: dict[In, str]
    document: str


@lru_cache(maxsize=64)
def _blocks(predicates: tuple[Predicate, ...], axes: tuple[Axis, ...]) -> tuple[list[int], list[_Block]]:
    """The predicates that always hold, and the rules of the others, kept: a change brings few new shapes."""
    alternatives = [
        (at, parts) for at, predicate in enumerate(predicates) for parts in conjunctions(predicate)
    ]
    # The engine takes no empty conjunction; nothing has to be asked for one.
    always = [at for at, parts in alternatives if not parts]
    rules = [(at, parts) for at, parts in alternatives if parts]
    return always, [_block(rules[start : start + RULES], axes) for start in range(0, len(rules), RULES)]


def _block(rules: Sequence[tuple[int, tuple[In, ...]]], axes: Sequence[Axis]) -> _Block:
    places = {axis: at for at, axis in enumerate(axes)}
    used = sorted({places[atom.axis] for _, parts in rules for atom in parts})
    read, flags = [axes[at] for at in used], _flags([parts for _, parts in rules])
    # One message per rule and batch, instead of one per match.
    document = {
        f"r{at}": {"all": [{"m": _expression(parts, read, flags)}], "cap": BATCH + 1}
        for at, (_, parts) in enumerate(rules)
    }
    document[CATCH_ALL] = {"all": [{"m": PRESENT}], "cap": BATCH + 1}
    return _Block([at for at, _ in rules], read, used, flags, json.dumps(document))


def _match_block(block: _Block, shapes: Integers) -> Flags:
    fields = _fields(block.flags, block.axes, shapes)
    held = np.zeros((len(block.predicates), len(shapes)), bool)
    names, rows = list(fields), np.stack(list(fields.values()), axis=1).tolist()
    with _lock:
        handle = engine.create_ruleset(f"measure{next(_names)}", block.document)
        try:
            for start in range(0, len(rows), BATCH):
                batch = enumerate(rows[start : start + BATCH])
                records = [dict(zip(names, row, strict=True), id=at) for at, row in batch]
                for rule, ids in _ask(handle, records):
                    held[rule, [start + at for at in ids]] = True
        finally:
            engine.delete_ruleset(handle)
    return held


def _flags(rules: Sequence[tuple[In, ...]]) -> dict[In, str]:
    """A field for each set of codes with gaps.

    An expression of the engine holds at most 31 comparisons and operators once it mixes and with or; a set
    with gaps as one flag keeps every rule a plain conjunction, which has no such limit.
    """
    gapped = dict.fromkeys(atom for parts in rules for atom in parts if not _contiguous(atom))
    return {atom: f"s{at}" for at, atom in enumerate(gapped)}


def _fields(flags: dict[In, str], axes: Sequence[Axis], shapes: Integers) -> dict[str, Integers]:
    """What the engine sees of each shape: that it is there, its codes, and its flags."""
    fields: dict[str, Integers] = {"present": np.ones(len(shapes), np.int64)}
    fields |= {f"f{at}": shapes[:, at] for at in range(len(axes))}
    for atom, name in flags.items():
        fields[name] = np.isin(shapes[:, axes.index(atom.axis)], atom.codes).astype(np.int64)
    return fields


def _expression(parts: tuple[In, ...], axes: Sequence[Axis], flags: dict[In, str]) -> dict[str, Any]:
    # The engine answers nonsense to a conjunction of nothing.
    return {"$and": [test for atom in parts for test in _tests(atom, axes, flags)]} if parts else PRESENT


def _tests(atom: In, axes: Sequence[Axis], flags: dict[In, str]) -> list[dict[str, Any]]:
    at = axes.index(atom.axis)
    if atom in flags:
        return [{flags[atom]: 1}]
    low, high = atom.codes[0], atom.codes[-1]
    return [{f"f{at}": low}] if low == high else [{"$gte": {f"f{at}": low}}, {"$lte": {f"f{at}": high}}]


def _contiguous(atom: In) -> bool:
    return bool(atom.codes) and atom.codes[-1] - atom.codes[0] == len(atom.codes) - 1


def _ask(handle: int, records: list[dict[str, int]]) -> Iterator[tuple[int, list[int]]]:
    """The rules that hold for a batch, each with the ids of its records."""
    code, offset = engine.assert_facts(handle, json.dumps(records))
    if code not in (0, 1):
        raise EngineFault(f"assert_facts answered {code}")
    seen: set[int] = set()
    found: dict[str, set[int]] = {}
    try:
        answer = engine.start_action_for_state(handle, offset)
        messages = answer[1] if answer else None
        while messages:
            for name, matched in json.loads(messages).items():
                frames = matched if isinstance(matched, list) else [matched]
                ids = {int(frame["m"]["id"]) for frame in frames}
                (seen if name == CATCH_ALL else found.setdefault(name, set())).update(ids)
            messages = engine.complete_and_start_action(handle, offset)
    finally:
        engine.delete_state(handle, SESSION)
    if len(seen) != len(records):
        raise EngineFault(f"{len(records) - len(seen)} of {len(records)} shapes were lost")
    for name, held in found.items():
        yield int(name[1:]), sorted(held)
