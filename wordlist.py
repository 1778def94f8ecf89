"""Words that people change: YAML beside the module that reads them."""

from importlib.resources import files
from typing import Any

import yaml

# The parser in C, where it was built, is eight times as fast: each command reads such files when it begins.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def wordlist(package: str, file: str) -> Any:
    """What a YAML file of a package says, as plain data."""
    return yaml.load((files(package) / file).read_text("utf-8"), Loader=_LOADER)
