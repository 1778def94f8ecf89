"""Award lines: for every fact a leaf took, what it was worth, what is kept of it, and what cut it.

The fold writes them as it goes, so that after each node the lines below it add up to the node's value. A
line without a fact (-1) is a base, a rate, a count, what another cap cut off, or a guarantee.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rules.document import Node
from scoring.arithmetic import Scale, first_of, multiplied, round_to, segment_sum
from scoring.facts import Facts, Flags, Integers


@dataclass(frozen=True, slots=True)
class Cut:
    """Node `node` changed the kept points of `lines` from `before` to `after` (units), for reason `why`.

    `already` is what had counted towards the limit before each line, where the reason is a limit.
    """

    node: str
    why: str
    lines: Integers
    before: Integers
    after: Integers
    already: Integers | None = None


class Ledger:
    """The award lines of a fold; arrays of one length, and the list of what cut them.

    `places` orders the rules: of two lines of one fact, the earlier rule's counts first.
    """

    def __init__(self, facts: Facts, scale: Scale, places: Mapping[str, int]) -> None:
        self.facts = facts
        self.scale = scale
        self.places = places
        empty = np.zeros(0, np.int64)
        self.node: list[str] = []
        self.leaf, self.fact, self.member, self.day = empty, empty, empty, empty
        self.raw, self.kept = scale.zeros(0), scale.zeros(0)
        self.cuts: list[Cut] = []

    def add(self, node: str, fact: Integers, member: Integers, day: Integers, value: Integers) -> Integers:
        """New lines of the rule `node`; their numbers."""
        start = len(self.fact)
        leaf = np.full(len(fact), len(self.node), np.int64)
        self.node.append(node)
        self.leaf = np.concatenate([self.leaf, leaf])
        self.fact = np.concatenate([self.fact, fact])
        self.member = np.concatenate([self.member, member])
        self.day = np.concatenate([self.day, day])
        self.raw = np.concatenate([self.raw, value])
        self.kept = np.concatenate([self.kept, value])
        return np.arange(start, start + len(fact))

    def drop(self, lines: Integers, node: str, why: str) -> None:
        """Keeps nothing of `lines`."""
        self._change(lines, self.scale.zeros(len(lines)), node, why)

    def scale_by(self, lines: Integers, above: Integers, below: Integers | int, node: str, why: str) -> None:
        """Keeps `above / below` of each line; exact by the choice of the scale."""
        self._change(lines, multiplied(self.kept[lines], above, below), node, why)

    def limit(
        self, lines: Integers, groups: Integers, bound: int, node: str, why: str
    ) -> tuple[Integers, Integers]:
        """Cuts lines of each group so that they add up to no more (`cap`) or no less (`floor`) than `bound`.

        Points fill a cap in their order, deductions count until the floor is reached; those that come
        later are cut. Returns the numbers of lines that had to be added, where a floor guarantees points
        that nobody earned, and the groups they belong to.
        """
        sign = 1 if why == "cap" else -1
        order = self._order(lines, groups)
        lines, groups = lines[order], groups[order]
        value = self.kept[lines] * sign
        total = segment_sum(groups, value, int(groups.max(initial=-1)) + 1)
        exceeds = (total > bound * sign)[groups]
        lines, groups, value = lines[exceeds], groups[exceeds], value[exceeds]
        if not len(lines):
            return lines, groups
        against = segment_sum(groups, np.minimum(value, 0), len(total))[groups]
        room = bound * sign - against
        gain = np.maximum(value, 0)
        running = np.cumsum(gain)
        starts = np.flatnonzero(first_of(groups))
        sizes = np.diff(np.r_[starts, len(groups)])
        before = running - gain
        before = before - np.repeat(before[starts], sizes)
        after = np.where(value > 0, np.clip(room - before, 0, gain), value)
        already = np.minimum(before + against, bound * sign) * sign
        self._change(lines, after * sign, node, why, already)
        return self._fill(lines, groups, room, node, why)

    def _fill(
        self, lines: Integers, groups: Integers, room: Integers, node: str, why: str
    ) -> tuple[Integers, Integers]:
        """A line for what is left when even cutting everything does not reach the bound."""
        short = first_of(groups) & (room < 0)
        if not short.any():
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        sign = 1 if why == "cap" else -1
        members, missing = self.member[lines[short]], room[short] * sign
        nowhere = np.full(len(members), -1, np.int64)
        return self.add(node, nowhere, members, nowhere, missing), groups[short]

    def round(self, lines: Integers, groups: Integers, step: int, mode: str, node: str) -> None:
        """Rounds lines so that each group adds up to its rounded sum: running sums are rounded, in order."""
        order = self._order(lines, groups)
        lines, groups = lines[order], groups[order]
        if not len(lines):
            return
        running = np.cumsum(self.kept[lines])
        starts = np.flatnonzero(first_of(groups))
        sizes = np.diff(np.r_[starts, len(groups)])
        running = running - np.repeat(running[starts] - self.kept[lines[starts]], sizes)
        whole = round_to(running, step, mode)
        previous = np.r_[whole[:1] * 0, whole[:-1]]
        previous[starts] = 0
        self._change(lines, whole - previous, node, "round")

    def _order(self, lines: Integers, groups: Integers) -> Integers:
        fact = self.fact[lines]
        rank = np.where(fact < 0, -1, self.facts.rank[fact]) if self.facts.n else fact
        place = np.array([self.places[node] for node in self.node] or [0])[self.leaf[lines]]
        return np.lexsort((lines, place, rank, self.day[lines], groups))

    def _change(
        self, lines: Integers, after: Integers, node: str, why: str, already: Integers | None = None
    ) -> None:
        before = self.kept[lines]
        changed: Flags = before != after
        if changed.any():
            past = None if already is None else already[changed]
            self.cuts.append(
                Cut(
                    node=node,
                    why=why,
                    lines=lines[changed],
                    before=before[changed],
                    after=after[changed],
                    already=past,
                )
            )
            self.kept[lines] = after


def upward(root: Node) -> dict[str, int]:
    """The places of the nodes in the order in which they are folded: those below before those above."""
    return {node.id: at for at, node in enumerate(_upward(root))}


def _upward(node: Node) -> list[Node]:
    return [*(below for child in node.children for below in _upward(child)), node]
