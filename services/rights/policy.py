"""Who may do what with which rows: a policy for each noun.

Each answers three questions that agree: whether somebody may have one row, which rows those are as a
condition of the database, and who of a committee may have a row. Nobody has rows of another committee.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Text, and_, exists, false, not_, or_, select, true, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from models.account import Account
from models.base import json_text
from models.committee import Term
from models.member import MemberAttribute, Membership
from models.record import Part, Record
from models.rule_set import RuleSetVersion
from services.rights.held import Rights, held_by_all
from services.rights.role import Right, Role, roles

CONFIRMED, POSITION = "确认", "序号"
# The attribute of a member that says which special committee they belong to.
DEPARTMENT = "专委会"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A row of which no more is asked than whose it is."""

    committee_id: int
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Whole):
    """A record with the memberships that have a part in it; `told`: they know of it (`TOLD`)."""

    members: frozenset[int]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Whole):
    """A membership on a day: the special committee that the member belongs to then, while in office."""

    keeper: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Whole):
    """A version of a rule set; `published`: it is or was in force."""

    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Whole):
    """A work with the memberships that signed it behind the first; `told` as of a `Taken`."""

    co_signers: frozenset[int]
    told: bool


# The records of which members know that they have a part in them: none before it is submitted (履6), and none
# that was withdrawn as a draft.
TOLD = and_(Record.state != "draft", or_(Record.state != "withdrawn", Record.submitted_at.is_not(None)))

R = TypeVar("R", bound=Whole)


@dataclass(frozen=True)
class Policy(ABC, Generic[R]):
    """Who may have rows of a `table`: all of their committee by a `right`, and by it or without, some."""

    table: type[Any]
    right: Right

    @property
    def committee(self) -> Any:
        """The column that says whose a row is."""
        return self.table.committee_id

    def may_any(self, rights: Rights) -> bool:
        """Whether they may have any row at all: who may not is told so without a look at the rows."""
        return rights.has(self.right)

    def may(self, rights: Rights, row: R) -> bool:
        """Whether they may have a row."""
        if rights.unbound:
            return True
        return rights.committee_id == row.committee_id and (self._all(rights) or self._one(rights, row))

    def rows(self, rights: Rights) -> ColumnElement[bool]:
        """The condition of the rows that they may have."""
        if rights.unbound:
            return true()
        of_committee: ColumnElement[bool] = self.committee == rights.committee_id
        return of_committee if self._all(rights) else and_(of_committee, self._some(rights))

    async def who(self, connection: AsyncConnection, row: R) -> list[int]:
        """The active accounts that may have a row now, by their rows; no statement more for many of them."""
        held = await held_by_all(connection, row.committee_id)
        return [account_id for account_id, rights in held.items() if self.may(rights, row)]

    def _all(self, rights: Rights) -> bool:
        return rights.has(self.right)

    @abstractmethod
    def _one(self, rights: Rights, row: R) -> bool:
        """Whether they may have a row, who may not have all."""

    @abstractmethod
    def _some(self, rights: Rights) -> ColumnElement[bool]:
        """The same of all rows of their committee."""


class AllOrNone(Policy[Whole]):
    """A noun of which somebody has all or nothing."""

    def _one(self, rights: Rights, row: Whole) -> bool:
        return False

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        return false()


class OfCommittee(AllOrNone):
    """Committees themselves."""

    @property
    def committee(self) -> Any:
        """The column that says whose a row is: its own number."""
        return self.table.id


class _WithOwn(Policy[R]):
    """A noun of which members have their own (履10)."""

    def may_any(self, rights: Rights) -> bool:
        return rights.has(self.right) or rights.has(Right.READ_OWN)

    def _one(self, rights: Rights, row: R) -> bool:
        return rights.has(Right.READ_OWN) and self._is_own(rights, row)

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        return self._own(rights) if rights.has(Right.READ_OWN) else false()

    @abstractmethod
    def _is_own(self, rights: Rights, row: R) -> bool: ...

    @abstractmethod
    def _own(self, rights: Rights) -> ColumnElement[bool]: ...


class OfMember(_WithOwn[Whole]):
    """Memberships, and with them standings: a member has their own."""

    def _is_own(self, rights: Rights, row: Whole) -> bool:
        return row.id in rights.own

    def _own(self, rights: Rights) -> ColumnElement[bool]:
        return Membership.id.in_(sorted(rights.own))


