"""Rule sets: the versions that are or were in force, and what each says."""

from datetime import date, datetime
from operator import attrgetter
from typing import Any

import strawberry

from resolvers import argument, cursor, global_id, loaded
from resolvers.argument import AnyYear, YearArgument
from resolvers.consequence import ConsequenceDefinition, consequence_definition
from resolvers.context import Info
from resolvers.field import answered
from resolvers.global_id import Node
from resolvers.kind import AttributeDefinition, KindDefinition, kinds_of, member_attributes_of
from resolvers.measure import CodesArgument, DepthArgument, MeasureNode, chosen
from resolvers.page import Connection, Page, newest
from resolvers.ranking import GateDefinition, gate_definition
from rules.document import Grade, RuleSet
from rules.number import decimal
from rules.wording import condition_words, node_words, test_words, top_words
from services.committee.committees import CommitteeRow
from services.rule_sets import versions
from services.rule_sets.versions import PUBLISHED, Version
from services.runs.run import RunRow


@strawberry.type(description="办法里计分之外的一条规定")
class Rule:
    """Something that a rule set says beside its tree, in words."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    citation: str = strawberry.field(description="出处")
    words: str = strawberry.field(description="规定了什么")


@strawberry.type(name="Grade", description="等次")
class GradeDefinition:
    """A grade with what it takes."""

    name: str = strawberry.field(description="名称，如 优秀")
    least: str | None = strawberry.field(description="至少几分；空为不限")
    top: str | None = strawberry.field(description="名次要在前多少；空为不限")
    condition: str | None = strawberry.field(description="另外的条件；空为没有")


def _said(path: str, description: str) -> Any:
    """A field that the text says; it is loaded when that is asked for, which takes a while."""
    read = attrgetter(path)

    def said(root: "strawberry.Parent[Measure]") -> Any:
        return read(root.rule_set)

    return answered(said, description)


def _nodes(
    root: "strawberry.Parent[Measure]", codes: CodesArgument = None, depth: DepthArgument = None
) -> list[MeasureNode]:
    return chosen(root.rule_set, codes, depth)


def _exclusions(root: "strawberry.Parent[Measure]") -> list[Rule]:
    return [
        Rule(code=one.id, title=one.title, citation=one.citation, words=test_words(one.test))
        for one in root.rule_set.exclusions
    ]


def _unranked(root: "strawberry.Parent[Measure]") -> list[Rule]:
    rule_set = root.rule_set
    return [
        Rule(
            code=one.id,
            title=one.title,
            citation=rule_set.citation,
            words=condition_words(one.condition, rule_set.known()),
        )
        for one in rule_set.unranked
    ]


def _gates(root: "strawberry.Parent[Measure]") -> list[GateDefinition]:
    return [gate_definition(gate) for gate in root.rule_set.gates]


def _grades(root: "strawberry.Parent[Measure]") -> list[GradeDefinition]:
    return [_grade(grade, root.rule_set) for grade in root.rule_set.grades]


def _term_counts(root: "strawberry.Parent[Measure]") -> list[Rule]:
    rule_set = root.rule_set
    return [
        Rule(
            code=node.id,
            title=node.title,
            citation=node.citation,
            words="，".join(node_words(node, rule_set)),
        )
        for node in rule_set.term_counts
    ]


def _consequences(root: "strawberry.Parent[Measure]") -> list[ConsequenceDefinition]:
    rule_set = root.rule_set
    return [consequence_definition(one, rule_set) for one in rule_set.consequences]


def _kinds(root: "strawberry.Parent[Measure]") -> list[KindDefinition]:
    return kinds_of(root.rule_set.catalogue)


def _member_attributes(root: "strawberry.Parent[Measure]") -> list[AttributeDefinition]:
    return member_attributes_of(root.rule_set.catalogue)


@strawberry.type(name="RuleSet", description="一年的统计办法的一个版本；版本不改，改了就是新的版本")
class Measure(Node):
    """A version that is or was in force, with what its text says."""

    id: strawberry.ID = strawberry.field(description="全局 id")
    year: int = strawberry.field(description="年份")
    in_force: bool = strawberry.field(description="这一年是否按它记分")
    added_at: datetime = strawberry.field(description="何时保存")
    title: str = strawberry.field(description="名称")
    digest: str = strawberry.field(description="文本和种类目录的散列值，指明版本")
    text: str = strawberry.field(description="原文，一字不改")
    citation: str = _said("citation", "出处")
    note: str | None = _said("note", "说明")
    first_day: date = _said("start", "统计期的第一天")
    last_day: date = _said("end", "统计期的最后一天")
    scopes: list[str] = _said("ranking.scopes", "名次的范围，如 全体、界别")
    nodes: list[MeasureNode] | None = answered(_nodes, "各节点，上级在前", size=60)
    exclusions: list[Rule] = answered(_exclusions, "哪些记录不参加计分", size=5)
    unranked: list[Rule] = answered(_unranked, "哪些委员不参加排名", size=5)
    gates: list[GateDefinition] = answered(_gates, "关口", size=5)
    grades: list[GradeDefinition] = answered(_grades, "等次，好的在前", size=5)
    term: date | None = _said("term", "本届从哪一天起；没有届内累计则空")
    term_counts: list[Rule] = answered(_term_counts, "届内累计：从届首数到统计期末的次数，不计分", size=5)
    consequences: list[ConsequenceDefinition] = answered(_consequences, "等次以外的处理", size=5)
    kinds: list[KindDefinition] = answered(_kinds, "记录的种类", size=30)
    member_attributes: list[AttributeDefinition] = answered(_member_attributes, "委员的属性", size=20)
    version: strawberry.Private[Version]

    @property
    def rule_set(self) -> RuleSet:
        """What the text says."""
        return self.version.rule_set


def measure_of(version: Version) -> Measure:
    """A version that is or was in force, as clients see it."""
    return Measure(
        id=global_id.encode("RuleSet", version.id),
        year=version.year,
        in_force=version.in_force,
        added_at=version.added_at,
        title=version.title,
        digest=version.digest,
        text=version.text,
        version=version,
    )


def _grade(grade: Grade, rule_set: RuleSet) -> GradeDefinition:
    return GradeDefinition(
        name=grade.name,
        least=None if grade.least is None else decimal(grade.least),
        top=None if grade.top is None else top_words(grade.top),
        condition=None if grade.condition is None else condition_words(grade.condition, rule_set.known()),
    )


async def measure(info: Info, version_id: int) -> Measure | None:
    """The version of a row, if it is or was in force; the same object for all who ask in a request."""

    async def read() -> Measure | None:
        version = await loaded.version(info, version_id)
        return measure_of(version) if version is not None and version.was_published else None

    return await info.context.once(("measure", version_id), read)


async def of_run(root: strawberry.Parent[RunRow], info: Info) -> Measure | None:
    """The rule set of a run."""
    return await measure(info, root.rule_set_id)


async def rule_sets(
    root: strawberry.Parent[CommitteeRow], info: Info, year: AnyYear = None, *, asked: Page
) -> Connection[Measure]:
    """The versions that are or were in force, the newest first."""
    argument.optional_year(year)
    return await newest(
        info,
        asked,
        cursor.mark("rule sets", root.id, year),
        lambda reading, part: versions.versions(reading, root.id, year, PUBLISHED, part),
        lambda reading: versions.count(reading, root.id, year, PUBLISHED),
        measure_of,
    )


async def in_force(root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument) -> Measure:
    """The version by which a year is scored."""
    return await measure_in_force(info, root.id, argument.year(year))


async def measure_in_force(info: Info, committee_id: int, year: int) -> Measure:
    """The version by which a committee's year is scored; raises `Refusal` where there is none."""

    async def read() -> Measure:
        async with info.context.store.reading() as connection:
            return measure_of(await versions.in_force(connection, committee_id, year))

    return await info.context.once(("in force", committee_id, year), read)


async def kinds(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> list[KindDefinition]:
    """The kinds of records of a year."""
    return _kinds(await in_force(root, info, year))


async def member_attributes(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> list[AttributeDefinition]:
    """The attributes of members in a year."""
    return _member_attributes(await in_force(root, info, year))
