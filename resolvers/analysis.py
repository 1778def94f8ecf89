"""What is said of a year (履12): its figures, and what departments and the Members' Work Committee write."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Annotated

import strawberry

from resolvers import argument
from resolvers.argument import YearArgument
from resolvers.change import REPEATED, CommitteeArgument, Payload, UserError, made
from resolvers.context import Info
from resolvers.field import several
from rules.document import Rounding
from scoring.points import rounded, shown
from services.actor import Actor
from services.bulletins import analysis as rows
from services.bulletins.analysis import AnalysisRow
from services.bulletins.figures import DepartmentFigures, YearFigures, year_figures
from services.committee.committees import CommitteeRow
from services.results.statistics import Spread
from services.runs.closings import closings_of_runs

Version = Annotated[
    int, strawberry.argument(description="照着哪一版改的；还没有写过的写 0，其间有人写过就不写")
]
Text = Annotated[str, strawberry.argument(description="写什么，1 到 2,000 个字，不写姓名、电话")]


@strawberry.type(description="一个部门、或全体，对一年的一版分析（履12）；写过的各版都在，不改")
class YearAnalysis:
    """A version of what is said of a year; its values are those of a row."""

    department: str = strawberry.field(description="哪个部门的；全体的为“全体”")
    version: int = strawberry.field(description="第几版，从 1 起")
    text: str = strawberry.field(description="写了什么；换行是另起一段")
    written_at: datetime = strawberry.field(description="何时写的")
    written_by: str = strawberry.field(description="谁写的")


@strawberry.type(description="一个等次有多少名委员")
class GradeCount:
    """How many have a grade."""

    grade: str = strawberry.field(description="等次")
    members: int = strawberry.field(description="人数")


@strawberry.type(description="办法的一个大类，委员一共得了多少分")
class PartSum:
    """What all got in a part of the measure."""

    code: str = strawberry.field(description="代码")
    title: str = strawberry.field(description="名称")
    points: str = strawberry.field(description="得分合计")
    members: int = strawberry.field(description="有得分或记录的人数")


@strawberry.type(description="一组委员的总分：人数、平均、中间的、最高")
class TotalsOfGroup:
    """How the totals of a group are spread."""

    group: str = strawberry.field(description="界别、部门，或 全体")
    members: int = strawberry.field(description="人数")
    mean: str = strawberry.field(description="平均分，按办法的位数舍入")
    median: str = strawberry.field(description="中位数，同上")
    most: str = strawberry.field(description="最高分")


@strawberry.type(description="一个部门录入的一种记录有几条")
class RecordsOfKind:
    """How many records of a kind a department entered."""

    kind: str = strawberry.field(description="种类")
    records: int = strawberry.field(description="几条，计入得分的")


@strawberry.type(description="一个部门一年的数字")
class DepartmentYear:
    """A department's year."""

    department: str = strawberry.field(description="部门")
    records: list[RecordsOfKind] = several(20, "录入的、计入得分的记录，按种类")
    totals: TotalsOfGroup | None = strawberry.field(description="属于这个专委会的委员的总分；没有的为空")


@strawberry.type(name="YearFigures", description="一年的数字，由系统算出；关了账的照关账时的，不再变")
class FiguresOfYear:
    """The figures of a year."""

    frozen: bool = strawberry.field(description="是否关账时定下的")
    members: int = strawberry.field(description="公布的委员人数")
    ranked: int = strawberry.field(description="参加排名的人数")
    totals: TotalsOfGroup | None = strawberry.field(description="全体的总分；没有委员的为空")
    grades: list[GradeCount] = several(5, "各等次的人数，按办法的次序")
    parts: list[PartSum] = several(10, "办法各大类的得分")
    sectors: list[TotalsOfGroup] = several(30, "各界别的总分")
    departments: list[DepartmentYear] = several(20, "各部门的数字")


@strawberry.type(description="写一版分析的结果")
class AnalysisPayload:
    """What became of writing."""

    done: YearAnalysis | None = strawberry.field(name="analysis", description="这一版；没有写成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def figures(root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument) -> FiguresOfYear:
    """The figures of a year; raises `Refusal` where it is not scored."""
    board = await info.context.live(root.id, argument.year(year))
    async with info.context.store.reading() as connection:
        closing = (await closings_of_runs(connection, [board.id])).get(board.id)
        return _told(await year_figures(connection, board, closing))


def _told(found: YearFigures) -> FiguresOfYear:
    rounding = found.board.rule_set.rounding
    return FiguresOfYear(
        frozen=found.board.frozen,
        members=found.members,
        ranked=found.ranked,
        totals=None if found.spread is None else _totals(found.spread, rounding),
        grades=[GradeCount(grade=grade, members=members) for grade, members in found.grades],
        parts=[
            PartSum(code=one.code, title=one.title, points=one.points, members=one.members)
            for one in found.parts
        ],
        sectors=[_totals(one, rounding) for one in found.sectors],
        departments=[_department(one, rounding) for one in found.departments],
    )


def _department(found: DepartmentFigures, rounding: Rounding) -> DepartmentYear:
    return DepartmentYear(
        department=found.department,
        records=[RecordsOfKind(kind=kind, records=records) for kind, records in found.records.items()],
        totals=None if found.spread is None else _totals(found.spread, rounding),
    )


def _totals(spread: Spread, rounding: Rounding) -> TotalsOfGroup:
    def text(value: Fraction) -> str:
        return shown(rounded(value, rounding), rounding)

    return TotalsOfGroup(
        group=spread.group,
        members=spread.members,
        mean=text(spread.mean),
        median=text(spread.median),
        most=text(spread.most),
    )


async def analyses(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> Sequence[AnalysisRow]:
    """The latest version of each department, that of the whole last."""
    async with info.context.store.reading() as connection:
        return await rows.analyses(connection, root.id, argument.year(year))


async def versions(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    department: Annotated[str, strawberry.argument(description="哪个部门；全体的写 全体")],
) -> Sequence[AnalysisRow]:
    """All versions of one department, the newest first."""
    named = argument.text(department, "department")
    async with info.context.store.reading() as connection:
        return await rows.versions(connection, root.id, argument.year(year), named)


async def own_departments(root: strawberry.Parent[CommitteeRow], info: Info) -> list[str]:
    """The departments for which whoever asks may write, by name."""
    session = info.context.caller.session
    return [] if session is None else rows.departments_of(session.rights)


async def write_of_department(
    info: Info,
    committee: CommitteeArgument,
    year: YearArgument,
    department: Annotated[str, strawberry.argument(description="哪个部门：本部门")],
    version: Version,
    text: Text,
) -> Payload[AnalysisRow]:
    """Writes what a department says of its year."""
    store = info.context.store

    async def work(actor: Actor | None) -> AnalysisRow:
        of_year = argument.year(year)
        return await rows.write_of_department(store, committee, actor, of_year, department, version, text)

    return await made(info, work, lambda row: _one(info, row))


async def write_overall(
    info: Info, committee: CommitteeArgument, year: YearArgument, version: Version, text: Text
) -> Payload[AnalysisRow]:
    """Writes what the Members' Work Committee says of the whole year."""
    store = info.context.store

    async def work(actor: Actor | None) -> AnalysisRow:
        return await rows.write_overall(store, committee, actor, argument.year(year), version, text)

    return await made(info, work, lambda row: _one(info, row))


async def _one(info: Info, row: int) -> AnalysisRow:
    async with info.context.store.reading() as connection:
        return (await rows.of_rows(connection, [row]))[0]
