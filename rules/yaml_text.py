"""A positioned tree as text again, in the strict form, with a comment where a value comes from elsewhere."""

import re
from collections.abc import Callable, Iterator

from rules.source import Listing, Mapping, Mark, Scalar, Tree

# What needs no quotes anywhere, in a block or between brackets.
SAFE = r"\w.%/（）〔〕《》、，；。“”＋−—·~"
PLAIN = re.compile(rf"[{SAFE}](?:[{SAFE} *<>=()+：-]*[{SAFE})])?|-\d[\d./]*%?")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
UNPRINTED = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")
WIDE = 100
# Lists whose items are rules: each in lines of its own.
BLOCKS = ("rules", "exclude", "unranked", "gates", "grades", "consequences", "term_counts", "groups")
Source = Callable[[Mark], str]


def scalar_text(scalar: Scalar) -> str:
    """The scalar as it is written, with quotes where it needs them or had them."""
    if not scalar.quoted and PLAIN.fullmatch(scalar.text):
        return scalar.text
    text = "".join(ESCAPES.get(character, character) for character in scalar.text)
    return '"' + UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + '"'


def flow(tree: Tree) -> str:
    """The tree in one line."""
    if isinstance(tree, Scalar):
        return scalar_text(tree)
    if isinstance(tree, Listing):
        return f"[{', '.join(map(flow, tree.items))}]"
    entries = (f"{scalar_text(each.key)}: {flow(each.value)}" for each in tree.entries.values())
    return f"{{{', '.join(entries)}}}"


def block(tree: Mapping, source: Source) -> list[str]:
    """The lines of a document. `source` says where a place lies; a comment tells it where it changes."""
    return list(_entries(tree, source, "", ""))


def _sources(tree: Tree, source: Source) -> set[str]:
    """Where the parts of a tree come from."""
    if isinstance(tree, Scalar):
        return {source(tree.mark)}
    parts = tree.items if isinstance(tree, Listing) else [each.value for each in tree.entries.values()]
    return {name for part in parts for name in _sources(part, source)} or {source(tree.mark)}


def _entries(tree: Mapping, source: Source, indent: str, known: str) -> Iterator[str]:
    """The entries of a mapping, below something that comes from `known`."""
    for key, entry in tree.entries.items():
        head, value = f"{indent}{scalar_text(entry.key)}:", entry.value
        found = _sources(value, source)
        line = flow(value)
        rules = key in BLOCKS and isinstance(value, Listing) and bool(value.items)
        if not rules and (isinstance(value, Scalar) or (len(found) == 1 and len(line) <= WIDE)):
            (own,) = found
            yield f"{head} {line}{_comment(own, known)}"
        elif isinstance(value, Mapping):
            yield head
            yield from _entries(value, source, f"{indent}  ", known)
        else:
            yield head
            yield from _items(
                value if isinstance(value, Listing) else Listing((value,), value.mark), source, indent, known
            )


def _items(tree: Listing, source: Source, indent: str, known: str) -> Iterator[str]:
    """The items of a list, each in lines of its own."""
    for item in tree.items:
        found, line = _sources(item, source), flow(item)
        own = source(item.mark)
        if (
            isinstance(item, Mapping)
            and item.entries
            and ("id" in item.entries or len(found) > 1 or len(line) > WIDE)
        ):
            first, *rest = _entries(item, source, f"{indent}  ", own)
            if (told := _comment(own, known)) and "  # " not in first:
                first += told
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from rest
        else:
            yield f"{indent}- {line}{_comment(min(found), known)}"


def _comment(own: str, known: str) -> str:
    return "" if own == known else f"  # {own or '基本文件'}"
