"""Reading the tree of a measure: nodes, what they inherit, their grain and how they fold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from rules.catalogue import Catalogue
from rules.condition import OF_MEMBERS, Condition, Reference, read_condition
from rules.document import COMBINES, GRAINS, ROUND_MODES, TAKES, Leaf, Node, Pick, Rounding, Share
from rules.fields import Fields, number, scalar
from rules.grafting import word
from rules.leaf import LeafReader, Scope
from rules.source import Mapping, Mark, Refusals, Scalar, Tree
from rules.when import AnyOf, Labels, Missing, Named, Test, conjunction, read_test

MAX_NODES = 1000
MONTHS = "在任月数"
INHERITED = ("take", "when", "date", "window", "in_force", "having", "without")
NAMING = ("id", "title", "citation", "note")
FOLDING = ("if", "over", "combine", "pick", "times", "share", "base", "floor", "cap", "round")
OF_GROUP = ("per_head", "of_group")
PAYING = ("rules", "excess", "points", "table", "per", "ratio", "rate", "count", "less", "bands", *OF_GROUP)
TERM_KEYS = (*NAMING, "take", "when", "date", "having", "without", "rate")
NODE_KEYS = (*NAMING, *FOLDING, *PAYING, *INHERITED)
# A leaf with one of these gathers its facts; without, it hands each of them on.
GATHERING = ("combine", "pick", "share", "base", "floor", "cap")
# Who shares, unless a measure says otherwise; outcomes and older records may not know.
CONFIRMED = AnyOf((Labels("确认", frozenset({"是"})), Missing("确认", missing=True)))
ID = re.compile(r"[\w][\w.\-]{0,39}")


@dataclass
class TreeReader:
    """Reads nodes with one catalogue, noting refusals, ids and the references to be resolved.

    `grouped`: the tree of a measure of groups, whose facts are those of several members.
    """

    catalogue: Catalogue
    refusals: Refusals
    ids: dict[str, Mark] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    grouped: bool = False
    said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)
    # The ids of rules of the term, whose numbers a leaf may pay for, as for amounts of members.
    numbers: set[str] = field(default_factory=set)

    def term_count(self, tree: Tree, scope: Scope) -> Node | None:
        """A rule that counts facts over the whole term, and pays nothing."""
        fields = Fields(tree, self.refusals, TERM_KEYS, "term_counts 的一项")
        node_id = self.identify(fields)
        if node_id in self.catalogue.amounts():
            self.refusals.add(fields.value_mark("id"), f"编号“{node_id}”与委员的一个数同名", "换一个编号")
        own = self._narrow(fields, replace(scope, parent=node_id))
        leaf = self._leaf_reader.counting(fields, own)
        return (
            Node(
                id=node_id,
                title=fields.text("title", 200) or node_id,
                citation=own.citation or "",
                note=fields.text("note"),
                mark=fields.mark,
                grain="period",
                leaf=leaf,
                window=own.window,
            )
            if leaf
            else None
        )

    def node(self, tree: Tree, scope: Scope) -> Node | None:
        fields = Fields(tree, self.refusals, NODE_KEYS, "规则")
        if not isinstance(tree, Mapping):
            return None
        node_id = self.identify(fields)
        scope = self._narrow(fields, scope)
        self.said[node_id] = tuple(fields.entries)
        fields.what = f"规则“{node_id}”"
        if scope.citation is None and "rules" not in fields:
            self.refusals.add(fields.mark, f"规则“{node_id}”没有出处", "补上 citation: 第…条")
        grain = self._grain(fields, scope)
        reader, number = self._leaf_reader, word(tree, "count")
        # A group has no amounts of its own.
        amounts = () if self.grouped else self.catalogue.amounts()
        if number is not None and (number in self.numbers or number in amounts):
            leaf: Leaf | None = reader.standing(fields, number)
        else:
            leaf = None if "rules" in fields else reader.leaf(fields, scope)
        inner = replace(scope, grain=grain or scope.grain, parent=node_id)
        children = [self.node(item, inner) for item in fields.items("rules")]
        self._check_body(fields, grain)
        guard = fields.tree("if")
        return Node(
            id=node_id,
            title=fields.text("title", 200) or node_id,
            citation=scope.citation or "",
            note=fields.text("note"),
            mark=fields.mark,
            grain=grain,
            guard=None if guard is None else self.condition(guard),
            pick=self._pick(fields),
            combine=fields.word("combine", COMBINES) or "sum",
            weight=self._weight(fields, leaf),
            share=self._share(fields, grain),
            base=fields.number("base"),
            excess=self._excess(fields),
            floor=fields.number("floor"),
            cap=fields.number("cap"),
            rounding=read_rounding(fields, "round"),
            children=tuple(child for child in children if child is not None),
            leaf=leaf,
            window=scope.window,
        )

    def identify(self, fields: Fields) -> str:
        """The id of a node, gate or exclusion; refused where it is missing, malformed or taken."""
        fields.require("id", "title")
        node_id = fields.text("id", 40)
        if node_id is None:
            return "?"
        mark = fields.value_mark("id")
        if not ID.fullmatch(node_id):
            self.refusals.add(mark, f"编号“{node_id}”里有不能用的符号", "只用汉字、字母、数字和 . _ -")
        if node_id in self.ids:
            self.refusals.add(mark, f"编号“{node_id}”重复", f"{self.ids[node_id]}已经用过，换一个")
            self.twice.add(node_id)
        self.ids.setdefault(node_id, mark)
        if len(self.ids) > MAX_NODES:
            self.refusals.add(mark, f"规则超过 {MAX_NODES} 条")
            self.refusals.check()
        return node_id

    def clear_references(self) -> list[Reference]:
        """The references but those to an id that was used twice: nobody knows which of the two is meant."""
        return [one for one in self.references if one.node not in self.twice]

    def condition(self, tree: Tree, grades: Sequence[str] | None = None) -> Condition:
        """The condition at `tree`; the nodes it names are resolved when the whole tree is read.

        `grades` are those that it may ask for.
        """
        return read_condition(tree, self.catalogue, self.refusals, self.references, grades, self.grouped)

    @property
    def _leaf_reader(self) -> LeafReader:
        return LeafReader(self.catalogue, self.refusals, self.grouped)

    def _narrow(self, fields: Fields, scope: Scope) -> Scope:
        take = fields.word("take", TAKES) or scope.take
        named: list[Named] = []
        test = scope.test
        when = fields.tree("when")
        if when is not None:
            test = conjunction(scope.test, read_test(when, self.catalogue, self.refusals, named))
        having, related = self._related(fields, "having")
        without, unrelated = self._related(fields, "without")
        return replace(
            scope,
            window=read_period(fields, "window") or scope.window,
            in_force=self._in_force(fields, scope.in_force),
            citation=fields.text("citation", 300) or scope.citation,
            take=take,
            date=self._date(fields) or scope.date,
            test=test,
            having=having or scope.having,
            without=without or scope.without,
            named=(*scope.named, *named),
            related=(*scope.related, *related, *unrelated),
        )

    def _in_force(self, fields: Fields, above: tuple[date, date]) -> tuple[date, date]:
        """The days on which a rule is in force, both included: those of its own that are also those above."""
        tree = fields.tree("in_force")
        if tree is None:
            return above
        inner = Fields(tree, self.refusals, ("from", "to"), "in_force")
        first, last = inner.date("from"), inner.date("to")
        if not ("from" in inner or "to" in inner):
            self.refusals.add(inner.mark, "in_force 没有写日期", "写 from（起）、to（止）之一或两个")
        if first and last and last < first:
            self.refusals.add(inner.value_mark("to"), "结束日期早于开始日期")
        if "base" in fields and fields.entries.keys().isdisjoint({"over"}):
            cure = "基础分移到外面，或整条规则从统计期开始执行"
            self.refusals.add(fields.key_mark("base"), "基础分不看日期，不能只执行一段时间", cure)
        return max(first or above[0], above[0]), min(last or above[1], above[1])

    def _related(self, fields: Fields, key: str) -> tuple[Test | None, list[Named]]:
        """A test of the outcomes of the same work (`having`, `without`)."""
        tree = fields.tree(key)
        named: list[Named] = []
        test = None if tree is None else read_test(tree, self.catalogue, self.refusals, named)
        return test, named

    def _date(self, fields: Fields) -> Named | None:
        dates = [
            a.name for a in self.catalogue.attributes.values() if a.type == "date" and "member" not in a.of
        ]
        labels = dict.fromkeys(kind.date for kind in self.catalogue.kinds.values())
        name = fields.word("date", [*dates, *labels])
        return None if name is None else Named(name, fields.value_mark("date"))

    def _grain(self, fields: Fields, scope: Scope) -> str | None:
        grain = fields.word("over", GRAINS)
        counted = "rate" in fields or "count" in fields
        gathers = [key for key in ("rules", "excess", *GATHERING, "bands") if key in fields]
        if grain is None and (gathers or counted):
            grain = "period"
        if grain is None:
            return None
        if counted and grain != "period":
            self.refusals.add(
                fields.value_mark("over"), "按次数或比率给分只能在全期（period）内", "删去 over"
            )
        if GRAINS.index(grain) > GRAINS.index(scope.grain):
            self._refuse_widening(fields, grain, gathers, scope)
        return grain

    def _refuse_widening(self, fields: Fields, grain: str, gathers: list[str], scope: Scope) -> None:
        if "over" in fields:
            message = f"范围 {grain} 大于上级节点“{scope.parent}”的范围 {scope.grain}，范围只能越往上越大"
            self.refusals.add(fields.value_mark("over"), message, f"改为 {scope.grain} 或更小的范围")
            return
        key = gathers[0] if gathers else "over"
        message = (
            f"“{key}”没有写 over 就是全期（period），却在按 {scope.grain} 汇总的节点“{scope.parent}”之内"
        )
        cure = f"若指每个 {scope.grain} 之内，补上 over: {scope.grain}；若指全期，移到“{scope.parent}”外面"
        self.refusals.add(fields.key_mark(key), message, cure)

    def _check_body(self, fields: Fields, grain: str | None) -> None:
        if "rules" in fields:
            for key in PAYING:
                if key != "rules" and key in fields:
                    self.refusals.add(
                        fields.key_mark(key), f"有下级规则（rules）的节点不能写“{key}”", "写到下级规则里"
                    )
        elif "excess" in fields:
            return
        elif any(key in fields for key in ("points", "table", "bands")):
            if grain is None and "round" in fields:
                cure = "补上 over: record（每条取整），或写到上级节点"
                self.refusals.add(fields.key_mark("round"), "不汇总的叶子不能取整", cure)
        elif "base" not in fields:
            self.refusals.add(
                fields.mark,
                f"{fields.what}没有说怎样给分",
                "写 points、table、bands、base、excess 或 rules 之一",
            )
        else:
            self._check_gift(fields, grain)

    def _excess(self, fields: Fields) -> str | None:
        tree = fields.tree("excess")
        name = None if tree is None else scalar(tree, "“excess”", self.refusals)
        if tree is not None and name is not None:
            self.references.append(Reference(name, tree.mark, needs="cap"))
        for key in ("over", "combine", "pick", "share", "base", *PAYING[2:], *INHERITED):
            if name is not None and key in fields:
                self.refusals.add(
                    fields.key_mark(key), f"接收超出部分（excess）的节点不能写“{key}”", f"删去 {key}"
                )
        return name

    def _check_gift(self, fields: Fields, grain: str | None) -> None:
        """A base without rules is given to all who satisfy its `if`; it has no facts to look at."""
        for key in (*PAYING, *INHERITED, "times", "pick", "combine", "share"):
            if key in fields:
                message = f"只写 base 的节点没有事实，不看“{key}”"
                self.refusals.add(fields.key_mark(key), message, "条件写在 if 里，或补上 points")
        if grain != "period":
            self.refusals.add(fields.value_mark("over"), "只写 base 的节点按全期给分", "删去 over")

    def _weight(self, fields: Fields, leaf: Leaf | None) -> Fraction | None:
        """The factor of a node with children; None stands for its members' months in office."""
        if leaf is not None or "times" not in fields:
            return Fraction(1)
        tree = fields.tree("times")
        if isinstance(tree, Scalar) and tree.text == MONTHS:
            if self.grouped:
                self.refusals.add(tree.mark, OF_MEMBERS["pro_rata"], "删去 times")
            return None
        return fields.number("times")

    def _pick(self, fields: Fields) -> Pick | None:
        tree = fields.tree("pick")
        if tree is None:
            return None
        pick = Fields(tree, self.refusals, ("order", "from", "to", "every", "beyond"), "pick")
        beyond = pick.tree("beyond")
        name = None if beyond is None else scalar(beyond, "“beyond”", self.refusals)
        if beyond is not None and name is not None:
            self.references.append(Reference(name, beyond.mark))
        first, last = pick.integer("from", 1), pick.integer("to", 1)
        if first and last and last < first:
            self.refusals.add(pick.value_mark("to"), f"to 小于 from（{first}）")
        order = pick.word("order", ("date", "points")) or "date"
        return Pick(order, first or 1, last, pick.integer("every", 1) or 1, name)

    def _share(self, fields: Fields, grain: str | None) -> Share | None:
        tree = fields.tree("share")
        if tree is None:
            return None
        share = Fields(
            tree, self.refusals, ("first", "others", "equal", "by_order", "among", "outsiders"), "share"
        )
        if self.grouped:
            message = "按组计分的办法里不能在作者之间分配"
            self.refusals.add(fields.key_mark("share"), message, "写在委员的规则里，按组相加（sum）")
        elif grain != "work":
            self.refusals.add(fields.key_mark("share"), "作者之间的分配要按件", "补上 over: work")
        ways = [key for key in ("first", "equal", "by_order") if key in share]
        if len(ways) != 1 or ("others" in share) != ("first" in share):
            cure = "写 first 和 others，或 equal: 是，或 by_order: [50%, 30%, 20%]"
            self.refusals.add(share.mark, "share 没有说怎样分，或者说了两种", cure)
        if share.yesno("equal") is False:
            self.refusals.add(share.value_mark("equal"), "equal 只能写“是”", "不平均的写 first 和 others")
        named: list[Named] = []
        among = share.tree("among")
        if among is None:
            among_test: Test = CONFIRMED
        else:
            among_test = read_test(among, self.catalogue, self.refusals, named)
        for name in named:
            self._leaf_reader.carried(name, "authorship", ())
        outsiders = bool(share.yesno("outsiders"))
        first, others = self._portion(share, "first"), self._portion(share, "others")
        parts = (self._part(item) for item in share.items("by_order"))
        return Share(first, others, among_test, outsiders, tuple(part for part in parts if part is not None))

    def _portion(self, share: Fields, key: str) -> Fraction | None:
        tree = share.tree(key)
        return None if tree is None else self._part(tree)

    def _part(self, tree: Tree) -> Fraction | None:
        value = number(tree, "“share”", self.refusals)
        if value is not None and not 0 <= value <= 1:
            meant = f"{value}%" if value > 1 and value.denominator == 1 else "1/2 或 50%"
            self.refusals.add(tree.mark, "份额应在 0 到 1 之间", f"写成 {meant}")
            return None
        return value


def read_rounding(fields: Fields, key: str) -> Rounding | None:
    """The rounding at `key`: a positive step of points and a mode."""
    tree = fields.tree(key)
    if tree is None:
        return None
    inner = Fields(tree, fields.refusals, ("to", "mode"), key)
    inner.require("to")
    to = inner.number("to")
    if to is not None and (to <= 0 or (10000 % to.denominator)):
        fields.refusals.add(inner.value_mark("to"), "取整单位应是正的小数", "例如 0.01、0.1、1")
        return None
    return None if to is None else Rounding(to, inner.word("mode", ROUND_MODES) or "half-up")


def read_period(fields: Fields, key: str) -> tuple[date, date] | None:
    """A period with both ends included; refused where it ends before it begins."""
    tree = fields.tree(key)
    if tree is None:
        return None
    inner = Fields(tree, fields.refusals, ("from", "to"), key)
    inner.require("from", "to")
    start, end = inner.date("from"), inner.date("to")
    if start is None or end is None:
        return None
    if end < start:
        fields.refusals.add(inner.value_mark("to"), "结束日期早于开始日期")
        return None
    return start, end
