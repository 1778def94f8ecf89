"""Who reads opinion items: their author; once they are submitted, the members who wrote them, too, and
whoever reviews (议9). What was taken back is its author's alone.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from models.opinion import Opinion, OpinionAuthor
from services.rights.held import Rights
from services.rights.policy import Policy, Whole
from services.rights.role import Right

HIDDEN = ("draft", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Whole):
    """An item of an account in a state, with the memberships of its co-authors."""

    account_id: int
    state: str
    members: frozenset[int] = frozenset()


class OfOpinion(Policy[Submitted]):
    """Opinion items."""

    def may_any(self, rights: Rights) -> bool:
        """Whether they may have any item at all: whoever may write none any more reads what they wrote."""
        return rights.account_id is not None

    def _all(self, rights: Rights) -> bool:
        return False

    def _one(self, rights: Rights, row: Submitted) -> bool:
        if row.account_id == rights.account_id:
            return True
        told = rights.has(self.right) or not rights.own.isdisjoint(row.members)
        return told and row.state not in HIDDEN

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        told: ColumnElement[bool] = Opinion.state.not_in(HIDDEN)
        if not rights.has(self.right):
            told = and_(told, Opinion.id.in_(written_with(rights, aliased(Opinion))))
        return or_(Opinion.account_id == rights.account_id, told)


def written_with(rights: Rights, item: type[Opinion]) -> Select[int]:
    """The numbers of the items of which somebody is a co-author, by the text that was submitted last."""
    last = (item.id == OpinionAuthor.opinion_id) & (item.text_number == OpinionAuthor.text_number)
    theirs = select(OpinionAuthor.opinion_id).join(item, last)
    return theirs.where(OpinionAuthor.membership_id.in_(sorted(rights.own)))


OPINIONS = OfOpinion(Opinion, Right.REVIEW_OPINIONS)
