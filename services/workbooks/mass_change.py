"""Changes of one thing for many at once: more often a wrong column than news, so they need a word."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

# In a year some tenth of the members move or are promoted; a column that is missing, shifted or sorted apart
# changes nearly all. Of the members of a small committee a handful may well change together.
SHARE = Fraction(1, 5)
LEAST = 5
_EXAMPLES = 3


@dataclass(slots=True)
class MassChanges:
    """Counts, for each thing that a file may change, how often it is known and how often it would change.

    A value where there was none is no change: nothing that was recorded is lost.
    """

    unit: str
    known: Counter[str] = field(default_factory=Counter)
    changed: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, name: str, change: str | None) -> None:
        """Counts a thing that is known; `change` says whose and how it would change, None that it stays."""
        self.known[name] += 1
        if change is not None:
            self.changed[name].append(change)

    def unaccepted(self, accepted: Collection[str]) -> Iterator[str]:
        """The names of the mass changes that are not `accepted`."""
        for name, examples in sorted(self.changed.items()):
            if name not in accepted and len(examples) >= LEAST and len(examples) > SHARE * self.known[name]:
                yield name

    def verdict(self, accepted: Collection[str], cure: str) -> str | None:
        """Why the file is refused, and the `cure` with the name in it; None where all are `accepted`."""
        return "".join(self._refusals(accepted, cure)) or None

    def _refusals(self, accepted: Collection[str], cure: str) -> Iterator[str]:
        for name in self.unaccepted(accepted):
            examples = self.changed[name]
            count, known = len(examples), self.known[name]
            shown = "、".join(examples[:_EXAMPLES]) + ("……" if count > _EXAMPLES else "")
            yield (
                f"“{name}”要改 {count} {self.unit}（原有 {known} {self.unit}）：{shown}。"
                f"一次改这么多，多半是列错位或表不对；确实要改，{cure.format(name)}。"
            )
