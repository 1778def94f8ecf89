"""The name of a file as whoever hands it in says it: shown to people, and never a path."""

import re

from documents.received.file import Kind
from services.refusal import Code, Refusal

LONGEST = 200
_ENDS = {Kind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif")}


def plain_name(said: str, longest: int = LONGEST) -> str:
    """The last part of what is said; raises `Refusal`."""
    last = re.split(r"[/\\]", said)[-1]
    name = "".join(one for one in last if one.isprintable()).strip(" .")
    if not name or len(name) > longest:
        raise Refusal(Code.BAD_USER_INPUT, f"文件名应为 1 到 {longest} 个字", "name")
    return name


def name_of(said: str, kind: Kind) -> str:
    """The same with the end that its content asks for; raises `Refusal`."""
    name = plain_name(said)
    return name if name.lower().endswith(_ENDS.get(kind, f".{kind}")) else f"{name}.{kind}"
