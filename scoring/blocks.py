"""Passes over a column of all facts, block by block: a block stays in the cache of the core that works on it.

Most of what a pass over millions of facts costs is waiting for memory, not arithmetic.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from scoring.facts import Flags, Integers

BLOCK = 1 << 16


def looked_up(table: Integers, codes: Integers) -> Integers:
    """`table[codes]`; the codes are places of the table."""
    found = np.empty(len(codes), table.dtype)
    for block in _blocks(len(codes), BLOCK):
        # Clipped, numpy writes where it is told without a copy in between; no code is beyond the table.
        table.take(codes[block], out=found[block], mode="clip")
    return found


def occurring(codes: Integers, width: int) -> Flags:
    """Which of the numbers below `width` are among the codes."""
    flags = np.zeros(width, bool)
    for block in _blocks(len(codes), BLOCK):
        flags[codes[block].astype(np.intp)] = True
    return flags


def grouped(codes: Integers, count: int, column: Integers) -> tuple[Integers, Integers, Integers]:
    """The places of the codes, code after code, in each ascending; the column in that order; and where each
    code begins.

    Codes are below `count`; the last of the beginnings is the number of places.
    """
    # The more codes, the larger the blocks: in each, every code has a slice of its own.
    blocks = list(_blocks(len(codes), max(BLOCK, count << 8)))
    counted = [np.bincount(codes[block], minlength=count) for block in blocks]
    sizes = np.array(counted, np.int64).reshape(len(blocks), count)
    starts = np.r_[0, np.cumsum(sizes.sum(axis=0))]
    goals = starts[:-1] + np.cumsum(sizes, axis=0) - sizes
    places, rows = np.empty(len(codes), np.int32), np.empty(len(codes), column.dtype)
    for block, own, goal in zip(blocks, sizes.tolist(), goals.tolist(), strict=True):
        # A stable sort of numbers of 8 or 16 bits is a radix sort: linear.
        order = np.argsort(codes[block], kind="stable")
        _deal(column[block].take(order), own, goal, rows)
        order += block.start
        _deal(order, own, goal, places)
    return places, rows, starts


def _deal(rows: Integers, sizes: Sequence[int], goals: Sequence[int], target: Integers) -> None:
    """Puts one slice of the rows after another where it belongs."""
    done = 0
    for size, goal in zip(sizes, goals, strict=True):
        target[goal : goal + size] = rows[done : done + size]
        done += size


def _blocks(n: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, n, size))
