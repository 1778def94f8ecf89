"""Whose a record is: its department enters it, reviews it and completes it (履5、7)."""

from collections.abc import Mapping
from typing import Any

from rules.catalogue import Catalogue, Kind
from services.refusal import Code, Refusal
from services.review.transitions import least, leaving
from services.rights.held import Rights
from services.rights.policy import department_of, entering
from services.rights.role import Right

_DONE = {
    Right.ENTER: "录入（履5），别的部门不能录入、改正、撤回",
    Right.REVIEW: "审核（履7），没有权限审核的不能改已通过的：先请审核的人退回",
}


class NotTheirs(Refusal):
    """A record of a kind that is another department's to write or to review, as the `right` says."""

    def __init__(self, right: Right, kind: Kind, *departments: str) -> None:
        super().__init__(Code.FORBIDDEN, f"“{kind.name}”由{'、'.join(departments)}{_DONE[right]}", "actor")
        self.right = right


def check_kind(rights: Rights, catalogue: Catalogue, right: Right, kind: Kind, *departments: str) -> None:
    """Raises `NotTheirs` where they do not hold the right of what one of these departments enters."""
    if not entering(catalogue, right).department(rights, *departments):
        raise NotTheirs(right, kind, *departments)


def check_record(
    rights: Rights, catalogue: Catalogue, right: Right, kind: str, attributes: Mapping[str, Any]
) -> None:
    """The same of a record of a kind, by what it says of itself."""
    known = catalogue.kinds[kind]
    check_kind(rights, catalogue, right, known, department_of(known, attributes))


def may_review(rights: Rights, catalogue: Catalogue, kind: str, attributes: Mapping[str, Any]) -> bool:
    """Whether they review records of a kind that say this of themselves."""
    department = department_of(catalogue.kinds[kind], attributes)
    return entering(catalogue, Right.REVIEW).department(rights, department)


def available(
    rights: Rights, catalogue: Catalogue, state: str, kind: str, attributes: Mapping[str, Any]
) -> list[str]:
    """What they may do with a record as it stands, in the order of the table."""
    known = catalogue.kinds.get(kind)
    if known is None:
        return []
    department = department_of(known, attributes)
    theirs = {
        right: entering(catalogue, right).department(rights, department)
        for right in (Right.ENTER, Right.REVIEW)
    }
    return [step.action for step in leaving(state) if theirs[least(step.action)] and theirs[step.right]]
