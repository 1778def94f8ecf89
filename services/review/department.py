"""Whose a record is: its department enters it, reviews it and completes it (履5、7)."""

from collections.abc import Mapping
from typing import Any

from rules.catalogue import Catalogue
from services.refusal import Code, Refusal
from services.review.transitions import least, leaving
from services.rights.entering import Written, department_of, entering
from services.rights.held import Rights
from services.rights.role import Right

_DONE = {
    Right.ENTER: "录入（履5），别的部门不能录入、改正、撤回",
    Right.REVIEW: "审核（履7），没有权限审核的不能改已通过的：先请审核的人退回",
}


class NotTheirs(Refusal):
    """A record or a kind that is another department's to write or to review, as the `right` says."""

    def __init__(self, right: Right, what: str, *departments: str) -> None:
        super().__init__(Code.FORBIDDEN, f"{what}由{'、'.join(departments)}{_DONE[right]}", "actor")
        self.right = right


def check_kind(rights: Rights, catalogue: Catalogue, kind: str) -> None:
    """Raises `NotTheirs` where they enter no record of a kind, in whatever case."""
    departments = catalogue.kinds[kind].departments.values()
    if not entering(catalogue).department(rights, *departments):
        raise NotTheirs(Right.ENTER, f"“{kind}”", *departments)


def check_record(
    rights: Rights,
    catalogue: Catalogue,
    right: Right,
    kind: str,
    attributes: Mapping[str, Any],
    entered: str | None,
) -> None:
    """Raises `NotTheirs` where they do not hold the right of a record of a kind, by what it says of itself
    and the department that `entered` it (None: it is new, or nobody knows).
    """
    department = department_of(catalogue.kinds[kind], attributes, entered)
    if not entering(catalogue, right).department(rights, department):
        raise NotTheirs(right, f"这条“{kind}”", department)


def may_review(rights: Rights, catalogue: Catalogue, record: Written) -> bool:
    """Whether they review a record as it stands."""
    return entering(catalogue, Right.REVIEW).may(rights, record)


def available(rights: Rights, catalogue: Catalogue, state: str, record: Written) -> list[str]:
    """What they may do with a record as it stands, in the order of the table."""
    theirs = {right: entering(catalogue, right).may(rights, record) for right in (Right.ENTER, Right.REVIEW)}
    return [step.action for step in leaving(state) if theirs[least(step.action)] and theirs[step.right]]
