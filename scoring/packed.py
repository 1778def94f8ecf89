"""Statements as they are kept: the text compressed, with a dictionary that those of a run share.

Which bytes zlib makes may change with its version, and matters to nobody: what is verified is the text that
comes out again.
"""

from collections.abc import Sequence
from zlib import compressobj, decompressobj, error

LEVEL = 6
# What zlib looks back at; more of a dictionary would be carried for nothing.
LONGEST = 32_506


class Damaged(ValueError):
    """Bytes that are not what was packed."""


def dictionary_of(texts: Sequence[bytes]) -> bytes:
    """The dictionary for texts like these: one of middling length, as much of it as is of use."""
    ordered = sorted(texts, key=len)
    return ordered[len(ordered) // 2][:LONGEST]


def packed(text: bytes, dictionary: bytes) -> bytes:
    """A text compressed."""
    packing = compressobj(LEVEL, zdict=dictionary)
    return packing.compress(text) + packing.flush()


def unpacked(data: bytes, dictionary: bytes) -> bytes:
    """The text again; raises `Damaged`."""
    unpacking = decompressobj(zdict=dictionary)
    try:
        text = unpacking.decompress(data)
    except error as wrong:
        raise Damaged(str(wrong)) from wrong
    if not unpacking.eof or unpacking.unused_data:
        raise Damaged("a text that was cut off, or one with something behind it")
    return text
