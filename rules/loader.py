"""Reading a rule document: header, tree, gates, grades and ranking, checked as a whole.

Every problem of the document is told at once, with line, column and the nearest right word.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from rules import catalogue as catalogues
from rules import document
from rules.amending import consolidate
from rules.bundle import Text, join, split
from rules.catalogue import Catalogue
from rules.coherence import check
from rules.condition import Negation, Reference
from rules.fields import Fields
from rules.grafting import word
from rules.groups import GroupReader
from rules.last_year import read_carried
from rules.leaf import LeafReader, Scope
from rules.shipped import with_supplements
from rules.source import MAX_CHARACTERS, DocumentRefused, Entry, Mapping, Refusals, Scalar, Tree, parse, read
from rules.supplement import MAX_CHANGES, MAX_SUPPLEMENTS, Base, Supplement, read_supplement
from rules.term import read_term
from rules.tree import TreeReader, read_period, read_rounding
from rules.when import Named, read_test

HEADER = (
    *("language", "title", "committee", "year", "period", "catalogue", "citation", "note"),
    *("rounding", "months", "exclude", "root", "unranked", "gates", "grades", "consequences", "rank"),
    *("term", "term_counts", "last_year", "groups"),
)
# The scope of a ranking that holds everyone; all others are attributes of the member.
EVERYONE = "全体"
HUNDREDTHS = document.Rounding(Fraction(1, 100), "half-up")
T = TypeVar("T")


def load(path: Path, supplements: Sequence[Path] | None = None) -> document.RuleSet:
    """The rule set in a file with its supplements and the catalogue it names; raises `DocumentRefused`.

    The supplements are those that lie beside it (`2022.supplement-1.yaml` beside `2022.yaml`), unless they
    are given. The path of a supplement stands for its base with the supplements up to it.
    """
    if supplements is None:
        path, supplements = with_supplements(path)
    text, name = read(path)
    return loads(text, name, path.parent, supplements=[read(each) for each in supplements])


def loads(
    text: str,
    file: str = "规则",
    folder: Path | None = None,
    catalogue: Catalogue | None = None,
    supplements: Sequence[tuple[str, str]] = (),
) -> document.RuleSet:
    """The rule set in a text; `folder` is where its catalogue extension is looked up.

    `supplements` are pairs of text and file, in order; they follow those that `text` holds already.
    A `catalogue` that is given is the one to read it with, whatever the text names: that of a kept version.
    """
    base, bundled = split(text, file)
    texts = [*bundled, *(Text(*each) for each in supplements)]
    refusals = Refusals(file)
    tree = parse(base, file)
    read_ones = _supplements(tree, texts, refusals)
    if isinstance(tree, Mapping):
        _name_catalogue(tree, read_ones, refusals)
        # Whatever a supplement says of a broken base is noise.
        consolidate(tree, read_ones, refusals)
    fields = Fields(tree, refusals, HEADER, "文件头")
    if catalogue is None:
        catalogue = _catalogue(fields, folder)
    # Without the committee's own kinds, everything that names them would seem wrong.
    refusals.check()
    rule_set = _RuleSetReader(fields, catalogue, refusals).read(base)
    refusals.check()
    assert rule_set is not None
    digest = _digest([base, *(one.text for one in texts)], catalogue)
    whole = join(base, texts)
    return replace(rule_set, text=whole, digest=digest, supplements=tuple(read_ones), tree=tree)


def _supplements(tree: Tree, texts: Sequence[Text], refusals: Refusals) -> list[Supplement]:
    """The supplements as they are read, in order; raises `DocumentRefused` where one is no strict YAML."""
    if len(texts) > MAX_SUPPLEMENTS or sum(len(one.text) for one in texts) > MAX_CHARACTERS:
        message = f"补充规定超过 {MAX_SUPPLEMENTS} 份，或合起来超过 {MAX_CHARACTERS:,} 个字符"
        refusals.add(tree.mark, message, "重新印发全文")
        refusals.check()
    period = tree.entries.get("period") if isinstance(tree, Mapping) else None
    end = word(period.value, "to") if period else None
    # A wrong period is told when the header is read.
    last = date.fromisoformat(end) if end and _is_day(end) else None
    base = Base(word(tree, "committee"), word(tree, "year"), last)
    found = (read_supplement(at, one.text, one.file, base, refusals) for at, one in enumerate(texts, 1))
    read_ones = [one for one in found if one is not None]
    if sum(len(one.changes) for one in read_ones) > MAX_CHANGES:
        refusals.add(tree.mark, f"几份补充规定合起来超过 {MAX_CHANGES} 处修改", "重新印发全文")
        refusals.check()
    return read_ones


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _name_catalogue(tree: Mapping, supplements: Sequence[Supplement], refusals: Refusals) -> None:
    """A measure without kinds of its own may get them with a supplement."""
    for one in supplements:
        if one.catalogue is None:
            continue
        named = word(tree, "catalogue")
        if named is None:
            tree.entries["catalogue"] = Entry(Scalar("catalogue", one.catalogue.mark), one.catalogue)
        elif named != one.catalogue.text:
            message = f"这份办法的种类写在“{named}”里"
            refusals.add(one.catalogue.mark, message, f"补充到 {named}，删去这里的 catalogue")


def _catalogue(fields: Fields, folder: Path | None) -> Catalogue:
    named = fields.text("catalogue", 200)
    if named is None:
        return catalogues.load()
    if folder is None or "/" in named or "\\" in named:
        fields.refusals.add(
            fields.value_mark("catalogue"), "catalogue 应是同一文件夹里的文件名", "例如 kinds.yaml"
        )
        return catalogues.load()
    try:
        return catalogues.load(folder / named)
    except DocumentRefused as refused:
        fields.refusals.problems.extend(refused.problems)
        return catalogues.load()


class _RuleSetReader:
    def __init__(self, fields: Fields, catalogue: Catalogue, refusals: Refusals) -> None:
        self.fields = fields
        self.carried, self.catalogue = read_carried(fields, catalogue, refusals)
        self.refusals = refusals
        self.tree = TreeReader(self.catalogue, refusals)

    def read(self, text: str) -> document.RuleSet | None:
        fields = self.fields
        fields.require("language", "title", "committee", "year", "period", "root")
        fields.integer("language", document.LANGUAGE, document.LANGUAGE)
        year, period = fields.integer("year", 1949, 2200), read_period(fields, "period")
        # A wrong period is told; the tree is read all the same, to tell what is wrong in it.
        term, term_counts = read_term(fields, period, self.tree)
        days = period or (date(year or 2000, 1, 1), date(year or 2000, 12, 31))
        # A rule may cite its own paragraph; the header's citation stands for those that do not.
        scope = Scope(window=days, citation=fields.text("citation", 300))
        root = self.tree.node(fields.entries["root"].value, scope) if "root" in fields else None
        exclusions = self._each("exclude", self._exclusion)
        unranked = self._each("unranked", self._unranked)
        grades = self._each("grades", self._grade)
        names = [grade.name for grade in grades]
        gates = self._each("gates", lambda item: self._gate(item, names))
        consequences = self._each("consequences", lambda item: self._consequence(item, names))
        ranking = self._ranking()
        groups = GroupReader(self.tree, self._scopes(), scope).rankings(fields.items("groups"))
        if root is None or period is None or year is None:
            return None
        rule_set = document.RuleSet(
            file=self.refusals.file,
            text=text,
            digest="",
            title=fields.text("title", 200) or "",
            committee=fields.text("committee", 100) or "",
            year=year,
            start=period[0],
            end=period[1],
            citation=fields.text("citation", 300) or "",
            note=fields.text("note"),
            rounding=read_rounding(fields, "rounding") or HUNDREDTHS,
            month_days=self._month_days(),
            exclusions=exclusions,
            root=root,
            unranked=unranked,
            gates=gates,
            grades=grades,
            consequences=consequences,
            term=term,
            term_counts=term_counts,
            carried=self.carried,
            ranking=ranking,
            catalogue=self.catalogue,
            groups=groups,
        )
        check(rule_set, self.tree.clear_references(), self.tree.said, self.refusals)
        return rule_set

    def _each(self, key: str, read_one: Callable[[Tree], T | None]) -> tuple[T, ...]:
        found = (read_one(item) for item in self.fields.items(key))
        return tuple(one for one in found if one is not None)

    def _month_days(self) -> int:
        tree = self.fields.tree("months")
        if tree is None:
            return 15
        return Fields(tree, self.refusals, ("days",), "months").integer("days", 1, 28) or 15

    def _exclusion(self, tree: Tree) -> document.Exclusion | None:
        fields = Fields(
            tree, self.refusals, ("id", "title", "citation", "note", "take", "when"), "exclude 的一项"
        )
        node_id = self.tree.identify(fields)
        fields.require("when")
        take, when = fields.word("take", document.TAKES), fields.tree("when")
        if when is None:
            return None
        named: list[Named] = []
        test = read_test(when, self.catalogue, self.refusals, named)
        if take is not None:
            reader = LeafReader(self.catalogue, self.refusals)
            for name in named:
                reader.carried(name, take, ())
        title, citation = fields.text("title", 200) or node_id, self._citation(fields)
        return document.Exclusion(
            id=node_id, title=title, citation=citation, take=take, test=test, mark=fields.mark
        )

    def _citation(self, fields: Fields) -> str:
        return fields.text("citation", 300) or self.fields.text("citation", 300) or ""

    def _unranked(self, tree: Tree) -> document.Unranked | None:
        fields = Fields(
            tree, self.refusals, ("id", "title", "citation", "note", "if", "show"), "unranked 的一项"
        )
        node_id = self.tree.identify(fields)
        fields.require("if")
        condition = fields.tree("if")
        if condition is None:
            return None
        shown = fields.yesno("show")
        title = fields.text("title", 200) or node_id
        return document.Unranked(
            node_id, title, self.tree.condition(condition), shown is not False, fields.mark
        )

    def _gate(self, tree: Tree, grades: list[str]) -> document.Gate | None:
        keys = ("id", "title", "citation", "note", "if", "unless", "at_most", "force", "ungraded")
        fields = Fields(tree, self.refusals, keys, "gates 的一项")
        gate_id = self.tree.identify(fields)
        for choices, cure in (
            (("if", "unless"), "if（满足时）或 unless（不满足时）"),
            (keys[6:], "at_most、force、ungraded"),
        ):
            if sum(key in fields for key in choices) != 1:
                self.refusals.add(fields.mark, f"关口“{gate_id}”应写 {cure} 之一")
        limits = [key for key in ("at_most", "force") if key in fields]
        if limits and not grades:
            self.refusals.add(fields.mark, "关口限制等次，文件却没有 grades", "补上 grades: […]")
        condition = fields.tree("if") or fields.tree("unless")
        at_most, force = (fields.word(key, grades) if grades else None for key in ("at_most", "force"))
        if condition is None:
            return None
        holds = self.tree.condition(condition)
        return document.Gate(
            id=gate_id,
            title=fields.text("title", 200) or gate_id,
            citation=self._citation(fields),
            condition=Negation(holds) if "unless" in fields else holds,
            at_most=at_most,
            force=force,
            ungraded=bool(fields.yesno("ungraded")),
            mark=fields.mark,
        )

    def _grade(self, tree: Tree) -> document.Grade | None:
        fields = Fields(tree, self.refusals, ("grade", "min", "top", "if"), "grades 的一项")
        fields.require("grade")
        name, condition = fields.text("grade", 40), fields.tree("if")
        if name is None:
            return None
        held = None if condition is None else self.tree.condition(condition)
        return document.Grade(name, fields.number("min"), self._top(fields), held, fields.value_mark("grade"))

    def _consequence(self, tree: Tree, grades: list[str]) -> document.Consequence:
        keys = ("id", "title", "citation", "note", "if", "top", "last")
        fields = Fields(tree, self.refusals, keys, "consequences 的一项")
        own_id = self.tree.identify(fields)
        if not any(key in fields for key in keys[4:]):
            cure = "写 if: {…}，或 top、last（名次在前、在后多少）"
            self.refusals.add(fields.mark, f"“{own_id}”没有写什么情况下适用", cure)
        if "top" in fields and "last" in fields:
            self.refusals.add(fields.key_mark("last"), "top 和 last 只能写一个", "分成两项")
        condition = fields.tree("if")
        return document.Consequence(
            id=own_id,
            title=fields.text("title", 200) or own_id,
            citation=self._citation(fields),
            condition=None if condition is None else self.tree.condition(condition, grades),
            top=self._top(fields),
            last=self._top(fields, "last"),
            mark=fields.mark,
        )

    def _top(self, fields: Fields, key: str = "top") -> document.Top | None:
        tree = fields.tree(key)
        if tree is None:
            return None
        if isinstance(tree, Scalar):
            return document.Top(self._portion(fields, key), None, round_up=False, ties="in")
        top = Fields(tree, self.refusals, ("share", "places", "round", "ties", "within"), key)
        if ("share" in top) == ("places" in top):
            self.refusals.add(top.mark, f"{key} 写 share 或 places 之一", f"例如 {key}: {{share: 20%}}")
        share = self._portion(top, "share") if "share" in top else None
        up, ties = (
            top.word("round", ("up", "down")) == "up",
            top.word("ties", ("in", "out", "selection")) or "in",
        )
        return document.Top(share, top.integer("places", 1), up, ties, top.word("within", self._scopes()))

    def _portion(self, fields: Fields, key: str) -> Fraction | None:
        value = fields.number(key)
        if value is not None and not 0 < value <= 1:
            # A whole number may be either of two things that were meant.
            meant = (
                f"{value}%；{value} 个名额写 places: {value}"
                if value > 1 and value.denominator == 1
                else "20%"
            )
            self.refusals.add(fields.value_mark(key), "比例应在 0 到 100% 之间", f"写成 {meant}")
            return None
        return value

    def _scopes(self) -> list[str]:
        """The member attributes that divide members into groups."""
        return [a.name for a in self.catalogue.member_attributes() if a.type in ("choice", "label", "yesno")]

    def _ranking(self) -> document.Ranking:
        tree = self.fields.tree("rank")
        if tree is None:
            return document.Ranking((EVERYONE,), "competition", ())
        fields = Fields(tree, self.refusals, ("scopes", "ties", "selection"), "rank")
        scopes = fields.words("scopes", [EVERYONE, *self._scopes()]) or (EVERYONE,)
        selection = [self._preference(item) for item in fields.items("selection")]
        ties = fields.word("ties", ("competition", "dense", "selection")) or "competition"
        return document.Ranking(scopes, ties, tuple(one for one in selection if one))

    def _preference(self, tree: Tree) -> document.Preference | None:
        fields = Fields(
            tree, self.refusals, ("deductions", "points", "count", "member", "prefer"), "selection 的一项"
        )
        heads = [key for key in ("deductions", "points", "count", "member") if key in fields]
        if len(heads) != 1:
            self.refusals.add(
                fields.mark, "写 deductions、points、count、member 之一", "例如 {points: opinion}"
            )
            return None
        head = heads[0]
        fewer = fields.word("prefer", ("more", "fewer")) == "fewer"
        if head == "deductions":
            return document.Preference(head, None, fields.word(head, ("fewer", "more")) != "more")
        if head == "member":
            fields.word(head, ("编号",))
            return document.Preference(head, None, fewer=True)
        name = fields.text(head, 40)
        if name is not None:
            needs = "count" if head == "count" else None
            self.tree.references.append(Reference(name, fields.value_mark(head), needs))
        return document.Preference(head, name, fewer)


def _digest(texts: Sequence[str], catalogue: Catalogue) -> str:
    parts = (str(document.LANGUAGE), *texts, catalogue.text)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
