"""Which data of a member who keeps current, and what goes on into the next term (履4): a document."""

from functools import cache
from importlib.resources import files

from rules.source import Listing, Mapping, Scalar, parse

FILE = "fields.yaml"
PHONE, NAME = "电话", "姓名"


def kept_by_committees() -> frozenset[str]:
    """What a special committee keeps current of its own members."""
    return _document()["专委会"]


def settled_anew() -> frozenset[str]:
    """What does not go on into the next term."""
    return _document()["重新定"]


@cache
def _document() -> dict[str, frozenset[str]]:
    tree = parse((files("services.people") / FILE).read_text("utf-8"), FILE)
    assert isinstance(tree, Mapping)
    found = {}
    for name, entry in tree.entries.items():
        assert isinstance(entry.value, Listing)
        found[name] = frozenset(one.text for one in entry.value.items if isinstance(one, Scalar))
    return found
