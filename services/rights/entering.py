"""Whose a record is (履5: 谁组织谁录入): the department that enters it, and who writes and reviews for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, false, not_, or_, true, type_coerce

from models.base import json_text
from models.record import Record
from rules.catalogue import Catalogue, Kind
from services.rights.held import Rights
from services.rights.policy import Policy, Whole, roles_held
from services.rights.role import Right

# Whoever organises, or is linked to a group: any department may be that one.
ANY = frozenset(("组织者", "联系专委会", ""))
_CASE, _ELSE = "场合", "else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Whole):
    """A record of a kind, with what it says of itself, and the department that entered it, where known."""

    kind: str
    attributes: Mapping[str, Any]
    department: str | None


@dataclass(frozen=True, slots=True)
class Desks:
    """The departments for which somebody writes, and whether one of them may be an organiser."""

    named: frozenset[str]
    organises: bool

    def has(self, department: str) -> bool:
        """Whether they write what a department enters; what any organiser enters, if they are one."""
        return department in self.named or (department in ANY and self.organises)

    def rows(self, department: str) -> ColumnElement[bool]:
        """Of the records of which the catalogue says that this department enters them, those they write."""
        if department not in ANY:
            return true() if self.has(department) else false()
        named = Record.department.in_(sorted(self.named))
        unknown = or_(Record.department.is_(None), Record.department.in_(sorted(ANY)))
        return or_(named, unknown) if self.has(department) else named


@dataclass(frozen=True)
class Entering(Policy[Written]):
    """Records that are entered: a department has those of the kinds that it enters, and of those that any
    organiser enters its own, and those of which nobody knows who did (履5: 谁组织谁录入).

    It reviews the same (履7).
    """

    catalogue: Catalogue

    def department(self, rights: Rights, *departments: str) -> bool:
        """Whether they write what one of these departments enters (`department_of`)."""
        return self._all(rights) or any(self._desks(rights).has(one) for one in departments)

    def _all(self, rights: Rights) -> bool:
        return rights.unbound or any(
            self.right in role.rights and not role.scoped for _, role in roles_held(rights)
        )

    def _one(self, rights: Rights, row: Written) -> bool:
        kind = self.catalogue.kinds.get(row.kind)
        return kind is not None and self.department(
            rights, department_of(kind, row.attributes, row.department)
        )

    def entered_by(self, department: str) -> ColumnElement[bool]:
        """The records that a department enters, whoever asks."""
        return self._where(Desks(frozenset({department}), organises=False))

    def _desks(self, rights: Rights) -> Desks:
        held = [(one, role) for one, role in roles_held(rights) if self.right in role.rights]
        named = frozenset(one for one, _ in held if one is not None)
        return Desks(named, organises=any(role.organises for _, role in held))

    def _some(self, rights: Rights) -> ColumnElement[bool]:
        return self._where(self._desks(rights))

    def _where(self, desks: Desks) -> ColumnElement[bool]:
        return or_(false(), *(_of_kind(kind, desks) for kind in self.catalogue.kinds.values()))


def department_of(kind: Kind, attributes: Mapping[str, Any], entered: str | None = None) -> str:
    """The entering department of a record of a kind (履5): that of the kind, or where whoever organises
    enters, the one that `entered` it; `组织者` where that is not known.
    """
    said = kind.departments.get(str(attributes.get(_CASE)), kind.departments.get(_ELSE, ""))
    return entered if said in ANY and entered is not None else said


def organiser(rights: Rights, said: str | None) -> str | None:
    """The department for which somebody enters what any organiser enters: that of their account, which
    `said` it, unless they enter for others alone: then their only one; None: nobody knows which (ADR 0049).
    """
    entered = [(one, role) for one, role in roles_held(rights) if Right.ENTER in role.rights]
    theirs = {one for one, role in entered if one is not None and role.organises}
    for_all = any(not role.scoped for _, role in entered)
    if for_all or said in theirs or not theirs:
        return said
    return theirs.pop() if len(theirs) == 1 else None


def entering(catalogue: Catalogue, right: Right = Right.ENTER) -> Entering:
    """The policy of entering records of the kinds of a catalogue, or of reviewing them."""
    return Entering(Record, right, catalogue)


def _of_kind(kind: Kind, desks: Desks) -> ColumnElement[bool]:
    """The records of a kind that are written at these desks, by the case of each."""
    otherwise = kind.departments.get(_ELSE, "")
    cases = {case: one for case, one in kind.departments.items() if case != _ELSE and one != otherwise}
    told = [(_in_case(case), one) for case, one in cases.items()]
    by_case = [and_(said, desks.rows(one)) for said, one in told]
    rest = and_(*(not_(said) for said, _ in told), desks.rows(otherwise))
    return and_(Record.kind == kind.name, or_(*by_case, rest))


def _in_case(case: str) -> ColumnElement[bool]:
    # Attributes are stored as one text with sorted keys, in which a quote within a value is escaped.
    return type_coerce(Record.attributes, Text).contains(json_text({_CASE: case})[1:-1], autoescape=True)
