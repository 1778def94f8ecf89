"""Members: who they are, as of the end of the period of the run that tells of them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.context import Info
from resolvers.field import answered
from resolvers.global_id import Node
from resolvers.member_history import MemberHistory, of_row
from resolvers.page import After, Connection, newest, page
from rules.catalogue import Catalogue
from rules.record import TERM_END, TERM_START, Value
from services.members.roster import Enrolled
from services.members.wording import last_day, text, value_on
from services.people import history
from services.people.listing import MemberState, states
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.board import Board
from services.runs.entry import Entry

MOST_NAMES = 50
OFFICE = (TERM_START, TERM_END)


@strawberry.type(description="属性及其值，如 界别：民革")
class AttributeValue:
    """An attribute with its value."""

    name: str = strawberry.field(description="属性的名称")
    value: str = strawberry.field(description="值；是否写作 是、否，日期写作 2022-03-15")


def _attributes(
    root: "strawberry.Parent[Member]",
    names: Annotated[
        list[str] | None, argument.several("只要这些属性，如 界别；不写则为全部有值的属性", MOST_NAMES)
    ] = None,
) -> list[AttributeValue]:
    """What is known of a member, in the order of the catalogue."""
    known = {one.name: one for one in root.catalogue.member_attributes() if one.name not in OFFICE}
    if names is not None:
        argument.bounded(names, "names", MOST_NAMES)
        for name in names:
            if name not in known:
                raise Refusal(Code.BAD_USER_INPUT, f"没有这个属性，可用：{'、'.join(known)}", "names")
    member = root.enrolled.member
    values = [
        AttributeValue(name=name, value=text(value_on(member, attribute, root.day)))
        for name, attribute in known.items()
        if names is None or name in names
    ]
    return [one for one in values if one.value or names is not None]


def _attribute(
    root: "strawberry.Parent[Member]",
    name: Annotated[str, strawberry.argument(description="属性的名称，如 界别")],
) -> str | None:
    """One attribute of a member as text; nothing where it is not filled in."""
    attribute = root.catalogue.attributes.get(name)
    if attribute is None or "member" not in attribute.of:
        raise Refusal(Code.BAD_USER_INPUT, "没有这个属性，可用的见 memberAttributes", "name")
    return text(value_on(root.enrolled.member, attribute, root.day)) or None


def _id(root: "strawberry.Parent[Member]") -> strawberry.ID:
    """The global id."""
    return global_id.encode("Member", root.enrolled.id)


def _first_day(root: "strawberry.Parent[Member]") -> date | None:
    """The first day in office, where it is not that of the term."""
    return _day(root.enrolled.member.attributes.get(TERM_START))


def _last_day(root: "strawberry.Parent[Member]") -> date | None:
    """The last day in office, where it is not that of the term."""
    return _day(root.enrolled.member.attributes.get(TERM_END))


def _day(value: Value | None) -> date | None:
    return value if isinstance(value, date) else None


async def _version(root: "strawberry.Parent[Member]", info: Info) -> int:
    """The version of what is held of the member."""
    return (await _state(root, info)).version


async def _exit_asked_at(root: "strawberry.Parent[Member]", info: Info) -> datetime | None:
    """When an exit was asked for that waits."""
    return (await _state(root, info)).exit_asked_at


async def _exited(root: "strawberry.Parent[Member]", info: Info) -> bool:
    """Whether the person is erased."""
    return (await _state(root, info)).exited_at is not None


async def _state(root: "Member", info: Info) -> MemberState:
    found = await info.context.load("state of member", root.enrolled.id, states)
    assert found is not None
    return found


async def _history(
    root: "strawberry.Parent[Member]",
    info: Info,
    first: Annotated[int, strawberry.argument(description="取几条，1 到 100")],
    after: After = None,
) -> Connection[MemberHistory]:
    """What happened to a member and the member's person, the latest first; raises `Refusal` for members."""
    context, row = info.context, root.enrolled.id
    if context.caller.only is not None:
        raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
    return await newest(
        info,
        page(first, after, None, None),
        cursor.mark("member history", row),
        lambda reading, part: history.history(reading, context.store.vault, row, part),
        lambda reading: history.count(reading, row),
        of_row,
    )


@strawberry.type(description="委员：一人在一届里的任职")
class Member(Node):
    """A person in a term, in a period that ends on the day `end`. What is not always asked for is made late.

    The number is the key where two terms use the same.
    """

    id: strawberry.ID = answered(_id, "全局 id，不透明，请原样使用", cost=0)
    number: str = strawberry.field(description="委员编号")
    name: str = strawberry.field(description="姓名")
    term: str = strawberry.field(description="届次，如 第八届")
    first_day: date | None = answered(_first_day, "任职起；空为本届开始", cost=0)
    last_day: date | None = answered(_last_day, "任职止；空为本届结束", cost=0)
    attributes: list[AttributeValue] | None = answered(
        _attributes, "统计期末（已离任的为离任时）的各项属性，如界别、身份", cost=20
    )
    attribute: str | None = answered(_attribute, "统计期末（已离任的为离任时）的一项属性", cost=2)
    version: int = answered(_version, "信息的版本，每改一次加一；修改时要写明从哪一版改起", cost=20)
    exit_asked_at: datetime | None = answered(_exit_asked_at, "提出退出、还没有确认的，何时提出", cost=20)
    exited: bool = answered(_exited, "是否已经退出：个人信息已经删除，只留编号", cost=20)
    history: Connection[MemberHistory] | None = answered(
        _history, "谁在什么时候改了什么，新的在前；委员不能查看", Right.READ, cost=250, row=8
    )
    enrolled: strawberry.Private[Enrolled]
    catalogue: strawberry.Private[Catalogue]
    end: strawberry.Private[date]

    @property
    def day(self) -> date:
        """The day as of which the member is described: the last of the period, or of office."""
        return last_day(self.enrolled.member, self.end)


def of_enrolled(enrolled: Enrolled, catalogue: Catalogue, end: date) -> Member:
    """A membership as clients see it, in a period that ends on this day."""
    member = enrolled.member
    return Member(
        number=member.key,
        name=member.name,
        term=enrolled.term,
        enrolled=enrolled,
        catalogue=catalogue,
        end=end,
    )


def of_entry(board: Board, entry: Entry) -> Member:
    """The member of an entry of a board."""
    return of_enrolled(entry.enrolled, board.rule_set.catalogue, board.until)
