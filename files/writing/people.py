"""How a cell names a member so that the readers find that member and nobody else."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from files.cell import is_nothing, name_text
from files.reading.attributes import carried
from files.reading.who import Roster
from rules.catalogue import Catalogue
from rules.record import Member, Value

# Marks that part names, or stand around what is said of them.
_PLAIN = re.compile(r"[^\s、,;/|&+()\[\]（），；]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A member in a row: the text for the cell of names, or else the number for a row of its own."""

    text: str
    number: str = ""


class People:
    """The members of an export by their keys."""

    def __init__(self, members: Iterable[Member], catalogue: Catalogue) -> None:
        self.members = {member.key: member for member in members}
        self.roster = Roster(self.members.values(), catalogue)
        self._shared = Counter(name_text(member.name) for member in self.members.values())
        self._known: dict[str, Named] = {}
        # Behind a name these say what somebody did, not who it was.
        self._said = {word for kind in carried(catalogue).values() for word in kind.behind}

    def named(self, key: str) -> Named:
        """By the name alone where nobody shares it; else with the number behind it, `张三（W0012）`."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._named(self.members[key])
        return found

    def outsiders(self, number: int) -> list[str]:
        """Names for authors of whom only the number is kept."""
        found: list[str] = []
        at = 0
        while len(found) < number:
            at += 1
            if f"外{at}" not in self._shared:
                found.append(f"外{at}（外）")
        return found

    def behind(self, key: str, said: Mapping[str, Value], words: Mapping[str, tuple[str, str]]) -> str | None:
        """The member with what is said of the part, as `张三（执笔）`; None where it cannot be said so."""
        named = self.named(key)
        if named.number:
            return None
        for name, value in said.items():
            word = name_text(str(value))
            if words.get(word) != (name, value) or self.roster.holds(self.members[key].name, word):
                return None
        return named.text + "".join(f"（{value}）" for value in said.values())

    def _named(self, member: Member) -> Named:
        name, key = member.name, member.key
        if not _is_plain(name) or name == "无":
            return Named("", key)
        if self._shared[name_text(name)] == 1:
            return Named(name)
        told = _is_plain(key) and name_text(key) not in self._said
        return Named(f"{name}（{key}）") if told else Named(name, key)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and not is_nothing(text)
