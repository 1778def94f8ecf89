"""Fields that a function answers. The annotation in the class says the type that clients see.

What a field costs stands beside it (`endpoint.cost` says what the words mean); `make bench` measures it.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeAlias

import strawberry

from services.rights.role import Right

# A function that is called the long way: info, arguments, perhaps a coroutine.
CALL = 8
# Statements to the database; a look through all records; a member scored again with all lines.
DATABASE, SEARCH, EXPLAINED = 200, 2_500, 8_000
# A text read in the child; a change with its scores; a whole year computed, or files read: once in a request.
TEXT, CHANGE, WORK = 4_000, 6_000, 15_000
# A year as it stood on a day: its records matched once, and folded for the day.
AS_OF = 10_000
# Files read in a child, beside all that may be asked of them.
FILES = 5_000


class Open(StrEnum):
    """What is asked of nobody's rights: to be signed in, and then it is about oneself; or nothing at all."""

    SIGNED_IN = "登录了就可以"
    ANYBODY = "不用登录"


# A right, one of several, or none.
Needed: TypeAlias = Right | tuple[Right, ...] | Open


def answered(
    resolver: Callable[..., Any], description: str, right: Needed | None = None, **weight: Any
) -> Any:
    """A field that `resolver` answers, with an object that has the attributes of the field's type.

    `right` is what it takes, which is said with it; None: whoever reaches its type sees it. `weight` is its
    metadata: its cost, and whether its answer may be kept.
    """
    said = description if right is None else needing(description, right)
    return strawberry.field(resolver=resolver, description=said, metadata={"cost": CALL, **weight})


def needing(description: str, right: Needed) -> str:
    """A description that says which right it takes."""
    if isinstance(right, Open):
        return f"{description}。{right.value}"
    rights = right if isinstance(right, tuple) else (right,)
    return f"{description}。要有权限：{'；或者：'.join(one.called for one in rights)}"


def several(size: int, description: str) -> Any:
    """A list that is an attribute, and how long it usually is."""
    return strawberry.field(description=description, metadata={"size": size})
