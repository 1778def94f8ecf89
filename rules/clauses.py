"""The clauses of a measure as people read them, and those of their values that a form may write anew."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Words
from dataclasses import dataclass

from rules.bundle import join, split
from rules.document import Node, RuleSet
from rules.grafting import items_of
from rules.number import decimal
from rules.source import DocumentRefused, Listing, Mapping, Problem, Scalar, Tree, parse
from rules.spliced import BOM, Edit, line_starts, spliced
from rules.version_text import VersionText
from rules.wording import OPERATORS, node_words
from rules.yaml_text import flow, scalar_text

TEXTS = {"title": "名称", "citation": "出处", "note": "说明"}
NUMBERS = {"points": "分值", "base": "基础分", "floor": "不低于", "cap": "上限"}
QUOTED = re.compile(r"'(?:[^'\n]|'')*'|\"(?:[^\"\\\n]|\\.)*\"")


@dataclass(frozen=True, slots=True)
class ClauseValue:
    """A value of a clause that stands as one word in the text; `number`: it is points."""

    name: str
    label: str
    written: str
    number: bool
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of the tree of points in words. `line` is where it stands, None where a supplement brought it.

    `values` may be written anew in a form; it is empty where a supplement has changed the clause.
    """

    code: str
    title: str
    citation: str
    note: str | None
    parent: str | None
    depth: int
    leaf: bool
    cap: str | None
    words: tuple[str, ...]
    line: int | None
    values: tuple[ClauseValue, ...]


def clauses(written: VersionText) -> list[Clause]:
    """The clauses of a text in its order, each before those below it; raises `DocumentRefused`."""
    rule_set = written.rule_set()
    base, supplements = split(written.text, written.file)
    alone = _alone(written, base) if supplements else rule_set
    own = {} if alone is None else {node.id: _said(node, alone) for node in alone.root.walk()}
    found = _found(parse(base, written.file))
    return [
        Clause(
            code=node.id,
            title=node.title,
            citation=node.citation,
            note=node.note,
            parent=parent,
            depth=depth,
            leaf=node.leaf is not None,
            cap=None if node.cap is None else decimal(node.cap),
            words=tuple(node_words(node, rule_set)),
            line=found[node.id].mark.line if node.id in found else None,
            values=tuple(value for value, _ in _values(found[node.id]))
            if node.id in found and own.get(node.id) == _said(node, rule_set)
            else (),
        )
        for node, parent, depth in _walk(rule_set.root, None, 0)
    ]


def rewritten(written: VersionText, code: str, values: Words[str, str]) -> str:
    """The text with these values of a clause in the place of its own, by their names.

    Raises `DocumentRefused` where the clause has no such value, or a value is no single line.
    """
    base, supplements = split(written.text, written.file)
    node = _found(parse(base, written.file)).get(code)
    known = {} if node is None else {value.name: scalar for value, scalar in _values(node)}
    refused = [
        Problem(written.file, 1, 1, f"{code} 没有能在表单里改的“{name}”", "在文本里改")
        for name in values
        if name not in known
    ]
    refused += [
        Problem(written.file, known[name].mark.line, 1, "一项写成一行，不空着", "要删去的，在文本里删")
        for name, value in values.items()
        if name in known and not (value.strip() and value.isprintable())
    ]
    if refused:
        raise DocumentRefused(refused)
    edits = [_edit(base, known[name], value.strip()) for name, value in values.items()]
    return join(spliced(base, edits), supplements)


def _edit(base: str, scalar: Scalar, value: str) -> Edit:
    body = base.removeprefix(BOM)
    at = line_starts(body)[scalar.mark.line - 1] + scalar.mark.column - 1
    quoted = QUOTED.match(body, at) if scalar.quoted else None
    return Edit(scalar.mark, quoted[0] if quoted else scalar.text, scalar_text(Scalar(value, scalar.mark)))


def _alone(written: VersionText, base: str) -> RuleSet | None:
    """The measure without its supplements; None where they have to be there."""
    try:
        return VersionText(base, written.file, written.base, written.own).rule_set()
    except DocumentRefused:
        return None


def _said(node: Node, rule_set: RuleSet) -> Sequence[str | None]:
    return [node.title, node.citation, node.note, *node_words(node, rule_set)]


def _walk(node: Node, parent: str | None, depth: int) -> Iterator[tuple[Node, str | None, int]]:
    yield node, parent, depth
    for child in node.children:
        yield from _walk(child, node.id, depth + 1)


def _found(tree: Tree) -> dict[str, Mapping]:
    """The nodes of a document by their codes."""
    entry = tree.entries.get("root") if isinstance(tree, Mapping) else None
    return dict(_nodes(entry.value)) if entry else {}


def _nodes(tree: Tree) -> Iterator[tuple[str, Mapping]]:
    if not isinstance(tree, Mapping):
        return
    code, rules = tree.entries.get("id"), tree.entries.get("rules")
    if code and isinstance(code.value, Scalar):
        yield code.value.text, tree
    for child in items_of(rules.value) if rules else ():
        yield from _nodes(child)


def _values(node: Mapping) -> Iterator[tuple[ClauseValue, Scalar]]:
    for name, label in TEXTS.items():
        yield from _value(node, name, name, label, number=False)
    for name, label in NUMBERS.items():
        yield from _value(node, name, name, label)
    for at, dated in enumerate(_listed(node, "points"), 1):
        since = dated.entries.get("from")
        label = f"分值（{flow(since.value)} 起）" if since else "分值"
        yield from _value(dated, "value", f"points.{at}", label)
    table = node.entries.get("table")
    inner = table.value.entries.get("values") if table and isinstance(table.value, Mapping) else None
    if inner and isinstance(inner.value, Mapping):
        for key in inner.value.entries:
            yield from _value(inner.value, key, f"table.{key}", f"分值：{key}")
    for at, band in enumerate(_listed(node, "bands"), 1):
        bounds = [
            f"{sign} {flow(band.entries[word].value)}"
            for word, sign in OPERATORS.items()
            if word in band.entries
        ]
        yield from _value(band, "points", f"bands.{at}", f"分值：{'，'.join(bounds) or '其余'}")


def _listed(node: Mapping, key: str) -> list[Mapping]:
    entry = node.entries.get(key)
    items = items_of(entry.value) if entry and isinstance(entry.value, Listing) else ()
    return [one for one in items if isinstance(one, Mapping)]


def _value(
    holder: Mapping, key: str, name: str, label: str, number: bool = True
) -> Iterator[tuple[ClauseValue, Scalar]]:
    entry = holder.entries.get(key)
    if entry and isinstance(entry.value, Scalar):
        scalar = entry.value
        yield ClauseValue(name, label, scalar.text, number, scalar.mark.line), scalar