class OfRecord(_WithOwn[Taken]):
    """Records: a member has those in which they have a part, once they are submitted."""

    def _is_own(self, rights: Rights, row: Taken) -> bool:
        return row.told and not rights.own.isdisjoint(row.members)

    def _own(self, rights: Rights) -> ColumnElement[bool]:
        own = select(Part.record_id).where(Part.membership_id.in_(sorted(rights.own)))
        return and_(TOLD, Record.id.in_(own))


class OfMeasure(_WithOwn[Stated]):
    """Rule sets: a member has those that are or were in force."""

    def _is_own(self, rights: Rights, row: Stated) -> bool:
        return row.published

    def _own(self, rights: Rights) -> ColumnElement[bool]:
        return RuleSetVersion.published_at.is_not(None)


class Granting(Policy[Whole]):
    """Accounts whose roles somebody may change: nobody changes their own."""

    def _all(self, rights: Rights) -> bool:
        return False

    def _one(self, rights: Rights, row: Whole) -> bool:
        return rights.has(self.right) and row.id != rights.account_id

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        return Account.id != rights.account_id if rights.has(self.right) else false()


@dataclass(frozen=True)
class Keeping(Policy[Served]):
    """Members whose data somebody keeps current on a day: a special committee those who belong to it then
    (履4).
    """

    day: date

    def _all(self, rights: Rights) -> bool:
        return any(self.right in role.rights and not role.scoped for _, role in roles_held(rights))

    def _one(self, rights: Rights, row: Served) -> bool:
        return row.keeper is not None and row.keeper in self._departments(rights)

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        then, later = aliased(MemberAttribute), aliased(MemberAttribute)
        told_later = exists().where(
            later.membership_id == then.membership_id,
            later.attribute == DEPARTMENT,
            later.since > then.since,
            later.since <= self.day,
        )
        theirs = [json_text(one) for one in self._departments(rights)]
        belonging = select(then.membership_id).where(
            then.attribute == DEPARTMENT,
            then.since <= self.day,
            type_coerce(then.value, Text).in_(theirs),
            not_(told_later),
        )
        of_day = select(Term.id).where(*self._holds(Term))
        belongs = Membership.id.in_(belonging), Membership.term_id.in_(of_day)
        return and_(*belongs, *self._holds(Membership))

    def _holds(self, days: Any) -> tuple[ColumnElement[bool], ...]:
        """That the day is among those of a term, or in office."""
        return (
            or_(days.first_day.is_(None), days.first_day <= self.day),
            or_(days.last_day.is_(None), days.last_day >= self.day),
        )

    def _departments(self, rights: Rights) -> list[str]:
        return sorted(one for one, role in roles_held(rights) if one and self.right in role.rights)


class OfCoSignature(Policy[Signed]):
    """Works of which members say themselves whether they signed them: those that they signed with others."""

    def _all(self, rights: Rights) -> bool:
        return False

    def _one(self, rights: Rights, row: Signed) -> bool:
        return rights.has(self.right) and row.told and not rights.own.isdisjoint(row.co_signers)

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        if not rights.has(self.right):
            return false()
        return and_(TOLD, Record.id.in_(select(Part.record_id).where(co_signed(sorted(rights.own)))))


def co_signed(memberships: Collection[int]) -> ColumnElement[bool]:
    """The condition of the parts with which memberships signed works behind the first, if that is asked."""
    text = type_coerce(Part.attributes, Text)
    # As in `_in_case`: attributes are one text with sorted keys.
    first = or_(text.contains(f'"{POSITION}":1,'), text.contains(f'"{POSITION}":1}}'))
    behind = or_(Part.place > 0, and_(text.contains(f'"{POSITION}":'), not_(first)))
    return and_(Part.membership_id.in_(memberships), text.contains(f'"{CONFIRMED}":'), behind)


def roles_held(rights: Rights) -> list[tuple[str | None, Role]]:
    """The roles that somebody holds, each with the department of the grant."""
    known = roles()
    return [(one.department, known[one.role]) for one in rights.grants if one.role in known]


def keeping(day: date) -> Keeping:
    """The policy of keeping members' data current on a day."""
    return Keeping(Membership, Right.KEEP, day)


MEMBERS = OfMember(Membership, Right.READ)
RECORDS = OfRecord(Record, Right.READ)
MEASURES = OfMeasure(RuleSetVersion, Right.READ)
CO_SIGNING = OfCoSignature(Record, Right.READ_OWN)
GRANTING = Granting(Account, Right.GRANT)
