"""What a child does that reads files. Answers are packed; `services.workbooks.reading` unpacks them."""

import base64
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from files.reading.members import read_members
from files.reading.records import read_records
from files.reading.shown_rows import shown_rows
from files.reading.understood import understood
from services.sandbox import parcel


def members_read(words: Sequence[Any], more: Mapping[str, Any]) -> str:
    """What `read_members` says of a file."""
    return _packed(read_members(*words, **more))


def records_read(words: Sequence[Any], more: Mapping[str, Any]) -> str:
    """What `read_records` says of files: without the records, and those in a parcel."""
    file = read_records(*words, **more)
    return _packed((replace(file, records=[]), parcel.packed(file.records)))


def records_understood(words: Sequence[Any], more: Mapping[str, Any]) -> str:
    """What `understood` says of files."""
    return _packed(understood(*words, **more))


def rows_shown(words: Sequence[Any], more: Mapping[str, Any]) -> str:
    """What `shown_rows` says of files."""
    return _packed(shown_rows(*words, **more))


def _packed(answer: object) -> str:
    return base64.b64encode(pickle.dumps(answer, 5)).decode()


TASKS: dict[str, Callable[..., Any]] = {
    "members read": members_read,
    "records read": records_read,
    "records understood": records_understood,
    "rows shown": rows_shown,
}
