"""A base document and its supplements as one text: what is kept of a version, word for word."""

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import NamedTuple

# No document holds such a line: the parser refuses a second document in a text.
_SEAM = re.compile(r"\n--- # 补充规定文件：([^\n/\\]{1,200})\n")


class Text(NamedTuple):
    """A document and the name of its file."""

    text: str
    file: str


def join(base: str, supplements: Iterable[Text]) -> str:
    """One text of the base and its supplements, in order; the base alone stays as it is."""
    return base + "".join(f"\n--- # 补充规定文件：{_name(one.file)}\n{one.text}" for one in supplements)


def split(text: str, file: str) -> tuple[str, list[Text]]:
    """What `join` put together: the base and the supplements, whose files lie beside `file`."""
    base, *rest = _SEAM.split(text)
    names = (str(PurePath(file).parent / name) for name in rest[::2])
    return base, [Text(text, name) for text, name in zip(rest[1::2], names, strict=True)]


def _name(file: str) -> str:
    """The last part of a path, without what would break the seam."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\\]", "_", PurePath(file).name)[:200] or "补充规定.yaml"
