"""Where a change takes hold: rules by their ids, and values by a path such as `P1.cap` or `O1.times.2`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rules.grafting import items_of, put_items, rules_in, word
from rules.source import Entry, Listing, Mapping, Mark, Refusals, Scalar, Tree, nearest

# The lists of the header whose items a change may name, and what stands in it besides.
LISTS = ("exclude", "unranked", "gates", "grades", "consequences", "term_counts", "groups")
OPEN = ("title", "citation", "note", "rounding", "months", "rank", "term", "last_year", *LISTS)
MAX_CURES = 50
CLOSED = ("language", "committee", "year", "period", "catalogue", "root")


@dataclass(eq=False)
class Spot:
    """A rule in the tree: its mapping, and the entry of `parent` in which it stands, in a list or alone."""

    mapping: Mapping
    parent: Mapping
    key: str
    above: "Spot | None"
    level: int = 0

    def siblings(self) -> tuple[Tree, ...]:
        return items_of(self.parent.entries[self.key].value)


@dataclass(frozen=True, slots=True)
class Place:
    """A value: the entry `key` of a mapping, or the `at`-th of the list there. `old` None: nothing yet."""

    owner: Spot | None
    keys: tuple[str, ...]
    mapping: Mapping
    key: str
    at: int | None
    old: Tree | None

    def put(self, tree: Tree, mark: Mark) -> None:
        """Writes `tree` here."""
        if self.at is None:
            entry = self.mapping.entries.get(self.key)
            self.mapping.entries[self.key] = Entry(entry.key if entry else Scalar(self.key, mark), tree)
            return
        written = list(items_of(self.mapping.entries[self.key].value))
        written[self.at] = tree
        put_items(self.mapping, self.key, written, mark)

    def take_out(self) -> None:
        """Removes what stands here."""
        if self.at is None:
            del self.mapping.entries[self.key]
            return
        written = list(items_of(self.mapping.entries[self.key].value))
        del written[self.at]
        put_items(self.mapping, self.key, written, self.mapping.mark)


class Addresses:
    """The rules of a document by id, kept up to date while changes are applied."""

    def __init__(self, header: Mapping, refusals: Refusals) -> None:
        self.header = header
        self.refusals = refusals
        self.spots: dict[str, Spot] = {}
        self.cures = 0
        for key in ("root", *LISTS):
            self.index(header, key, None)

    def index(self, parent: Mapping, key: str, above: Spot | None) -> None:
        """Notes every rule that stands in the entry `key` of `parent`, and those below them."""
        entry = parent.entries.get(key)
        for item in items_of(entry.value) if entry else ():
            if isinstance(item, Mapping):
                self.note(item, parent, key, above)

    def note(self, mapping: Mapping, parent: Mapping, key: str, above: Spot | None) -> Spot:
        """Notes one rule and those below it."""
        spot = Spot(mapping, parent, key, above, above.level + 1 if above else 0)
        if (name := word(mapping, "id")) is not None:
            self.spots.setdefault(name, spot)
        self.index(mapping, "rules", spot)
        return spot

    def forget(self, mapping: Mapping) -> None:
        """Forgets a rule that is gone, with those below it."""
        for inner in rules_in(mapping):
            name = word(inner, "id")
            if name is not None and name in self.spots and self.spots[name].mapping is inner:
                del self.spots[name]

    def rule(self, name: Scalar | str, mark: Mark) -> Spot | None:
        """The rule of that id; refused where there is none."""
        text = name.text if isinstance(name, Scalar) else name
        if text not in self.spots:
            self.refusals.add(mark, f"没有编号为“{text}”的规则", self.nearest(text, ()))
            return None
        return self.spots[text]

    def nearest(self, word: str, more: Iterable[str]) -> str | None:
        """The id most like a word; looking among a thousand takes a while, so not for all that is wrong."""
        self.cures += 1
        return nearest(word, [*self.spots, *more]) if self.cures <= MAX_CURES else None

    def place(self, path: str, mark: Mark) -> Place | None:
        """The value at a path: the id of a rule or a key of the header, then keys, divided by points."""
        owner, rest = self._owner(path)
        if owner is None:
            return self._of_header(path, mark)
        if not rest:
            cure = f"写成 {path}.points、{path}.cap 等；整条改的用 replace"
            self.refusals.add(mark, f"“{path}”是一条规则，没有说改哪一项", cure)
            return None
        if rest[0] in ("id", "rules"):
            self.refusals.add(mark, f"“{rest[0]}”不能改", "增加、替换、删除规则用 add、replace、remove")
            return None
        return self._walk(owner, owner.mapping, rest, path, mark)

    def _owner(self, path: str) -> tuple[Spot | None, list[str]]:
        """The rule with the longest id that begins the path, and the keys after it. Ids may hold points."""
        for end in range(len(path), 0, -1):
            if (end == len(path) or path[end] == ".") and path[:end] in self.spots:
                return self.spots[path[:end]], path[end + 1 :].split(".") if end < len(path) else []
        return None, []

    def _of_header(self, path: str, mark: Mark) -> Place | None:
        keys = path.split(".")
        if keys[0] in CLOSED:
            self.refusals.add(mark, f"“{keys[0]}”须与基本文件一致，补充规定不能改", "另写一份年度文件")
            return None
        if keys[0] not in OPEN or (keys[0] in LISTS and (keys[0] != "grades" or len(keys) == 1)):
            cure = self.nearest(keys[0], OPEN) or "先写规则的编号，再写要改的关键字，例如 P1.cap"
            self.refusals.add(mark, f"找不到“{path}”", cure)
            return None
        return self._walk(None, self.header, keys, path, mark)

    def _walk(
        self, owner: Spot | None, start: Mapping, keys: list[str], path: str, mark: Mark
    ) -> Place | None:
        """Follows `keys` from `start`; the last may be missing, all others must be there."""
        mapping, key, at = start, keys[0], None
        rest = keys[1:]
        while True:
            entry = mapping.entries.get(key)
            tree = entry.value if entry else None
            if (
                key in ("table", "values")
                and isinstance(tree, Mapping)
                and rest
                and rest[0] not in ("by", "values")
            ):
                # A row is named as it is written, points and all: `M2.table.常委/出席`.
                rows = tree.entries.get("values") if key == "table" else None
                inner = rows.value if rows else tree
                if isinstance(inner, Mapping):
                    row = ".".join(rest)
                    known = inner.entries.get(row)
                    return Place(
                        owner=owner,
                        keys=tuple(keys),
                        mapping=inner,
                        key=row,
                        at=None,
                        old=known.value if known else None,
                    )
            if rest and isinstance(tree, Listing | Scalar | Mapping) and self._is_list(key, tree, rest[0]):
                at = self._number(key, items_of(tree), rest[0], path, mark)
                if at is None:
                    return None
                tree, rest = items_of(tree)[at], rest[1:]
            short = {"times": "factor", "bands": "points"}.get(key)
            if not rest and at is not None and short and isinstance(tree, Mapping):
                rest = [short]
            if not rest:
                return Place(owner=owner, keys=tuple(keys), mapping=mapping, key=key, at=at, old=tree)
            if not isinstance(tree, Mapping):
                where = ".".join(path.split(".")[: -len(rest)])
                message = f"“{where}”下面没有“{rest[0]}”" if tree else f"没有写“{where}”"
                self.refusals.add(mark, message, "检查编号和关键字" if tree else f"整项写出来：set: {where}")
                return None
            mapping, key, at, rest = tree, rest[0], None, rest[1:]

    def _is_list(self, key: str, tree: Tree, segment: str) -> bool:
        return isinstance(tree, Listing) or (segment.isascii() and segment.isdigit()) or key == "grades"

    def _number(self, key: str, items: tuple[Tree, ...], segment: str, path: str, mark: Mark) -> int | None:
        """The index that a segment names: the n-th, or a grade by its name."""
        if key == "grades":
            names = [word(item, "grade") for item in items]
            if segment in names:
                return names.index(segment)
            self.refusals.add(mark, f"没有等次“{segment}”", nearest(segment, [n for n in names if n]))
            return None
        if re.fullmatch(r"[1-9]\d{0,3}", segment, re.ASCII) and int(segment) <= len(items):
            return int(segment) - 1
        self.refusals.add(mark, f"“{path}”里的“{segment}”应是第几项", f"写 1 到 {len(items)}")
        return None

    def cite(self, owner: Spot, citation: str, mark: Mark) -> None:
        """Adds a supplement to what the rule cites, as long as a citation may be."""
        own = self.cited(owner)
        if citation in own or len(own) + len(citation) > 250:
            return
        text = f"{own}；{citation}" if own else citation
        owner.mapping.entries["citation"] = Entry(Scalar("citation", mark), Scalar(text, mark, quoted=True))

    def cited(self, spot: Spot | None) -> str:
        """The citation of a rule, or of the nearest above it that has one."""
        while spot is not None:
            if (found := word(spot.mapping, "citation")) is not None:
                return found
            spot = spot.above
        return word(self.header, "citation") or ""


def name_of(spot: Spot | None) -> str:
    """The id of a rule."""
    return (word(spot.mapping, "id") if spot else None) or "?"
