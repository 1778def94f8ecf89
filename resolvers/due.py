"""Until when records are entered: of one, and how it stands to that now."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.argument import YearArgument
from resolvers.context import Info
from resolvers.field import answered
from resolvers.interpretation import Interpretation, notes
from resolvers.page import BY_ID, Connection, Key, Page, newest
from services.committee.committees import CommitteeRow
from services.committee.workdays import calendars_of
from services.deadlines import Calendar
from services.records import awaited as of_department
from services.records import due as rows
from services.records.awaited import SUBMITTED, Awaited
from services.records.due import Today
from services.records.listing import RecordRow
from services.records.timeliness import Timeliness as TimelinessRow
from services.records.timeliness import timeliness as of_year
from services.refusal import Code, Refusal
from services.rule_sets.interpretations import InterpretationRow


@strawberry.enum(description="一条记录离录入的期限怎样")
class DueState(Enum):
    """How a record stands to the day by which it is entered."""

    OPEN = strawberry.enum_value("open", description="还没有提交，没有到期")
    DUE_SOON = strawberry.enum_value("due soon", description="还没有提交，快到期：只剩不到三个工作日")
    OVERDUE = strawberry.enum_value("overdue", description="还没有提交，已过期")
    DONE = strawberry.enum_value("done", description="按期提交了")
    LATE = strawberry.enum_value("late", description="过期才提交：补录")
    UNKNOWN = strawberry.enum_value("unknown", description="期限或提交的时间不知道，为什么见 reason")
    NONE = strawberry.enum_value("none", description="没有期限，为什么见 reason")


async def _notes(root: "strawberry.Parent[RecordDue]", info: Info) -> list[InterpretationRow]:
    """The notes that stand beside the deadline."""
    return await notes(info, root.row.committee_id, root.row.year, None)


@strawberry.type(description="一条记录的录入期限")
class RecordDue:
    """Until when a record is entered; its values are those of a `Due`."""

    day: date | None = strawberry.field(description="最后一天；没有期限、或还不知道的为空")
    state: DueState = strawberry.field(description="现在怎样")
    reason: str = strawberry.field(description="怎么算的，依据哪一条；没有、不知道的，为什么")
    notes: list[Interpretation] = answered(_notes, "对期限的解释（履19），有效的", size=1)
    row: strawberry.Private[RecordRow]


async def of_record(root: strawberry.Parent[RecordRow], info: Info) -> RecordDue:
    """Until when a record is entered, by its committee's calendar."""
    due = rows.due_of(root, await today_of(info, root.committee_id))
    return RecordDue(day=due.day, state=DueState(due.state.value), reason=due.reason, row=root)


def late(root: strawberry.Parent[RecordRow]) -> bool:
    """Whether a record was submitted late."""
    return rows.is_late(root)


async def today_of(info: Info, committee_id: int) -> Today:
    """This moment by the calendar of a committee, the same in all of a request."""

    async def read() -> Today:
        calendar = await info.context.load("calendar", committee_id, calendars_of)
        return Today.of(datetime.now(UTC), calendar or Calendar())

    return await info.context.once(("today", committee_id), read)


@strawberry.type(description="一个部门一年里录入一个种类的及时情况；各数都是几条记录")
class Timeliness:
    """How many records of a kind a department entered in time, or owes; its values are those of a row."""

    department: str | None = strawberry.field(description="录入部门；空为没有写部门的")
    kind: str = strawberry.field(description="种类")
    entered: int = strawberry.field(description="已提交的共几条，撤回的不算；等于后面三项之和")
    in_time: int = strawberry.field(description="按期的")
    late: int = strawberry.field(description="过期的，即补录")
    without: int = strawberry.field(description="没有期限，或期限、提交的时间不知道的")
    awaited: int = strawberry.field(
        description="还没有提交的：草稿，退回以后还没有再提交的；不在已提交的里面"
    )
    overdue: int = strawberry.field(description="还没有提交的里面，已过期限的")


async def timeliness(
    root: strawberry.Parent[CommitteeRow], info: Info, year: YearArgument
) -> list[TimelinessRow]:
    """How timely departments entered the records of a year."""
    async with info.context.store.reading() as connection:
        return await of_year(connection, root.id, argument.year(year))


async def awaited(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    department: Annotated[str | None, strawberry.argument(description="哪个部门的；不写为全部")] = None,
    state: Annotated[
        DueState | None,
        strawberry.argument(
            description="只要这样的：OPEN、DUE_SOON、OVERDUE、UNKNOWN、NONE；不写为有期限的全部"
        ),
    ] = None,
    *,
    asked: Page,
) -> Connection[RecordRow]:
    """What is still to be entered, the most urgent first."""
    argument.optional_text(department, "department")
    of_state = None if state is None else rows.DueState(str(state.value))
    if of_state in SUBMITTED:
        message = "这里只有还没有提交的：已经提交的见 records，补录的加条件 late"
        raise Refusal(Code.BAD_USER_INPUT, message, "state")
    wanted, today = Awaited(root.id, department, of_state), await today_of(info, root.id)
    return await newest(
        info,
        asked,
        cursor.mark("awaited", str(wanted)),
        lambda reading, part: of_department.awaited(reading, wanted, today, part),
        lambda reading: of_department.count(reading, wanted, today),
        lambda row: row,
        BY_DUE if wanted.dated else BY_ID,
    )


BY_DUE: Key[RecordRow] = Key(
    lambda row: [row.due_by and row.due_by.isoformat(), row.id],
    lambda place: (datetime.fromisoformat(cursor.string(place[0])), cursor.whole(*place[1:])),
)
