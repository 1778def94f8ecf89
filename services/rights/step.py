"""Steps that take a right: of records, of opinion items and of papers."""

from dataclasses import dataclass
from typing import TypeVar

from services.rights.role import Right
from services.transitions import FILE, Step, Transitions, table


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOfRight(Step):
    """A step that takes a `right`. `reason`: one has to be given."""

    right: Right
    reason: bool = False


R = TypeVar("R", bound=StepOfRight)


def table_of_rights(package: str, kind: type[R], file: str = FILE) -> Transitions[R]:
    """A table of a package whose steps take rights."""
    return table(package, lambda right, **row: kind(right=Right(right), **row), file)
