"""What values of the schema are called on the pages, in one document for them and for files."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).with_name("words.json")


def words(of: str) -> Mapping[str, str]:
    """The words for the values of one thing, such as `due`, by the value."""
    found: Mapping[str, str] = _document()[of]
    return found


@cache
def _document() -> Any:
    return json.loads(WRITTEN.read_text("utf-8"))
