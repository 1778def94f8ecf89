"""Small edits of a positioned tree: reading a word, writing an entry, narrowing the days of a rule."""

from collections.abc import Iterator
from datetime import date

from rules.fields import DAY
from rules.source import Entry, Listing, Mapping, Mark, Scalar, Tree


def items_of(tree: Tree) -> tuple[Tree, ...]:
    """The items of a list; a single value is a list of one."""
    return tree.items if isinstance(tree, Listing) else (tree,)


def put_items(mapping: Mapping, key: str, items: list[Tree], mark: Mark) -> None:
    """Makes `items` the list at `key`; an empty list goes with its key."""
    entry = mapping.entries.get(key)
    if not items:
        mapping.entries.pop(key, None)
        return
    where = entry.value.mark if entry else mark
    mapping.entries[key] = Entry(entry.key if entry else Scalar(key, mark), Listing(tuple(items), where))


def word(tree: Tree, key: str) -> str | None:
    """The text at `key` of a mapping; None where there is none."""
    entry = tree.entries.get(key) if isinstance(tree, Mapping) else None
    return entry.value.text if entry and isinstance(entry.value, Scalar) else None


def rules_in(mapping: Mapping) -> Iterator[Mapping]:
    """A rule and all below it, in the order of the document."""
    yield mapping
    entry = mapping.entries.get("rules")
    for item in items_of(entry.value) if entry else ():
        if isinstance(item, Mapping):
            yield from rules_in(item)


def written(key: str, text: str, mark: Mark, quoted: bool = False) -> dict[str, Entry]:
    """A key with a scalar, to be put into the entries of a mapping."""
    return {key: Entry(Scalar(key, mark), Scalar(text, mark, quoted))}


def plain(tree: Tree) -> object:
    """A tree without its places, to compare what it says."""
    if isinstance(tree, Scalar):
        return tree.text
    if isinstance(tree, Listing):
        return [plain(item) for item in tree.items]
    return {key: plain(each.value) for key, each in tree.entries.items()}


def begins(rule: Mapping) -> str | None:
    """The day from which a rule is in force, as it is written; None: from the beginning."""
    own = rule.entries.get("in_force")
    return word(own.value, "from") if own else None


def narrow(rule: Mapping, first: date | None, last: date | None, mark: Mark) -> None:
    """Lets a rule be in force from `first` and to `last` at most; what it says already stays within."""
    own = rule.entries.get("in_force")
    if own is not None and not isinstance(own.value, Mapping):
        return  # refused when the rule is read
    days = dict(own.value.entries) if own and isinstance(own.value, Mapping) else {}
    if first is not None and _sooner(days.get("from"), first):
        days |= written("from", first.isoformat(), mark)
    if last is not None and not _sooner(days.get("to"), last, same=False):
        days |= written("to", last.isoformat(), mark)
    rule.entries["in_force"] = Entry(Scalar("in_force", mark), Mapping(days, mark))


def _sooner(entry: Entry | None, day: date, same: bool = True) -> bool:
    """Whether a written day is before `day`, or that day where it is the `same`.

    A day that is not written gives way, one that cannot be read stays, to be refused.
    """
    if entry is None:
        return same
    text = entry.value.text if isinstance(entry.value, Scalar) else ""
    if not DAY.fullmatch(text):
        return not same
    return text < day.isoformat() or (same and text == day.isoformat())
