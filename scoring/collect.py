"""Records into facts: participations, authorships, and each author's share in each outcome."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from rules.catalogue import OWNERS_OF_TAKE, Catalogue, Kind
from rules.record import Attributes, Record, Value
from rules.when import RECORD_DATE
from scoring.facts import TAKE, Column, Facts, Integers, Labelled, Numeric, canonical
from scoring.matter import matters
from scoring.roster import Roster, encode, vocabulary
from scoring.spelling import spelled_out


@dataclass(frozen=True, slots=True)
class _Source:
    """What some facts have in common: what they are, and their attributes, later ones overriding."""

    kind: str
    take: str
    attributes: tuple[Attributes, ...]


@dataclass
class _Rows:
    """Facts before they become arrays. Facts of one source row share its attributes by index."""

    member: list[int] = field(default_factory=list)
    work: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    take: list[int] = field(default_factory=list)
    source: list[int] = field(default_factory=list)
    # Within a work: 0 for parts, then outcomes by their own order.
    place: list[int] = field(default_factory=list)
    sources: list[_Source] = field(default_factory=list)

    def add(self, members: Iterable[int], work: int, day: int, source: _Source, place: int = 0) -> None:
        at, code = len(self.sources), TAKE[source.take]
        self.sources.append(source)
        for member in members:
            self.member.append(member)
            self.work.append(work)
            self.day.append(day)
            self.take.append(code)
            self.source.append(at)
            self.place.append(place)


def collect(records: Sequence[Record], roster: Roster, catalogue: Catalogue) -> Facts:
    """The facts of `records`, in canonical order whatever the order of the records.

    Works of one `matter` are linked; a work without one stands alone. Raises `KeyError` for a part of
    somebody who is not in the roster, and `ValueError` for a value its attribute cannot have or a member
    who has two parts in one record.
    """
    indexes = {key: at for at, key in enumerate(roster.keys)}
    ordered = works_in_order(records)
    for record in ordered:
        if len({part.member for part in record.parts}) < len(record.parts):
            raise ValueError(f"“{record.kind}”{record.key}里同一名委员出现两次")
    rows = _Rows()
    for work, record in enumerate(ordered):
        if catalogue.kinds[record.kind].form == "occasion":
            _participations(record, work, indexes, rows)
        else:
            _authorships(record, work, indexes, rows)
    work_of: Integers = np.array(rows.work, np.int32)
    place = np.array(rows.place, np.int64)
    facts = Facts(
        member=np.array(rows.member, np.int32),
        work=work_of,
        matter=np.array(matters(ordered, catalogue), np.int32)[work_of] if len(ordered) else work_of,
        day=np.array(rows.day, np.int32),
        rank=work_of.astype(np.int64) * (int(place.max(initial=0)) + 1) + place,
        take=np.array(rows.take, np.int8),
        kind=_kinds(ordered, catalogue, work_of),
        columns={**_columns(rows, catalogue), RECORD_DATE: Numeric(_days(ordered)[work_of])},
        outsiders=np.array([record.outsiders for record in ordered], np.int32),
    )
    return canonical(facts)


def works_in_order(records: Sequence[Record]) -> list[Record]:
    """The records as `Facts.work` numbers them: by external key, 第9号 before 第10号."""
    return sorted(records, key=lambda record: (_natural(record.key), record.kind))


def _natural(key: str) -> list[tuple[int, str]]:
    pieces = re.split(r"(\d+)", unicodedata.normalize("NFKC", key))
    # A list of pairs compares without mixing types; the text itself settles 01 against 1.
    return [(int(piece), piece) if piece.isdecimal() else (-1, piece) for piece in pieces if piece]


def _participations(record: Record, work: int, indexes: Mapping[str, int], rows: _Rows) -> None:
    day = record.day.toordinal()
    shared: dict[int, list[int]] = {}
    attributes: dict[int, Attributes] = {}
    for part in record.parts:
        shared.setdefault(id(part.attributes), []).append(indexes[part.member])
        attributes[id(part.attributes)] = part.attributes
    for at, members in shared.items():
        source = _Source(record.kind, "participation", (record.attributes, attributes[at]))
        rows.add(members, work, day, source)


def _authorships(record: Record, work: int, indexes: Mapping[str, int], rows: _Rows) -> None:
    authors = len(record.parts) + record.outsiders
    shared: dict[str, Value] = {"联名": authors > 1, "作者人数": authors, **record.attributes}
    outcomes = record.outcomes
    if len(outcomes) > 1:
        outcomes = sorted(outcomes, key=lambda each: (each.day, each.key, spelled_out(each.attributes)))
    for at, part in enumerate(record.parts):
        derived: dict[str, Value] = {"序号": at + 1, "位次": "首" if at == 0 else "联"}
        own = {**derived, **part.attributes}
        own["位次"] = part.attributes.get("位次") or ("首" if own["序号"] == 1 else "联")
        member = [indexes[part.member]]
        rows.add(member, work, record.day.toordinal(), _Source(record.kind, "authorship", (shared, own)))
        for place, outcome in enumerate(outcomes, 1):
            source = _Source(record.kind, "outcome", (shared, own, outcome.attributes))
            rows.add(member, work, outcome.day.toordinal(), source, place)


def _days(records: Sequence[Record]) -> Integers:
    return np.array([record.day.toordinal() for record in records], np.int32)


def _kinds(records: Sequence[Record], catalogue: Catalogue, work: Integers) -> Labelled:
    labels = tuple(catalogue.kinds)
    codes = {name: code for code, name in enumerate(labels, 1)}
    of_work: Integers = np.array(
        [codes[record.kind] for record in records], np.uint8 if len(labels) < 255 else np.int32
    )
    return Labelled(of_work[work] if len(records) else of_work, labels)


def _columns(rows: _Rows, catalogue: Catalogue) -> dict[str, Column]:
    """A column for each attribute that any fact has, given or by default."""
    source = np.array(rows.source, np.int64)
    defaults = {
        (kind.name, take): _defaults(kind, take, catalogue)
        for kind in catalogue.kinds.values()
        for take in TAKE
    }
    merged = [
        dict(chain(defaults[one.kind, one.take].items(), *(part.items() for part in one.attributes)))
        for one in rows.sources
    ]
    columns: dict[str, Column] = {}
    for name in sorted({name for attributes in merged for name in attributes}):
        attribute = catalogue.attributes[name]
        values = [attributes.get(name) for attributes in merged]
        labels = vocabulary(attribute, values)
        coded = encode(attribute, values, labels)
        columns[name] = Numeric(coded[source]) if labels is None else Labelled(coded[source], labels)
    return columns


def _defaults(kind: Kind, take: str, catalogue: Catalogue) -> dict[str, Value]:
    """What holds for facts of a kind that do not say otherwise."""
    carried = catalogue.attributes_of(kind, *OWNERS_OF_TAKE[take])
    return {a.name: a.default_value for a in carried if a.default_value is not None}
