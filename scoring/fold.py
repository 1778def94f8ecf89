"""The fold of the measure's tree over arrays: one gather per leaf, one reduction per node.

Each node is folded once. A node of a narrow grain yields items, one per group; a node of the period yields
totals, one per member. With a ledger, the same fold also writes the award lines.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rules.document import Node, Rounding, RuleSet
from rules.when import QUANTITY_SCALE
from scoring import condition
from scoring.arithmetic import Scale, first_of, multiplied, one_sign, round_to, segment_sum
from scoring.counted import counted_totals
from scoring.counts import Counts
from scoring.facts import Facts, Flags, Integers, quantity
from scoring.items import Items, Sums, Totals, group_keys, merge
from scoring.ledger import Ledger, upward
from scoring.matched import Matched
from scoring.method import FORMER, PRESENT
from scoring.roster import Roster, Tenure
from scoring.rounding import is_multiple, roundings
from scoring.scale import choose_scale, parts_of_a_point
from scoring.selecting import in_order, one_of_each, picked, stand_in_order
from scoring.sharing import shares

PERIOD = "period"


class Fold:
    """Folds one measure over matched facts; `totals` of a node are computed when first asked for.

    `deductions` sums, per member, what deducting rules took before any floor or cap (units, negative).
    `method` is the one by which points are computed (`scoring.method`). The `dry` come to nothing
    (`scoring.matched`).
    """

    def __init__(
        self,
        rule_set: RuleSet,
        matched: Matched,
        roster: Roster,
        *,
        track: bool = False,
        method: int = PRESENT,
    ) -> None:
        self.rule_set = rule_set
        self.matched = matched
        self.roster = roster
        self.method = method
        self.facts: Facts = matched.facts
        self._nodes = rule_set.known()
        self.rounded, self.entering = roundings(rule_set, method)
        self.parts = parts_of_a_point(rule_set, matched, self._whole, self.rounded, self.entering)
        self.scale: Scale = choose_scale(rule_set, matched, self.parts, self._whole)
        self.ledger = Ledger(self.facts, self.scale, upward(rule_set.root)) if track else None
        self.counts = Counts(rule_set, matched, roster)
        self.dry = matched.dry(rule_set.root)
        self.deductions: Integers = self.scale.zeros(roster.n)
        self._done: dict[str, Items | Totals] = {}
        self._excess: dict[str, Integers] = {}
        self._taken_up_of = {node.excess for node in self._nodes.values() if node.excess}
        self._paid_facts: dict[str, Integers] = {}

    def totals(self, node_id: str) -> Totals:
        """A node's points per member (units). For a node of a narrow grain, the sum of its rounded items."""
        node = self._nodes[node_id]
        result = self._fold(node)
        if isinstance(result, Totals):
            return result
        # Only read here: the award lines are rounded where the items enter the period.
        sums = self._sum([replace(result, value=self._rounded_values(result, node))])
        return Totals(sums.value, sums.took, sums.line)

    def node(self, node_id: str) -> Node:
        """The node of this id."""
        return self._nodes[node_id]

    def tenure(self, names: Sequence[str]) -> Tenure:
        """The months in office by which quotas of these nodes fall: of their window, if they share one."""
        windows = {self._nodes[name].window for name in names}
        window = windows.pop() if len(windows) == 1 and self.method != FORMER else None
        return self.roster.tenure(window or (self.rule_set.start, self.rule_set.end))

    def _whole(self, node: Node) -> int:
        return self.tenure([node.id]).whole

    def _fold(self, node: Node) -> Items | Totals:
        if node.id not in self._done:
            self._done[node.id] = self._nothing(node) if node.id in self.dry else self._folded(node)
        return self._done[node.id]

    def _nothing(self, node: Node) -> Items | Totals:
        if node.grain != PERIOD:
            return self._no_items()
        sums = self._sum([])
        self._excess[node.id] = sums.value
        return Totals(sums.value, sums.took, sums.line)

    def _folded(self, node: Node) -> Items | Totals:
        if node.leaf and node.leaf.counted:
            return self._finished(node, self._counted(node))
        if node.excess:
            return self._finished(node, self._taken_up(node, node.excess))
        children = [self._leaf_items(node)] if node.leaf else [self._fold(child) for child in node.children]
        if node.grain is None:
            return self._guarded(children[0], node)
        if node.grain != PERIOD:
            return self._guarded(self._grouped(node, [self._as_items(child) for child in children]), node)
        sources = [node] if node.leaf else list(node.children)
        entered = [
            self._rounded(child, source) if isinstance(child, Items) else child
            for child, source in zip(children, sources, strict=True)
        ]
        if node.combine == "sum" and node.pick is None:
            return self._finished(node, self._sum(entered))
        items = (
            merge([self._as_items(child) for child in entered], self.facts) if entered else self._no_items()
        )
        return self._finished(node, self._sum([self._selected(node, items, items.member)]))

    # What a leaf brings

    def _leaf_items(self, node: Node) -> Items:
        leaf, taken, facts = node.leaf, self.matched.taken[node.id], self.facts
        assert leaf
        if node.grain != PERIOD or node.pick is not None or node.combine != "sum":
            # What is grouped or chosen is so by its order.
            taken = taken.in_order()
        worths = self.scale.array([self.scale.units(worth) for worth in taken.worths] or [0])
        value = worths.take(taken.worth) if len(worths) > 1 else worths.repeat(len(taken.facts))
        if leaf.per is not None:
            value = multiplied(value, quantity(facts, leaf.per).take(taken.facts), QUANTITY_SCALE)
        if leaf.ratio is not None:
            above, below = (quantity(facts, name).take(taken.facts) for name in leaf.ratio)
            value = multiplied(value, above, below)
        if any(worth < 0 for worth in taken.worths):
            self.deductions = self.deductions + segment_sum(taken.member, np.minimum(value, 0), self.roster.n)
        day = None if leaf.date is None else facts.days(leaf.date).take(taken.facts)
        line: Integers = np.zeros(0, np.int64)
        item: Integers = line
        if self.ledger:
            counted = facts.day.take(taken.facts) if day is None else day
            line = self.ledger.add(node.id, taken.facts, taken.member, counted, value)
            item = np.arange(len(line))
        return Items(member=taken.member, fact=taken.facts, day=day, value=value, line=line, item=item)

    def numbered(self, node: Node) -> str:
        """The node whose window a number is of: that of a rule of the term where it counts."""
        number = node.leaf.number if node.leaf else None
        return number if number in self._nodes else node.id

    def _counted(self, node: Node) -> Sums:
        tenure = self.tenure([self.numbered(node)])
        value, took = counted_totals(node, self.counts, self.rule_set, self.scale, tenure)
        self.deductions = self.deductions + np.minimum(value, 0)
        return Sums(value, took, self._lines_of_members(node, value, took))

    def _taken_up(self, node: Node, other: str) -> Sums:
        """The points that the cap of another node cut off."""
        self._fold(self._nodes[other])
        value = self._excess[other]
        took = np.asarray(value != 0, bool)
        return Sums(value, took, self._lines_of_members(node, value, took))

    def _lines_of_members(self, node: Node, value: Integers, took: Flags) -> Integers:
        if not self.ledger:
            return np.zeros(0, np.int64)
        members = np.flatnonzero(took)
        nowhere = np.full(len(members), -1, np.int64)
        return self.ledger.add(node.id, nowhere, members, nowhere, value[members])

    # Bringing together

    def _as_items(self, result: Items | Totals) -> Items:
        if isinstance(result, Items):
            return result
        return result.items(self.ledger.member[result.line] if self.ledger else np.zeros(0, np.int64))

    def _no_items(self) -> Items:
        none = np.zeros(0, np.int64)
        return Items(member=none, fact=none, day=None, value=self.scale.zeros(0), line=none, item=none)

    def _sum(self, parts: Sequence[Items | Totals]) -> Sums:
        n = self.roster.n
        value, took = self.scale.zeros(n), np.zeros(n, bool)
        for part in parts:
            if isinstance(part, Totals):
                value += part.value
                took |= part.took
            elif part.n:
                sums = segment_sum(part.member, part.value, n)
                value += sums
                # What only adds, or only takes away, shows in the sum.
                took |= sums != 0 if one_sign(part.value) else np.bincount(part.member, minlength=n) > 0
        lines = [part.line for part in parts]
        return Sums(value, took, np.concatenate(lines) if lines else np.zeros(0, np.int64))

    def _rounded(self, items: Items, source: Node) -> Items:
        """Items on their way into the period, and their lines with them."""
        if not items.n:
            return items
        if self.ledger and self._rounds(source):
            rounding = self.entering[source.id]
            step = self.scale.units(rounding.to)
            self.ledger.round(items.line, items.item, step, rounding.mode, source.id)
        return replace(items, value=self._rounded_values(items, source))

    def _rounded_values(self, items: Items, source: Node) -> Integers:
        if not self._rounds(source):
            return items.value
        rounding = self.entering[source.id]
        return round_to(items.value, self.scale.units(rounding.to), rounding.mode)

    def _rounds(self, source: Node) -> bool:
        """Whether items of `source` are rounded on their way: not those that their node has rounded."""
        if source.rounding is not None and source.grain != PERIOD:
            return False
        parts = self.parts.get(source.id + "/facts", self.parts[source.id])
        return not is_multiple(parts, self.entering[source.id].to)

    def _grouped(self, node: Node, children: Sequence[Items]) -> Items:
        items = merge(children, self.facts) if children else self._no_items()
        assert node.grain
        if not items.n:
            return self._no_items()
        keys = group_keys(items, node.grain, self.facts)
        kept = self._selected(node, items, keys)
        if kept is not items:
            items, keys = kept, group_keys(kept, node.grain, self.facts)
        if not stand_in_order(items, keys, self.facts):
            order = in_order(items, keys, self.facts)
            items, keys = items.rows(order), keys.take(order)
        leads = first_of(keys)
        group = np.cumsum(leads) - 1
        # A group stands where its first item stood.
        first = replace(items, line=items.line[:0], item=items.item[:0]).rows(np.flatnonzero(leads))
        value = segment_sum(group, items.value, first.n)
        whole = replace(first, value=value, line=items.line, item=group[items.item], child=None)
        return self._group_limits(node, self._shared(node, self._weighted(node, whole)))

    # Selecting: pick, then highest, lowest or first

    def _selected(self, node: Node, items: Items, groups: Integers) -> Items:
        if node.pick is not None:
            beyond = node.pick.beyond
            open_ = None if beyond is None else ~self._paid(beyond, items)
            keep = picked(node.pick, items, groups, open_, self.facts)
            items = self._kept(node, items, keep, "pick")
            if node.combine != "sum":
                groups = groups[keep]
        if node.combine == "sum":
            return items
        return self._kept(node, items, one_of_each(node.combine, items, groups, self.facts), node.combine)

    def _paid(self, node_id: str, items: Items) -> Flags:
        """Whether the work of each item was paid by the node `node_id`."""
        if not self.facts.n:
            return np.zeros(items.n, bool)
        if node_id not in self._paid_facts:
            # A fold of its own: in this one, nodes above `node_id` may have cut its lines already.
            fold = Fold(self.rule_set, self.matched, self.roster, track=True, method=self.method)
            fold._paid_facts = self._paid_facts
            lines = fold._fold(self._nodes[node_id]).line
            ledger = fold.ledger
            assert ledger
            self._paid_facts[node_id] = ledger.fact[
                lines[(ledger.kept[lines] != 0) & (ledger.fact[lines] >= 0)]
            ]
        works = self.facts.work.astype(np.int64) + (self.facts.member.astype(np.int64) << 32)
        return np.isin(works[items.fact], works[self._paid_facts[node_id]]) & (items.fact >= 0)

    def _kept(self, node: Node, items: Items, keep: Flags, why: str) -> Items:
        if self.ledger and not keep.all():
            self.ledger.drop(items.line[~keep[items.item]], node.id, why)
        return items if keep.all() else items.rows(np.flatnonzero(keep))

    # Weight, share and limits within groups

    def _weighted(self, node: Node, items: Items) -> Items:
        if node.weight == 1:
            return items
        above, below = self._weight(node, items.member)
        if self.ledger:
            self.ledger.scale_by(items.line, above[items.item], below, node.id, "times")
        return replace(items, value=multiplied(items.value, above, below))

    def _weight(self, node: Node, member: Integers) -> tuple[Integers, int]:
        """A node's factor for each of these members: an array over a number."""
        if node.weight is None:
            tenure = self.tenure([node.id])
            return tenure.months[member], tenure.whole
        return np.full(len(member), node.weight.numerator), node.weight.denominator

    def _shared(self, node: Node, items: Items) -> Items:
        if node.share is None or not items.n:
            return items
        above, below = shares(node.share, self.matched.sharers[node.id], items, self.facts)
        if self.ledger:
            lines = items.item
            self.ledger.scale_by(items.line, above[lines], below[lines], node.id, "share")
        value = multiplied(items.value, above, below)
        return replace(items, value=value)

    def _group_limits(self, node: Node, items: Items) -> Items:
        value, line, item = items.value, items.line, items.item
        if node.base is not None:
            value = value + self.scale.units(node.base)
            if self.ledger:
                more = self.ledger.add(
                    node.id,
                    items.fact,
                    items.member,
                    items.days(self.facts),
                    self.scale.zeros(items.n) + self.scale.units(node.base),
                )
                line, item = np.r_[line, more], np.r_[item, np.arange(items.n)]
        for bound, why in ((node.floor, "floor"), (node.cap, "cap")):
            if bound is None:
                continue
            units = self.scale.units(bound)
            if self.ledger:
                more, groups = self.ledger.limit(line, item, units, node.id, why)
                line, item = np.r_[line, more], np.r_[item, groups]
            value = np.maximum(value, units) if why == "floor" else np.minimum(value, units)
        if node.rounding is not None:
            step = self.scale.units(node.rounding.to)
            value = round_to(value, step, node.rounding.mode)
            if self.ledger:
                self.ledger.round(line, item, step, node.rounding.mode, node.id)
        return replace(items, value=value, line=line, item=item)

    # Guards and limits of the period

    def _guarded(self, items: Items | Totals, node: Node) -> Items:
        assert isinstance(items, Items)
        if node.guard is None:
            return items
        allowed = condition.holds(node.guard, self)
        return self._kept(node, items, allowed[items.member], "if")

    def _finished(self, node: Node, sums: Sums) -> Totals:
        """Guard, weight, base, floor, cap and rounding of a node of the period."""
        value, took, line = sums.value, sums.took, sums.line
        if node.guard is not None:
            allowed = condition.holds(node.guard, self)
            if self.ledger:
                outside = ~allowed[self.ledger.member[line]]
                self.ledger.drop(line[outside], node.id, "if")
                line = line[~outside]
            value, took = np.where(allowed, value, value * 0), took & allowed
        else:
            allowed = np.ones(self.roster.n, bool)
        if node.weight != 1:
            above, below = self._weight(node, np.arange(self.roster.n))
            value = multiplied(value, above, below)
            if self.ledger:
                self.ledger.scale_by(line, above[self.ledger.member[line]], below, node.id, "times")
        if node.base is not None:
            value = np.where(allowed, value + self.scale.units(node.base), value)
            took = allowed.copy()
            if self.ledger:
                flat = self.scale.zeros(self.roster.n) + self.scale.units(node.base)
                line = np.r_[self._lines_of_members(node, flat, allowed), line]
        return self._settled(node, self._period_limits(node, Sums(value, took, line)))

    def _period_limits(self, node: Node, sums: Sums) -> Sums:
        value, took, line = sums.value, sums.took, sums.line
        for bound, why in ((node.floor, "floor"), (node.cap, "cap")):
            if bound is None:
                continue
            units = self.scale.units(bound)
            if self.ledger:
                more, _ = self.ledger.limit(line, self.ledger.member[line], units, node.id, why)
                line = np.r_[line, more]
            limited = np.maximum(value, units) if why == "floor" else np.minimum(value, units)
            limited = np.where(took, limited, value)
            if why == "cap" and node.id in self._taken_up_of:
                self._excess[node.id] = value - limited
            value = limited
        return Sums(value, took, line)

    def _settled(self, node: Node, sums: Sums) -> Totals:
        """The sums of a node of the period, rounded."""
        value, rounding = sums.value, self.rounded.get(node.id)
        if rounding is not None and not self._exact(node, rounding):
            step = self.scale.units(rounding.to)
            value = round_to(value, step, rounding.mode)
            if self.ledger:
                members = self.ledger.member[sums.line]
                self.ledger.round(sums.line, members, step, rounding.mode, node.id)
        return Totals(value, sums.took, sums.line)

    def _exact(self, node: Node, rounding: Rounding) -> bool:
        """Whether the sums of a node are multiples of the step already, as in most measures."""
        return is_multiple(self.parts[node.id + "/unrounded"], rounding.to)
