"""Reading a leaf: which facts it takes, and what each of them, or their number, is worth."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from rules import when
from rules.compare import COMPARISONS, read_compare
from rules.condition import COUNTED, OF_MEMBERS
from rules.document import TAKES, Band, Leaf, Part, Rate
from rules.fields import Fields, one_of
from rules.group_leaf import read_of_group, read_per_head
from rules.source import Listing, Scalar, Tree
from rules.worth import MAX_CASES, WorthReader


@dataclass(frozen=True, slots=True)
class Scope:
    """What a node inherits from those above it."""

    window: tuple[date, date]
    in_force: tuple[date, date] = (date.min, date.max)
    citation: str | None = None
    take: str | None = None
    date: when.Named | None = None
    test: when.Test | None = None
    having: when.Test | None = None
    without: when.Test | None = None
    named: tuple[when.Named, ...] = ()
    related: tuple[when.Named, ...] = ()
    grain: str = "period"
    parent: str = ""


@dataclass(frozen=True, slots=True)
class LeafReader(WorthReader):
    """Reads leaves with one catalogue, noting what is refused."""

    def counting(self, fields: Fields, scope: Scope) -> Leaf | None:
        """A leaf that counts facts, or a rate of them, and pays nothing; None where it cannot be used."""
        found = self._facts(fields, scope)
        return None if found is None else found[0]

    def _facts(self, fields: Fields, scope: Scope) -> tuple[Leaf, tuple[str, ...]] | None:
        """Which facts a leaf takes, with nothing that they are worth, and of which kinds they are."""
        if scope.take is None:
            cure = f"补上 take: {'、'.join(TAKES)} 之一"
            self.refusals.add(fields.mark, f"{fields.what}没有说取哪一种事实", cure)
            return None
        kinds = self._kinds(scope, fields)
        self._check_named(scope, kinds)
        if scope.test is not None:
            when.check_alternatives(scope.test, fields.mark, self.refusals)
        start, end = max(scope.window[0], scope.in_force[0]), min(scope.window[1], scope.in_force[1])
        # A rule whose days are over before its window begins takes nothing: the range is empty then.
        low, high = start.toordinal(), end.toordinal() + 1
        window = when.Range(when.DATE, low, max(low, high), days=True)
        leaf = Leaf(
            take=scope.take,
            test=when.conjunction(when.Labels(when.KIND, frozenset(kinds)), scope.test, window),
            date=self._date(scope, kinds),
            having=scope.having,
            without=scope.without,
            cases=(),
            rate=self._rate(fields, scope.take, kinds),
        )
        return leaf, kinds

    def standing(self, fields: Fields, number: str) -> Leaf:
        """A leaf that pays for a number that another rule counts, or for an amount of the member's."""
        for key in ("take", "when", "date", "window", "in_force", "having", "without", "rate"):
            if key in fields:
                message = f"按“{number}”的总数给分的规则不看“{key}”"
                self.refusals.add(fields.key_mark(key), message, f"删去 {key}")
        self._check_counted(fields)
        if "points" not in fields and "bands" not in fields:
            self.refusals.add(
                fields.key_mark("count"), "没有说给几分", "补上 bands: […]，或 points: 1（每 1 给 1 分）"
            )
        tree = fields.tree("points")
        return Leaf(
            take="participation",
            test=when.All(()),
            date=None,
            having=None,
            without=None,
            cases=() if tree is None else tuple(self._dated(tree, "“points”", None)),
            count="work",
            bands=self._bands(fields),
            number=number,
            less=self._less(fields),
        )

    def leaf(self, fields: Fields, scope: Scope) -> Leaf | None:
        """The leaf a rule states; None where it states none, or none that can be used."""
        paying = [key for key in ("points", "table", "bands") if key in fields]
        if not paying:
            return None
        if len(paying) > 1:
            self.refusals.add(fields.key_mark(paying[1]), f"“{paying[0]}”和“{paying[1]}”只能写一个")
        found = self._facts(fields, scope)
        if found is None or scope.take is None:
            return None
        facts, kinds = found
        cases = self.cases(fields, scope.take, kinds)
        factors = self.factors(fields, scope.take, kinds)
        if len(cases) > MAX_CASES or len(factors) > MAX_CASES:
            self.refusals.add(fields.mark, f"{fields.what}的表或系数超过 {MAX_CASES} 项", "分成几条规则")
        counted = "rate" in fields or "count" in fields
        if "bands" in fields and not counted:
            self.refusals.add(
                fields.key_mark("bands"), "bands 要说明按什么分档", "补上 count: work，或 rate: {…}"
            )
        if counted:
            self._check_counted(fields)
        return replace(
            facts,
            cases=cases,
            factors=factors,
            per=self._quantity(fields, "per", scope.take, kinds),
            ratio=self._ratio(fields, scope.take, kinds),
            count=self._count(fields, scope.take, kinds),
            less=self._less(fields),
            bands=self._bands(fields),
            per_head=read_per_head(fields, self.grouped),
            of_group=self._of_group(fields, scope.take, kinds),
        )

    def _of_group(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> str | None:
        named = read_of_group(fields, self.catalogue, self.grouped)
        return named.attribute if named and self.carried(named, take, kinds) else None

    def _check_counted(self, fields: Fields) -> None:
        """A leaf that pays for a number has no items to price, to choose or to share."""
        for key in ("table", "times", "per", "ratio", "pick", "combine", "share"):
            if key in fields:
                message = f"按次数或比率给分的规则不能再写“{key}”"
                self.refusals.add(fields.key_mark(key), message, f"删去 {key}，或写到上级节点")
        if isinstance(fields.tree("points"), Listing):
            self.refusals.add(
                fields.value_mark("points"), "按比率给分的 points 只能是一个数", "写成 points: 30"
            )

    def _kinds(self, scope: Scope, fields: Fields) -> tuple[str, ...]:
        """The kinds whose facts a leaf may take: those of its form that its conditions leave over."""
        form = "occasion" if scope.take == "participation" else "work"
        everything = frozenset(self.catalogue.kinds)
        selected = everything if scope.test is None else _selected(scope.test, everything)
        fitting = tuple(
            k.name for k in self.catalogue.kinds.values() if k.name in selected and k.form == form
        )
        mark = fields.value_mark("when") if "when" in fields else fields.mark
        if selected and not fitting:
            wanted = "authorship 或 outcome" if form == "occasion" else "participation"
            shown = "、".join(sorted(selected)[:3])
            self.refusals.add(mark, f"{scope.take} 不能取“{shown}”", f"take 应为 {wanted}")
        elif not fitting:
            self.refusals.add(mark, "几项 kind 条件互相矛盾，没有种类能满足", "检查上级节点的 when")
        return fitting

    def _date(self, scope: Scope, kinds: tuple[str, ...]) -> str | None:
        """The attribute by which the facts count; `RECORD_DATE` is the day of the record itself."""
        if scope.date is None:
            return None
        named = scope.date
        if named.attribute not in self.catalogue.attributes:
            labels = {self.catalogue.kinds[kind].date for kind in kinds}
            if kinds and named.attribute not in labels:
                cure = f"这里的记录日期叫“{'、'.join(sorted(labels))}”"
                self.refusals.add(named.mark, f"“{'、'.join(kinds[:3])}”没有“{named.attribute}”", cure)
            return when.RECORD_DATE if scope.take == "outcome" else None
        assert scope.take
        self.carried(named, scope.take, kinds)
        return named.attribute

    def _check_named(self, scope: Scope, kinds: tuple[str, ...]) -> None:
        assert scope.take
        for name in scope.named:
            self.carried(name, scope.take, kinds)
        for name in scope.related:
            self.carried(name, "outcome", kinds)

    def _quantity(self, fields: Fields, key: str, take: str, kinds: tuple[str, ...]) -> str | None:
        tree = fields.tree(key)
        return None if tree is None else self._quantity_of(tree, key, take, kinds)

    def _quantity_of(self, tree: Tree, key: str, take: str, kinds: tuple[str, ...]) -> str | None:
        quantities = [
            a.name for a in self.catalogue.attributes.values() if a.quantity and "member" not in a.of
        ]
        name = one_of(tree, quantities, f"“{key}”", self.refusals)
        if name is not None and not self.carried(when.Named(name, tree.mark), take, kinds):
            return None
        return name

    def _ratio(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> tuple[str, str] | None:
        if "ratio" not in fields:
            return None
        names = [self._quantity_of(item, "ratio", take, kinds) for item in fields.items("ratio")]
        if len(names) != 2:
            self.refusals.add(
                fields.value_mark("ratio"), "ratio 要写两个数量", "写成 ratio: [出席半天, 应到半天]"
            )
            return None
        above, below = names
        return (above, below) if above and below else None

    def _rate(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> Rate | None:
        tree = fields.tree("rate")
        if tree is None:
            return None
        rate = Fields(tree, self.refusals, ("of", "among", "from"), "rate")
        rate.require("of", "among")
        of, among = (self._part(rate.tree(key), take, kinds) for key in ("of", "among"))
        least = rate.number("from")
        if of is None or among is None:
            return None
        return Rate(of, among, Fraction(1) if least is None else least)

    def _part(self, tree: Tree | None, take: str, kinds: tuple[str, ...]) -> Part | None:
        if tree is None:
            return None
        if isinstance(tree, Scalar):
            return Part(None, self._quantity_of(tree, "rate", take, kinds))
        return Part(self.test(tree, take, kinds), None)

    def _count(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> str | None:
        tree = fields.tree("count")
        if tree is None:
            return None
        if "rate" in fields:
            self.refusals.add(fields.key_mark("count"), "rate 和 count 只能写一个")
        if "bands" not in fields and "less" not in fields:
            self.refusals.add(
                fields.key_mark("count"), "count 要配 bands", "补上 bands: [{min: 4, points: 30}]"
            )
        if isinstance(tree, Scalar) and tree.text in COUNTED:
            return tree.text
        return self._quantity_of(tree, "count", take, kinds)

    def _less(self, fields: Fields) -> str | None:
        """The amount of the member's that is taken from the number."""
        tree = fields.tree("less")
        if tree is None:
            return None
        if self.grouped:
            message = "按组计分的规则没有委员的数可减"
            self.refusals.add(fields.key_mark("less"), message, "删去 less，或写到委员的规则里")
        elif "count" not in fields:
            self.refusals.add(fields.key_mark("less"), "less 要配 count", "补上 count: work")
        return one_of(tree, self.catalogue.amounts(), "“less”", self.refusals)

    def _bands(self, fields: Fields) -> tuple[Band, ...]:
        bands = []
        for item in fields.items("bands"):
            keys = ("points", "pro_rata", *COMPARISONS)
            band = Fields(item, self.refusals, keys, "bands 的一档")
            band.require("points")
            compare, points = read_compare(band), band.number("points")
            pro_rata = band.word("pro_rata", ("up", "down"))
            if pro_rata and self.grouped:
                self.refusals.add(band.key_mark("pro_rata"), OF_MEMBERS["pro_rata"], "删去 pro_rata")
            if pro_rata and "rate" in fields:
                self.refusals.add(band.key_mark("pro_rata"), "比率的界限不按月折算", "删去 pro_rata")
            if points is not None:
                bands.append(Band(compare, points, pro_rata, band.mark))
        return tuple(bands)


def _selected(test: when.Test, everything: frozenset[str]) -> frozenset[str]:
    """The kinds that facts satisfying `test` can have."""
    match test:
        # A word that was refused leaves no values; that was said already.
        case when.Labels(attribute="kind", values=values) if values:
            return values
        case when.All(parts=parts):
            return everything.intersection(*(_selected(part, everything) for part in parts))
        case when.AnyOf(parts=parts):
            return frozenset().union(*(_selected(part, everything) for part in parts))
    return everything
