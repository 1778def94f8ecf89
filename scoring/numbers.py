"""The numbers of a run that explanations read, for one member after another."""

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from rules.condition import Condition, with_grade
from rules.document import Node
from scoring import condition as conditions
from scoring import counted
from scoring.fold import PERIOD
from scoring.run import ScoreRun
from scoring.standing import UNGRADED


class Numbers:
    """Each number is worked out for all members when it is first asked for, and then looked up in a list.

    Points of a node are those after its own cut and before any above it, counts those before any cut, as
    conditions read them.
    """

    def __init__(self, run: ScoreRun) -> None:
        self.run = run
        self._lists: dict[Hashable, list[Any]] = {}
        # By units: members are many, different numbers few.
        self._points: dict[int, Fraction] = {}
        self._shown: dict[int, str] = {}

    def _of_all(self, key: Hashable, made: Callable[[], Any]) -> list[Any]:
        """A number of every member; `made` gives the array."""
        known = self._lists.get(key)
        if known is None:
            known = self._lists[key] = made().tolist()
        return known

    def _units(self, node: str) -> list[int]:
        return self._of_all(("points", node), lambda: self.run.fold.totals(node).value)

    def points(self, node: str, member: int) -> Fraction:
        """A member's points at a node."""
        units = self._units(node)[member]
        known = self._points.get(units)
        if known is None:
            known = self._points[units] = self.run.fold.scale.points(units)
        return known

    def shown(self, node: str, member: int) -> str:
        """The same as a decimal string, with the digits of the measure."""
        units = self._units(node)[member]
        known = self._shown.get(units)
        if known is None:
            known = self._shown[units] = self.run.shown(self.points(node, member))
        return known

    def full(self, node: Node, member: int) -> bool:
        """Whether a member has reached the cap of a node of the whole period."""
        cap, fold = node.cap, self.run.fold
        if cap is None or node.grain != PERIOD:
            return False
        reached: bool = self._of_all(
            ("full", node.id), lambda: fold.totals(node.id).value >= fold.scale.units(cap)
        )[member]
        return reached

    def count(self, nodes: str | tuple[str, ...], of: str, member: int) -> int:
        """How many records, works, … nodes took of a member; quantities are in thousandths."""
        names = (nodes,) if isinstance(nodes, str) else nodes
        found: int = self._of_all(("count", names, of), lambda: self.run.fold.counts.of(names, of))[member]
        return found

    def rate(self, node: Node, member: int) -> tuple[int, int] | None:
        """A member's number or rate at a leaf, as a quotient; None where it is not known."""
        if ("rate", node.id) not in self._lists:
            columns = (one.tolist() for one in counted.numbers(node, self.run.fold.counts))
            self._lists["rate", node.id] = list(zip(*columns, strict=True))
        above, below, known = self._lists["rate", node.id][member]
        return (above, below) if known else None

    def holds(self, condition: Condition, member: int) -> bool:
        """Whether a condition holds for a member."""
        grade, rule_set = self._grades[member], self.run.rule_set

        def all_of_this_grade() -> Any:
            name = None if grade == UNGRADED else rule_set.grades[grade].name
            return conditions.holds(with_grade(condition, name), self.run.fold)

        # Conditions are parts of the rule set, which stays.
        held: bool = self._of_all(("holds", id(condition), grade), all_of_this_grade)[member]
        return held

    def months(self, nodes: Sequence[str], member: int) -> int:
        """A member's months in office, by which quotas of these nodes fall."""
        found: int = self._of_all(("months", *nodes), lambda: self.run.fold.tenure(nodes).months)[member]
        return found

    def quota(self, nodes: Sequence[str], bound: Fraction, mode: str, member: int) -> int:
        """A quota of these nodes for a member's months in office."""
        found: int = self._of_all(
            ("quota", *nodes, bound, mode), lambda: self.run.fold.tenure(nodes).quota(bound, mode)
        )[member]
        return found

    @cached_property
    def _grades(self) -> list[int]:
        grades: list[int] = self.run.standings.grade.tolist()
        return grades

    @cached_property
    def above(self) -> dict[str, tuple[Node, ...]]:
        """The nodes above each node, the nearest first."""
        found: dict[str, tuple[Node, ...]] = {self.run.rule_set.root.id: ()}
        for node in self.run.rule_set.root.walk():
            for child in node.children:
                found[child.id] = (node, *found[node.id])
        return found
