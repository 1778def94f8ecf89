"""What scoring some members again needs, and whose score a change can touch.

The law, which the tests hold for random measures: after a change of one record or one member, score again the
members that are touched, on their neighbourhood, and keep everybody else's `MemberScore`. Together they are
what scoring everybody on everything gives, digests included.

What a score depends on: the member's own attributes; the headers and own parts of the member's occasions; the
member's works with all their authors and these authors' attributes, since authors share; and which of the
member's works belong to one matter, which records of other people can decide. Records are linked by
`matter.links` and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from rules.catalogue import Catalogue
from rules.record import Record
from scoring.matter import links, matters


def neighbourhood(members: Collection[str], records: Iterable[Record], catalogue: Catalogue) -> list[Record]:
    """The part of `records` on which these members score as they do on all, in the order given.

    Their occasions, without the parts of others; their works with all authors; and every record of the same
    matters, by however many steps. The roster of such a run needs `members` and `present` of the result;
    only the rows of `members` count.
    """
    everything = list(records)
    numbers = matters(everything, catalogue)
    wanted = {
        number
        for number, record in zip(numbers, everything, strict=True)
        if any(part.member in members for part in record.parts)
    }
    return [
        _own(record, members, catalogue)
        for number, record in zip(numbers, everything, strict=True)
        if number in wanted
    ]


def present(records: Iterable[Record]) -> set[str]:
    """The keys of all who have a part in one of `records`."""
    return {part.member for record in records for part in record.parts}


def touched(
    before: Record | None, after: Record | None, others: Sequence[Record], catalogue: Catalogue
) -> set[str]:
    """The keys of the members whose score can differ after a record was added, changed or removed.

    All who have a part in it, before or after, and all who have one in a record of its matter, before or
    after. Of an occasion of which only parts changed, those whose part did. `before` None: it was added;
    `after` None: it was removed. `others` are the other records, or of them at least those of either matter.
    """
    if before and after and _same_occasion(before, after, catalogue):
        was, now = ({part.member: part.attributes for part in each.parts} for each in (before, after))
        return {member for member in was | now if was.get(member) != now.get(member)}
    found: set[str] = set()
    for record in (before, after):
        if record is not None:
            found |= present([record, *_linked(record, others, catalogue)])
    return found


def companions(member: str, records: Iterable[Record], catalogue: Catalogue) -> set[str]:
    """The members whose score can differ after this member's attributes changed: itself and co-authors."""
    shared = [
        record
        for record in records
        if catalogue.kinds[record.kind].form == "work" and any(part.member == member for part in record.parts)
    ]
    return {member} | present(shared)


def _own(record: Record, members: Collection[str], catalogue: Catalogue) -> Record:
    if catalogue.kinds[record.kind].form == "work":
        return record
    return replace(record, parts=[part for part in record.parts if part.member in members])


def _same_occasion(before: Record, after: Record, catalogue: Catalogue) -> bool:
    """Whether this is an occasion of which nothing changed but parts."""
    if catalogue.kinds[before.kind].form == "work":
        return False
    return replace(before, parts=[]) == replace(after, parts=[])


def _linked(record: Record, others: Sequence[Record], catalogue: Catalogue) -> list[Record]:
    """Those of `others` that are of one matter with `record`."""
    if not links(record, catalogue):
        return []
    numbers = matters([record, *others], catalogue)
    return [other for number, other in zip(numbers[1:], others, strict=True) if number == 0]
