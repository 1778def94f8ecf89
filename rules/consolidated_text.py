"""The consolidated text of a measure: base and supplements as one document, with the source of each value."""

import re
from datetime import date
from pathlib import PurePath

from rules.document import RuleSet
from rules.grafting import items_of, word
from rules.origin import Sources
from rules.source import Entry, Listing, Mapping, Scalar, Tree
from rules.succession import FIRST_VERSION, GATHERING, VERSION
from rules.yaml_text import block


def consolidated(rule_set: RuleSet, day: date | None = None) -> str:
    """The text in force on `day`; without one, the text for all days, which scores as the rule set does.

    It is a rule document by itself. What comes from a supplement has a comment: which, its line, since when.
    A rule that is not in force on `day` is left out, unless another names it; the comments of the documents
    are not repeated.
    """
    tree = rule_set.tree
    assert isinstance(tree, Mapping)
    if day is not None:
        tree = _View(rule_set.named(), day.isoformat()).document(tree)
    base = PurePath(rule_set.file).name
    known = f"{day} 有效的" if day else ""
    lines = [f"# {known}合并文本。没有注明出处的，出自 {base}。"]
    for one in rule_set.supplements:
        lines.append(
            f"# {one.label}：{one.title}，{one.citation}（{PurePath(one.file).name}）".replace("\n", " ")
        )
    return "\n".join([*lines, *block(tree, Sources(rule_set.supplements))]) + "\n"


class _View:
    """A document as it reads on one day: of dated values that of the day, of the rules those in force."""

    def __init__(self, named: set[str], day: str) -> None:
        self.named = named
        self.day = day

    def document(self, tree: Mapping) -> Mapping:
        entries = {key: Entry(each.key, self.value(each.value)) for key, each in tree.entries.items()}
        root = tree.entries["root"]
        assert isinstance(root.value, Mapping)
        entries["root"] = Entry(root.key, self.rule(root.value))
        groups = tree.entries.get("groups")
        if groups is not None:
            own = (self.rule(one) for one in items_of(groups.value) if isinstance(one, Mapping))
            entries["groups"] = Entry(groups.key, Listing(tuple(own), groups.value.mark))
        return Mapping(entries, tree.mark)

    def value(self, tree: Tree) -> Tree:
        """The tree with every dated value as it is on the day."""
        if isinstance(tree, Scalar):
            return tree
        if isinstance(tree, Mapping):
            entries = {key: Entry(each.key, self.value(each.value)) for key, each in tree.entries.items()}
            return Mapping(entries, tree.mark)
        steps = [item for item in tree.items if isinstance(item, Mapping) and "value" in item.entries]
        if not steps or len(steps) < len(tree.items):
            return Listing(tuple(map(self.value, tree.items)), tree.mark)
        begun = [step for step in steps if (word(step, "from") or "") <= self.day]
        return begun[-1].entries["value"].value

    def rule(self, rule: Mapping) -> Mapping:
        """The rule with those below it that are kept."""
        entries = {
            key: Entry(each.key, each.value if key == "rules" else self.value(each.value))
            for key, each in rule.entries.items()
            if key != "in_force" or not self.in_force(rule)
        }
        below = rule.entries.get("rules")
        if below is not None:
            rules = [item for item in items_of(below.value) if isinstance(item, Mapping)]
            kept = [self.rule(item) for item in rules if self.kept(item)] or [self.rule(rules[0])]
            entries["rules"] = Entry(below.key, Listing(tuple(kept), below.value.mark))
        return self.alone(Mapping(entries, rule.mark))

    def alone(self, rule: Mapping) -> Mapping:
        """A rule of several versions, of which one is in force, as one rule again."""
        own, below = word(rule, "id") or "", rule.entries.get("rules")
        versions = items_of(below.value) if below else ()
        only = versions[0] if len(versions) == 1 else None
        version = re.compile(rf"{re.escape(own)}\.({FIRST_VERSION}|{VERSION})")
        if not isinstance(only, Mapping) or not version.fullmatch(word(only, "id") or ""):
            return rule
        outer = {key: each for key, each in rule.entries.items() if key != "rules"}
        if "over" in outer and outer["over"].key.mark.file and not outer.keys() & {*GATHERING}:
            # That of the node of one fact, which the leaf did without; a limit that came later is within it.
            del outer["over"]
        inner = {key: each for key, each in only.entries.items() if key not in ("id", "in_force")}
        outer["id"] = Entry(outer["id"].key, Scalar(own, only.mark))
        return Mapping({**outer, **inner}, only.mark)

    def kept(self, rule: Mapping) -> bool:
        """Whether a rule stands in the text of the day: in force, or named by another."""
        below = rule.entries.get("rules")
        inner = [item for item in items_of(below.value) if isinstance(item, Mapping)] if below else []
        if word(rule, "id") in self.named:
            return True
        return any(map(self.kept, inner)) if inner else self.in_force(rule)

    def in_force(self, rule: Mapping) -> bool:
        own = rule.entries.get("in_force")
        if own is None:
            return True
        first, last = word(own.value, "from") or "", word(own.value, "to") or "9999"
        return first <= self.day <= last
