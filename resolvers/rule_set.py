"""Rule sets: the versions that a committee keeps, and what each says beside its tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from models.rule_set import RuleSetVersion
from resolvers import argument, cursor, global_id, loaded
from resolvers.context import Info
from resolvers.kind import AttributeView, KindView, kinds_of
from resolvers.kind import member_attributes as attributes_of
from resolvers.page import After, Before, Connection, First, Last, fetched, page
from resolvers.run import Run
from rules.document import Gate, Grade, RuleSet
from rules.number import decimal
from rules.wording import condition_words, test_words, top_words
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.rule_sets import versions
from services.rule_sets.versions import Version

YearArgument = Annotated[int, strawberry.argument(description="年份，如 2022")]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a rule set says beside its tree, in words."""

    code: str
    title: str
    citation: str
    words: str


@dataclass(frozen=True, slots=True)
class GradeView:
    """A grade with what it takes."""

    name: str
    least: str | None
    top: str | None
    condition: str | None


def id_of(root: strawberry.Parent[Version]) -> strawberry.ID:
    """The global id."""
    return global_id.encode("RuleSet", root.id)


def title(root: strawberry.Parent[Version]) -> str:
    """The title."""
    return root.rule_set.title


def digest(root: strawberry.Parent[Version]) -> str:
    """What names the version."""
    return root.rule_set.digest


def text(root: strawberry.Parent[Version]) -> str:
    """The text, word for word."""
    return root.rule_set.text


def citation(root: strawberry.Parent[Version]) -> str:
    """Where the text comes from."""
    return root.rule_set.citation


def note(root: strawberry.Parent[Version]) -> str | None:
    """What the text leaves open."""
    return root.rule_set.note


def first_day(root: strawberry.Parent[Version]) -> date:
    """The first day of the period."""
    return root.rule_set.start


def last_day(root: strawberry.Parent[Version]) -> date:
    """The last day of the period."""
    return root.rule_set.end


def scopes(root: strawberry.Parent[Version]) -> tuple[str, ...]:
    """The scopes of the ranking."""
    return root.rule_set.ranking.scopes


def gates(root: strawberry.Parent[Version]) -> tuple[Gate, ...]:
    """The gates of a rule set."""
    return root.rule_set.gates


def grades(root: strawberry.Parent[Version]) -> list[GradeView]:
    """The grades of a rule set, the best first."""
    return [_grade(one, root.rule_set) for one in root.rule_set.grades]


def exclusions(root: strawberry.Parent[Version]) -> list[Rule]:
    """What leaves before the tree."""
    return [Rule(one.id, one.title, one.citation, test_words(one.test)) for one in root.rule_set.exclusions]


def unranked(root: strawberry.Parent[Version]) -> list[Rule]:
    """Who is not ranked."""
    nodes, citation = root.rule_set.nodes(), root.rule_set.citation
    return [
        Rule(one.id, one.title, citation, condition_words(one.condition, nodes))
        for one in root.rule_set.unranked
    ]


def _grade(grade: Grade, rule_set: RuleSet) -> GradeView:
    return GradeView(
        grade.name,
        None if grade.least is None else decimal(grade.least),
        None if grade.top is None else top_words(grade.top),
        None if grade.condition is None else condition_words(grade.condition, rule_set.nodes()),
    )


async def of_run(root: strawberry.Parent[Run], info: Info) -> Version | None:
    """The rule set of a run."""
    return await loaded.rule_set(info, root.row.rule_set_id)


async def rule_sets(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: Annotated[int | None, strawberry.argument(description="只要这一年的；不写为各年")] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[Version]:
    """The versions that are or were in force, the newest first."""
    asked = page(first, after, last, before)
    condition = (RuleSetVersion.committee_id == root.id) & RuleSetVersion.state.in_(versions.PUBLISHED)
    if year is not None:
        condition &= RuleSetVersion.year == argument.year(year)
    mark, everything = cursor.mark("rule sets", root.id, year), condition
    for name, text in (("after", asked.after), ("before", asked.before)):
        if text is not None:
            place = cursor.decode(text, mark, lambda found: cursor.whole(*found), name)
            condition &= RuleSetVersion.id < place if name == "after" else RuleSetVersion.id > place
    async with info.context.store.reading() as connection:
        found = await versions.chosen(connection, condition, asked.size + 1, oldest_first=asked.backward)
        total = await versions.count(connection, everything)
    return fetched(found, asked, mark, total, lambda one: [one.id], lambda one: one)


async def in_force(root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument) -> Version:
    """The version by which a year is scored."""
    argument.year(year)

    async def read() -> Version:
        async with info.context.store.reading() as connection:
            of_year = (RuleSetVersion.committee_id == root.id) & (RuleSetVersion.year == year)
            found = await versions.chosen(connection, of_year & RuleSetVersion.in_force, 1)
        if not found:
            raise Refusal(Code.NOT_FOUND, "这一年没有生效的办法", "year")
        return found[0]

    return await info.context.once(("in force", root.id, year), read)


async def kinds(root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument) -> list[KindView]:
    """The kinds of records of a year."""
    return kinds_of((await in_force(root, info, year)).rule_set.catalogue)


async def member_attributes(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> list[AttributeView]:
    """The attributes of members in a year."""
    return attributes_of(await in_force(root, info, year), info)
