"""How a notice is said: a document beside this, by kind and entity. No name and no title stands in it."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rules.source import Mapping, Scalar, parse

FILE = "words.yaml"


def said(kind: str, entity: str, count: int = 1) -> str:
    """What is said of so many notices of a kind."""
    return _document()[kind, entity].format(count=count)


def text(of: Iterable[tuple[str, str]]) -> str:
    """What is said of notices by kind and entity, in the order of the document, a line each."""
    counts = Counter(of)
    return "\n".join(said(*one, counts[one]) for one in _document() if counts[one])


def known() -> frozenset[tuple[str, str]]:
    """Every kind and entity that something is said of."""
    return frozenset(_document())


@cache
def _document() -> dict[tuple[str, str], str]:
    tree = parse((files("services.notices") / FILE).read_text("utf-8"), FILE)
    assert isinstance(tree, Mapping)
    told = {}
    for kind, entry in tree.entries.items():
        assert isinstance(entry.value, Mapping)
        for entity, words in entry.value.entries.items():
            assert isinstance(words.value, Scalar)
            told[kind, entity] = words.value.text
    return told
