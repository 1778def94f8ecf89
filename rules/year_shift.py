"""A measure for another year, as text: the year and every date moved, all else byte for byte the same."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from rules.bundle import Text, join, split
from rules.grafting import items_of, word
from rules.source import Listing, Mapping, Mark, Scalar, Tree, parse
from rules.spliced import Edit, spliced

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def shifted(text: str, file: str, years: int, carried: bool) -> str:
    """The text of a measure with its supplements (`rules.bundle`), moved by so many years.

    `carried`: what supplements brought in the course of the year holds in the new year from its beginning.
    Without it their days move as all others do. Raises `DocumentRefused` for what is no YAML.
    """
    base, supplements = split(text, file)
    year = _year(parse(base, file))
    moved = [
        Text(_edited(one.text, one.file, year, years, carried), renamed(one.file, year, years))
        for one in supplements
    ]
    return join(_edited(base, file, year, years, carried=False), moved)


def renamed(file: str, year: str | None, years: int) -> str:
    """The name of a file, with the year of the measure moved where it names it: `2023.yaml`."""
    name = PurePath(file).name
    return name.replace(year, str(int(year) + years)) if year and year.isdecimal() else name


def _year(tree: Tree) -> str | None:
    return word(tree, "year") if isinstance(tree, Mapping) else None


def _edited(text: str, file: str, year: str | None, years: int, carried: bool) -> str:
    return spliced(text, _edits(parse(text, file), year, years, carried))


def _edits(tree: Tree, year: str | None, years: int, carried: bool) -> Iterator[Edit]:
    if not isinstance(tree, Mapping):
        return
    if year is not None and year.isdecimal():
        new = str(int(year) + years)
        to = tree.entries.get("to")
        for holder in (tree, to.value if to else None):
            entry = holder.entries.get("year") if isinstance(holder, Mapping) else None
            if entry and isinstance(entry.value, Scalar) and entry.value.text == year:
                yield Edit(entry.value.mark, year, new)
        named = re.compile(rf"{year}年(?!\d)")  # not the year of a day that is told: 2022年4月3日
        for key in ("title", "supplement"):
            entry = tree.entries.get(key)
            if entry and isinstance(entry.value, Scalar) and named.search(entry.value.text):
                whole = entry.value.text
                yield Edit(entry.value.mark, whole, named.sub(f"{new}年", whole))
    carrying: set[Mark] = set()
    if carried:
        changes = tree.entries.get("changes")
        for holder in (tree, *(items_of(changes.value) if changes else ())):
            for edit in _from_the_beginning(holder):
                carrying.add(edit.mark)
                yield edit
    yield from (edit for edit in _days(tree, years) if edit.mark not in carrying)


def _from_the_beginning(tree: Tree) -> Iterator[Edit]:
    """`effective: 2022-04-03` as `retroactive: 是`."""
    entry = tree.entries.get("effective") if isinstance(tree, Mapping) else None
    if entry is None or not isinstance(entry.value, Scalar) or not isinstance(tree, Mapping):
        return
    said = tree.entries.get("retroactive")
    if said is None:
        yield Edit(entry.key.mark, "effective", "retroactive")
        yield Edit(entry.value.mark, entry.value.text, "是")
    elif isinstance(said.value, Scalar):
        yield Edit(said.value.mark, said.value.text, "是")


def _days(tree: Tree, years: int) -> Iterator[Edit]:
    if isinstance(tree, Scalar):
        if DAY.fullmatch(tree.text) and (day := _moved(tree.text, years)):
            yield Edit(tree.mark, tree.text, day)
    elif isinstance(tree, Listing):
        for item in tree.items:
            yield from _days(item, years)
    else:
        for key, entry in tree.entries.items():
            # The committee's term goes on over its years.
            if key != "term":
                yield from _days(entry.value, years)


def _moved(text: str, years: int) -> str | None:
    """The same day of another year; the last of February where there is no 29th. None for what is no day."""
    try:
        day = date.fromisoformat(text)
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        leap = text.endswith("-02-29")
        return f"{int(text[:4]) + years:04}-02-28" if leap else None
