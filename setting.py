"""A setting: a field of a dataclass that knows its environment variable, its bounds and what it is for."""

from dataclasses import field
from typing import Any


def setting(
    default: object,
    variable: str,
    chinese: str,
    english: str,
    *,
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
    also: str | None = None,
    secret: bool = False,
) -> Any:
    """A documented field: the environment variable (and another that is read if it is missing), two
    descriptions, and the bounds of a number or the words that may be chosen. A `secret` is never shown.
    """
    return field(
        default=default,
        repr=not secret,
        metadata={
            "variable": variable,
            "also": also,
            "chinese": chinese,
            "english": english,
            "least": least,
            "most": most,
            "choices": choices,
        },
    )
