"""Worked examples: what a measure must give for a few members and records, written beside it in YAML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from rules.catalogue import OWNERS_OF_FORM, Attribute, Catalogue, Kind, unknown
from rules.document import RuleSet
from rules.fields import Fields, day, number, one_of, scalar, yesno
from rules.loader import EVERYONE, load
from rules.number import LIMIT
from rules.record import Change, Member, Outcome, Part, Record, Value
from rules.source import Entry, Mapping, Mark, Refusals, Scalar, Tree, nearest, parse, read

CASE_KEYS = ("id", "title", "citation", "note", "as_of", "members", "records", "expect", "groups")
RECORD_KEYS = (
    "kind",
    "编号",
    "title",
    "date",
    "members",
    "authors",
    "outcomes",
    "copies",
    "matter",
    "outsiders",
)
EXPECT_KEYS = ("total", "rank", "ranks", "grade", "points", "counts", "selection", "consequences")
GROUP_KEYS = ("value", "rank", "members", "points", "counts")
NONE = "无"
SEPARATOR = "、"
MAX_COPIES = 1000


@dataclass(frozen=True, slots=True)
class Expectation:
    """One value that must come out: `what` is one of `EXPECT_KEYS`; consequences are ids in one string.

    With a `ranking`, it is that of a group: `member` is its label, `what` is one of `GROUP_KEYS`.
    """

    member: str
    what: str
    of: str
    value: Fraction | str | None
    mark: Mark
    ranking: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example; with `as_of`, of the standing as of that day."""

    id: str
    title: str
    members: tuple[Member, ...]
    records: tuple[Record, ...]
    expectations: tuple[Expectation, ...]
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """The examples of one file, with the rule set that they are for."""

    file: str
    rule_set: RuleSet
    examples: tuple[Example, ...] = field(default=())


def load_examples(path: Path) -> ExampleFile:
    """The examples in a `.test.yaml` file; raises `DocumentRefused` for it or its rule set."""
    text, name = read(path)
    refusals = Refusals(name)
    fields = Fields(parse(text, name), refusals, ("ruleset", "cases"), "算例文件")
    fields.require("ruleset", "cases")
    named = fields.text("ruleset", 200) or ""
    refusals.check()
    if "/" in named or "\\" in named:
        refusals.add(fields.value_mark("ruleset"), "ruleset 应是同一文件夹里的文件名", "例如 2022.yaml")
        refusals.check()
    rule_set = load(path.parent / named)
    examples = tuple(read_examples(fields.items("cases"), rule_set, refusals))
    refusals.check()
    return ExampleFile(name, rule_set, examples)


def read_examples(cases: tuple[Tree, ...], rule_set: RuleSet, refusals: Refusals) -> Iterator[Example]:
    """The examples written at `cases`."""
    reader = _Reader(rule_set.catalogue, rule_set, refusals)
    seen: dict[str, Mark] = {}
    for tree in cases:
        example = reader.example(tree)
        if example.id in seen:
            refusals.add(tree.mark, f"算例“{example.id}”重复", f"第 {seen[example.id].line} 行已经用过")
        seen.setdefault(example.id, tree.mark)
        yield example


