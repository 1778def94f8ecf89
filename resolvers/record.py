"""Records: occasions and works, with the parts that members had and dated outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from resolvers import argument, cursor, global_id, loaded
from resolvers.context import Info
from resolvers.member import AttributeValue, MemberView
from resolvers.page import MOST, After, Before, Connection, First, Last, fetched, page
from services.committee.committees import CommitteeRow
from services.records import listing as record_list
from services.records.listing import PartRow, RecordRow, Wanted
from services.refusal import Code, Refusal

MOST_KINDS, LONGEST_KEY = 50, 700


@strawberry.enum(description="记录的形式")
class RecordForm(Enum):
    """What a record is."""

    OCCASION = strawberry.enum_value("occasion", description="会议、活动、培训")
    WORK = strawberry.enum_value("work", description="提案、社情民意、发言等作品")


@strawberry.enum(description="记录的状态")
class RecordState(Enum):
    """Whether a record counts."""

    APPROVED = strawberry.enum_value("approved", description="已通过，计入记分")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="已撤回，不计入记分")


@strawberry.enum(description="记录从哪里来")
class RecordSource(Enum):
    """Where a record came from."""

    IMPORT = strawberry.enum_value("import", description="从表格导入")
    ENTRY = strawberry.enum_value("entry", description="逐条录入")


@strawberry.input(description="要哪些记录；各条须同时满足")
class RecordFilter:
    """Conditions on records."""

    kinds: list[str] | None = strawberry.field(default=None, description="种类，如 提案，最多 50 个")
    form: RecordForm | None = strawberry.field(default=None, description="会议活动，还是作品")
    state: RecordState | None = strawberry.field(
        default=RecordState.APPROVED, description="状态；写 null 为不论"
    )
    year: int | None = strawberry.field(default=None, description="登记在哪一年")
    since: date | None = strawberry.field(default=None, description="从这一天起")
    until: date | None = strawberry.field(default=None, description="到这一天为止")
    member: strawberry.ID | None = strawberry.field(default=None, description="这名委员参加的")
    search: str | None = strawberry.field(default=None, description="题目里含有的字")
    number: str | None = strawberry.field(default=None, description="编号，须完全相同")


WhereArgument = Annotated[
    RecordFilter | None, strawberry.argument(description="要哪些记录；不写为全部计分的")
]


async def records(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    where: WhereArgument = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Connection[RecordRow]:
    """A committee's records, the newest first."""
    asked = page(first, after, last, before)
    wanted = _wanted(root.id, where or RecordFilter())
    condition, mark = wanted.condition(), cursor.mark("records", str(wanted))
    everything = condition
    for name, text in (("after", asked.after), ("before", asked.before)):
        if text is not None:
            place = cursor.decode(text, mark, lambda found: _place(*found), name)
            condition &= record_list.beyond(place, later=name == "before")
    async with info.context.store.reading() as connection:
        found = await record_list.records(connection, condition, asked.size + 1, oldest_first=asked.backward)
        total = await record_list.count(connection, everything)
    return fetched(found, asked, mark, total, lambda row: [row.day.isoformat(), row.id], _same)


def _same(row: RecordRow) -> RecordRow:
    return row


def _place(day: Any, record_id: Any) -> tuple[date, int]:
    return date.fromisoformat(cursor.string(day)), cursor.whole(record_id)


def _wanted(committee_id: int, where: RecordFilter) -> Wanted:
    if where.kinds is not None:
        for kind in argument.bounded(where.kinds, "where.kinds", MOST_KINDS):
            argument.text(kind, "where.kinds")
    if where.since and where.until and where.since > where.until:
        raise Refusal(Code.BAD_USER_INPUT, "until 不能早于 since", "where.until")
    member = None if where.member is None else global_id.number(where.member, "Member", "where.member")
    search = argument.optional_text((where.search or "").strip() or None, "where.search")
    return Wanted(
        committee_id,
        None if where.year is None else argument.year(where.year, "where.year"),
        where.kinds,
        None if where.form is None else str(where.form.value),
        None if where.state is None else str(where.state.value),
        where.since,
        where.until,
        member,
        search,
        argument.optional_text(where.number, "where.number", LONGEST_KEY),
    )


def values(attributes: Mapping[str, Any]) -> list[AttributeValue]:
    """Attributes as a database holds them, as text."""
    return [AttributeValue(name, value_text(value)) for name, value in attributes.items()]


def value_text(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def id_of(root: strawberry.Parent[RecordRow]) -> strawberry.ID:
    """The global id."""
    return global_id.encode("Record", root.id)


def form_of(root: strawberry.Parent[RecordRow]) -> RecordForm:
    """Occasion or work."""
    return RecordForm(root.form)


def state_of(root: strawberry.Parent[RecordRow]) -> RecordState:
    """Whether it counts."""
    return RecordState(root.state)


def source_of(root: strawberry.Parent[RecordRow]) -> RecordSource:
    """Where it came from."""
    return RecordSource(root.source)


def attributes_of(root: strawberry.Parent[RecordRow]) -> list[AttributeValue]:
    """What a record says of itself."""
    return values(root.attributes)


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A dated outcome of a work."""

    day: date
    key: str
    attributes: Sequence[AttributeValue]


async def outcomes_of(root: strawberry.Parent[RecordRow], info: Info) -> list[OutcomeView]:
    """The outcomes of a work, in their order."""
    return [
        OutcomeView(row.day, row.key, values(row.attributes)) for row in await loaded.outcomes(info, root.id)
    ]


async def part_count(root: strawberry.Parent[RecordRow], info: Info) -> int:
    """How many members have a part in a record."""
    return await loaded.part_count(info, root.id)


async def parts_of(
    root: strawberry.Parent[RecordRow],
    info: Info,
    first: Annotated[int, strawberry.argument(description="取几名，1 到 100")],
    after: After = None,
) -> Connection[PartRow]:
    """The members who have a part in a record, authors in their order."""
    asked = page(first, after, None, None)
    mark = cursor.mark("parts", root.id, root.version)
    place = -1
    if asked.after is not None:
        place = cursor.decode(asked.after, mark, lambda found: cursor.whole(*found), "after")
    # All ask for a whole page, so that pages of different sizes are read together.
    found = await loaded.parts(info, root.id, place, MOST + 1)
    total = await loaded.part_count(info, root.id)
    return fetched(found[: asked.size + 1], asked, mark, total, lambda row: [row.place], lambda row: row)


async def member_of(root: strawberry.Parent[PartRow], info: Info) -> MemberView:
    """Whose part it is."""
    found = await loaded.member(info, root.membership_id)
    assert found is not None
    return found


def part_attributes(root: strawberry.Parent[PartRow]) -> list[AttributeValue]:
    """What a part says."""
    return values(root.attributes)


def part_place(root: strawberry.Parent[PartRow]) -> int:
    """The order of signature, from 1. Behind an author who is no member it is written with the part."""
    written = root.attributes.get("序号")
    return written if isinstance(written, int) else root.place + 1
