"""Who reads opinion items: their author; once they are submitted, the members who wrote them, too, and
whoever reviews (议9). What was taken back is its author's alone.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_

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
        """Whether they may have any item at all."""
        return rights.has(self.right) or rights.has(Right.WRITE_OPINIONS)

    def _all(self, rights: Rights) -> bool:
        return False

    def _one(self, rights: Rights, row: Submitted) -> bool:
        if row.account_id == rights.account_id:
            return True
        told = rights.has(self.right) or not rights.own.isdisjoint(row.members)
        return told and row.state not in HIDDEN

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        submitted = Opinion.state.not_in(HIDDEN)
        told = submitted if rights.has(self.right) else and_(submitted, written_with(rights))
        return or_(Opinion.account_id == rights.account_id, told)


def written_with(rights: Rights) -> ColumnElement[bool]:
    """The condition of the items of which somebody is a co-author."""
    own = OpinionAuthor.membership_id.in_(sorted(rights.own))
    return exists().where(OpinionAuthor.opinion_id == Opinion.id, own)


OPINIONS = OfOpinion(Opinion, Right.REVIEW_OPINIONS)
