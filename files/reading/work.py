"""The authors of a work and their order, which is data: it is never taken from the order of rows."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from files.cells.heading import Role, heading_text
from files.problem import Refused
from files.reading.attributes import Carried
from files.reading.gathering import Candidate
from files.reading.line import Author, Line
from files.reading.who import Outsider, Roster
from rules.catalogue import Catalogue
from rules.record import Part, Value


class _Placed(NamedTuple):
    """An author with position (1 the first; None unknown) and rank label, as far as they are known."""

    author: Author
    line: Line
    position: int | None = None
    rank: str | None = None

    @property
    def part(self) -> dict[str, Value]:
        return self.line.part_of(self.author)


class Authors:
    """Fills in the parts of works; attributes that are equal are shared between them."""

    def __init__(self, kinds: dict[str, Carried], roster: Roster) -> None:
        self.roster = roster
        self.kinds = kinds
        self._shared: dict[tuple[int, int | None, str | None], dict[str, Value]] = {}

    def sign(self, candidate: Candidate) -> None:
        """Fills in parts, outsiders and what follows from them; breaks a work whose authors are in doubt."""
        carried = self.kinds[candidate.kind.name]
        lines = self._distinct(candidate)
        placed = _placed(lines, carried)
        if isinstance(placed, Refused):
            candidate.broken = True
            for line in lines:
                line.refuse(Role.NAMES, "", placed)
            return
        placed = self._once(candidate, placed)
        candidate.parts = [
            Part(p.author, self._attributes(p, carried)) for p in placed if isinstance(p.author, str)
        ]
        candidate.outsiders = len(placed) - len(candidate.parts)
        first = placed[0].author if placed else ""
        candidate.first = first.name if isinstance(first, Outsider) else first
        if carried.joint is not None:
            candidate.attributes.setdefault(carried.joint.name, len(placed) > 1)

    def _distinct(self, candidate: Candidate) -> list[Line]:
        """The lines without those that repeat another word for word."""
        kept: list[Line] = []
        for line in candidate.lines:
            said = (line.people, line.part, line.said)
            same = next((each for each in kept if (each.people, each.part, each.said) == said), None)
            if same is None:
                kept.append(line)
            elif same.attributes == line.attributes and same.outcome == line.outcome:
                line.refuse(
                    Role.NAMES, "", Refused(f"与{same.place}重复，只算一次", "删去其中一行", "reminder")
                )
        for line in kept:
            if not line.people:
                candidate.broken = True
                line.refuse(Role.NAMES, "", Refused("没有写作者", "补上姓名"))
        return kept

    def _once(self, candidate: Candidate, placed: list[_Placed]) -> list[_Placed]:
        """Each author once; one named twice with different attributes breaks the work."""
        kept: dict[Author, _Placed] = {}
        for each in placed:
            first = kept.setdefault(each.author, each)
            if first is each:
                continue
            name = each.author.name if isinstance(each.author, Outsider) else self._name(each.author)
            if first.line is each.line or first.part == each.part:
                refused = Refused(
                    f"“{name}”在这件{candidate.kind.name}里写了两次，只算一次", "删去一次", "reminder"
                )
            else:
                candidate.broken = True
                refused = Refused(
                    f"“{name}”与{first.line.place}是同一件，内容却不同", "两行只留一行，或改成一致"
                )
            each.line.refuse(Role.NAMES, name, refused)
        return list(kept.values())

    def _name(self, key: str) -> str:
        return self.roster.by_exact_key[key].name

    def _attributes(self, placed: _Placed, carried: Carried) -> dict[str, Value]:
        part = placed.part
        key = (id(part), placed.position, placed.rank)
        found = self._shared.get(key)
        if found is None:
            found = dict(part)
            if carried.position is not None and placed.position is not None:
                found[carried.position.name] = placed.position
            if carried.rank is not None and placed.rank is not None:
                found[carried.rank.name] = placed.rank
            self._shared[key] = found
        return found


def _placed(lines: list[Line], carried: Carried) -> list[_Placed] | Refused:
    """The authors in their order; refused where several rows leave it open."""
    if not carried.ranked:
        ordered = sorted(
            ((author, line) for line in lines for author in line.people), key=lambda a: str(a[0])
        )
        return [_Placed(author, line) for author, line in ordered]
    given = [(line, _position(line, carried), _rank(line, carried)) for line in lines]
    if any(position is not None and len(line.people) > 1 for line, position, _ in given):
        return Refused("一行有几名作者时不能写署名序号", "删去序号，按次序写姓名；或每人一行")
    if len(given) > 1 and not all(position for _, position, _ in given):
        return _led(given, carried)
    if len({position for _, position, _ in given}) < len(given):
        return Refused("同一件作品里署名序号重复", "改正序号")
    placed = []
    for line, position, rank in sorted(given, key=lambda each: each[1] or 0):
        if position is None and rank == carried.ranks[1]:
            placed += [_Placed(author, line, None, rank) for author in line.people]
            continue
        for at, author in enumerate(line.people, position or 1):
            placed.append(
                _Placed(author, line, at, rank if len(line.people) == 1 and rank else _rank_at(at, carried))
            )
    return placed


def _led(given: list[tuple[Line, int | None, str | None]], carried: Carried) -> list[_Placed] | Refused:
    """Several rows without positions: clear only if exactly one of them is marked as the first author's."""
    first, other = carried.ranks
    heads = [line for line, _, rank in given if rank == first]
    if len(heads) != 1:
        return Refused("这件作品的作者分在几行，看不出谁是第一作者", _cure(carried), "question")
    head = heads[0]
    placed = [_Placed(author, head, at, _rank_at(at, carried)) for at, author in enumerate(head.people, 1)]
    others = [(author, line) for line, _, _ in given if line is not head for author in line.people]
    return placed + [
        _Placed(author, line, None, other) for author, line in sorted(others, key=lambda o: str(o[0]))
    ]


