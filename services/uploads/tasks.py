"""What the child does that reads a file which somebody hands in."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from documents.received.file import Kind, cleaned
from documents.received.package import BROKEN
from documents.received.refused import NotTaken


def _cleaned(content: bytes, most: int) -> dict[str, str]:
    """The kind of a file and what it is written anew as, or what is wrong with it."""
    try:
        kind, written = cleaned(content)
        if kind is Kind.XLSX:
            CalamineWorkbook.from_filelike(BytesIO(written)).close()
    except NotTaken as wrong:
        return {"wrong": str(wrong)}
    except CalamineError:
        return {"wrong": BROKEN}
    if len(written) > most:
        return {"wrong": "这个文件重新写出来太大：缩小图片再上传"}
    return {"kind": kind.value, "content": b64encode(written).decode()}


TASKS: dict[str, Callable[..., Any]] = {"cleaned": _cleaned}
