"""What changes of members take, and how it becomes a form."""

from datetime import date

import strawberry

from resolvers.entry_input import MOST_ATTRIBUTES, AttributeInput, Ids
from services.entry.form import Given
from services.people.form import MOST_CARRIED, CarryForm, ChangeForm, EntryForm, GoesOn

REASON = "事由，1 到 500 个字，不写姓名、电话"
VERSION = "从委员信息的哪一版改起；已被别人改过的，不会覆盖"


@strawberry.input(description="录入一名委员：进入一届")
class EnterMemberInput:
    """A person who takes office."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    name: str = strawberry.field(description="姓名")
    number: str = strawberry.field(description="委员编号，同一届里不重复")
    phone: str | None = strawberry.field(default=None, description="电话，加密保存")
    term: str | None = strawberry.field(
        default=None, description="届次，如 第八届；不写则为任职起（没有写的为今天）所在的一届"
    )
    first_day: date | None = strawberry.field(default=None, description="任职起；不写则从本届开始")
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="各项属性，如 界别：民革", metadata={"most": MOST_ATTRIBUTES}
    )
    same_as: strawberry.ID | None = strawberry.field(
        default=None, description="与哪一名委员（任何一届的）是同一人；姓名、电话都相同的不用写"
    )
    new_person: bool = strawberry.field(
        default=False, description="与同名、同电话的都不是同一人；问到的时候才要写"
    )
    new_words: bool = strawberry.field(
        default=False, description="与已有的界别、专委会等很像、却确实是新的；问到的时候才要写"
    )
    reason: str | None = strawberry.field(default=None, description=f"可以不写；{REASON}")

    def form(self, ids: Ids) -> EntryForm:
        """The form that it fills in."""
        return EntryForm(
            name=self.name,
            number=self.number,
            phone=self.phone,
            term=self.term,
            first_day=self.first_day,
            attributes=_given(self.attributes),
            same_as=None if self.same_as is None else ids.row(self.same_as, "Member", "sameAs"),
            new_person=self.new_person,
            new_words=self.new_words,
        )


@strawberry.input(description="更新一名委员的信息，调整界别、专委会、活动组；不写的各项不变")
class ChangeMemberInput:
    """What is otherwise of a member from a day on."""

    id: strawberry.ID = strawberry.field(description="委员的 id")
    version: int = strawberry.field(description=VERSION)
    since: date | None = strawberry.field(
        default=None,
        description="从哪天起，到已知的下一次变动为止；不写则从今天起；任职的第一天或更早，从头改起",
    )
    attributes: list[AttributeInput] | None = strawberry.field(
        default=None, description="各项属性的新值，如 专委会：提案委员会", metadata={"most": MOST_ATTRIBUTES}
    )
    name: str | None = strawberry.field(default=None, description="姓名；不分日期")
    phone: str | None = strawberry.field(default=None, description="电话；写空的，删去")
    new_words: bool = strawberry.field(
        default=False, description="与已有的界别、专委会等很像、却确实是新的；问到的时候才要写"
    )
    reason: str | None = strawberry.field(default=None, description=f"可以不写；{REASON}")

    def form(self) -> ChangeForm:
        """The form that it fills in."""
        return ChangeForm(
            since=self.since,
            attributes=_given(self.attributes),
            name=self.name,
            phone=self.phone,
            new_words=self.new_words,
        )


@strawberry.input(description="离任，改离任的日期，或撤销误办的离任")
class LeaveOfficeInput:
    """The last day in office."""

    id: strawberry.ID = strawberry.field(description="委员的 id")
    version: int = strawberry.field(description=VERSION)
    last_day: date | None = strawberry.field(description="任职止，在任的最后一天；写 null 则没有离任")
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="离任的委员在同一届里又任职：另起一段任职，属性照离任时的")
class ReturnToOfficeInput:
    """Somebody who is back in office."""

    id: strawberry.ID = strawberry.field(description="离任的那一段的委员 id")
    version: int = strawberry.field(description=VERSION)
    number: str = strawberry.field(description="这一段的委员编号，同一届里不重复，如 W0012-2")
    first_day: date = strawberry.field(description="任职起，晚于离任的日期")
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="提出、取消、确认一名离任委员的退出")
class ExitMemberInput:
    """A member who has left, whose data is to be erased."""

    id: strawberry.ID = strawberry.field(description="委员的 id")
    version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="一名连任的委员")
class GoesOnInput:
    """Somebody who goes on into the next term."""

    member: strawberry.ID = strawberry.field(description="委员在原来一届的 id")
    number: str | None = strawberry.field(default=None, description="在新一届的编号；不写则不变")


@strawberry.input(description="换届：哪些委员连任")
class CarryOverInput:
    """Who goes on from one term into the next."""

    committee: str = strawberry.field(description="政协的代号，如 zhoushan")
    from_term: str = strawberry.field(description="原来的一届，如 第八届")
    to_term: str = strawberry.field(description="新的一届，如 第九届；先设定起止日期")
    members: list[GoesOnInput] = strawberry.field(
        description="连任的委员，每名只写一次", metadata={"most": MOST_CARRIED}
    )
    dry_run: bool = strawberry.field(description="true：只看会怎样，什么也不写；false：办理")
    shown: str | None = strawberry.field(
        default=None, description="看的时候给出的 shown；写了的，和看过的不一样就不办"
    )
    reason: str | None = strawberry.field(default=None, description=f"可以不写；{REASON}")

    def form(self, ids: Ids) -> CarryForm:
        """The form that it fills in."""
        return CarryForm(
            from_term=self.from_term,
            to_term=self.to_term,
            members=[
                GoesOn(ids.row(one.member, "Member", f"members[{at}].member"), one.number)
                for at, one in enumerate(self.members)
            ],
            shown=self.shown,
        )


def _given(attributes: list[AttributeInput] | None) -> Given:
    return [(one.name, one.value) for one in attributes or ()]
