"""What mutations of records take, and how it becomes a form."""

from collections.abc import Sequence
from datetime import date
from enum import Enum

import strawberry

from resolvers import global_id
from services.entry.form import (
    MOST_AUTHORS,
    MOST_OUTCOMES,
    MOST_PARTICIPANTS,
    STAYS,
    Author,
    Event,
    Given,
    OccasionForm,
    Present,
    Stay,
    WorkForm,
)
from services.refusal import Refusal

# Far more than a kind has attributes, or an occasion circumstances that differ.
MOST_ATTRIBUTES, MOST_GROUPS = 100, 500
UP_TO = "录入到哪一步为止"


@strawberry.input(description="一项属性及其值")
class AttributeInput:
    """An attribute with its value as people write it."""

    name: str = strawberry.field(description="属性的名称，如 状态")
    value: str = strawberry.field(
        description="值，写法同表格：出席、是、2.5、2022-03-15；同义词也可以，空白等于不写"
    )


@strawberry.input(description="情况相同的几名参加人；应到未到的也写，状态写 请假 或 缺席")
class ParticipantsInput:
    """Members of whom the same holds."""

    members: list[strawberry.ID] = strawberry.field(
        description="委员的 id；一次会议活动合起来最多 2,500 名，每名只写一次",
        metadata={"most": MOST_PARTICIPANTS},
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None,
        description="这几名委员的情况，如 状态：请假；不写则按目录的默认值，如 出席",
        metadata={"most": MOST_ATTRIBUTES},
    )


@strawberry.input(description="作品的一名作者，按署名次序")
class AuthorInput:
    """An author."""

    member: strawberry.ID | None = strawberry.field(
        default=None, description="委员的 id；不是委员的作者不写，只占署名的位置"
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None,
        description="署名的情况，如 确认：是、角色：执笔；序号、位次由次序得出，不用写",
        metadata={"most": MOST_ATTRIBUTES},
    )


@strawberry.input(description="作品的一个结果，如 采用、批示、重点")
class OutcomeInput:
    """A dated outcome."""

    day: date = strawberry.field(description="日期，不早于作品的日期")
    number: str | None = strawberry.field(
        default=None, description="编号；同一天的同样结果有两次时，用它区别"
    )
    attributes: list[AttributeInput] = strawberry.field(
        description="内容，如 结果：采用、采用层级：省政协", metadata={"most": MOST_ATTRIBUTES}
    )


@strawberry.input(description="改正一条记录；不写的各项不变")
class Correcting:
    """What any record may be other than it is; the inputs below are what clients give."""

    id: strawberry.ID = strawberry.field(description="记录的 id")
    version: int = strawberry.field(description="从记录的哪一版改起；已被别人改过的，不会覆盖")
    reason: str = strawberry.field(description="事由，1 到 500 个字，不写姓名、电话")
    title: str | None = strawberry.field(default=None, description="题目")
    day: date | None = strawberry.field(default=None, description="日期")
    number: str | None = strawberry.field(default=None, description="编号")
    late_reason: str | None = strawberry.field(
        default=None,
        description="照改正的日期成了补录的，为什么晚，1 到 500 个字，不写姓名、电话；原来就是补录的可以不写",
    )


@strawberry.enum(description="录入到哪一步为止")
class RecordStage(Enum):
    """How far a record comes when it is entered."""

    DRAFT = strawberry.enum_value("draft", description="存为草稿，以后再提交")
    SUBMITTED = strawberry.enum_value("submitted", description="提交，等审核；审核通过才计分")
    APPROVED = strawberry.enum_value(
        "approved", description="审核通过，随即计分；要有审核的权限，记录上注明是同一个人"
    )


@strawberry.input(description="录入一次会议、活动或培训")
class EnterOccasionInput:
    """A new occasion."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    year: int = strawberry.field(description="登记在哪一年，如 2022")
    kind: str = strawberry.field(description="种类，如 调研")
    title: str = strawberry.field(description="题目，1 到 500 个字")
    day: date = strawberry.field(description="日期；几天的写第一天")
    number: str | None = strawberry.field(
        default=None, description="编号，同一年同一种类里不重复；不写则以种类、日期、题目为编号"
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="会议活动本身的属性，如 级别：市级", metadata={"most": MOST_ATTRIBUTES}
    )
    participants: list[ParticipantsInput] = strawberry.field(
        description="参加的和应到未到的委员；还不知道的写空表", metadata={"most": MOST_GROUPS}
    )
    up_to: RecordStage = strawberry.field(default=RecordStage.SUBMITTED, description=UP_TO)
    late_reason: str | None = strawberry.field(
        default=None,
        description="补录的原因：过了录入的期限（履6）才写，必写，1 到 500 个字，不写姓名、电话",
    )

    def form(self, ids: "Ids") -> OccasionForm:
        """The form that it fills in."""
        return _occasion(self, ids)


@strawberry.input(description="改正一次会议、活动或培训；不写的各项不变")
class CorrectOccasionInput(Correcting):
    """What of an occasion is to be other than it is."""

    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="会议活动本身的全部属性，代替原有的", metadata={"most": MOST_ATTRIBUTES}
    )
    participants: list[ParticipantsInput] | None = strawberry.field(
        default=None, description="全部参加的和应到未到的委员，代替原有的", metadata={"most": MOST_GROUPS}
    )

    def form(self, ids: "Ids") -> OccasionForm:
        """The form that it fills in."""
        return _occasion(self, ids)


@strawberry.input(description="录入一件作品：提案、社情民意、发言、报告等")
class EnterWorkInput:
    """A new work."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    year: int = strawberry.field(description="登记在哪一年，如 2022")
    kind: str = strawberry.field(description="种类，如 提案")
    title: str = strawberry.field(description="题目，1 到 500 个字")
    day: date = strawberry.field(description="日期，如提交日期")
    number: str | None = strawberry.field(
        default=None, description="编号，同一年同一种类里不重复；不写则以种类、日期、题目、第一作者为编号"
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="作品本身的属性，如 立案：是", metadata={"most": MOST_ATTRIBUTES}
    )
    authors: list[AuthorInput] = strawberry.field(
        description="作者，按署名次序，1 到 200 名", metadata={"most": MOST_AUTHORS}
    )
    outcomes: list[OutcomeInput] | None = strawberry.field(
        default=None, description="结果，最多 200 个", metadata={"most": MOST_OUTCOMES}
    )
    linked_to: strawberry.ID | None = strawberry.field(
        default=None, description="同一件事的另一条记录的 id，如同一篇发言的书面稿；两件事由此并为一件"
    )
    up_to: RecordStage = strawberry.field(default=RecordStage.SUBMITTED, description=UP_TO)
    late_reason: str | None = strawberry.field(
        default=None,
        description="补录的原因：过了录入的期限（履6）才写，必写，1 到 500 个字，不写姓名、电话",
    )

    def form(self, ids: "Ids") -> WorkForm:
        """The form that it fills in."""
        return _work(self, ids, STAYS if self.linked_to is None else self.linked_to)


