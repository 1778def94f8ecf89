"""Fields that a function answers. The annotation in the class says the type that clients see."""

from collections.abc import Callable
from typing import Any

import strawberry


def answered(resolver: Callable[..., Any], description: str, **options: Any) -> Any:
    """A field that `resolver` answers, with an object that has the attributes of the field's type."""
    return strawberry.field(resolver=resolver, description=description, **options)
