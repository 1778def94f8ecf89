"""Which records belong to one matter: the same text spoken and printed, a speech and the item made of it."""

from collections.abc import Sequence

from rules.catalogue import Catalogue
from rules.folding import folded
from rules.record import Record

Link = tuple[str, ...]


def links(record: Record, catalogue: Catalogue) -> tuple[Link, ...]:
    """What links a record to others: those that share a link are of one matter, and so on from each of them.

    `("matter", NAME)` for the matter it names. For a work of a kind that says so (`same_matter`), also
    `("title", KIND, TITLE, MEMBER)`: the same title (folded, without blanks) of the same first author.
    Most records have none, and stand alone. Everything that links records is here, so an index of links is
    enough to find them.
    """
    found: list[Link] = []
    if record.matter is not None:
        found.append(("matter", record.matter))
    kind = catalogue.kinds[record.kind]
    # The participants of an occasion stand in no order, so none of them is the first.
    if kind.same_matter and kind.form == "work" and record.title and record.parts:
        title = "".join(folded(record.title).split())
        found.append(("title", record.kind, title, record.parts[0].member))
    return tuple(found)


def matters(records: Sequence[Record], catalogue: Catalogue) -> list[int]:
    """Per record, the place of the first record of its matter."""
    return joined([links(record, catalogue) for record in records])


def joined(links_of: Sequence[tuple[Link, ...]]) -> list[int]:
    """The same, of the links that each record has."""
    leader = list(range(len(links_of)))
    first: dict[Link, int] = {}
    for at, own in enumerate(links_of):
        for link in own:
            one, other = _leader(leader, at), _leader(leader, first.setdefault(link, at))
            leader[max(one, other)] = min(one, other)
    return [_leader(leader, at) for at in range(len(links_of))]


def _leader(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at
