"""Conditions on a member: what an `if`, a gate or a grade says of counts, points, rates and the person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from rules import when
from rules.catalogue import Catalogue
from rules.compare import COMPARISONS, Compare, read_compare
from rules.fields import Fields, scalar
from rules.source import Mark, Refusals, Tree

# What a count may be of, besides quantities.
COUNTED = ("record", "work", "matter", "day")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of distinct records, works or matters (or a sum of a quantity) that nodes took."""

    nodes: tuple[str, ...]
    of: str
    compare: Compare
    pro_rata: str | None
    per_head: bool = False
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Points:
    node: str
    compare: Compare
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RateOf:
    """The rate that the rule `node` pays for; where it is not known, the condition does not hold."""

    node: str
    compare: Compare
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """The member's own attributes, as they are at the end of the period."""

    test: when.Test
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GradeIs:
    """The grade of this year is one of these; only a consequence can ask, by then the grades are settled."""

    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Negation:
    part: "Condition"


Condition = Count | Points | RateOf | Person | GradeIs | Every | Either | Negation


@dataclass(frozen=True, slots=True)
class Reference:
    """A node id that is named, and where; checked when the whole tree is read.

    `needs` is what the node must have: a `rate`, a `cap` of the period, or a `count`, which the rules of the
    term have, too; None is a node of the tree. `beside` are the others that are counted together with it.
    """

    node: str
    mark: Mark
    needs: str | None = None
    beside: tuple[str, ...] = ()


HEADS = ("count", "points", "rate", "member", "grade", "all", "any", "not")
CONDITION_KEYS = (*HEADS, "of", "pro_rata", "per_head", *COMPARISONS)
# What is said of one person, and what of a group of them.
OF_MEMBERS = {"member": "一个组没有委员的属性", "pro_rata": "一个组没有在任月数"}
OF_GROUPS = {"per_head": "人均只能用在按组计分的办法（groups 的 rules）里"}


def read_condition(
    tree: Tree,
    catalogue: Catalogue,
    refusals: Refusals,
    references: list[Reference],
    grades: Sequence[str] | None = None,
    grouped: bool = False,
) -> Condition:
    """The condition that an `if` mapping states; notes the nodes it names in `references`.

    `grades` are those that it may ask for; None where none is settled yet. `grouped`: of a group, in a
    measure of groups, and not of a member.
    """
    fields = Fields(tree, refusals, CONDITION_KEYS, "条件")
    heads = [key for key in HEADS if key in fields]
    for key, why in (OF_MEMBERS if grouped else OF_GROUPS).items():
        if key in fields:
            refusals.add(fields.key_mark(key), why, f"删去 {key}")
    if len(heads) != 1:
        cure = "写 count、points、rate、member、all、any、not 之一；几个条件用 all: […] 合起来"
        refusals.add(fields.mark, "一个条件只能说一件事", cure)
        return Every(())
    head = heads[0]
    allowed = {
        "count": ("of", "pro_rata", "per_head", *COMPARISONS),
        "points": COMPARISONS,
        "rate": COMPARISONS,
    }.get(head, ())
    for key in fields.entries:
        if key != head and key not in allowed:
            refusals.add(
                fields.key_mark(key), f"“{head}”的条件里不能有“{key}”", "另写一个条件，用 all: […] 合起来"
            )
    if head in ("all", "any"):
        items = fields.items(head)
        parts = tuple(
            read_condition(item, catalogue, refusals, references, grades, grouped) for item in items
        )
        return Every(parts) if head == "all" else Either(parts)
    inner = fields.tree(head)
    assert inner is not None
    if head == "not":
        return Negation(read_condition(inner, catalogue, refusals, references, grades, grouped))
    if head == "grade":
        return _grade_condition(fields, grades)
    if head == "member":
        return Person(read_member_test(inner, catalogue, refusals), fields.mark)
    return _number_condition(head, fields, catalogue, references)


