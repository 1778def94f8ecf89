"""Plain data as text of the strict form of YAML, one flow document."""

from __future__ import annotations

import re

Data = str | list["Data"] | dict[str, "Data"]
PLAIN = re.compile(r"[\w.%一-鿿][\w.%/一-鿿-]*|-\d[\d./]*")


def dump(data: Data) -> str:
    if isinstance(data, dict):
        return "{" + ", ".join(f"{dump(key)}: {dump(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return f"[{', '.join(dump(item) for item in data)}]"
    if PLAIN.fullmatch(data):
        return data
    return '"' + data.replace("\\", "\\\\").replace('"', '\\"') + '"'


def document(header: dict[str, Data]) -> str:
    """The keys of the document one a line, so that a failing example can be read."""
    return "".join(f"{key}: {dump(value)}\n" for key, value in header.items())
