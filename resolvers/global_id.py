"""Ids as clients see them: opaque, and good for one type only."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import NamedTuple

import strawberry
from strawberry import ID

from services.refusal import Code, Refusal

LONGEST = 60
PLAIN = re.compile(r"([A-Z][A-Za-z]{1,29}):([1-9][0-9]{0,17})", re.ASCII)
LETTERS = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
MOST = 200
NODES = {
    "Committee": "政协",
    "Member": "委员",
    "Record": "记录",
    "RuleSet": "办法",
    "RuleSetVersion": "办法的一版",
    "ScoreRun": "记分",
}


@strawberry.interface(description="有全局 id、可以单独取的对象")
class Node:
    """Anything with an id."""

    id: ID = strawberry.field(description="全局 id，不透明，请原样使用")


class GlobalId(NamedTuple):
    """The type of a thing and the number of its row."""

    type: str
    number: int


@lru_cache(maxsize=1 << 15)
def encode(type_: str, number: int) -> ID:
    """The id of a row, for clients."""
    return ID(urlsafe_b64encode(f"{type_}:{number}".encode()).rstrip(b"=").decode())


def decode(text: str, field: str = "id") -> GlobalId:
    """What an id names; raises `Refusal` for any text that `encode` did not write."""
    if LETTERS.fullmatch(text):
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if len(text) % 4 != 1 else b""
        found = PLAIN.fullmatch(raw.decode("ascii", "replace"))
        if found and found[1] in NODES and encode(found[1], int(found[2])) == text:
            return GlobalId(found[1], int(found[2]))
    raise Refusal(Code.BAD_USER_INPUT, "不是有效的 id，请原样使用查询给出的 id", field)


def number(text: str, type_: str, field: str) -> int:
    """The row number of an id of this type; raises `Refusal` for an id of any other."""
    found = decode(text, field)
    if found.type != type_:
        raise Refusal(
            Code.BAD_USER_INPUT, f"这里要{NODES[type_]}的 id，给出的是{NODES[found.type]}的 id", field
        )
    return found.number


def own_number(text: str, type_: str) -> int | None:
    """The row number of an id of a type that is no node, as of what is one's own; None for any other text."""
    if not LETTERS.fullmatch(text) or len(text) % 4 == 1:
        return None
    found = PLAIN.fullmatch(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii", "replace"))
    if found is None or encode(type_, int(found[2])) != text:
        return None
    return int(found[2])


def missing(type_: str, field: str) -> Refusal:
    """That nothing of this id is there."""
    return Refusal(Code.NOT_FOUND, f"没有这个 id 的{NODES[type_]}", field)
