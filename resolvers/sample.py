"""Samples of archived records (履7): frames, draws, what was found of them."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor, loaded
from resolvers.context import Info
from resolvers.field import DATABASE, answered
from resolvers.page import Connection, Page, listed, newest, paged
from resolvers.record import Record, RecordState
from services.committee.committees import CommitteeRow
from services.records.listing import RecordRow
from services.samples import examination, sampling
from services.samples.examination import DrawnRow, FindingRow, Result
from services.samples.frame import Asked
from services.samples.sampling import SampleRow

MOST_NAMES = 50
Number = Annotated[int, strawberry.argument(description="哪一次抽查，编号见 committee 的 samples")]


@strawberry.enum(description="抽查办到哪一步")
class SampleState(Enum):
    """How far a sample has come."""

    FROZEN = strawberry.enum_value("frozen", description="名单已冻结，哈希已公布，等在场的人报数字")
    DRAWN = strawberry.enum_value("drawn", description="已经抽取，逐条检查")
    ABANDONED = strawberry.enum_value("abandoned", description="没有抽取就作废了")


@strawberry.enum(description="有问题的记录怎样改")
class SampleCure(Enum):
    """How a faulty record is put right by its department."""

    RETURN = strawberry.enum_value("return", description="退回改正")
    COUNTER_ENTRY = strawberry.enum_value("counter entry", description="冲正：另记一笔，原来的还看得见")


@strawberry.input(description="名单里要哪些已归档的记录；各条须同时满足")
class SampleFrameInput:
    """Which records a frame has."""

    year: int = strawberry.field(description="登记在哪一年")
    kinds: list[str] | None = strawberry.field(
        default=None, description="种类，如 提案，最多 50 个；不写为全部", metadata={"most": MOST_NAMES}
    )
    departments: list[str] | None = strawberry.field(
        default=None,
        description="哪些部门录入的，如 提案委员会，最多 50 个；不写为全部",
        metadata={"most": MOST_NAMES},
    )
    since: date | None = strawberry.field(default=None, description="从这一天起")
    until: date | None = strawberry.field(default=None, description="到这一天为止")

    def asked(self) -> Asked:
        """The same, checked; raises `Refusal`."""
        return Asked(
            year=argument.year(self.year),
            kinds=names(self.kinds, "frame.kinds"),
            departments=names(self.departments, "frame.departments"),
            since=self.since,
            until=self.until,
        )


@strawberry.type(description="在场的一人报的数字")
class SamplePerson:
    """What somebody present gave."""

    seat: str = strawberry.field(description="哪一席，如 主持人")
    digits: str = strawberry.field(description="报的数字")


@strawberry.type(description="名单现在会有多少条，建议抽几条")
class SampleProposal:
    """What a frame would have."""

    records: int = strawberry.field(description="已归档的记录几条")
    proposed: int = strawberry.field(
        description="建议抽几条：有 5 % 的记录有问题时，至少抽到一条有问题的把握是 95 %"
    )


@strawberry.type(
    description="从名单的一个部分抽了多少，检查出多少有问题的。抽得少，说明不了部门之间谁好谁差，不按它排名"
)
class SampleDraw:
    """A draw with what came of it."""

    kinds: list[str] | None = strawberry.field(description="哪些种类的；空为全部")
    departments: list[str] | None = strawberry.field(description="哪些部门的；空为全部")
    records: int = strawberry.field(description="名单里这个部分共几条")
    size: int = strawberry.field(description="抽了几条")
    examined: int = strawberry.field(description="检查了几条")
    faults: int = strawberry.field(description="有问题的几条")
    low: str | None = strawberry.field(
        description="有问题的占这个部分的百分比，95 % 区间（Clopper–Pearson）的下端，如 1.2；没有检查完的为空"
    )
    high: str | None = strawberry.field(description="区间的上端，如 31.7；没有检查完的为空")


@strawberry.type(description="一条记录检查出什么")
class SampleFinding:
    """What was found of a record."""

    fault: bool = strawberry.field(description="有没有问题")
    what: str | None = strawberry.field(description="什么问题")
    cure: SampleCure | None = strawberry.field(description="怎样改")
    record_version: int = strawberry.field(description="检查的是记录的第几版")
    version: int = strawberry.field(description="结果写过几次，从 1 起；改写时照着写")
    found_at: datetime = strawberry.field(description="何时写的")
    found_by: str = strawberry.field(description="谁写的")


async def _record(root: "strawberry.Parent[DrawnRecord]", info: Info) -> RecordRow | None:
    return await loaded.record(info, root.row_number)


@strawberry.type(description="一条抽到的记录")
class DrawnRecord:
    """A record that was drawn."""

    place: int = strawberry.field(description="抽中的次序，从 1 起")
    row_number: int = strawberry.field(description="名单里的编号")
    kind: str = strawberry.field(description="种类")
    department: str = strawberry.field(description="哪个部门的")
    record: Record | None = answered(_record, "现在的记录", cost=0)
    version_then: int = strawberry.field(description="名单冻结时是第几版")
    version_now: int = strawberry.field(description="现在是第几版")
    state_now: RecordState = strawberry.field(description="现在的状态")
    changed: bool = strawberry.field(description="名单冻结以后改过没有")
    finding: SampleFinding | None = strawberry.field(description="检查出什么；空为还没有检查")


def _number(root: strawberry.Parent[SampleRow]) -> int:
    return root.id


def _persons(root: strawberry.Parent[SampleRow]) -> list[SamplePerson]:
    return [SamplePerson(**one) for one in root.given or ()]


def _year(root: strawberry.Parent[SampleRow]) -> int:
    return int(root.asked["year"])


def _kinds(root: strawberry.Parent[SampleRow]) -> list[str] | None:
    return list(root.asked["kinds"]) if root.asked["kinds"] else None


def _departments(root: strawberry.Parent[SampleRow]) -> list[str] | None:
    return list(root.asked["departments"]) if root.asked["departments"] else None


def _since(root: strawberry.Parent[SampleRow]) -> date | None:
    return _day(root.asked["since"])


def _until(root: strawberry.Parent[SampleRow]) -> date | None:
    return _day(root.asked["until"])


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


async def _drawn(root: strawberry.Parent[SampleRow], info: Info, asked: Page) -> Connection[DrawnRecord]:
    """What was drawn, in the order of the draw."""

    async def read() -> list[DrawnRow]:
        async with info.context.store.reading() as connection:
            return await examination.examined(connection, root)

    rows = await info.context.once(("drawn", root.id), read)
    return listed(rows, cursor.mark("drawn", root.id, root.version), asked, _shown)


async def _draws(root: strawberry.Parent[SampleRow], info: Info) -> list[SampleDraw]:
    """What each draw came to."""
    async with info.context.store.reading() as connection:
        return [_result(one) for one in await examination.results(connection, root)]


@strawberry.type(
    description="一次抽查（履7）：先冻结名单、公布哈希，再由在场的人报数字，两样合成种子，次序由它定"
)
class Sample:
    """A sample."""

    number: int = answered(_number, "编号", cost=0)
    state: SampleState = strawberry.field(description="办到哪一步")
    version: int = strawberry.field(description="改过几次，从 1 起；抽取、加抽时照着写")
    year: int = answered(_year, "名单是哪一年的", cost=0)
    kinds: list[str] | None = answered(_kinds, "名单要哪些种类；空为全部", cost=0, size=5)
    departments: list[str] | None = answered(_departments, "名单要哪些部门的；空为全部", cost=0, size=5)
    since: date | None = answered(_since, "名单从哪一天起", cost=0)
    until: date | None = answered(_until, "名单到哪一天为止", cost=0)
    records: int = strawberry.field(description="名单有几条记录")
    digest: str = strawberry.field(description="名单的 SHA-256；名单全文、重复抽取的脚本在 /samples/ 加编号")
    proposed: int = strawberry.field(description="建议抽几条，见 sampleProposal")
    frozen_at: datetime = strawberry.field(description="名单何时冻结")
    frozen_by: str = strawberry.field(description="名单由谁冻结")
    persons: list[SamplePerson] = answered(
        _persons, "在场的人各报了什么数字；还没有抽取的没有", cost=0, size=5
    )
    seed: str | None = strawberry.field(description="种子：20 位数字，接名单的 SHA-256；还没有抽取的为空")
    drawn_at: datetime | None = strawberry.field(description="何时抽取")
    draws: list[SampleDraw] = answered(
        _draws, "从哪些部分各抽了多少，检查出多少，按抽取的先后", cost=DATABASE, size=5
    )
    drawn: Connection[DrawnRecord] | None = paged(_drawn, "抽到的记录，按抽中的次序", cost=DATABASE, row=4)


async def proposal(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    frame: Annotated[SampleFrameInput, strawberry.argument(description="名单里要哪些记录")],
) -> SampleProposal:
    """How many records a frame would have."""
    asked = frame.asked()
    async with info.context.store.reading() as connection:
        records, proposed = await sampling.proposal(connection, root.id, asked)
    return SampleProposal(records=records, proposed=proposed)


async def samples(root: strawberry.Parent[CommitteeRow], info: Info, *, asked: Page) -> Connection[SampleRow]:
    """The samples of a committee, the newest first."""
    return await newest(
        info,
        asked,
        cursor.mark("samples", root.id),
        lambda reading, part: sampling.samples(reading, root.id, part),
        lambda reading: sampling.count(reading, root.id),
        lambda row: row,
    )


async def sample(root: strawberry.Parent[CommitteeRow], info: Info, number: Number) -> SampleRow:
    """One sample."""
    async with info.context.store.reading() as connection:
        return await sampling.sample(connection, root.id, number)


def names(said: list[str] | None, field: str) -> tuple[str, ...] | None:
    """Names in an order of their own, each once; raises `Refusal`."""
    if said is None:
        return None
    return tuple(sorted({argument.text(one, field) for one in argument.bounded(said, field, MOST_NAMES)}))


def _result(one: Result) -> SampleDraw:
    low, high = (None, None) if one.share is None else map(_percent, one.share)
    return SampleDraw(
        kinds=_list(one.draw.stratum.kinds),
        departments=_list(one.draw.stratum.departments),
        records=one.records,
        size=one.draw.size,
        examined=one.examined,
        faults=one.faults,
        low=low,
        high=high,
    )


def _list(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else list(names)


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def _shown(row: DrawnRow) -> DrawnRecord:
    return DrawnRecord(
        place=row.place,
        row_number=row.line.id,
        kind=row.line.kind,
        department=row.line.department,
        version_then=row.line.version,
        version_now=row.version_now,
        state_now=RecordState(row.state_now),
        changed=row.changed,
        finding=None if row.finding is None else _finding(row.finding),
    )


def _finding(row: FindingRow) -> SampleFinding:
    return SampleFinding(
        fault=row.fault,
        what=row.what,
        cure=None if row.cure is None else SampleCure(row.cure),
        record_version=row.record_version,
        version=row.version,
        found_at=row.found_at,
        found_by=row.found_by,
    )