class _Reader:
    def __init__(self, catalogue: Catalogue, rule_set: RuleSet, refusals: Refusals) -> None:
        self.catalogue = catalogue
        self.rule_set = rule_set
        self.refusals = refusals

    def example(self, tree: Tree) -> Example:
        fields = Fields(tree, self.refusals, CASE_KEYS, "算例")
        fields.require("id", "members", *(() if "groups" in fields else ("expect",)))
        members = tuple(self._member(name, entry) for name, entry in fields.mapping("members").items())
        names = [member.key for member in members]
        records = [
            record
            for at, item in enumerate(fields.items("records"), 1)
            for record in self._records(item, at, names)
        ]
        told = len(self.refusals.problems)
        expected = tuple(
            expectation
            for name, entry in fields.mapping("expect").items()
            for expectation in self._expectations(name, entry, names)
        )
        expected += tuple(self._of_groups(fields))
        if not expected and len(self.refusals.problems) == told:
            self.refusals.add(fields.mark, "算例没有写出预期结果", "补上 expect: {甲: {total: 5}}")
        title = fields.text("title", 200) or ""
        name, as_of = fields.text("id", 60) or "?", self._as_of(fields)
        return Example(name, title, members, tuple(records), expected, as_of)

    def _as_of(self, fields: Fields) -> date | None:
        as_of, start, end = fields.date("as_of"), self.rule_set.start, self.rule_set.end
        if as_of is not None and not start <= as_of <= end:
            self.refusals.add(fields.value_mark("as_of"), f"as_of 应在统计期 {start} 至 {end} 以内")
        return as_of

    def _member(self, name: str, entry: Entry) -> Member:
        member = Member(name, name)
        known = [attribute.name for attribute in self.catalogue.member_attributes()]
        fields = Fields(entry.value, self.refusals, [*known, "changes"], f"委员“{name}”")
        member.attributes.update(self._values(fields, known))
        for item in fields.items("changes"):
            change = Fields(item, self.refusals, [*known, "from"], "changes 的一项")
            change.require("from")
            since = change.date("from")
            for attribute_name, value in self._values(change, known).items():
                if since:
                    member.changes.append(Change(since, attribute_name, value))
        return member

    def _values(self, fields: Fields, names: list[str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name in names:
            tree = fields.tree(name)
            value = None if tree is None else self._value(self.catalogue.attributes[name], tree)
            if value is not None:
                found[name] = value
        return found

    def _value(self, attribute: Attribute, tree: Tree) -> Value | None:
        what = f"“{attribute.name}”"
        if attribute.type == "yesno":
            return yesno(tree, what, self.refusals)
        if attribute.type == "date":
            return day(tree, what, self.refusals)
        if attribute.quantity:
            value = number(tree, what, self.refusals)
            most = attribute.most or LIMIT
            if value is not None and not (0 <= value <= most and (value * 1000).denominator == 1):
                self.refusals.add(tree.mark, f"{what}应是 0 到 {most:,} 的数，最多三位小数")
                return None
            return value
        if attribute.values:
            return one_of(tree, list(attribute.values), what, self.refusals)
        return scalar(tree, what, self.refusals)

    def _records(self, tree: Tree, at: int, names: list[str]) -> Iterator[Record]:
        kind = self._kind(tree)
        if kind is None:
            return
        carried = [a.name for a in self.catalogue.attributes_of(kind, *OWNERS_OF_FORM[kind.form])]
        fields = Fields(tree, self.refusals, [*RECORD_KEYS, *carried], f"一条{kind.name}")
        people = "members" if kind.form == "occasion" else "authors"
        wrong = "authors" if people == "members" else "members"
        if wrong in fields:
            self.refusals.add(fields.key_mark(wrong), f"{kind.name}不写“{wrong}”", f"改为 {people}")
        fields.require("date", people)
        self._check_required(fields, kind, people)
        held = fields.date("date") or date(2000, 1, 1)
        copies = fields.integer("copies", 1, MAX_COPIES) or 1
        own = "occasion" if kind.form == "occasion" else "work"
        ours = [a.name for a in self.catalogue.attributes_of(kind, own)]
        theirs = [name for name in carried if name not in ours and not self._of_outcome_only(name)]
        shared = self._values(fields, theirs)
        parts = [Part(name, {**shared, **more}) for name, more in self._people(fields, people, theirs, names)]
        outcomes = [self._outcome(item, kind, place) for place, item in enumerate(fields.items("outcomes"))]
        key = fields.text("编号", 60) or f"{kind.name}{at:03}"
        title, matter = fields.text("title", 200) or "", fields.text("matter", 60)
        attributes, outsiders = self._values(fields, ours), fields.integer("outsiders", 0, 1000) or 0
        for copy in range(1, copies + 1):
            own_key = key if copies == 1 else f"{key}-{copy:04}"
            yield Record(
                key=own_key,
                kind=kind.name,
                day=held,
                title=title,
                attributes=dict(attributes),
                parts=parts,
                outcomes=outcomes,
                matter=matter,
                outsiders=outsiders,
            )

    def _check_required(self, fields: Fields, kind: Kind, people: str) -> None:
        """A record must say what its kind requires, itself or of each of its people."""
        named = fields.tree(people)
        parts = [entry.value for entry in named.entries.values()] if isinstance(named, Mapping) else []
        for name in kind.required:
            everybody = all(isinstance(part, Mapping) and name in part.entries for part in parts)
            if name not in fields and not (parts and everybody):
                self.refusals.add(fields.mark, f"{fields.what}缺少“{name}”", f"补上 {name}: …")

    def _kind(self, tree: Tree) -> Kind | None:
        entry = tree.entries.get("kind") if isinstance(tree, Mapping) else None
        if entry is None or not isinstance(entry.value, Scalar):
            self.refusals.add(tree.mark, "记录没有写种类", "补上 kind: …")
            return None
        kind = self.catalogue.kinds.get(entry.value.text)
        if kind is None:
            unknown("种类", entry.value.text, list(self.catalogue.kinds), entry.value.mark, self.refusals)
        return kind

    def _of_outcome_only(self, name: str) -> bool:
        return self.catalogue.attributes[name].of == ("outcome",)

    def _people(
        self, fields: Fields, key: str, attributes: list[str], names: list[str]
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        tree = fields.tree(key)
        entries: list[tuple[str, Mark, Tree | None]]
        if isinstance(tree, Mapping):
            entries = [(name, entry.key.mark, entry.value) for name, entry in tree.entries.items()]
        else:
            entries = [
                (scalar(item, f"“{key}”", self.refusals) or "", item.mark, None) for item in fields.items(key)
            ]
        seen: set[str] = set()
        for name, mark, value in entries:
            if name not in names:
                self.refusals.add(
                    mark, f"算例里没有委员“{name}”", nearest(name, names) or "在 members 里补上"
                )
                continue
            if name in seen:
                self.refusals.add(mark, f"“{name}”在一条记录里写了两次", "留一次")
                continue
            seen.add(name)
            inner = None if value is None else Fields(value, self.refusals, attributes, f"“{name}”的情况")
            yield name, {} if inner is None else self._values(inner, attributes)

    def _outcome(self, tree: Tree, kind: Kind, place: int) -> Outcome:
        carried = [a.name for a in self.catalogue.attributes_of(kind, "outcome")]
        fields = Fields(tree, self.refusals, ["date", *carried], "outcomes 的一项")
        fields.require("date")
        return Outcome(fields.date("date") or date(2000, 1, 1), self._values(fields, carried), f"{place:03}")

    def _expectations(self, name: str, entry: Entry, names: list[str]) -> Iterator[Expectation]:
        if name not in names:
            self.refusals.add(
                entry.key.mark, f"算例里没有委员“{name}”", nearest(name, names) or "在 members 里补上"
            )
            return
        fields = Fields(entry.value, self.refusals, EXPECT_KEYS, f"“{name}”的预期")
        for key in fields.entries:
            tree = fields.tree(key)
            assert tree is not None
            if key == "rank" and EVERYONE not in self.rule_set.ranking.scopes:
                self.refusals.add(tree.mark, "这份办法不在全体中排名", "写 ranks: {范围: 名次}")
                continue
            if key == "consequences":
                known = [one.id for one in self.rule_set.consequences]
                found = None if _is_none(tree) else SEPARATOR.join(fields.words(key, known)) or None
                yield Expectation(name, key, "", found, tree.mark)
                continue
            if key not in ("points", "counts", "ranks"):
                yield Expectation(name, key, "", self._expected(key, tree), tree.mark)
                continue
            nodes = self.rule_set.known() if key == "counts" else self.rule_set.nodes()
            known = list(self.rule_set.ranking.scopes if key == "ranks" else nodes)
            for of, inner in fields.mapping(key).items():
                if of not in known:
                    cure = nearest(of, known) or f"可用：{'、'.join(known[:12])}"
                    self.refusals.add(inner.key.mark, f"“{key}”里没有“{of}”", cure)
                    continue
                yield Expectation(name, key, of, self._expected(key, inner.value), inner.value.mark)

    def _of_groups(self, fields: Fields) -> Iterator[Expectation]:
        """What must come out of rankings of groups: by their ids, then by the labels of the groups."""
        rankings = {one.id: one for one in self.rule_set.groups}
        for name, entry in fields.mapping("groups").items():
            ranking = rankings.get(name)
            if ranking is None:
                cure = nearest(name, rankings) or f"有：{'、'.join(rankings) or '没有'}"
                self.refusals.add(entry.key.mark, f"办法里没有编号为“{name}”的按组排名", cure)
                continue
            nodes = [] if ranking.root is None else [node.id for node in ranking.root.walk()]
            groups = Fields(Mapping({name: entry}, entry.key.mark), self.refusals, (name,), "groups").mapping(
                name
            )
            for label, each in groups.items():
                yield from self._of_group(ranking.id, label, each, nodes)

    def _of_group(self, ranking: str, label: str, entry: Entry, nodes: list[str]) -> Iterator[Expectation]:
        fields = Fields(entry.value, self.refusals, GROUP_KEYS, f"“{label}”的预期")
        for key in fields.entries:
            tree = fields.tree(key)
            assert tree is not None
            if key not in ("points", "counts"):
                yield Expectation(label, key, "", self._expected(key, tree), tree.mark, ranking)
                continue
            for of, inner in fields.mapping(key).items():
                if of not in nodes:
                    cure = nearest(of, nodes) or f"可用：{'、'.join(nodes[:12])}"
                    self.refusals.add(inner.key.mark, f"“{ranking}”里没有“{of}”", cure)
                    continue
                yield Expectation(label, key, of, self._expected(key, inner.value), inner.value.mark, ranking)

    def _expected(self, key: str, tree: Tree) -> Fraction | str | None:
        if _is_none(tree):
            return None
        if key == "grade":
            return one_of(tree, [grade.name for grade in self.rule_set.grades], "“grade”", self.refusals)
        return number(tree, f"“{key}”", self.refusals)


def _is_none(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and tree.text == NONE
