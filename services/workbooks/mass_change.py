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

    def verdict(self, accepted: Collection[str]) -> str | None:
        """Why the file is refused; None where every mass change is `accepted` by its name."""
        return "".join(self._refusals(accepted)) or None

    def _refusals(self, accepted: Collection[str]) -> Iterator[str]:
        for name, examples in sorted(self.changed.items()):
            count, known = len(examples), self.known[name]
            if name in accepted or count < LEAST or count <= SHARE * known:
                continue
            shown = "、".join(examples[:_EXAMPLES]) + ("……" if count > _EXAMPLES else "")
            yield (
                f"“{name}”要改 {count} {self.unit}（原有 {known} {self.unit}）：{shown}。"
                f"一次改这么多，多半是列错位或表不对；确实要改，加 --accept {name}。"
            )
