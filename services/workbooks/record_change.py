"""What a file changes of one record: counted, as it may be many; held back where it was not read whole."""

from collections.abc import Mapping
from dataclasses import replace

from rules.catalogue import Catalogue
from rules.record import Record
from services.workbooks.comparison import told
from services.workbooks.mass_change import MassChanges

_DAY, _TITLE, _PEOPLE, _OUTCOMES = "日期", "题目", "人员", "采用与批示"


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
        parts=sorted([*after.parts, *people]) if people else after.parts,
        outcomes=[*after.outcomes, *outcomes],
        matter=after.matter or before.matter,
    )
    return found, (f"没有读全，保留原有的{'、'.join(kept)}",) if kept else ()
