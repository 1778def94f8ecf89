"""The document model: a measure as a tree of nodes, with its gates, grades and ranks.

Everything here is immutable and already checked by the loader. Points, factors and limits are exact
fractions of a point; days are `date.toordinal` numbers; quantities are compared in thousandths.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from rules.catalogue import Catalogue
from rules.compare import Compare
from rules.condition import Condition, nodes_named
from rules.last_year import Carried
from rules.remembered import remembered
from rules.source import Mark, Tree
from rules.supplement import Supplement
from rules.when import Test

LANGUAGE = 1
TAKES = ("participation", "authorship", "outcome")
# From the narrowest to the widest; a node's grain is never narrower than its children's.
GRAINS = ("record", "work", "matter", "day", "month", "quarter", "period")
COMBINES = ("sum", "highest", "lowest", "first")
ROUND_MODES = ("half-up", "down", "up")


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round to multiples of `to` points; `half-up` is away from zero, as people do it by hand."""

    to: Fraction
    mode: str


@dataclass(frozen=True, slots=True)
class Case:
    """`value` points (or a factor) for a fact that satisfies `test`; None is every fact.

    `having` and `without` ask of the outcomes of the fact's work. `mark` is where the value is written.
    """

    test: Test | None
    value: Fraction
    having: Test | None = None
    without: Test | None = None
    mark: Mark | None = field(default=None, compare=False, repr=False)

    @property
    def conditional(self) -> bool:
        """Whether anything is asked of a fact before the value holds for it."""
        return (self.test, self.having, self.without) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Band:
    """`points` where the number or rate satisfies `compare`; the first band that fits is used.

    `pro_rata`: the bounds are those of a whole period, and fall with a member's months in office.
    """

    compare: Compare
    points: Fraction
    pro_rata: str | None = None
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A count of facts (by `test`) or a sum of one of their quantities."""

    test: Test | None
    quantity: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A quotient of two counts; without effect below `least` in the denominator."""

    of: Part
    among: Part
    least: Fraction


@dataclass(frozen=True, slots=True)
class Leaf:
    """Which facts a leaf takes, and what each is worth.

    `test` holds every condition, the inherited ones and the window of the counted date included.
    `date` is the attribute by which facts count, None the default of the kind. The first of `cases`
    that fits gives the points; `factors` multiply; `per` and `ratio` are quantities of the fact.
    With a `rate` or a `count`, the leaf pays once per member, for a number, and not per fact. With `number`
    it has no facts: the number is that of the rule of the term of this id, or an amount of the member's by
    its name. From a number, `less` takes an amount of the member's: that of the year before. In a measure of
    groups: `per_head` pays for the number divided by the members of the group, and `of_group` is an attribute
    of records that must name the group.
    """

    take: str
    test: Test
    date: str | None
    having: Test | None
    without: Test | None
    cases: tuple[Case, ...]
    factors: tuple[Case, ...] = ()
    per: str | None = None
    ratio: tuple[str, str] | None = None
    rate: Rate | None = None
    count: str | None = None
    bands: tuple[Band, ...] = ()
    number: str | None = None
    less: str | None = None
    per_head: bool = False
    of_group: str | None = None

    @property
    def counted(self) -> bool:
        """Whether the leaf pays for a number of facts, and not for each."""
        return self.rate is not None or self.count is not None


@dataclass(frozen=True, slots=True)
class Pick:
    """Which items count, by their place: from the `first`-th to the `last`-th, every `every`-th.

    `order` is `date` or `points` (highest first). Works paid by the node `beyond` are left out before.
    """

    order: str = "date"
    first: int = 1
    last: int | None = None
    every: int = 1
    beyond: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How the authors of a work share its points. `first` None: all who count get the same.

    Who counts are the authors that satisfy `among`, and the outsiders if `outsiders`. `by_order` gives the
    parts by place of signature instead, nothing to those behind.
    """

    first: Fraction | None
    others: Fraction | None
    among: Test | None
    outsiders: bool
    by_order: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the measure. `grain` None is a leaf that hands on each fact as it is.

    `mark` is the place in the document; `citation` is inherited where the document is silent. `weight`
    multiplies what the node combined; None is each member's months in office over those of the period.
    `excess` names the node whose points beyond its cap this one takes up. `window` are the first and the last
    day between which its facts count: the period, unless the node or one above says otherwise.
    """

    id: str
    title: str
    citation: str
    note: str | None
    mark: Mark
    grain: str | None
    guard: Condition | None = None
    pick: Pick | None = None
    combine: str = "sum"
    weight: Fraction | None = Fraction(1)
    share: Share | None = None
    base: Fraction | None = None
    floor: Fraction | None = None
    cap: Fraction | None = None
    rounding: Rounding | None = None
    children: "tuple[Node, ...]" = ()
    leaf: Leaf | None = None
    excess: str | None = None
    window: tuple[date, date] | None = None

    def walk(self) -> "list[Node]":
        """This node and all below it, in the order of the document."""
        found = [self]
        for child in self.children:
            found.extend(child.walk())
        return found

    def leaves(self) -> "list[Node]":
        return [node for node in self.walk() if node.leaf]


