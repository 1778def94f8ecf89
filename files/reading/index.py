"""Finding a record that another row refers to, by number, title, day and kind."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from files.cell import identifier, squeezed
from files.cells.kinds import Kinds
from files.problem import Refused
from files.reading.gathering import Candidate
from rules.catalogue import Kind
from rules.source import nearest


class Index:
    """The candidates of one form (or of all) by what rows call them.

    `incomplete`: a sheet of them could not be read, which is told already; what is not found is then None.
    """

    def __init__(self, candidates: Iterable[Candidate], incomplete: bool = False) -> None:
        self.incomplete = incomplete
        self.by_number: dict[str, list[Candidate]] = defaultdict(list)
        self.by_title: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            if candidate.number:
                self.by_number[candidate.number].append(candidate)
            for title in {line.called for line in candidate.lines if line.title}:
                self.by_title[title].append(candidate)

    def find(
        self, number: str, title: str, kind: Kind | None = None, day: date | None = None
    ) -> Candidate | Refused | None:
        """The one record meant; refused where there is none, or several and no telling which."""
        called = f"编号“{number}”" if number else f"题目“{title}”"
        found = self.by_number.get(number, []) if number else self.by_title.get(squeezed(title), [])
        if kind is not None:
            found = [candidate for candidate in found if candidate.kind.name == kind.name]
            called = f"{called}的{kind.name}"
        if not found and self.incomplete:
            return None
        if not found:
            # Any two short numbers are alike; only a title's likeness tells something.
            cure = "" if number else nearest(squeezed(title), self.by_title)
            return Refused(f"没有{called}", cure or "核对编号和题目，或先在种类的工作表里登记")
        if day is not None:
            found = [d for d in found if d.broken or day in {line.day for line in d.lines}]
            if not found:
                return Refused(f"{called}不在 {day}", "核对日期")
        if len(found) > 1:
            names = "、".join(sorted({f"{d.kind.name} {d.number}".strip() for d in found})[:6])
            cure = "写明种类" if len({d.kind.name for d in found}) == len(found) else "写明编号"
            return Refused(f"{called}有 {len(found)} 条（{names}），分不清是哪一条", cure, "question")
        return found[0]

    def linked(self, text: str, kinds: Kinds) -> Candidate | Refused | None:
        """The record that a 关联编号 names: a number, with the kind before it where several kinds have it."""
        for number in (text, identifier(text)):
            if number in self.by_number:
                return self.find(number, "")
        number = identifier(text)
        whole = squeezed(text)
        for word in sorted(kinds.by_word, key=len, reverse=True):
            rest = identifier(whole.removeprefix(word).lstrip("-_:#"))
            if whole.startswith(word) and rest in self.by_number:
                return self.find(rest, "", kinds.by_word[word])
        return self.find(number, "")
