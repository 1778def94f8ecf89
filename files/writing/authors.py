"""The authors of a work as rows: one row where that says all, else a row for each with the place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from files.reading.attributes import Carried
from files.sheets.row_text import Value as Cell
from files.writing.cells import cell
from files.writing.people import People
from rules.record import Record, Value

_LONGEST_CELL = 20_000
Cells = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class _Author:
    """An author by key, or one who is no member by the `text` that names him. `said` is without the place."""

    key: str | None
    text: str
    position: int | None
    rank: str | None
    said: Mapping[str, Value]


def author_rows(record: Record, kind: Carried, people: People) -> list[Cells]:
    """The rows of a work, by the names of attributes, without what they say of the work itself."""
    authors = _authors(record, kind, people)
    single = _single(authors, kind, people)
    if single is not None:
        return [single]
    if kind.position is not None and all(author.position for author in authors):
        return [_row(author, kind, people) for author in authors]
    if not kind.ranked:
        return [_row(author, kind, people) for author in authors]
    return _led(authors, kind, people)


def _authors(record: Record, kind: Carried, people: People) -> list[_Author]:
    """The authors in their order. Those who are no members fill the places that nobody else has."""
    place, order = (each.name if each else "" for each in (kind.position, kind.rank))
    found = []
    for part in record.parts:
        position, rank = part.attributes.get(place), part.attributes.get(order)
        said = {name: value for name, value in part.attributes.items() if name not in (place, order)}
        at = position if isinstance(position, int) else None
        found.append(_Author(part.member, "", at, rank if isinstance(rank, str) else None, said))
    outside = [_Author(None, text, None, None, {}) for text in people.outsiders(record.outsiders)]
    taken = {author.position for author in found}
    if kind.position is None:
        led = any(author.rank == kind.ranks[0] for author in found)
        return found + outside if led or not kind.ranked else outside + found
    limit = len(found) + len(outside) if None not in taken else max((at for at in taken if at), default=0)
    free = iter([at for at in range(1, limit + 1) if at not in taken])
    found += [_Author(None, author.text, next(free, None), None, {}) for author in outside]
    return sorted(found, key=lambda author: author.position or limit + 1)


def _single(authors: Sequence[_Author], kind: Carried, people: People) -> Cells | None:
    """All authors in one row; None where their places or what is said of them need more."""
    first, other = kind.ranks
    ranks = [author.rank for author in authors if author.key]
    members = [at for at, author in enumerate(authors) if author.key]
    in_order = kind.position is None or [author.position for author in authors] == [
        *range(1, len(authors) + 1)
    ]
    if in_order and ranks == [first if at == 0 else other for at in members]:
        place: Cells = {}
    elif other and set(ranks) == {other} and not any(author.position for author in authors):
        place = {kind.rank.name: other} if kind.rank else {}
    else:
        return None
    found = _in_a_cell(authors, kind, people)
    return None if found is None else found | place


def _in_a_cell(authors: Sequence[_Author], kind: Carried, people: People) -> Cells | None:
    """Authors in one cell of names, with what is said of all in columns and of each in parentheses."""
    if len(authors) == 1:
        return _alone(authors[0], people)
    members = [author for author in authors if author.key]
    common = {
        name: value
        for name, value in (members[0].said if members else {}).items()
        if all(author.said.get(name) == value for author in members)
    }
    texts = []
    for author in authors:
        own = {name: value for name, value in author.said.items() if name not in common}
        text = people.behind(author.key, own, kind.behind) if author.key else author.text
        if text is None:
            return None
        texts.append(text)
    together = "、".join(texts)
    if len(together) > _LONGEST_CELL:
        return None
    return {"姓名": together, **{name: cell(value) for name, value in common.items()}}


def _alone(author: _Author, people: People) -> Cells:
    if author.key is None:
        return {"姓名": author.text}
    named = people.named(author.key)
    said = {name: cell(value) for name, value in author.said.items()}
    return {"姓名": named.text, "委员编号": named.number, **said}


def _row(author: _Author, kind: Carried, people: People) -> Cells:
    """A row of one author, with the place."""
    return _alone(author, people) | dict(_place(author, kind))


def _place(author: _Author, kind: Carried) -> Iterator[tuple[str, Cell]]:
    if kind.position is not None and author.position:
        yield kind.position.name, author.position
    if kind.rank is not None and author.rank:
        yield kind.rank.name, author.rank


def _led(authors: Sequence[_Author], kind: Carried, people: People) -> list[Cells]:
    """Those whose places are known in one row, marked as the first; the others in a row each."""
    first, other = kind.ranks
    head = [author for author in authors if author.position] or list(authors[:1])
    rest = [author for author in authors if author not in head]
    rank = kind.rank.name if kind.rank else ""
    leading = _in_a_cell(head, kind, people) or _alone(head[0], people)
    return [leading | {rank: first}, *(_alone(author, people) | {rank: other} for author in rest)]
