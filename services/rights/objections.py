"""Who decides objections (履11): each department those at its desk, the Members' Work Committee all."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_

from models.objection import Objection, ObjectionStep
from services.rights.held import Rights
from services.rights.policy import Policy, Whole, roles_held
from services.rights.role import Right, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Whole):
    """An objection, with the desks at which it is or was."""

    desks: frozenset[str]


class OfObjection(Policy[Raised]):
    """Objections: whoever decides them now, or decided before they were passed on, has them. Whoever raised
    one has it as its own, whatever their rights.
    """

    def decides(self, rights: Rights, desk: str) -> bool:
        """Whether they decide what is at a desk now."""
        return self._all(rights) or desk in self.desks(rights)

    def answers_at(self, rights: Rights, department: str) -> bool:
        """Whether they decide for a department alone, and so at its own desk."""
        return not self._all(rights) and department in self.desks(rights)

    def desks(self, rights: Rights) -> frozenset[str]:
        """The departments at whose own desk they decide."""
        return frozenset(given or role.department or "" for given, role in self._deciding(rights))

    def _all(self, rights: Rights) -> bool:
        return rights.unbound or any(not role.scoped for _, role in self._deciding(rights))

    def _one(self, rights: Rights, row: Raised) -> bool:
        return not self.desks(rights).isdisjoint(row.desks)

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        theirs = sorted(self.desks(rights))
        was = exists().where(ObjectionStep.objection_id == Objection.id, ObjectionStep.desk.in_(theirs))
        return or_(Objection.desk.in_(theirs), was)

    def _deciding(self, rights: Rights) -> list[tuple[str | None, Role]]:
        return [one for one in roles_held(rights) if self.right in one[1].rights]


OBJECTIONS = OfObjection(Objection, Right.ANSWER_OBJECTIONS)
