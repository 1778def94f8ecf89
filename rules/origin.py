"""Where what a measure says is written: in the base document, or in which supplement, and since when."""

from rules.document import RuleSet
from rules.grafting import items_of, word
from rules.source import Mapping, Mark
from rules.supplement import Change, Supplement


class Sources:
    """Says where a place comes from: `补充规定（一）第6行，2022-04-03 起`; empty for the base document."""

    def __init__(self, supplements: tuple[Supplement, ...]) -> None:
        self.by_file = {one.file: one for one in supplements}

    def __call__(self, mark: Mark) -> str:
        supplement = self.by_file.get(mark.file)
        change = self.change(mark)
        if supplement is None:
            return ""
        if change is None:
            return f"{supplement.label}第{mark.line}行"
        since = f"{change.since} 起" if change.since else "自始适用"
        return f"{supplement.label}第{change.mark.line}行，{since}"

    def change(self, mark: Mark) -> Change | None:
        """The change that brought what stands at `mark`; None for the base document."""
        supplement = self.by_file.get(mark.file)
        before = [each for each in supplement.changes if each.mark <= mark] if supplement else []
        return before[-1] if before else None


def marks(rule_set: RuleSet, rule: str) -> dict[str, Mark]:
    """The place of each key of a rule: `marks(rule_set, "P1")["cap"]` is where its cap is written."""
    root = rule_set.tree.entries.get("root") if isinstance(rule_set.tree, Mapping) else None
    waiting = [root.value] if root else []
    while waiting:
        found = waiting.pop()
        if isinstance(found, Mapping):
            if word(found, "id") == rule:
                return {key: entry.value.mark for key, entry in found.entries.items()}
            below = found.entries.get("rules")
            waiting.extend(items_of(below.value) if below else ())
    return {}
