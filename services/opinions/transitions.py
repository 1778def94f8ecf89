"""The steps of an opinion item, read from the table beside this module; nothing else goes."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from services.refusal import Code, Refusal
from services.rights.role import Right
from wordlist import wordlist

FILE = "transitions.yaml"
SAVE, SUBMIT, WITHDRAW = "save", "submit", "withdraw"
ACCEPT, KEEP, RETURN = "accept", "keep on file", "return"
PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: `action` leads from any of `sources` (none: it is new) to `to` (None: it stays).

    `right` is what it takes; `reason`: one of the list has to be given.
    """

    action: str
    sources: tuple[str, ...]
    to: str | None
    right: Right
    reason: bool = False


@cache
def steps() -> tuple[Step, ...]:
    """All steps, in the order of the table."""
    return tuple(map(_step, _document()["steps"]))


def state_name(state: str) -> str:
    """What a state is called: `待初审`."""
    return str(_document()["states"][state])


def action_name(action: str) -> str:
    """What a step is called: `初审通过`."""
    return str(_document()["actions"][action])


def leaving(state: str) -> list[Step]:
    """The steps that lead on from a state."""
    return [step for step in steps() if state in step.sources]


def state_after(state: str, action: str) -> str:
    """The state to which an action leads from a state; raises `Refusal` where the table has no such step."""
    for step in leaving(state):
        if step.action == action:
            return step.to or state
    sources = [each for step in steps() if step.action == action for each in step.sources]
    message = f"{state_name(state)}的信息不能{action_name(action)}：能{action_name(action)}的是"
    raise Refusal(Code.CONFLICT, f"{message}{'、'.join(map(state_name, sources))}的", "number")


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = wordlist("services.opinions", FILE)
    return found


def _step(row: dict[str, Any]) -> Step:
    return Step(
        action=row["action"],
        sources=tuple(row["from"]),
        to=row.get("to"),
        right=Right(row["right"]),
        reason=row.get("reason", False),
    )
