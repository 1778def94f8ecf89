"""What a measure carries over from the year before: ranks, counts and points, as amounts of a member.

Each becomes an attribute of the member: of a closed year it is told by what was frozen, else by the roster.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rules.bundle import split
from rules.catalogue import Attribute, Catalogue
from rules.fields import Fields
from rules.source import Listing, Mapping, Mark, Refusals, Scalar, Tree, parse

PREFIX = "上年"
NAME = re.compile(rf"{PREFIX}\w{{1,30}}")
# What is carried, and of what: a node's works, a node's points, the rank in a scope.
WHAT = ("count", "points", "rank")
MOST = 100_000
MOST_CARRIED = 50


@dataclass(frozen=True, slots=True)
class Carried:
    """An amount of the year before: `count` or `points` of the node `of`, or the `rank` in the scope `of`."""

    name: str
    what: str
    of: str
    mark: Mark | None = field(default=None, compare=False, repr=False)

    @property
    def attribute(self) -> Attribute:
        """The attribute of a member that has it."""
        return Attribute(self.name, ("member",), "number", {}, most=MOST)


def read_carried(
    fields: Fields, catalogue: Catalogue, refusals: Refusals
) -> tuple[tuple[Carried, ...], Catalogue]:
    """What the header's `last_year` carries, and the catalogue with it; its text stays what was read."""
    found: dict[str, Carried] = {}
    items = fields.items("last_year")
    if len(items) > MOST_CARRIED:
        refusals.add(fields.key_mark("last_year"), f"从上年带来的超过 {MOST_CARRIED} 项", "只写规则要看的")
    for item in items[:MOST_CARRIED]:
        one = _carried(item, refusals)
        if one is None:
            continue
        known = catalogue.attributes.get(one.name)
        if one.name in found or known not in (None, one.attribute):
            assert one.mark is not None
            refusals.add(one.mark, f"“{one.name}”已经有了", "换一个名称，例如 上年提案件数")
        found.setdefault(one.name, one)
    if not found:
        return (), catalogue
    attributes = {**catalogue.attributes, **{name: one.attribute for name, one in found.items()}}
    return tuple(found.values()), replace(catalogue, attributes=attributes)


def _carried(tree: Tree, refusals: Refusals) -> Carried | None:
    fields = Fields(tree, refusals, ("name", *WHAT, "note"), "last_year 的一项")
    fields.require("name")
    name = fields.text("name", 40)
    said = [key for key in WHAT if key in fields]
    if len(said) != 1:
        cure = "写 count: P1（件次）、points: P1（得分）、rank: 全体（名次）之一"
        refusals.add(fields.mark, "没有说带上年的什么，或者说了几样", cure)
        return None
    if name is None:
        return None
    if not NAME.fullmatch(name):
        message = f"“{name}”不能作名称"
        refusals.add(
            fields.value_mark("name"), message, f"以“{PREFIX}”开头，只用汉字、字母、数字，如 上年提案件数"
        )
        return None
    of = fields.text(said[0], 60)
    return None if of is None else Carried(name, said[0], of, fields.value_mark(said[0]))


# What has ids beside the tree, and no points or counts of a member's.
BESIDE = ("exclude", "unranked", "gates", "grades", "consequences", "term_counts", "groups")


@lru_cache(maxsize=16)
def ids_in(text: str) -> frozenset[str]:
    """Every id that the text of a measure with its supplements gives to a node of its tree."""
    base, supplements = split(text, "上年的办法")
    texts = [(base, "上年的办法"), *((one.text, one.file) for one in supplements)]
    return frozenset(name for body, file in texts for name in _ids(parse(body, file, file)))


def _ids(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Mapping):
        own, under = tree.entries.get("id"), tree.entries.get("under")
        if own is not None and isinstance(own.value, Scalar):
            yield own.value.text
        if under is not None and isinstance(under.value, Scalar) and under.value.text in BESIDE:
            return
        for key, entry in tree.entries.items():
            if key not in BESIDE:
                yield from _ids(entry.value)
    elif isinstance(tree, Listing):
        for item in tree.items:
            yield from _ids(item)
