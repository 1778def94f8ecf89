"""What a file changes of one record: counted, as it may be many; held back where it was not read whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import cast

from files.cell import STATE
from files.reading.records import RecordsFile
from rules.catalogue import Catalogue
from rules.record import Attributes, Part, Record, Value, told_of
from services.records.difference import told
from services.workbooks.mass_change import MassChanges

_DAY, _TITLE, _PEOPLE, _OUTCOMES = "日期", "题目", "人员", "采用与批示"
_LINKS = "关联"
_MEMBER, _ATTRIBUTES = itemgetter(0), itemgetter(1)


def changeable(catalogue: Catalogue) -> tuple[str, ...]:
    """The names of all that a file of records may change."""
    attributes = (each.name for each in catalogue.attributes.values() if tuple(each.of) != ("member",))
    return (*attributes, _DAY, _TITLE, _PEOPLE, _OUTCOMES)


def count(mass: MassChanges, names: Mapping[str, str], before: Record, after: Record) -> None:
    """Counts what is known of a record, and what of it changes or goes; `names` are the members' by key."""
    called = before.title or before.key
    own = {_DAY: before.day, **({_TITLE: before.title} if before.title else {}), **before.attributes}
    now = {_DAY: after.day, _TITLE: after.title, **after.attributes}
    for name, value in own.items():
        mass.count(name, None if now.get(name) == value else f"{called}（{told(value, now.get(name))}）")
    parts = {part.member: part.attributes for part in after.parts}
    for part in before.parts:
        person = names.get(part.member, part.member)
        mine = parts.get(part.member)
        mass.count(_PEOPLE, f"{called} {person}" if mine is None else None)
        if mine is None:
            continue
        for name, value in part.attributes.items():
            other = mine.get(name)
            mass.count(name, None if other == value else f"{person}（{called}：{told(value, other)}）")
    outcomes = {(one.day, one.key) for one in after.outcomes}
    for one in before.outcomes:
        mass.count(_OUTCOMES, None if (one.day, one.key) in outcomes else f"{called}（{one.day} {one.key}）")


def count_kept(mass: MassChanges, record: Record) -> None:
    """Counts what is known of a record that stays as it is."""
    known = mass.known
    known[_DAY] += 1
    if record.title:
        known[_TITLE] += 1
    for name in record.attributes:
        known[name] += 1
    known[_PEOPLE] += len(record.parts)
    if record.parts:
        told = told_of(record.parts)
        # Of an occasion hundreds say the same; most works have one author.
        times = Counter(map(id, map(_ATTRIBUTES, record.parts))) if len(told) < len(record.parts) else {}
        for own in told:
            for name in own:
                known[name] += times.get(id(own), 1)
    known[_OUTCOMES] += len(record.outcomes)


def same(before: Record, after: Record, form: str) -> bool:
    """Whether two records say the same. People of an occasion have no order."""
    if before != after and form == "occasion":
        before, after = (replace(one, parts=sorted(one.parts, key=_MEMBER)) for one in (before, after))
    return before == after


class Unsaid:
    """What a file leaves unsaid of all records of a kind, which stays as it was recorded.

    An empty cell says that there is nothing; a column that is not there, or empty as a whole, says nothing,
    nor does a sheet without rows. A list that tells of nobody who stayed away is of those who came. `kept`
    are the names of what stayed.
    """

    def __init__(self, catalogue: Catalogue, file: RecordsFile) -> None:
        self.defaults = {name: each.default_value for name, each in catalogue.attributes.items()}
        derived = {name for name, each in catalogue.attributes.items() if each.derived}
        self._said = {kind: derived | file.stated.get(kind, frozenset()) for kind in catalogue.kinds}
        self.kept: set[str] = set()
        seen: dict[str, set[int]] = {kind: set() for kind in catalogue.kinds}
        for record in file.records:
            said, noted = self._said[record.kind], seen[record.kind]
            self._note(said, record.attributes)
            for own in told_of(record.parts):
                if id(own) not in noted:
                    noted.add(id(own))
                    self._note(said, own)
            said.update([_OUTCOMES] * bool(record.outcomes) + [_LINKS] * (record.matter is not None))

    def filled(self, before: Record, after: Record) -> Record:
        """`after` with what its file says nothing of, as `before` has it."""
        said = self._said[after.kind]
        outcomes = after.outcomes if _OUTCOMES in said else before.outcomes
        matter = after.matter if _LINKS in said else before.matter
        attributes = self._with(before.attributes, after.attributes, said)
        parts = self._parts(before, after, said)
        same = attributes is after.attributes and parts is after.parts
        if same and outcomes == after.outcomes and matter == after.matter:
            return after
        self.kept.update([_OUTCOMES] * (outcomes != after.outcomes) + [_LINKS] * (matter != after.matter))
        return replace(after, attributes=attributes, parts=parts, outcomes=outcomes, matter=matter)

    def _note(self, said: set[str], attributes: Attributes) -> None:
        said.update(name for name, value in attributes.items() if value != self.defaults.get(name))

    def _parts(self, before: Record, after: Record, said: set[str]) -> Sequence[Part]:
        held, parts = told_of(before.parts), after.parts
        if not all(own.keys() <= said or own.keys() <= {*said, STATE} for own in held):
            told, was = {*said, STATE}, {part.member: part.attributes for part in before.parts}
            parts = [Part(key, self._with(was.get(key, {}), own, told)) for key, own in parts]
        if STATE in said or not any(STATE in own for own in held):
            return parts
        named, came = {part.member for part in parts}, self.defaults[STATE]
        away = [
            part
            for part in before.parts
            if part.member not in named and part.attributes.get(STATE, came) != came
        ]
        if not away:
            return parts
        self.kept.add(STATE)
        return sorted([*parts, *away], key=_MEMBER)

    def _with(self, before: Attributes, after: Attributes, said: set[str]) -> dict[str, Value]:
        """`after`, and what `before` has of attributes that are not `said`, ahead of defaults."""
        if before.keys() <= said:
            return cast(dict[str, Value], after)
        kept = {name: value for name, value in before.items() if name not in said}
        self._note(self.kept, kept)
        return {**after, **kept}


def whole(before: Record, after: Record, form: str) -> tuple[Record, tuple[str, ...]]:
    """`after`, which may lack something, with what `before` has besides; and in words what was kept.

    The authors of a work are read all or not at all; people of an occasion may be missing.
    """
    named = {part.member for part in after.parts} if form == "occasion" else {p.member for p in before.parts}
    people = [part for part in before.parts if part.member not in named]
    known = {(one.day, one.key) for one in after.outcomes}
    outcomes = [one for one in before.outcomes if (one.day, one.key) not in known]
    kept = [f"{len(people)} 人"] if people else []
    kept += [f"采用与批示 {len(outcomes)} 项"] if outcomes else []
    found = replace(
        after,
        attributes={**before.attributes, **after.attributes},
        parts=sorted([*after.parts, *people], key=_MEMBER) if people else after.parts,
        outcomes=[*after.outcomes, *outcomes],
        matter=after.matter or before.matter,
    )
    return found, (f"没有读全，保留原有的{'、'.join(kept)}",) if kept else ()
