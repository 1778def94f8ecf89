"""A setting: a field of a dataclass that knows its environment variable, its bounds and what it is for."""

from collections.abc import Mapping
from dataclasses import Field, field
from typing import Any


class SettingsRefused(ValueError):
    """Settings that cannot be used. The message is Chinese, a line for each, and names the variables.

    A value is shown only where it cannot be a secret; an address of a database may hold a password.
    """


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


def told_by(each: Field[Any], environment: Mapping[str, str]) -> tuple[str, str | None]:
    """The variable that an environment tells a setting by, and what it says; None where it says nothing."""
    names = [name for name in (each.metadata["variable"], each.metadata["also"]) if name]
    return next(((name, environment[name]) for name in names if environment.get(name)), (names[0], None))


def wrong_with(each: Field[Any], value: Any) -> str | None:
    """What is wrong with the value of a setting, as far as it can be told by its own bounds and words."""
    told = each.metadata
    if told["choices"] and value not in told["choices"]:
        return f"{told['variable']}：应为 {'、'.join(told['choices'])} 之一"
    if told["least"] is not None and not told["least"] <= value <= told["most"]:
        return f"{told['variable']}：应为{kind_of(each)}"
    return None


def kind_of(each: Field[Any]) -> str:
    """What the value of a setting that is a number has to be."""
    kind = "整数" if isinstance(each.default, int) else "数"
    return f"{kind}，{each.metadata['least']:,} 到 {each.metadata['most']:,}"