def _grade_condition(fields: Fields, grades: Sequence[str] | None) -> Condition:
    if grades is None:
        message = "这里不能写 grade：等次要等关口、名额都算完才定，只有 consequences 可以看等次"
        fields.refusals.add(fields.key_mark("grade"), message, "写 points、count，或移到 consequences")
        return Every(())
    if not grades:
        fields.refusals.add(fields.key_mark("grade"), "条件看等次，文件却没有 grades", "补上 grades: […]")
        return Every(())
    return GradeIs(fields.words("grade", grades))


def _number_condition(
    head: str, fields: Fields, catalogue: Catalogue, references: list[Reference]
) -> Condition:
    named = [(scalar(item, f"“{head}”", fields.refusals), item.mark) for item in fields.items(head)]
    nodes = tuple(name for name, _ in named if name is not None)
    needs = None if head == "points" else head
    references += [Reference(name, mark, needs, nodes) for name, mark in named if name is not None]
    compare = read_compare(fields)
    if head in ("points", "rate"):
        if len(nodes) > 1:
            fields.refusals.add(
                fields.value_mark(head), f"{head} 只能写一个节点", "分成几个条件，或写上级节点"
            )
        node = nodes[0] if nodes else ""
        found = Points if head == "points" else RateOf
        return found(node, compare, fields.mark)
    quantities = [a.name for a in catalogue.attributes.values() if a.quantity and "member" not in a.of]
    of = fields.word("of", [*COUNTED, *quantities]) or "work"
    pro_rata, per_head = fields.word("pro_rata", ("up", "down")), bool(fields.yesno("per_head"))
    return Count(nodes, of, compare, pro_rata, per_head, fields.mark)


def read_member_test(tree: Tree, catalogue: Catalogue, refusals: Refusals) -> when.Test:
    """A test of the member's own attributes; refuses attributes of records."""
    named: list[when.Named] = []
    test = when.read_test(tree, catalogue, refusals, named)
    for name in named:
        if "member" not in catalogue.attributes[name.attribute].of:
            choices = "、".join(a.name for a in catalogue.member_attributes())
            refusals.add(name.mark, f"“{name.attribute}”不是委员的属性", f"委员的属性有：{choices}")
    return test


def nodes_named(condition: Condition | None) -> set[str]:
    """The ids of all nodes that a condition reads."""
    match condition:
        case Count(nodes=nodes):
            return set(nodes)
        case Points(node=node) | RateOf(node=node):
            return {node}
        case Every(parts=parts) | Either(parts=parts):
            return {name for part in parts for name in nodes_named(part)}
        case Negation(part=part):
            return nodes_named(part)
    return set()


def reads_grade(condition: Condition | None) -> bool:
    """Whether a condition asks for the grade of this year."""
    match condition:
        case GradeIs():
            return True
        case Every(parts=parts) | Either(parts=parts):
            return any(map(reads_grade, parts))
        case Negation(part=part):
            return reads_grade(part)
    return False


def with_grade(condition: Condition, grade: str | None) -> Condition:
    """What is left of a condition once the grade is known; None is no grade, which is none of those asked."""
    match condition:
        case GradeIs(grades=grades):
            return Every(()) if grade in grades else Either(())
        case Every(parts=parts):
            return Every(tuple(with_grade(part, grade) for part in parts))
        case Either(parts=parts):
            return Either(tuple(with_grade(part, grade) for part in parts))
        case Negation(part=part):
            return Negation(with_grade(part, grade))
    return condition


def of_nothing(condition: Condition) -> bool:
    """Whether a condition holds for who has no fact, attribute, rate or grade: every number is 0."""
    match condition:
        case Count(compare=compare, pro_rata=pro_rata):
            return pro_rata is None and compare.fits(Fraction(0))
        case Points(compare=compare):
            return compare.fits(Fraction(0))
        case Every(parts=parts):
            return all(map(of_nothing, parts))
        case Either(parts=parts):
            return any(map(of_nothing, parts))
        case Negation(part=part):
            return not of_nothing(part)
    return False
