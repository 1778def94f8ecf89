"""Places of a text written anew, all else byte for byte the same."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from rules.source import Mark

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
BOM = "\ufeff"


class Edit(NamedTuple):
    """At this place of the text, `old` becomes `new`."""

    mark: Mark
    old: str
    new: str


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with each edit made; one whose `old` does not stand at its place is left out."""
    mark = BOM if text.startswith(BOM) else ""
    body = text.removeprefix(BOM)
    starts = line_starts(body)
    placed = {(starts[one.mark.line - 1] + one.mark.column - 1): one for one in edits}
    done, last = [mark], 0
    for at, one in sorted(placed.items()):
        # A quoted word begins behind its quotation mark.
        start = next((place for place in (at, at + 1) if body.startswith(one.old, place)), None)
        if start is None:
            continue
        done += [body[last:start], one.new]
        last = start + len(one.old)
    return "".join([*done, body[last:]])


def line_starts(body: str) -> list[int]:
    """Where each line of a text without BOM begins."""
    return [0, *(found.end() for found in BREAK.finditer(body))]
