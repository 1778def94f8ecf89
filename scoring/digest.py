"""What a score was computed from, as a hash: equal input, equal digest, in whatever form it was entered.

A member's digest covers the member's own attributes and their changes; of each occasion its header and the
member's own part; of each work everything, with the attributes of all its authors, who may share its points.
It covers no other participant of an occasion, no name and no telephone number, and no free text of an
attribute, which no rule can read.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import pairwise

import numpy as np

from rules.catalogue import Catalogue
from rules.record import Attributes, Member, Record, Value
from rules.remembered import remembered
from scoring.matter import matters
from scoring.seats import Seats
from scoring.spelling import spelled, spelled_out

# Bytes of a SHA-256.
SIZE = 32
# Members whose hashes are laid side by side at a time: 32 bytes a part.
TOGETHER = 1 << 12
# A run of so few records takes over from those before it how attributes are spelled, and so many at most.
FEW_RECORDS, SPELLED = 1 << 12, 1 << 14
Spelled = dict[tuple[tuple[str, Value], ...], tuple[str, str]]


def digests(members: Sequence[Member], records: Sequence[Record], catalogue: Catalogue) -> dict[str, str]:
    """The digest of each member's input, by member key: SHA-256 in hex.

    `records` are those of the run; everybody who has a part in one is among `members`, else `KeyError`.
    """
    text = _Texts(catalogue, _spelled(catalogue) if len(records) <= FEW_RECORDS else {})
    people = {each.key: _person(each, text) for each in sorted(members, key=lambda member: member.key)}
    own, seats, held = list(people.values()), Seats(people), _Held()
    works = {kind.name for kind in catalogue.kinds.values() if kind.form == "work"}
    for record, matter in zip(records, _matter_names(records, catalogue), strict=True):
        header = _header(record, matter, text)
        if record.kind in works:
            authors = seats.each(record.parts)
            held.add(_hash(header + _work(record, [own[at] for at in authors], text)), authors)
            continue
        for attributes, participants in seats.together(record.parts):
            held.add(_hash(header + text.of(attributes)), participants)
    return {
        key: sha256(person.encode() + hashes).hexdigest()
        for (key, person), hashes in zip(people.items(), held.by_member(len(own)), strict=True)
    }


class _Held:
    """Hashes of what members took part in, and who holds each."""

    def __init__(self) -> None:
        self._hashes = bytearray()
        self._holders = array("i")
        self._sizes = array("i")

    def add(self, digest: bytes, holders: Sequence[int]) -> None:
        self._hashes += digest
        self._holders.extend(holders)
        self._sizes.append(len(holders))

    def by_member(self, members: int) -> Iterator[bytes]:
        """All hashes of each member, ascending."""
        hashes = np.frombuffer(self._hashes, f"S{SIZE}")
        order, n = np.argsort(hashes), max(len(hashes), 1)
        ordered = hashes[order].view(np.uint8).reshape(-1, SIZE)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order))
        held = np.frombuffer(self._holders, np.int32).astype(np.int64)
        held *= n
        held += np.repeat(rank, self._sizes)
        held.sort()
        ends = np.searchsorted(held, np.arange(members + 1) * n)
        for first in range(0, members, TOGETHER):
            bounds = ends[first : first + TOGETHER + 1]
            some = ordered[held[bounds[0] : bounds[-1]] % n].tobytes()
            for start, end in pairwise(((bounds - bounds[0]) * SIZE).tolist()):
                yield some[start:end]


def run_digest(rule_set_digest: str, of_members: Mapping[str, str], as_of: date | None = None) -> str:
    """The digest of a run: SHA-256 in hex of the rule set's digest, those of the members, and the day of a
    run as of one."""
    return digest_of(rule_set_digest, [member_line(*one) for one in sorted(of_members.items())], as_of)


def digest_of(rule_set_digest: str, lines: Iterable[bytes], as_of: date | None = None) -> str:
    """The same of the lines of its members, in the order of their keys."""
    # Without a zero byte: no line of a member reads like this.
    day = [] if as_of is None else [f"as of {as_of.isoformat()}".encode()]
    return sha256(b"\n".join((rule_set_digest.encode(), *day, *lines))).hexdigest()


def member_line(key: str, digest: str) -> bytes:
    """What a member brings into the digest of a run."""
    return f"{key}\0{digest}".encode()


class _Texts:
    """Attributes as text that is the same for the same content. Equal mappings are read once: what is `known`
    of them already is taken over.
    """

    def __init__(self, catalogue: Catalogue, known: Spelled) -> None:
        self._silent = {each.name for each in catalogue.attributes.values() if each.type == "text"}
        if len(known) >= SPELLED:
            known.clear()
        self._known = known
        # Members and records stay for as long as they are read: an id() is that of one mapping.
        self._seen: dict[int, tuple[str, str]] = {}

    def of(self, attributes: Attributes) -> str:
        """The text."""
        return (self._seen.get(id(attributes)) or self._read(attributes))[0]

    def quoted(self, attributes: Attributes) -> str:
        """The text as ascii() spells it within other things."""
        return (self._seen.get(id(attributes)) or self._read(attributes))[1]

    def _read(self, attributes: Attributes) -> tuple[str, str]:
        # True equals 1 here, but no attribute can have both.
        key = tuple(attributes.items())
        found = self._known.get(key)
        if found is None:
            text = ascii([pair for pair in spelled_out(attributes) if pair[0] not in self._silent])
            found = self._known[key] = text, ascii(text)
        self._seen[id(attributes)] = found
        return found

    def changes(self, member: Member) -> list[tuple[str, int, str]]:
        """A member's changes by attribute and day; of two on one day the later in the list holds."""
        told = [
            (change.attribute, change.since.toordinal(), spelled(change.value))
            for change in member.changes
            if change.attribute not in self._silent
        ]
        return sorted(told, key=lambda change: change[:2])


