"""Remarks on a measure that can be used: each at its place, with what would be right."""

from collections.abc import Iterator
from typing import NamedTuple

from rules.document import Node, RuleSet
from rules.grafting import items_of, word
from rules.source import Mapping, Mark, Problem, Scalar, Tree


class Remarks:
    """Collects what is remarkable in one rule set. `rules` has the text of every rule by its id."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.problems: list[Problem] = []
        written = list(_written(rule_set.tree))
        self.rules = {name: rule for name, rule, _ in written}
        # What a supplement's day leaves idle was meant.
        self.passing = {name for name, _, passing in written if passing}

    def error(self, mark: Mark, message: str, cure: str) -> None:
        """Adds what cannot have been meant."""
        self._add(mark, message, cure, "error")

    def warn(self, mark: Mark, message: str, cure: str) -> None:
        """Adds what was hardly meant, and may be right."""
        self._add(mark, message, cure, "warning")

    def _add(self, mark: Mark, message: str, cure: str, level: str) -> None:
        file = mark.file or self.rule_set.file
        self.problems.append(
            Problem(
                file=file, line=mark.line, column=mark.column, message=message, suggestion=cure, level=level
            )
        )

    def place(self, node: Node, key: str) -> Mark:
        """Where the value of a rule's key is written; that of the rule where it is written nowhere."""
        found = value_at(self.rules.get(node.id), key)
        return found.mark if found else node.mark

    def header(self, key: str) -> Mark:
        """Where the value of a key of the header is written."""
        found = value_at(self.rule_set.tree, key)
        return found.mark if found else Mark(1, 1)


class Written(NamedTuple):
    """A single value of a document, the keys that lead to it, and the mapping that it stands in."""

    path: tuple[str, ...]
    within: Mapping
    value: Scalar


def value_at(tree: Tree | None, *keys: str) -> Tree | None:
    """What is written at a path of keys; None where nothing is."""
    for key in keys:
        entry = tree.entries.get(key) if isinstance(tree, Mapping) else None
        tree = entry.value if entry else None
    return tree


def values(tree: Tree | None) -> Iterator[Written]:
    """Every single value of a document that stands at a key."""
    waiting: list[tuple[tuple[str, ...], Mapping | None, Tree]] = [((), None, tree)] if tree else []
    while waiting:
        path, within, found = waiting.pop()
        if isinstance(found, Mapping):
            waiting.extend(((*path, key), found, entry.value) for key, entry in found.entries.items())
        elif isinstance(found, Scalar):
            if within is not None:
                yield Written(path, within, found)
        else:
            waiting.extend((path, within, item) for item in found.items)


def roots(tree: Tree | None) -> list[Tree]:
    """The roots of all trees of a document: that of the members, and the rankings of groups."""
    root, groups = value_at(tree, "root"), value_at(tree, "groups")
    return [*([root] if root else ()), *(items_of(groups) if groups else ())]


def _written(tree: Tree | None) -> Iterator[tuple[str, Mapping, bool]]:
    """The rules of a document as they are written: id, text, whether a supplement began or ended them."""
    of_term = value_at(tree, "term_counts")
    found = [*roots(tree), *(items_of(of_term) if of_term else ())]
    waiting = [(rule, False) for rule in found]
    while waiting:
        rule, above = waiting.pop()
        if isinstance(rule, Mapping):
            own = rule.entries.get("in_force")
            passing = above or (own is not None and bool(own.key.mark.file))
            yield word(rule, "id") or "", rule, passing
            below = rule.entries.get("rules")
            waiting.extend((item, passing) for item in (items_of(below.value) if below else ()))
