"""Whose a new membership is: two people of one name are asked about, never guessed."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from files.cell import name_text
from models.base import LAST_ROW
from models.committee import Term
from models.member import Membership, Person
from services.members.phones import phone_index
from services.people.form import EntryForm
from services.refusal import Code, Refusal
from services.unit_of_work import Unit

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody of the same name or telephone number, with a membership of theirs."""

    person_id: int
    number: str
    term: str
    same_name: bool
    same_phone: bool


async def person_of(unit: Unit, form: EntryForm, name: str, phone: str | None) -> int | None:
    """The person who is meant, or None for a new one; raises `Refusal` where that has to be said.

    Same name and same number are the same person. Where only one of both is the same, it is asked: people
    have one name, and numbers are given to others.
    """
    if form.same_as is not None:
        return await _meant(unit, form.same_as, name)
    if form.new_person:
        return None
    found = await namesakes(unit, name, phone)
    certain = {one.person_id for one in found if one.same_name and one.same_phone}
    if len(certain) == 1:
        return certain.pop()
    if not found:
        return None
    shown = "、".join(dict.fromkeys(_told(one) for one in found[:MOST_SHOWN]))
    message = (
        f"可能已有这个人：{shown}。是同一人的，写 sameAs（那一名委员的 id，命令行是编号）；"
        "不是的，写 newPerson：true（命令行加 --new-person）"
    )
    raise Refusal(Code.CONFLICT, message, "sameAs")


async def namesakes(unit: Unit, name: str, phone: str | None) -> list[Namesake]:
    """Who has the same name or the same telephone number, the latest term first."""
    index = phone_index(unit.vault, phone)
    like = [Person.name == name] if index is None else [Person.name == name, Person.phone_index == index]
    columns = (
        select(Person.id, Person.name, Person.phone_index, Membership.number, Term.name.label("term"))
        .join(Membership, Membership.person_id == Person.id)
        .join(Term, Term.id == Membership.term_id)
        .where(Person.committee_id == unit.committee_id, or_(*like))
        .order_by(Membership.id.desc())
    )
    return [
        Namesake(
            row.id, row.number, row.term, row.name == name, index is not None and row.phone_index == index
        )
        for row in await unit.connection.execute(columns)
    ]


async def _meant(unit: Unit, membership_id: int, name: str) -> int:
    """The person of a membership that somebody named; raises `Refusal`."""
    row = None
    if 0 < membership_id <= LAST_ROW:
        own = (
            select(Person.id, Person.name, Person.exited_at)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.committee_id == unit.committee_id, Membership.id == membership_id)
        )
        row = (await unit.connection.execute(own)).one_or_none()
    if row is None or row.exited_at is not None:
        raise Refusal(Code.NOT_FOUND, "没有这名委员，或者已经退出：不是同一人的，写 newPerson", "sameAs")
    if name_text(row.name) != name_text(name):
        message = "这名委员在名册里不叫这个姓名：核对是哪一名；改了名的，先改名再录入"
        raise Refusal(Code.CONFLICT, message, "sameAs")
    return int(row.id)


def _told(one: Namesake) -> str:
    same = {(True, True): "姓名、电话相同", (True, False): "姓名相同"}
    return f"{one.term} {one.number}（{same.get((one.same_name, one.same_phone), '电话相同')}）"
