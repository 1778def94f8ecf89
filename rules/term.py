"""Reading what a measure counts over the whole term (届内累计): its first day, and rules that only count."""

from datetime import date

from rules.document import Node
from rules.fields import Fields
from rules.leaf import Scope
from rules.tree import TreeReader


def read_term(
    fields: Fields, period: tuple[date, date] | None, tree: TreeReader
) -> tuple[date | None, tuple[Node, ...]]:
    """The first day of the committee's term, and the rules that count from it to the end of the period.

    `tree` comes to know them, so that leaves can pay for their numbers.
    """
    first = _first_day(fields, period)
    if "term_counts" in fields and "term" not in fields:
        cure = "补上 term: {from: 2022-04-10}"
        fields.refusals.add(fields.key_mark("term_counts"), "没有写本届从哪一天起", cure)
    # Without a day of its own the term is refused; its rules are read all the same, since others name them.
    begins, ends = first or date.min, date.max if period is None else period[1]
    scope = Scope(window=(begins, ends), citation=fields.text("citation", 300))
    read = (tree.term_count(item, scope) for item in fields.items("term_counts"))
    found = tuple(node for node in read if node is not None)
    tree.numbers.update(node.id for node in found)
    return first, found


def _first_day(fields: Fields, period: tuple[date, date] | None) -> date | None:
    tree = fields.tree("term")
    if tree is None:
        return None
    inner = Fields(tree, fields.refusals, ("from",), "term")
    inner.require("from")
    first = inner.date("from")
    if first is not None and period is not None and first > period[1]:
        inner.refusals.add(inner.value_mark("from"), "届的第一天在统计期以后", "写本届从哪一天起")
        return None
    return first
