"""Tests of a fact: what a `when` says of its kind, its attributes, its member and its dates."""

import math
from dataclasses import dataclass, field
from fractions import Fraction

from rules.catalogue import ADDED, Attribute, Catalogue, unknown
from rules.compare import COMPARISONS
from rules.fields import Fields, day, number, one_of, scalar
from rules.source import Listing, Mapping, Mark, Refusals, Scalar, Tree

# Quantities are kept in thousandths: 半天 0.5 is 500.
QUANTITY_SCALE = 1000
# The counted date of a fact, whichever attribute the leaf counts by.
DATE = "@date"
# The day of the record itself: of an outcome, that of its work.
RECORD_DATE = "@record"
KIND = "kind"
YES_NO = ["是", "否"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The attribute has one of `values`; `negated`: it has another. A missing value satisfies neither."""

    attribute: str
    values: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """low ≤ value < high, in `days` (ordinals) or thousandths of a quantity; None is open.

    `said` are the bounds as the document writes them (`below: 10.42`), empty where nobody wrote any.
    """

    attribute: str
    low: int | None
    high: int | None
    days: bool = False
    said: tuple[tuple[str, Fraction], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    attribute: str
    missing: bool


@dataclass(frozen=True, slots=True)
class All:
    parts: "tuple[Test, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: "tuple[Test, ...]"


Test = Labels | Range | Missing | All | AnyOf
# A condition is asked as alternatives, each a plain conjunction: nested `any` multiply.
MAX_ALTERNATIVES = 200


def alternatives(test: Test) -> int:
    """How many plain conjunctions it takes to say `test`."""
    if isinstance(test, All):
        return math.prod(alternatives(part) for part in test.parts)
    return sum(alternatives(part) for part in test.parts) if isinstance(test, AnyOf) else 1


def check_alternatives(test: Test, mark: Mark, refusals: Refusals) -> None:
    if alternatives(test) > MAX_ALTERNATIVES:
        cure = "减少 any，或分成几条规则"
        refusals.add(mark, f"几处 any 合起来超过 {MAX_ALTERNATIVES} 种情形", cure)


def conjunction(*tests: Test | None) -> Test:
    """All of `tests` as one; None and nested conjunctions are dissolved."""
    parts: list[Test] = []
    for test in tests:
        if isinstance(test, All):
            parts.extend(test.parts)
        elif test is not None:
            parts.append(test)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


@dataclass(frozen=True, slots=True)
class Named:
    """An attribute that a test names, and where: checked once the kinds in question are known."""

    attribute: str
    mark: Mark


def read_test(tree: Tree, catalogue: Catalogue, refusals: Refusals, named: list[Named]) -> Test:
    """The test that a `when` mapping states; notes in `named` which attributes it names."""
    if not isinstance(tree, Mapping) or not tree.entries:
        refusals.add(tree.mark, "条件应写成 {属性: 值} 的形式", "例如 when: {kind: 提案, 立案: 是}")
        return All(())
    tests: list[Test] = []
    for name, entry in tree.entries.items():
        test = _entry_test(name, entry.key.mark, entry.value, catalogue, refusals, named)
        if test is not None:
            tests.append(test)
    whole = conjunction(*tests)
    check_alternatives(whole, tree.mark, refusals)
    return whole


def _entry_test(
    name: str, mark: Mark, value: Tree, catalogue: Catalogue, refusals: Refusals, named: list[Named]
) -> Test | None:
    if name == "kind":
        return _labels(KIND, value, list(catalogue.kinds), "种类", refusals)
    if name == "group":
        groups = _labels(KIND, value, list(catalogue.groups), "大类", refusals)
        kinds = [kind for group in groups.values for kind in catalogue.groups[group]]
        return Labels(KIND, frozenset(kinds))
    if name == "any":
        items = _several(value, "“any”", refusals)
        return AnyOf(tuple(read_test(item, catalogue, refusals, named) for item in items))
    attribute = catalogue.attributes.get(name)
    if attribute is None:
        unknown("属性", name, [*catalogue.attributes, "kind", "group", "any"], mark, refusals)
        return None
    named.append(Named(name, mark))
    return _attribute_test(attribute, value, refusals)


def _attribute_test(attribute: Attribute, value: Tree, refusals: Refusals) -> Test | None:
    if attribute.type == "text":
        refusals.add(value.mark, f"“{attribute.name}”是自由文字，不能用于条件")
        return None
    if isinstance(value, Mapping) and "missing" in value.entries:
        fields = Fields(value, refusals, ("missing",), "条件")
        return Missing(attribute.name, bool(fields.yesno("missing")))
    if attribute.quantity or attribute.type == "date":
        return _range(attribute, value, refusals)
    if isinstance(value, Mapping):
        fields = Fields(value, refusals, ("not", "missing"), f"“{attribute.name}”的条件")
        fields.require("not")
        inner = fields.tree("not")
        return None if inner is None else label_test(attribute, inner, refusals, negated=True)
    return label_test(attribute, value, refusals)


def label_test(attribute: Attribute, tree: Tree, refusals: Refusals, negated: bool = False) -> Labels:
    """The test that the attribute has the label, or one of the labels, written at `tree`."""
    known = YES_NO if attribute.type == "yesno" else list(attribute.values)
    return _labels(attribute.name, tree, known, f"“{attribute.name}”", refusals, negated)


def _labels(
    name: str, tree: Tree, known: list[str], what: str, refusals: Refusals, negated: bool = False
) -> Labels:
    items = _several(tree, what, refusals)
    found = set()
    more = None if known == YES_NO else ADDED
    for item in items:
        # An open label has no list of values to check against.
        word = one_of(item, known, what, refusals, more) if known else scalar(item, what, refusals)
        if word is not None:
            found.add(word)
    return Labels(name, frozenset(found), negated)


def _several(tree: Tree, what: str, refusals: Refusals) -> tuple[Tree, ...]:
    if isinstance(tree, Listing) and not tree.items:
        refusals.add(tree.mark, f"{what}的条件是空的，什么都不能满足", "写上内容，或删去这一项")
    return tree.items if isinstance(tree, Listing) else (tree,)


def _range(attribute: Attribute, tree: Tree, refusals: Refusals) -> Range | None:
    bounds: dict[str, Tree] = {}
    if isinstance(tree, Mapping):
        fields = Fields(tree, refusals, COMPARISONS, f"“{attribute.name}”的条件")
        bounds = {name: entry.value for name, entry in fields.entries.items()}
        if not tree.entries:
            refusals.add(tree.mark, f"“{attribute.name}”的条件没有写界限", "写成 {min: 2, max: 3}")
    elif isinstance(tree, Scalar):
        bounds = {"equals": tree}
    else:
        refusals.add(tree.mark, f"“{attribute.name}”的条件应是范围", "写成 {min: 2, max: 3}")
    values = {name: _grid(attribute, bound, refusals) for name, bound in bounds.items()}
    if not values or None in values.values():
        return None
    known = {name: value for name, value in values.items() if value is not None}
    low, high = _ends(known)
    if low is not None and high is not None and low >= high:
        fine = next(
            (bounds[name] for name, value in values.items() if value and value.denominator != 1), None
        )
        if fine is not None:
            refusals.add(fine.mark, f"“{attribute.name}”最多三位小数", "写成三位以内的小数")
        else:
            refusals.add(tree.mark, f"没有“{attribute.name}”能满足这个范围", "检查 min 和 max")
    if attribute.type == "date":
        return Range(attribute.name, low, high, days=True)
    said = tuple((name, value / QUANTITY_SCALE) for name, value in known.items())
    return Range(attribute.name, low, high, said=said)


def _ends(bounds: dict[str, Fraction]) -> tuple[int | None, int | None]:
    """The whole numbers from the first to before the second satisfy all of `bounds`."""
    low: list[int] = []
    high: list[int] = []
    for name, value in bounds.items():
        if name in ("min", "equals"):
            low.append(math.ceil(value))
        if name == "above":
            low.append(math.floor(value) + 1)
        if name in ("max", "equals"):
            high.append(math.floor(value) + 1)
        if name == "below":
            high.append(math.ceil(value))
    return max(low, default=None), min(high, default=None)


def _grid(attribute: Attribute, tree: Tree, refusals: Refusals) -> Fraction | None:
    if attribute.type == "date":
        value = day(tree, f"“{attribute.name}”", refusals)
        return None if value is None else Fraction(value.toordinal())
    amount = number(tree, f"“{attribute.name}”", refusals)
    return None if amount is None else amount * QUANTITY_SCALE
