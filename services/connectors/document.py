"""What a connector hands in: a document of JSON, read strictly; what is wrong is told with its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson

from models.base import json_text
from services.entry.form import MOST_AUTHORS, MOST_OUTCOMES, Event
from services.refusal import Code, Refusal

MOST_BYTES = 256 << 10
LONGEST_ID, LONGEST_WORD, MOST_ATTRIBUTES = 100, 500, 100
LAST_SEQUENCE = 2**53
_FIELDS = {
    *("id", "sequence", "occurredAt", "kind", "title", "day", "number", "attributes"),
    *("authors", "outcomes"),
}


@dataclass(frozen=True, slots=True)
class Author:
    """An author by member number or name; `outside`: no member, and only keeps the place."""

    name: str
    number: str | None = None
    outside: bool = False
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The state of a work under a `sequence` that rises; without `kind`, only further outcomes of it.

    `digest` is that of all it says, however it is written.
    """

    id: str
    sequence: int
    digest: str
    occurred_at: datetime
    kind: str | None
    title: str
    day: date | None
    number: str | None
    attributes: tuple[tuple[str, str], ...]
    authors: tuple[Author, ...]
    outcomes: tuple[Event, ...] | None


def read_document(body: bytes) -> Document:
    """The document of a body; raises `Refusal`."""
    if len(body) > MOST_BYTES:
        raise Refusal(Code.QUERY_TOO_LARGE, f"太大：不超过 {MOST_BYTES:,} 字节", "body")
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _wrong("body", "不是 JSON") from None
    if not isinstance(said, dict) or not said.keys() <= _FIELDS:
        known = "、".join(sorted(_FIELDS))
        raise _wrong("body", f"写成一个对象，可以有 {known}")
    return document_of(said)


def document_of(said: Mapping[str, Any]) -> Document:
    """The document that plain data is; raises `Refusal`."""
    sequence = said.get("sequence")
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 0 < sequence < LAST_SEQUENCE:
        raise _wrong("sequence", "写 1 起的整数，同一件作品每变一次加大")
    kind = _word(said, "kind", LONGEST_ID) if said.get("kind") is not None else None
    outcomes = said.get("outcomes")
    if kind is None and not outcomes:
        raise _wrong("kind", "写 kind、title、day、authors；只报结果的写 outcomes")
    authors = _list(said, "authors", MOST_AUTHORS)
    return Document(
        id=_word(said, "id", LONGEST_ID),
        sequence=sequence,
        digest=sha256(json_text(dict(said)).encode()).hexdigest(),
        occurred_at=_moment(said),
        kind=kind,
        title=_word(said, "title", LONGEST_WORD) if kind is not None else "",
        day=_day(said.get("day"), "day") if kind is not None else None,
        number=_word(said, "number", LONGEST_ID) if said.get("number") is not None else None,
        attributes=_attributes(said.get("attributes"), "attributes"),
        authors=tuple(_author(one, f"authors[{at}]") for at, one in enumerate(authors)),
        outcomes=None
        if outcomes is None
        else tuple(
            _outcome(one, f"outcomes[{at}]") for at, one in enumerate(_list(said, "outcomes", MOST_OUTCOMES))
        ),
    )


def _author(said: object, place: str) -> Author:
    told = _object(said, place, {"name", "number", "outside", "attributes"})
    outside = told.get("outside", False)
    if not isinstance(outside, bool):
        raise _wrong(f"{place}.outside", "写 true 或 false")
    number = told.get("number")
    if number is not None and (not isinstance(number, str) or not 0 < len(number) <= LONGEST_ID):
        raise _wrong(f"{place}.number", f"写 1 至 {LONGEST_ID} 个字的文字")
    attributes = _attributes(told.get("attributes"), f"{place}.attributes")
    return Author(_word(told, "name", LONGEST_ID, place), number, outside, attributes)


def _outcome(said: object, place: str) -> Event:
    told = _object(said, place, {"day", "number", "attributes"})
    number = told.get("number")
    if number is not None and (not isinstance(number, str) or len(number) > LONGEST_ID):
        raise _wrong(f"{place}.number", f"写不超过 {LONGEST_ID} 个字的文字")
    return Event(
        _day(told.get("day"), f"{place}.day"),
        _attributes(told.get("attributes"), f"{place}.attributes"),
        number,
    )


def _attributes(said: object, place: str) -> tuple[tuple[str, str], ...]:
    told = {} if said is None else _object(said, place, None)
    if len(told) > MOST_ATTRIBUTES or not all(
        isinstance(value, str) and len(value) <= LONGEST_WORD for value in told.values()
    ):
        raise _wrong(place, f"写成 属性: 值，值是不超过 {LONGEST_WORD} 个字的文字，最多 {MOST_ATTRIBUTES} 项")
    return tuple(told.items())


def _object(said: object, place: str, fields: set[str] | None) -> dict[str, Any]:
    if not isinstance(said, dict) or (fields is not None and not said.keys() <= fields):
        known = "" if fields is None else f"，可以有 {'、'.join(sorted(fields))}"
        raise _wrong(place, f"写成一个对象{known}")
    return said


def _list(said: Mapping[str, Any], name: str, most: int) -> list[Any]:
    told = said.get(name, [])
    if not isinstance(told, list) or len(told) > most:
        raise _wrong(name, f"写成列表，最多 {most} 项")
    return told


def _word(said: Mapping[str, Any], name: str, longest: int, place: str = "") -> str:
    told = said.get(name)
    if not isinstance(told, str) or not 0 < len(told.strip()) <= longest or not told.isprintable():
        raise _wrong(f"{place}.{name}" if place else name, f"写 1 至 {longest} 个字的文字")
    return told.strip()


def _day(told: object, place: str) -> date:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else date.fromisoformat("")
    except ValueError:
        raise _wrong(place, "日期写成 2022-03-15") from None


def _moment(said: Mapping[str, Any]) -> datetime:
    told = said.get("occurredAt")
    try:
        found = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _wrong("occurredAt", "写带时区的时间，如 2022-03-15T10:00:00+08:00")
    return found


def _wrong(field: str, message: str) -> Refusal:
    return Refusal(Code.BAD_USER_INPUT, f"{field} {message}", field)
