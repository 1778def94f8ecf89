"""An independent evaluator of measures: one member, one node, one fact at a time, in fractions.

Written from docs/rules.md alone. It is slow, remembers no more than what a node came to for a member, and
shares nothing with `scoring`: where the two differ, one of them does not do what the document says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from rules.compare import Compare
from rules.condition import (
    Condition,
    Count,
    Either,
    Every,
    GradeIs,
    Negation,
    Person,
    Points,
    RateOf,
)
from rules.document import Leaf, Node, Part, Rounding, RuleSet
from rules.record import Member, Record, Value
from rules.when import All, AnyOf, Test
from tests.scoring.reference_facts import (
    Fact,
    as_known,
    counted_day,
    of_member,
    says,
)
from tests.scoring.reference_lines import Item, Line, cut, fits, rounded, rounded_item, times
from tests.scoring.reference_selection import group_of, selected
from tests.scoring.reference_shares import share_of
from tests.scoring.reference_taking import Taking


class Reference(Taking):
    """The evaluation of one measure over some members and records."""

    def __init__(
        self,
        rule_set: RuleSet,
        members: Sequence[Member],
        records: Sequence[Record],
        as_of: date | None = None,
    ) -> None:
        super().__init__(rule_set, members, records, as_of)
        self.places = {node.id: place for place, node in enumerate(_upward(rule_set.root))}
        self.folded: dict[tuple[str, str], list[Item]] = {}
        self.above = {child.id: node for node in rule_set.root.walk() for child in node.children}

    # The fold (sections 4 to 6)

    def fold(self, node: Node, member: Member) -> list[Item]:
        """What the node hands upward of the member: items in order; of the period at most one, rounded."""
        known = self.folded.get((node.id, member.key))
        if known is None:
            known = self.folded[node.id, member.key] = self._fold(node, member)
        return known

    def _fold(self, node: Node, member: Member) -> list[Item]:
        items = self._folded(node, member)
        if node.grain != "period":
            return items
        return [rounded_item(item, Rounding(self._step(node), self._mode(node))) for item in items]

    def _step(self, node: Node) -> Fraction:
        """What an item of this node is a multiple of once it has entered the period (section 6)."""
        if node.rounding is not None:
            return node.rounding.to
        header = self.rule_set.rounding.to
        if node.grain != "period":
            return header
        # Steps have at most four decimals.
        steps = [int(step * 10000) for step in (header, *map(self._step, node.children))]
        return Fraction(math.gcd(*steps), 10000)

    def _mode(self, node: Node) -> str:
        return (node.rounding or self.rule_set.rounding).mode

    def _folded(self, node: Node, member: Member) -> list[Item]:
        if not self._allowed(node, member):
            return []
        if node.excess is not None:
            return self._whole(node, member, [(0, item) for item in self._taken_up(node, member)])
        if node.leaf and node.leaf.counted:
            return self._whole(node, member, [(0, item) for item in self._counted(node, node.leaf, member)])
        if node.leaf:
            items = [(0, item) for item in self._leaf_items(node, node.leaf, member)]
            if node.grain is None:
                return [item for _, item in items]
            if node.grain == "period":
                way_in = self._way_in(node)
                return self._whole(node, member, [(0, rounded_item(item, way_in)) for _, item in items])
            return self._groups(node, node.grain, member, items)
        items = [
            (place, item)
            for place, child in enumerate(node.children)
            for item in (self.entered(child, member) if node.grain == "period" else self.fold(child, member))
        ]
        if node.grain in (None, "period"):
            return self._whole(node, member, items)
        return self._groups(node, node.grain, member, items)

    def _taken_up(self, node: Node, member: Member) -> list[Item]:
        """What the cap of another node cut off (section 5)."""
        other = self.nodes[node.excess or ""]
        assert other.cap is not None
        uncapped = sum(item.value for item in self._folded(replace(other, cap=None), member))
        excess = max(uncapped - other.cap, Fraction(0))
        return [Item(excess, (self._line(node, None, None, excess),))] if excess else []

    def _groups(self, node: Node, grain: str, member: Member, items: list[tuple[int, Item]]) -> list[Item]:
        groups: dict[object, list[tuple[int, Item]]] = {}
        for place, item in items:
            groups.setdefault(group_of(grain, item), []).append((place, item))
        found = [self._group_item(node, member, group) for group in groups.values()]
        return sorted((item for item in found if item), key=lambda item: item.order)

    def _leaf_items(self, node: Node, leaf: Leaf, member: Member) -> list[Item]:
        found = []
        for fact in self.taken_by(node, leaf, member):
            worth, day = self.worth(leaf, fact), counted_day(fact, leaf.date)
            found.append(Item(worth, (self._line(node, fact, day, worth),), fact, day))
        return sorted(found, key=lambda item: item.order)

    def _group_item(self, node: Node, member: Member, group: list[tuple[int, Item]]) -> Item | None:
        chosen = selected(self, node, member, group)
        if not chosen:
            return None
        first = min((item for _, item in chosen), key=lambda item: item.order)
        whole = self._sum([item for _, item in chosen], first)
        return self._limited(node, self._shared(node, member, self._weighted(node, member, whole)))

    def _sum(self, items: Sequence[Item], first: Item) -> Item:
        lines = [line for item in items for line in item.lines]
        return replace(first, value=sum((item.value for item in items), Fraction(0)), lines=tuple(lines))

    def _whole(self, node: Node, member: Member, items: list[tuple[int, Item]]) -> list[Item]:
        """A node of the period: at most one item, that of the whole period."""
        chosen = [item for _, item in selected(self, node, member, items)]
        if not chosen and node.base is None:
            return []
        whole = self._weighted(node, member, self._sum(chosen, Item(Fraction(0), ())))
        return [self._limited(node, whole)]

    def entered(self, node: Node, member: Member) -> list[Item]:
        """The node's items as they enter the period: rounded, if from a narrower grain (section 6)."""
        items = self.fold(node, member)
        # A rounding of the node's own stands in place of the header's.
        if node.grain == "period" or node.rounding is not None:
            return items
        return [rounded_item(item, self._way_in(node)) for item in items]

    def _way_in(self, node: Node) -> Rounding:
        """By what items are rounded that enter the period here: as its node says, if that is finer."""
        while node.grain != "period":
            node = self.above[node.id]
        own, header = node.rounding, self.rule_set.rounding
        return own if own is not None and own.to < header.to else header

    # The steps of a node, in the order of section 5

    def _allowed(self, node: Node, member: Member) -> bool:
        return node.guard is None or self.condition(node.guard, member)

    def paid(self, node: str, member: Member) -> set[int]:
        """The works for which the node has given points."""
        lines = [line for item in self.fold(self.nodes[node], member) for line in item.lines]
        return {id(line.fact.record) for line in lines if line.fact and line.kept != 0}

    def _weighted(self, node: Node, member: Member, item: Item) -> Item:
        weight = Fraction(*self.tenure_of([node.id], member)) if node.weight is None else node.weight
        return item.changed(times(item.lines, weight), item.value * weight)

    def _shared(self, node: Node, member: Member, item: Item) -> Item:
        if node.share is None:
            return item
        assert item.fact
        part = share_of(self, node, item.fact)
        return item.changed(times(item.lines, part), item.value * part)

    def _limited(self, node: Node, item: Item) -> Item:
        if node.base is not None:
            base = self._line(node, item.fact, item.day, node.base)
            item = item.changed((*item.lines, base), item.value + node.base)
        rest = self._line(node, None, None, Fraction(0))
        if node.floor is not None and item.value < node.floor:
            item = item.changed(cut(item.lines, node.floor, -1, rest), node.floor)
        if node.cap is not None and item.value > node.cap:
            item = item.changed(cut(item.lines, node.cap, 1, rest), node.cap)
        own = node.rounding if node.grain != "period" else None
        return item if own is None else rounded_item(item, own)

    def _line(self, node: Node, fact: Fact | None, day: date | None, points: Fraction) -> Line:
        return Line(node.id, fact, day, points, points, self.places[node.id])

    # Numbers of facts (F10, F18)

    def _counted(self, node: Node, leaf: Leaf, member: Member) -> list[Item]:
        value = self._paid_for_number(node, leaf, member)
        return [] if value is None else [Item(value, (self._line(node, None, None, value),))]

    def _paid_for_number(self, node: Node, leaf: Leaf, member: Member) -> Fraction | None:
        facts = [] if leaf.number is not None else self.taken_by(node, leaf, member)
        number = self.rate(node, member) if leaf.rate else self._number_of(leaf, facts, member)
        if number is not None and leaf.per_head:
            number = number / heads if (heads := self.heads(member)) else None
        if leaf.less is not None:
            less = self._amount_of(leaf.less, member)
            number = None if number is None or less is None else number - less
        if number is None:
            return None
        if not leaf.bands:
            return rounded(leaf.cases[0].value * number, node.rounding or self.rule_set.rounding)
        for band in leaf.bands:
            if self._meets(
                band.compare,
                band.pro_rata,
                [leaf.number if leaf.number in self.nodes else node.id],
                member,
                number,
            ):
                return band.points
        return None

    def _number_of(self, leaf: Leaf, facts: Sequence[Fact], member: Member) -> Fraction | None:
        """What a leaf counts, what the rule of the term that it names counts, or an amount of the member."""
        if leaf.number is None:
            return self.number(facts, leaf.count or "", leaf.date)
        if leaf.number in self.nodes:
            return self.number(self.taken([leaf.number], member), "work")
        return self._amount_of(leaf.number, member)

    def _amount_of(self, name: str, member: Member) -> Fraction | None:
        value = self.at_end(member, name)
        return None if value is None or isinstance(value, str | date) else Fraction(value)

    def rate(self, node: Node, member: Member) -> Fraction | None:
        """The quotient of two numbers; None where there are too few to say."""
        leaf = node.leaf
        assert leaf
        assert leaf.rate
        facts = self.taken_by(node, leaf, member)
        among = self._part(leaf.rate.among, facts, leaf)
        if among == 0 or among < leaf.rate.least:
            return None
        return self._part(leaf.rate.of, facts, leaf) / among

    def _meets(
        self, compare: Compare, mode: str | None, nodes: Sequence[str], member: Member, number: Fraction
    ) -> bool:
        """Whether the number is within bounds; those of a whole period fall with the months in office."""
        if mode is None:
            return fits(compare, number)
        months, of_span = self.tenure_of(nodes, member)
        if not months:
            return False
        whole, part = math.ceil if mode == "up" else math.floor, Fraction(months, of_span)
        return fits(
            Compare(tuple((name, Fraction(whole(bound * part))) for name, bound in compare.bounds)), number
        )

    def _part(self, part: Part, facts: Sequence[Fact], leaf: Leaf) -> Fraction:
        chosen = [fact for fact in facts if self.holds(part.test, fact, leaf.date)]
        return self.number(chosen, part.quantity or "record")

    # Points, counts and conditions (section 8)

    def points(self, node: str, member: Member) -> Fraction:
        return sum((item.value for item in self.entered(self.nodes[node], member)), Fraction(0))

    def deductions(self, member: Member) -> Fraction:
        """What deducting rules took of the member, before anything is chosen or cut (negative)."""
        paid = []
        for node in self.rule_set.root.walk():
            if node.leaf and node.leaf.counted:
                paid += [item.value for item in self._counted(node, node.leaf, member)]
            elif node.leaf:
                paid += [item.value for item in self._leaf_items(node, node.leaf, member)]
        return sum((value for value in paid if value < 0), Fraction(0))

    def lines(self, member: Member) -> list[Line]:
        """The award lines of the member that keep something."""
        items = self.entered(self.rule_set.root, member)
        return [line for item in items for line in item.lines if line.kept != 0]

    def condition(self, condition: Condition, member: Member, grade: str | None = None) -> bool:
        """Whether a condition holds; `grade` is the member's, where it is settled."""
        match condition:
            case Every(parts=parts):
                return all(self.condition(part, member, grade) for part in parts)
            case Either(parts=parts):
                return any(self.condition(part, member, grade) for part in parts)
            case Negation(part=part):
                return not self.condition(part, member, grade)
            case Points(node=node, compare=compare):
                return fits(compare, self.points(node, member))
            case Person(test=test):
                return self._person(test, member)
            case RateOf(node=node, compare=compare):
                rate = self.rate(self.nodes[node], member)
                return rate is not None and fits(compare, rate)
            case GradeIs(grades=grades):
                return grade in grades
            case Count(nodes=nodes, of=of, compare=compare, pro_rata=pro_rata, per_head=per_head):
                number = self.number(self.taken(nodes, member), of)
                if per_head:
                    heads = self.heads(member)
                    return bool(heads) and fits(compare, number / heads)
                return self._meets(compare, pro_rata, nodes, member, number)

    def _person(self, test: Test, member: Member) -> bool:
        """The member's own attributes at the end of the period, or of office if that came before."""
        if isinstance(test, All):
            return all(self._person(part, member) for part in test.parts)
        if isinstance(test, AnyOf):
            return any(self._person(part, member) for part in test.parts)
        if test.attribute == "在任月数":
            return says(test, self.months[member.key])
        return says(test, self.at_end(member, test.attribute))

    def at_end(self, member: Member, attribute: str) -> Value | None:
        until = member.attributes.get("任职止")
        day = min(self.rule_set.end, self.as_of, until if isinstance(until, date) else date.max)
        return of_member(as_known(member, self.as_of), attribute, day, self.catalogue)


def _upward(node: Node) -> list[Node]:
    """The nodes as they are folded: those below before those above, else in the order of the document."""
    return [*(below for child in node.children for below in _upward(child)), node]
