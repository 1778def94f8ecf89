"""Fields that a function answers. The annotation in the class says the type that clients see.

What a field costs stands beside it (`endpoint.cost` says what the words mean); `make bench` measures it.
"""

from collections.abc import Callable
from typing import Any

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


def answered(resolver: Callable[..., Any], description: str, **weight: Any) -> Any:
    """A field that `resolver` answers, with an object that has the attributes of the field's type.

    `weight` is its metadata: its cost, and whether its answer may be kept.
    """
    return strawberry.field(resolver=resolver, description=description, metadata={"cost": CALL, **weight})


def needing(description: str, right: Right) -> str:
    """A description that says which right it takes, where that is not the one to read."""
    return f"{description}。要有权限：{right.called}"


def several(size: int, description: str) -> Any:
    """A list that is an attribute, and how long it usually is."""
    return strawberry.field(description=description, metadata={"size": size})
