"""What a reader pastes into a shell: `curl` commands, the first of which may keep the token of a sign-in."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple


class Curl(NamedTuple):
    """A request as a `curl` command says it."""

    address: str
    headers: dict[str, str]
    body: bytes


def commands(block: str) -> Iterator[str]:
    """The `curl` commands of a block, without what keeps the token."""
    lines = block.replace("\\\n", " ")
    for found in re.finditer(r"curl .*?(?= \| grep -o |\n(?=TOKEN|curl)|\Z)", lines, re.DOTALL):
        yield found[0]


def curl(command: str, token: str = "") -> Curl:
    """A command with the token in the place that is kept for it."""
    words = shlex.split(command)
    options = list(pairwise(words))
    headers = dict(text.replace("$TOKEN", token).split(": ", 1) for option, text in options if option == "-H")
    (body,) = (text for option, text in options if option == "-d")
    (address,) = (word for word in words if word.startswith("http"))
    return Curl(address, headers, body.encode())


def token_in(answer: str) -> str:
    """The token as the printed pattern finds it; empty where there is none."""
    found = re.search(r"[A-Za-z0-9_-]{43}", answer)
    return found[0] if found else ""
