"""Reading what a fact that a leaf takes is worth: points, tables, factors, values that change with a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from rules import when
from rules.catalogue import OWNERS_OF_TAKE, Catalogue, unknown
from rules.document import Case
from rules.fields import Fields, number, scalar
from rules.source import Listing, Mark, Refusals, Scalar, Tree

# The rows of a table and the factors of a leaf; each is asked of every shape.
MAX_CASES = 300


@dataclass(frozen=True, slots=True)
class WorthReader:
    """Reads values with one catalogue, noting what is refused. `grouped`: those of a measure of groups."""

    catalogue: Catalogue
    refusals: Refusals
    grouped: bool = False

    def carried(self, name: when.Named, take: str, kinds: Iterable[str]) -> bool:
        """Refuses an attribute that no fact of these kinds has; whether it was right."""
        attribute = self.catalogue.attributes[name.attribute]
        if "member" in attribute.of:
            return True
        if not set(attribute.of) & set(OWNERS_OF_TAKE[take]):
            owner = "outcome" if "outcome" in attribute.of else "、".join(attribute.of)
            self.refusals.add(name.mark, f"{take} 的事实没有“{attribute.name}”", f"它属于 {owner}，检查 take")
            return False
        carried = {each for kind in kinds for each in self.catalogue.kinds[kind].attributes}
        if kinds and attribute.name not in carried:
            having = [
                kind.name for kind in self.catalogue.kinds.values() if attribute.name in kind.attributes
            ]
            others = f"有它的种类：{'、'.join(having[:12])}；" if having else ""
            cure = f"{others}可用：{'、'.join(sorted(carried))}；要记的，在 kinds.yaml 里写 add_attributes"
            self.refusals.add(name.mark, f"“{'、'.join(list(kinds)[:3])}”没有属性“{attribute.name}”", cure)
            return False
        return True

    def cases(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> tuple[Case, ...]:
        if "table" in fields:
            return self._table(fields, take, kinds)
        tree = fields.tree("points")
        return () if tree is None else tuple(self._dated(tree, "“points”", None))

    def _table(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> tuple[Case, ...]:
        table = Fields(
            fields.tree("table") or Listing((), fields.mark), self.refusals, ("by", "values"), "table"
        )
        table.require("by", "values")
        if "values" in table and not table.mapping("values"):
            self.refusals.add(
                table.value_mark("values"), "table 没有写各个值给几分", "写成 values: {出席: 2}"
            )
        names = []
        for item in table.items("by"):
            name = scalar(item, "“by”", self.refusals)
            attribute = self.catalogue.attributes.get(name or "")
            if attribute is None:
                unknown("属性", name or "", list(self.catalogue.attributes), item.mark, self.refusals)
            elif attribute.type not in ("choice", "label", "yesno"):
                self.refusals.add(
                    item.mark, f"“{attribute.name}”不是可列举的属性，不能查表", "改用 when 分成几条规则"
                )
            elif self.carried(when.Named(attribute.name, item.mark), take, kinds):
                names.append(attribute)
        cases: list[Case] = []
        for key, entry in table.mapping("values").items():
            labels = key.split("/")
            if len(labels) != len(table.items("by")):
                cure = f"每行写 {len(table.items('by'))} 个值，用 / 隔开，任意写 *"
                self.refusals.add(entry.key.mark, f"“{key}”与 by 的属性个数不符", cure)
                continue
            if len(names) != len(labels):
                continue
            place = entry.key.mark
            tests = [
                when.label_test(attribute, Scalar(label, place), self.refusals)
                for attribute, label in zip(names, labels, strict=True)
                if label != "*"
            ]
            cases.extend(self._dated(entry.value, f"“{key}”", when.conjunction(*tests) if tests else None))
        return tuple(cases)

    def _dated(self, tree: Tree, what: str, test: when.Test | None) -> list[Case]:
        """The cases of a value, which may change with the counted date."""
        if not isinstance(tree, Listing):
            value = number(tree, what, self.refusals)
            return [] if value is None else [Case(test, value, mark=tree.mark)]
        if not tree.items:
            self.refusals.add(
                tree.mark, f"{what}没有写一段", "写成 [{value: 5}, {from: 2022-04-03, value: 6}]"
            )
            return []
        steps: list[tuple[int | None, Fraction, Mark]] = []
        for at, item in enumerate(tree.items):
            step = Fields(item, self.refusals, ("from", "value"), f"{what}的一段")
            step.require("value", *(["from"] if at else []))
            since, value = step.date("from"), step.number("value")
            begins = since.toordinal() if since else None
            if at == 0 and since:
                self.refusals.add(step.key_mark("from"), "第一段从统计期开始起算，不写 from", "删去 from")
            if at and begins is not None and steps and begins <= (steps[-1][0] or 0):
                self.refusals.add(step.value_mark("from"), "各段的 from 要从早到晚")
            if value is not None:
                steps.append((begins, value, step.value_mark("value")))
        ends = [*(begins for begins, _, _ in steps[1:]), None]
        return [
            Case(when.conjunction(test, when.Range(when.DATE, begins, end, days=True)), value, mark=mark)
            for (begins, value, mark), end in zip(
                steps, ends, strict=False
            )  # no step, where all were refused
        ]

    def factors(self, fields: Fields, take: str, kinds: tuple[str, ...]) -> tuple[Case, ...]:
        if "rules" in fields or "times" not in fields:
            return ()
        factors: list[Case] = []
        for item in fields.items("times"):
            if isinstance(item, Scalar):
                factors.extend(self._dated(item, "“times”", None))
                continue
            one = Fields(item, self.refusals, ("when", "having", "without", "factor"), "times 的一项")
            one.require("factor")
            test = self.test_at(one, "when", take, kinds)
            having, without = (self.test_at(one, key, "outcome", kinds) for key in ("having", "without"))
            factor = one.tree("factor")
            if factor is not None:
                dated = self._dated(factor, "“factor”", test)
                factors.extend(replace(case, having=having, without=without) for case in dated)
        return tuple(factors)

    def test_at(self, fields: Fields, key: str, take: str, kinds: tuple[str, ...]) -> when.Test | None:
        """The test at `key`, of facts of one take; None where there is none."""
        tree = fields.tree(key)
        return None if tree is None else self.test(tree, take, kinds)

    def test(self, tree: Tree, take: str, kinds: tuple[str, ...]) -> when.Test:
        named: list[when.Named] = []
        test = when.read_test(tree, self.catalogue, self.refusals, named)
        for name in named:
            self.carried(name, take, kinds)
        return test
