"""Who decides about leave (履6): an approver by kind, and nobody about their own."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, not_, or_

from models.leave import APPROVERS, Leave
from services.rights.held import Rights
from services.rights.policy import Policy, Whole, roles_held
from services.rights.role import Right

ORGANISER = APPROVERS[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested(Whole):
    """Leave that an account asked for its membership, and who decides: the organiser, of a department."""

    account_id: int
    membership_id: int
    approver: str
    department: str | None


class OfLeave(Policy[Requested]):
    """Leave: whoever decides has it, and nobody else, since reasons may tell of somebody's health; nobody has
    their own.
    """

    def _all(self, rights: Rights) -> bool:
        return False

    def _one(self, rights: Rights, row: Requested) -> bool:
        if row.account_id == rights.account_id or row.membership_id in rights.own:
            return False
        deciders = self._deciders(rights)
        return (row.approver, None) in deciders or (row.approver, row.department) in deciders

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        theirs = [
            Leave.approver == approver
            if department is None
            else and_(Leave.approver == approver, Leave.department == department)
            for approver, department in sorted(self._deciders(rights), key=str)
        ]
        own = or_(Leave.account_id == rights.account_id, Leave.membership_id.in_(sorted(rights.own)))
        return and_(or_(false(), *theirs), not_(own))

    def _deciders(self, rights: Rights) -> set[tuple[str, str | None]]:
        """For whom they decide, each with the department of which alone; None: of all."""
        found: set[tuple[str, str | None]] = set()
        for department, role in roles_held(rights):
            if self.right not in role.rights:
                continue
            if role.name in APPROVERS:
                found.add((role.name, None))
            if Right.ENTER in role.rights and not (
                role.scoped and department is None and not role.department
            ):
                found.add((ORGANISER, (department or role.department) if role.scoped else None))
        return found


LEAVES = OfLeave(Leave, Right.LEAVE)
