"""What a score was computed from, as a hash: equal input, equal digest, in whatever form it was entered.

A member's digest covers the member's own attributes and their changes; of each occasion its header and the
member's own part; of each work everything, with the attributes of all its authors, who may share its points.
It covers no other participant of an occasion, no name and no telephone number, and no free text of an
attribute, which no rule can read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from rules.catalogue import Catalogue
from rules.record import Attributes, Member, Record, Value
from scoring.matter import matters
from scoring.spelling import spelled, spelled_out


def digests(members: Sequence[Member], records: Sequence[Record], catalogue: Catalogue) -> dict[str, str]:
    """The digest of each member's input, by member key: SHA-256 in hex.

    `records` are those of the run; everybody who has a part in one is among `members`, else `KeyError`.
    """
    text = _Texts(catalogue)
    ordered = sorted(members, key=lambda member: member.key)
    own = {member.key: _person(member, text) for member in ordered}
    found: dict[str, list[bytes]] = {key: [] for key in own}
    works = {kind.name for kind in catalogue.kinds.values() if kind.form == "work"}
    for record, matter in zip(records, _matter_names(records, catalogue), strict=True):
        header = _header(record, matter, text)
        if record.kind in works:
            whole = _hash(header + _work(record, own, text))
            for part in record.parts:
                found[part.member].append(whole)
            continue
        # Those who share their attributes share the hash.
        of_part: dict[int, bytes] = {}
        for part in record.parts:
            known = of_part.get(id(part.attributes))
            if known is None:
                known = of_part[id(part.attributes)] = _hash(header + text.of(part.attributes))
            found[part.member].append(known)
    return {
        key: sha256(own[key].encode() + b"".join(sorted(facts))).hexdigest() for key, facts in found.items()
    }


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
    """Attributes as text that is the same for the same content. Equal mappings are read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._silent = {each.name for each in catalogue.attributes.values() if each.type == "text"}
        self._known: dict[tuple[tuple[str, Value], ...], str] = {}

    def of(self, attributes: Attributes) -> str:
        # True equals 1 here, but no attribute can have both.
        key = tuple(attributes.items())
        known = self._known.get(key)
        if known is None:
            pairs = [pair for pair in spelled_out(attributes) if pair[0] not in self._silent]
            known = self._known[key] = ascii(pairs)
        return known

    def changes(self, member: Member) -> list[tuple[str, int, str]]:
        """A member's changes by attribute and day; of two on one day the later in the list holds."""
        told = [
            (change.attribute, change.since.toordinal(), spelled(change.value))
            for change in member.changes
            if change.attribute not in self._silent
        ]
        return sorted(told, key=lambda change: change[:2])


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


def _header(record: Record, matter: tuple[str, str] | None, text: _Texts) -> str:
    day = record.day.toordinal()
    return ascii((record.kind, record.key, day, record.title, matter, text.of(record.attributes)))


def _work(record: Record, own: Mapping[str, str], text: _Texts) -> str:
    authors = [(own[part.member], text.of(part.attributes)) for part in record.parts]
    outcomes = [(each.day.toordinal(), each.key, text.of(each.attributes)) for each in record.outcomes]
    return ascii((authors, sorted(outcomes), record.outsiders))