def _cure(carried: Carried) -> str:
    """How several rows may say who comes first, by the columns that the kind has."""
    ways = ["写在一行，第一作者在前"]
    if carried.behind:
        ways[0] += "，各人不同的写在括号里，如 张三（执笔）、李四（课题组）"
    if carried.position is not None:
        ways.append("每人一行，在“署名序号”列从 1 填起")
    if carried.rank is not None:
        first, other = carried.ranks
        ways.append(f"在“{carried.rank.name}”列给第一作者的一行填“{first}”，其余填“{other}”")
    return "；或".join(ways)


def _rank_at(position: int, carried: Carried) -> str | None:
    return carried.ranks[0 if position == 1 else 1]


def _position(line: Line, carried: Carried) -> int | None:
    value = line.part.get(carried.position.name) if carried.position else None
    return value if isinstance(value, int) else None


def _rank(line: Line, carried: Carried) -> str | None:
    value = line.part.get(carried.rank.name) if carried.rank else None
    return value if isinstance(value, str) else None


def settle_positions(lines: Iterable[Line], catalogue: Catalogue) -> None:
    """Takes back the numbers of a column 序号 that counts the rows of the sheet, not the authors of a work.

    They are positions only if in every work they run from 1; a column with another header is believed.
    """
    columns: dict[int, list[Line]] = defaultdict(list)
    names = {a.name for a in catalogue.attributes.values() if a.derived == "position"}
    for line in lines:
        if names & line.part.keys():
            columns[id(line.columns)].append(line)
    for group in columns.values():
        for name in names:
            if heading_text(group[0].columns.heading(name)) == "序号":
                _settle(group, name)


def _settle(group: list[Line], name: str) -> None:
    works: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for line in group:
        if name in line.part:
            works[line.kind.name, line.number or f"{line.day} {line.title}"].append(line.part[name])
    if all(
        sorted(values, key=str) == sorted(range(1, len(values) + 1), key=str) for values in works.values()
    ):
        return
    values = [value for each in works.values() for value in each]
    counts_rows = len(set(values)) == len(values)
    for line in group:
        if not counts_rows and name in line.part:
            line.broken = True
            refused = Refused(
                "“序号”既不像行号，也不像署名次序", "行号不要重复；署名次序的列名写成“署名序号”"
            )
            line.refuse(name, line.part[name], refused)
        line.part = {each: value for each, value in line.part.items() if each != name}