@remembered
def _spelled(catalogue: Catalogue) -> Spelled:
    """How attributes of a catalogue were spelled so far: most of what a change is scored on is as it was."""
    return {}


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()


# Content becomes text by ascii(), which tells strings, numbers and None apart and, unlike repr(), does not
# depend on the characters that a version of Python takes for printable.
def _person(member: Member, text: _Texts) -> str:
    return _hash(ascii((member.key, text.of(member.attributes), text.changes(member)))).hex()


def _matter_names(records: Sequence[Record], catalogue: Catalogue) -> list[tuple[str, str] | None]:
    """Per record, the least kind and key of its matter; None for a record that stands alone."""
    groups: dict[int, list[tuple[str, str]]] = {}
    leaders = matters(records, catalogue)
    for at, (record, leader) in enumerate(zip(records, leaders, strict=True)):
        if leader != at:
            first = records[leader]
            groups.setdefault(leader, [(first.kind, first.key)]).append((record.kind, record.key))
    least = {leader: min(group) for leader, group in groups.items()}
    return [least.get(leader) for leader in leaders]


# What follows spells out ascii() of tuples: for each record, that is what a digest costs.
def _header(record: Record, matter: tuple[str, str] | None, text: _Texts) -> str:
    """The kind, key, day (an ordinal), title, matter and attributes."""
    day, own = record.day.toordinal(), text.quoted(record.attributes)
    return f"({record.kind!a}, {record.key!a}, {day}, {record.title!a}, {matter!a}, {own})"


def _work(record: Record, people: Sequence[str], text: _Texts) -> str:
    """The authors, each a person and attributes, the outcomes, and how many authors are not members."""
    authors = [
        f"('{person}', {text.quoted(part.attributes)})"
        for person, part in zip(people, record.parts, strict=True)
    ]
    outcomes = [(each.day.toordinal(), each.key, text.of(each.attributes)) for each in record.outcomes]
    return f"([{', '.join(authors)}], {sorted(outcomes)!a}, {record.outsiders})"