@strawberry.input(description="改正一件作品；不写的各项不变")
class CorrectWorkInput(Correcting):
    """What of a work is to be other than it is."""

    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="作品本身的全部属性，代替原有的", metadata={"most": MOST_ATTRIBUTES}
    )
    authors: list[AuthorInput] | None = strawberry.field(
        default=None, description="全部作者，按署名次序，代替原有的", metadata={"most": MOST_AUTHORS}
    )
    outcomes: list[OutcomeInput] | None = strawberry.field(
        default=None, description="全部结果，代替原有的", metadata={"most": MOST_OUTCOMES}
    )
    linked_to: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="同一件事的另一条记录的 id，两件事由此并为一件；写 null 则不再与别的记录相连",
    )

    def form(self, ids: "Ids") -> WorkForm:
        """The form that it fills in."""
        return _work(self, ids, STAYS if self.linked_to is strawberry.UNSET else self.linked_to)


@strawberry.input(description="撤回一条记录，或恢复已撤回的")
class ChangeRecordInput:
    """A record whose state is to change."""

    id: strawberry.ID = strawberry.field(description="记录的 id")
    version: int = strawberry.field(description="记录现在的版本；已被别人改过的，不会生效")
    reason: str = strawberry.field(description="事由，1 到 500 个字，不写姓名、电话")


class Ids:
    """Reads the ids of one input. One that is none of ours names row 0, which is never there."""

    def __init__(self) -> None:
        self._wrong: dict[str, Refusal] = {}

    def row(self, text: str, type_: str, field: str) -> int:
        """The row of an id of this type; what is wrong with it is told later, with all the rest."""
        try:
            return global_id.number(text, type_, field)
        except Refusal as refusal:
            self._wrong[field] = refusal
            return 0

    def told(self, refusal: Refusal) -> Refusal:
        """What is wrong with the input; of an id that is none, that it is none."""
        return self._wrong.get(refusal.field or "", refusal)


def _occasion(input: EnterOccasionInput | CorrectOccasionInput, ids: Ids) -> OccasionForm:
    return OccasionForm(
        title=input.title,
        day=input.day,
        key=input.number,
        attributes=_given(input.attributes),
        participants=None if input.participants is None else _participants(input.participants, ids),
    )


def _work(input: EnterWorkInput | CorrectWorkInput, ids: Ids, linked: str | Stay | None) -> WorkForm:
    return WorkForm(
        title=input.title,
        day=input.day,
        key=input.number,
        attributes=_given(input.attributes),
        authors=None if input.authors is None else _authors(input.authors, ids),
        outcomes=None if input.outcomes is None else _outcomes(input.outcomes),
        linked_to=ids.row(linked, "Record", "linkedTo") if isinstance(linked, str) else linked,
    )


def _given(attributes: Sequence[AttributeInput] | None) -> Given | None:
    """Attributes as pairs; None where nothing is said of them."""
    return None if attributes is None else [(one.name, one.value) for one in attributes]


def _participants(groups: Sequence[ParticipantsInput], ids: Ids) -> list[Present]:
    return [
        Present(
            [
                ids.row(member, "Member", f"participants[{at}].members[{place}]")
                for place, member in enumerate(group.members)
            ],
            _given(group.attributes) or (),
        )
        for at, group in enumerate(groups)
    ]


def _authors(signed: Sequence[AuthorInput], ids: Ids) -> list[Author]:
    return [
        Author(
            None if author.member is None else ids.row(author.member, "Member", f"authors[{at}].member"),
            _given(author.attributes) or (),
        )
        for at, author in enumerate(signed)
    ]


def _outcomes(events: Sequence[OutcomeInput]) -> list[Event]:
    return [Event(event.day, _given(event.attributes) or (), event.number) for event in events]
