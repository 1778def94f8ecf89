"""Cursors: opaque places in a list, good only for the list and the arguments that gave them."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from typing import Any, TypeVar

import orjson

from services.refusal import Code, Refusal

LETTERS = re.compile(r"[A-Za-z0-9_-]{4,4000}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,200}(\.\d{1,200}|/\d{1,200})?", re.ASCII)
T = TypeVar("T")


def mark(*of: Any) -> str:
    """A short name for a list with its arguments; equal names, equal lists."""
    return sha256(orjson.dumps(of, default=str)).hexdigest()[:12]


def encode(mark: str, position: list[Any]) -> str:
    """The cursor of a place in the list of this mark."""
    return urlsafe_b64encode(orjson.dumps([mark, *position])).rstrip(b"=").decode()


def decode(text: str, mark: str, read: Callable[[list[Any]], T], field: str) -> T:
    """The place that a cursor names, as `read` understands it.

    Raises `Refusal` about `field` where it is none of ours, or one of another list.
    """
    try:
        found = _decoded(text)
        if found[0] == mark:
            return read(found[1:])
    except (ValueError, TypeError, IndexError, ArithmeticError):
        raise Refusal(Code.BAD_USER_INPUT, "不是有效的游标，请原样使用上一页给出的游标", field) from None
    message = "这个游标来自另一个列表（对象、条件或排序不同），请从头查起"
    raise Refusal(Code.BAD_USER_INPUT, message, field)


def exact(text: Any) -> Fraction:
    """A number of a cursor; raises `ValueError` for anything else."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError("no number")
    return Fraction(text)


def string(value: Any) -> str:
    """A text of a cursor; raises `ValueError` for anything else."""
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def whole(value: Any) -> int:
    """A whole number of a cursor that a database can hold; raises `ValueError` for anything else."""
    if type(value) is not int or abs(value) >= 1 << 62:
        raise ValueError("no whole number")
    return value


def _decoded(text: str) -> list[Any]:
    if not LETTERS.fullmatch(text):
        raise ValueError("no base64")
    found = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(found, list) or not isinstance(found[0], str):
        raise ValueError("no place")
    return found
