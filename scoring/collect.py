"""Records into facts: participations, authorships, and each author's share in each outcome."""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rules.catalogue import Catalogue
from rules.record import Outcome, Record
from rules.when import RECORD_DATE
from scoring.facts import Facts, Integers, Labelled, Numeric, canonical_order, narrow
from scoring.matter import matters
from scoring.roster import Roster
from scoring.seats import Seats
from scoring.source import Sources
from scoring.spelling import spelled_out

DIGITS = re.compile(r"(\d+)")


def collect(records: Sequence[Record], roster: Roster, catalogue: Catalogue) -> Facts:
    """The facts of `records`, in canonical order whatever the order of the records.

    Works of one `matter` are linked; a work without one stands alone. Raises `KeyError` for a part of
    somebody who is not in the roster, and `ValueError` for a value its attribute cannot have or a member
    who has two parts in one record.
    """
    return collect_in_order(works_in_order(records), roster, catalogue)


def collect_in_order(records: Sequence[Record], roster: Roster, catalogue: Catalogue) -> Facts:
    """The same for records that `works_in_order` has ordered; the order numbers the works."""
    seats, sources, runs = Seats(roster.keys), Sources(catalogue), _Runs()
    occasions = {kind.name for kind in catalogue.kinds.values() if kind.form == "occasion"}
    for at, record in enumerate(records):
        if record.kind in occasions:
            for attributes, members in seats.together(record.parts):
                code = sources.participation(record, attributes)
                runs.add(members, [code] * len(members), at, record.day.toordinal())
        else:
            _authorships(record, seats.each(record.parts), at, sources, runs)
    member, source = (np.frombuffer(each, np.int32) for each in (runs.member, runs.source))
    day, work, place = (runs.repeated(each) for each in (runs.day, runs.work, runs.place))
    # Each column is made in its order: all of them twice would be gigabytes.
    order = canonical_order(member, day)
    source, work, place = source[order], work[order], place[order]
    facts = Facts(
        member=member[order],
        work=work,
        matter=np.array(matters(records, catalogue), np.int32)[work],
        day=day[order],
        rank=narrow(work.astype(np.int64) * (int(place.max(initial=0)) + 1) + place),
        take=np.array(sources.takes, np.int8)[source],
        kind=_kinds(records, catalogue).take(work),
        columns={**sources.columns(source), RECORD_DATE: Numeric(_days(records)[work])},
        outsiders=np.array([record.outsiders for record in records], np.int32),
    )
    _refuse_twice(facts, records)
    return facts


class _Runs:
    """Facts before they become arrays: a member and a source each, in runs of one record, day and place."""

    def __init__(self) -> None:
        self.member = array("i")
        self.source = array("i")
        self.work = array("i")
        self.day = array("i")
        # Within a work: 0 for parts, then outcomes by their own order.
        self.place = array("i")
        self.size = array("i")

    def add(
        self, members: Sequence[int], sources: Sequence[int], work: int, day: int, place: int = 0
    ) -> None:
        self.member.extend(members)
        self.source.extend(sources)
        self.work.append(work)
        self.day.append(day)
        self.place.append(place)
        self.size.append(len(members))

    def repeated(self, values: "array[int]") -> Integers:
        """A value per run, for each of its facts."""
        return np.repeat(np.frombuffer(values, np.int32), self.size)


def _refuse_twice(facts: Facts, records: Sequence[Record]) -> None:
    # Facts of one member stand by day and rank: two of one rank are neighbours.
    twice = (facts.member[1:] == facts.member[:-1]) & (facts.rank[1:] == facts.rank[:-1])
    if twice.any():
        record = records[int(facts.work[1:][twice].min())]
        raise ValueError(f"“{record.kind}”{record.key}里同一名委员出现两次")


def works_in_order(records: Sequence[Record]) -> list[Record]:
    """The records as `Facts.work` numbers them: by external key, 第9号 before 第10号.

    Of one key in two years or two spellings, what else they say decides, never which was entered first.
    """
    return sorted(
        records, key=lambda record: (_natural(record.key), record.kind, record.day, record.title, record.key)
    )


@lru_cache(maxsize=1 << 14)
def _natural(key: str) -> tuple[tuple[int, str], ...]:
    pieces = DIGITS.split(key if key.isascii() else unicodedata.normalize("NFKC", key))
    # Pairs compare without mixing types; the text itself settles 01 against 1.
    found = [(int(piece), piece) if at % 2 else (-1, piece) for at, piece in enumerate(pieces) if piece]
    return tuple(found)


def _authorships(record: Record, members: list[int], work: int, sources: Sources, runs: _Runs) -> None:
    outcomes: Sequence[Outcome] = record.outcomes
    if len(outcomes) > 1:
        outcomes = sorted(outcomes, key=lambda each: (each.day, each.key, spelled_out(each.attributes)))
    runs.add(members, sources.authorships(record), work, record.day.toordinal())
    for place, outcome in enumerate(outcomes, 1):
        followed = sources.authorships(record, outcome.attributes)
        runs.add(members, followed, work, outcome.day.toordinal(), place)


def _days(records: Sequence[Record]) -> Integers:
    return np.array([record.day.toordinal() for record in records], np.int32)


def _kinds(records: Sequence[Record], catalogue: Catalogue) -> Labelled:
    """The kind of each record."""
    labels = tuple(catalogue.kinds)
    codes = {name: code for code, name in enumerate(labels, 1)}
    type_ = np.uint8 if len(labels) < 255 else np.int32
    return Labelled(np.array([codes[record.kind] for record in records], type_), labels)