# The same of the root of a tree, walked once: nobody may change the list.
walked = remembered(Node.walk)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Facts that leave before the tree; `take` None means all kinds of fact."""

    id: str
    title: str
    citation: str
    take: str | None
    test: Test
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unranked:
    """Members who are not ranked, with the reason; `shown` False: not listed at all."""

    id: str
    title: str
    condition: Condition
    shown: bool
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gate:
    """Limits the grade (`at_most`), forces it (`force`) or takes it away (`ungraded`)."""

    id: str
    title: str
    citation: str
    condition: Condition
    at_most: str | None
    force: str | None
    ungraded: bool
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Top:
    """A place among the first of those ranked: a share of them or a number of places.

    `ties` at the line are all `in`, all `out`, or settled by the order of `selection`. `within` is the scope
    in whose groups the places are counted, None for all.
    """

    share: Fraction | None
    places: int | None
    round_up: bool
    ties: str
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    name: str
    least: Fraction | None
    top: Top | None
    condition: Condition | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Consequence:
    """What else follows for a member (约谈, 通报表扬), beside points, grade and rank, which it leaves alone.

    It follows where `condition` holds and the member has a place among the `top` or the `last`; what is None
    asks for nothing. Several may follow for one member.
    """

    id: str
    title: str
    citation: str
    condition: Condition | None
    top: Top | None
    last: Top | None
    mark: Mark | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Preference:
    """One key of the order of selection: `what` is deductions, points, count or member."""

    what: str
    of: str | None
    fewer: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    scopes: tuple[str, ...]
    ties: str
    selection: tuple[Preference, ...]


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """Groups of members, of one value of the attribute `of` each, ranked among each other.

    `way` says by what: the `sum` or the `mean` of the members' points at `node`, the `rate` of members who
    satisfy `condition`, or a measure of the groups' `own`, the tree `root`, whose facts are those of the
    members; `per_head` divides its points by the number of members. `ranked_only`: of the members, only those
    who are ranked count; `among_said`: the document says who does. A group of fewer than `least` members is
    listed without a rank. `rounding` None is that of the header.
    """

    id: str
    title: str
    citation: str
    note: str | None
    mark: Mark
    of: str
    way: str
    node: str | None = None
    condition: Condition | None = None
    root: Node | None = None
    per_head: bool = False
    ranked_only: bool = False
    among_said: bool = field(default=False, compare=False)
    least: int = 1
    rounding: Rounding | None = None
    ties: str = "competition"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One committee's measure for one period, with the catalogue it was written against.

    `text` is the base document followed by its supplements, word for word (`rules.bundle`), and `loads` reads
    it again. `digest` is the SHA-256 of language version, texts and catalogue: it names the version. `tree`
    is the consolidated document, with the place of every value. `term_counts` are rules that count facts from
    `term` on, the first day of the committee's term, to the end of the period, and pay nothing. `carried` are
    the amounts of the year before; the catalogue has them as attributes of members.
    """

    file: str
    text: str
    digest: str
    title: str
    committee: str
    year: int
    start: date
    end: date
    citation: str
    note: str | None
    rounding: Rounding
    month_days: int
    exclusions: tuple[Exclusion, ...]
    root: Node
    unranked: tuple[Unranked, ...]
    gates: tuple[Gate, ...]
    grades: tuple[Grade, ...]
    ranking: Ranking
    catalogue: Catalogue
    supplements: tuple[Supplement, ...] = ()
    groups: tuple[GroupRanking, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    term: date | None = None
    term_counts: tuple[Node, ...] = ()
    carried: tuple[Carried, ...] = ()
    tree: Tree | None = field(default=None, compare=False, repr=False)

    def nodes(self) -> dict[str, Node]:
        """Every node of the tree by its id."""
        return {node.id: node for node in walked(self.root)}

    def known(self) -> dict[str, Node]:
        """Everything that a condition may count: the nodes of the tree and the rules of the term, by id."""
        return self.nodes() | {node.id: node for node in self.term_counts}

    def trees(self) -> tuple[Node, ...]:
        """The tree of the members, and those of the groups' own measures."""
        return (self.root, *(ranking.root for ranking in self.groups if ranking.root is not None))

    def tree_nodes(self) -> list[Node]:
        """The nodes of all trees, in the order of the document."""
        return [node for tree in self.trees() for node in tree.walk()]

    def every_node(self) -> dict[str, Node]:
        """The nodes of all trees and the rules of the term, by their ids."""
        nodes = {node.id: node for node in self.tree_nodes()}
        return nodes | {node.id: node for node in self.term_counts}

    def named(self) -> set[str]:
        """The ids of the nodes that something reads: conditions, `beyond`, `excess`, the order of ties."""
        conditions = [node.guard for node in self.every_node().values()]
        conditions += [gate.condition for gate in self.gates]
        conditions += [one.condition for one in self.unranked]
        conditions += [grade.condition for grade in self.grades]
        conditions += [one.condition for one in self.groups]
        conditions += [one.condition for one in self.consequences]
        found = {name for condition in conditions for name in nodes_named(condition)}
        found |= {one.node for one in self.groups if one.node}
        for node in self.every_node().values():
            found |= {node.excess} if node.excess else set()
            found |= {node.pick.beyond} if node.pick and node.pick.beyond else set()
            found |= {node.leaf.number} if node.leaf and node.leaf.number else set()
        return found | {one.of for one in self.ranking.selection if one.of}
