"""What a measure says that was hardly meant: rules that never get their turn, limits that never bind, gaps.

Nothing of this keeps a document from being used; what does is told by the loader.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from rules.amount import amounts
from rules.bound import bounds, interval
from rules.condition import GradeIs, of_nothing
from rules.document import Band, Case, Consequence, Exclusion, Gate, Grade, Leaf, Node, RuleSet, Unranked
from rules.grafting import items_of, word
from rules.group_lint import own_measures, remarks
from rules.holding import conditions
from rules.number import decimal
from rules.off_year import years
from rules.possible import Reach
from rules.proportion import proportions
from rules.remark import Remarks, value_at, values
from rules.source import MAX_PROBLEMS, Mapping, Mark, Problem, Tree, nearest
from rules.when import DATE, All, AnyOf, Range, Test

YEAR = 366
# A term has five years.
LONGEST_TERM = 6
# As many bands are compared with one another.
MAX_BANDS = 50
NOWHERE = Mark(0, 0)


def lint(
    rule_set: RuleSet, touched: Collection[str] | None = None, last_year: RuleSet | None = None
) -> list[Problem]:
    """All that is remarkable, by place: errors, which cannot have been meant, and warnings.

    `touched` are the ids of the rules that worked examples touch (took a fact, gave points, held); without
    it, nobody asks for examples. `last_year` is the last set before, whose ids should still mean the same.
    """
    found = _Lint(rule_set)
    for node in (*rule_set.tree_nodes(), *rule_set.term_counts):
        found.node(node)
    years(found)
    amounts(found)
    proportions(found, found.reach)
    conditions(found, found.reach)
    if found.reach.steps < 0:
        found.warn(rule_set.root.mark, "条件太多，取不到的规则和用不到的行只查了一部分", "减少 any 和表的行")
    found.term()
    found.carried(last_year)
    found.limits()
    found.grades()
    found.consequences()
    found.cited()
    for mark, message, cure in remarks(rule_set):
        found.warn(mark, message, cure)
    for measure in own_measures(rule_set):
        own = _Lint(measure)
        amounts(own)
        proportions(own, own.reach)
        conditions(own, own.reach)
        own.limits()
        found.problems += own.problems
    if touched is not None:
        found.touched(touched)
    if last_year is not None:
        found.follows(last_year)
        found.renamed(last_year)
    return sorted(set(found.problems), key=lambda p: (p.file, p.line, p.column, p.message))[:MAX_PROBLEMS]


class _Lint(Remarks):
    def __init__(self, rule_set: RuleSet) -> None:
        super().__init__(rule_set)
        self.reach = Reach(rule_set.catalogue)

    def node(self, node: Node) -> None:
        """What a node says by itself, and of its children."""
        if node.leaf is not None:
            self._leaf(node, node.leaf)
        for child, before in self.reach.idle_children(node):
            message = f"“{child.id}”永远轮不到：先写的“{before.id}”（{before.mark}）总是有"
            self.error(child.mark, message, "对调先后，或改条件")
        first: dict[Node, Node] = {}
        for child in node.children:
            if child.leaf is None:
                continue
            one = first.setdefault(_nameless(child), child)
            if one is not child:
                message = f"“{child.id}”与“{one.id}”（{one.mark}）取的事实、给的分完全相同"
                self.error(child.mark, message, "删去一条，或改条件")

    def _leaf(self, node: Node, leaf: Leaf) -> None:
        never = self.reach.never(leaf)
        if never is not None and not (never == DATE and node.id in self.passing):
            self.error(
                node.mark, f"“{node.id}”取不到任何事实：{_clash(never)}", "检查它和上级节点的条件、日期"
            )
        if never is None:
            for case, before, clash in self.reach.idle_cases(leaf):
                self._case(node, case, before, clash)
        self._dates(node, leaf)
        self._bands(leaf)

    def _case(self, node: Node, case: Case, before: Case | None, clash: str | None) -> None:
        mark = case.mark or node.mark
        if before is not None:
            place = f"（{before.mark}）" if before.mark else ""
            self.error(mark, f"“{node.id}”的这一行用不到：先写的一行{place}都包括了", "对调先后，或删去")
        elif clash == DATE and node.id not in self.passing:
            self.error(mark, f"“{node.id}”的这一段用不到：日期在统计时间以外", "改正 from，或删去这一段")
        elif clash != DATE:
            self.error(mark, f"“{node.id}”的这一行用不到：{_clash(clash or '')}", "改条件，或删去这一行")

    def _dates(self, node: Node, leaf: Leaf) -> None:
        """Days that a record is asked for far from the period are most often those of another year."""
        first, last = self.rule_set.start.toordinal() - YEAR, self.rule_set.end.toordinal() + YEAR
        if self.rule_set.term is not None:
            first = min(first, self.rule_set.term.toordinal())
        for test in _ranges(leaf.test):
            own = self.rule_set.catalogue.attributes.get(test.attribute)
            if not test.days or (own is not None and "member" in own.of):
                continue
            if (test.low is not None and test.low > last) or (test.high is not None and test.high <= first):
                name = "统计时间" if test.attribute == DATE else test.attribute
                self.warn(node.mark, f"“{node.id}”的{name}离统计期一年以上", "检查年份")

    def _bands(self, leaf: Leaf) -> None:
        for at, band in enumerate(leaf.bands[:MAX_BANDS]):
            own = interval(band.compare)
            for before in leaf.bands[:at]:
                other = interval(before.compare)
                if band.mark is None or band.pro_rata != before.pro_rata:
                    continue
                if own.within(other):
                    message = f"这一档用不到：先写的一档（{before.mark}）都包括了"
                    self.error(band.mark, message, "从高到低写，或对调先后")
                    break
                if _closed(band) and _closed(before) and not own.shared(other).empty:
                    message = f"与先写的一档（{before.mark}）重叠，重叠处按先写的算"
                    self.warn(band.mark, message, "改界限，相接处一档用 below 或 above")

    def limits(self) -> None:
        """Caps and floors that no record can ever reach."""
        spans = bounds(self.rule_set).before
        for node in self.rule_set.tree_nodes():
            most, least = spans[node.id].most, spans[node.id].least
            if node.cap is not None and most is not None and most < node.cap:
                message = f"“{node.id}”的上限 {decimal(node.cap)} 永远达不到：至多 {decimal(most)} 分"
                self.warn(self.place(node, "cap"), message, "改上限，或检查下级的上限和分值")
            if node.floor is not None and least is not None and least > node.floor:
                message = f"“{node.id}”的下限 {decimal(node.floor)} 永远达不到：至少 {decimal(least)} 分"
                self.warn(self.place(node, "floor"), message, "改下限，或检查下级的分值")

    def grades(self) -> None:
        """Totals without a grade, and grades that nobody can have."""
        grades = self.rule_set.grades
        if not grades:
            return
        last, lowest = grades[-1], self.rule_set.root.floor
        if last.top is not None or last.condition is not None:
            self.warn(last.mark, f"不满足“{last.name}”的没有等次", "最后再写一个不附条件的等次")
        elif last.least is not None and (lowest is None or lowest < last.least):
            self.warn(last.mark, f"总分低于 {decimal(last.least)} 的没有等次", "最后一个等次不写 min")
        most = bounds(self.rule_set).after[self.rule_set.root.id].most
        named = {name for gate in self.rule_set.gates for name in (gate.at_most, gate.force)}
        reached: Grade | None = None
        for grade in grades:
            if grade.least is not None and most is not None and grade.least > most:
                message = f"“{grade.name}”达不到：总分至多 {decimal(most)}"
                self.warn(grade.mark, message, "改分数线，或检查上限")
            if reached is not None and grade.least == reached.least and grade.name not in named:
                message = f"“{grade.name}”轮不到：分数线与“{reached.name}”相同"
                self.error(grade.mark, message, "改分数线")
            if grade.top is None and grade.condition is None:
                reached = grade

    def term(self) -> None:
        """A term that is over, or goes on far too long, and rules of the term that nothing reads."""
        rule_set = self.rule_set
        if rule_set.term is None:
            return
        mark = self.header("term")
        if rule_set.start.year - rule_set.term.year > LONGEST_TERM:
            message = f"本届从 {rule_set.term} 起，到本年超过 {LONGEST_TERM} 年"
            self.warn(mark, message, "换届以后改为新一届的第一天")
        if not rule_set.term_counts:
            self.warn(mark, "写了 term，没有 term_counts", "删去 term，或写要在届内累计的")
        read = rule_set.named()
        for node in rule_set.term_counts:
            if node.id not in read:
                cure = "用在条件里（count、rate），或写 count: 编号 配 bands"
                self.warn(node.mark, f"届内累计的“{node.id}”没有用到", cure)

    def carried(self, last_year: RuleSet | None) -> None:
        """Amounts of the year before that nothing reads, or that the measure of that year does not know."""
        rule_set = self.rule_set
        read = {one.value.text for one in values(rule_set.tree) if one.path[:1] != ("last_year",)}
        read |= {key for one in values(rule_set.tree) for key in one.path}
        for one in rule_set.carried:
            mark = one.mark or rule_set.root.mark
            if one.name not in read:
                self.warn(mark, f"从上年带来的“{one.name}”没有用到", "用在条件、count 或 less 里，或删去")
            if last_year is None:
                continue
            known = list(last_year.ranking.scopes if one.what == "rank" else last_year.nodes())
            if one.of not in known:
                message = f"{last_year.year} 年的办法里没有“{one.of}”，“{one.name}”谁也没有"
                self.error(mark, message, nearest(one.of, known) or f"有：{'、'.join(known[:12])}")

    def consequences(self) -> None:
        """Consequences that follow for who has done nothing and missed nothing, say who came yesterday."""
        for one in self.rule_set.consequences:
            if one.mark is not None and one.condition is not None and of_nothing(one.condition):
                message = f"“{one.id}”对什么记录也没有的委员（例如刚到任的）也适用"
                cure = "另加一个条件，例如 {count: M1, min: 1}（至少通知过一次），或 grade、在任月数"
                self.warn(one.mark, message, cure)
            asked = one.condition.grades if isinstance(one.condition, GradeIs) else ()
            if one.mark is not None and asked and len(asked) == len(self.rule_set.grades):
                message = f"“{one.id}”对每个有等次的委员都适用：{'、'.join(asked)}是全部等次"
                self.warn(one.mark, message, "只写要处理的等次")

    def cited(self) -> None:
        """Rules that stand under nothing but the citation of the whole document; told once where all do."""
        root = value_at(self.rule_set.tree, "root")
        rules = list(_leaf_rules(root, above=False)) if root else []
        bare = [(word(rule, "id") or "", rule.mark, "在它或上级节点") for rule, known in rules if not known]
        others: list[Gate | Exclusion | Consequence | Node] = [*self.rule_set.gates]
        others += [*self.rule_set.exclusions, *self.rule_set.consequences, *self.rule_set.term_counts]
        uncited = [one for one in others if one.mark is not None and one.citation == self.rule_set.citation]
        bare += [(one.id, one.mark, "") for one in uncited if one.mark is not None]
        if len(bare) > 1 and len(bare) == len(rules) + len(others):
            message = f"全文 {len(bare)} 条规则和关口，没有一条写了自己的出处"
            self.warn(self.header("citation"), message, "办法分条的，各补上 citation: 第…条；不分条的不必改")
            return
        for name, mark, where in bare:
            self.warn(mark, f"“{name}”没有自己的出处", f"{where}补上 citation: 第…条")

    def touched(self, touched: Collection[str]) -> None:
        """Rules that no worked example touches."""
        for node in self.rule_set.tree_nodes():
            if not node.children and node.id not in touched:
                self.warn(node.mark, f"没有算例用到“{node.id}”", "在年份.test.yaml 里补一个算例")

    def follows(self, last_year: RuleSet) -> None:
        """A measure that is not the next one, or not of the same committee."""
        years_between = self.rule_set.year - last_year.year - 1
        if years_between > 0:
            message = f"上一份办法是 {last_year.year} 年的，这一份是 {self.rule_set.year} 年的"
            self.warn(self.header("year"), f"{message}，中间隔了 {years_between} 年", "检查 year 和 period")
        own, other = self.rule_set.committee, last_year.committee
        if own != other:
            message = f"政协是“{own}”，{last_year.year} 年的办法写的是“{other}”"
            self.warn(self.header("committee"), message, "检查是不是别处的办法")

    def renamed(self, last_year: RuleSet) -> None:
        """Ids that stood for something else in the last measure: another title and another test."""
        before = last_year.every_node()
        for node in self.rule_set.every_node().values():
            old = before.get(node.id)
            if old is not None and old.title != node.title and _meaning(old) != _meaning(node):
                self._reused(node.id, node.mark, old.title, last_year.year)
        known = {one.id: one for one in _conditions(last_year)}
        for one in _conditions(self.rule_set):
            was = known.get(one.id)
            if was and one.mark and was.title != one.title and was.condition != one.condition:
                self._reused(one.id, one.mark, was.title, last_year.year)

    def _reused(self, name: str, mark: Mark, title: str, year: int) -> None:
        message = f"编号“{name}”在 {year} 年是“{title}”，今年另有所指"
        self.warn(mark, message, "年年沿用的编号不改作他用，换一个新编号")


def _clash(attribute: str) -> str:
    return "执行日期和统计时间没有重合" if attribute == DATE else f"“{attribute}”的几个条件互相矛盾"


def _nameless(node: Node) -> Node:
    """What a rule takes and pays, whatever it is called and wherever it stands."""
    return replace(node, id="", title="", citation="", note=None, mark=NOWHERE)


def _closed(band: Band) -> bool:
    """Whether a band has both ends; bands from high to low have one, and the first that fits counts."""
    own = interval(band.compare)
    return own.low is not None and own.high is not None


def _ranges(test: Test) -> Iterator[Range]:
    if isinstance(test, All | AnyOf):
        for part in test.parts:
            yield from _ranges(part)
    elif isinstance(test, Range):
        yield test


def _conditions(rule_set: RuleSet) -> list[Gate | Unranked | Consequence]:
    return [*rule_set.gates, *rule_set.unranked, *rule_set.consequences]


def _meaning(node: Node) -> object:
    """What a rule is about: what its leaves ask, days apart, which are others every year."""
    return [_timeless(leaf.leaf.test) for leaf in node.leaves() if leaf.leaf] or node.base


def _timeless(test: Test) -> object:
    if isinstance(test, All | AnyOf):
        parts = [_timeless(part) for part in test.parts]
        return type(test).__name__, [part for part in parts if part is not None]
    return None if isinstance(test, Range) and test.days else test


def _leaf_rules(tree: Tree, above: bool) -> Iterator[tuple[Mapping, bool]]:
    """The rules without rules below them, each with whether it or one above it names a citation."""
    if not isinstance(tree, Mapping):
        return
    known = above or "citation" in tree.entries
    below = tree.entries.get("rules")
    if below is None:
        yield tree, known
    for item in items_of(below.value) if below else ():
        yield from _leaf_rules(item, known)
