"""The steps of whatever has states, read from a table beside whoever takes them; nothing else goes."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from services.refusal import Code, Refusal
from wordlist import wordlist

FILE = "transitions.yaml"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of a table: `action` leads from any of `sources` (none: it is new) to `to` (None: it stays).

    `by` is who takes it, `note` what else is asked of it: words for people.
    """

    action: str
    sources: tuple[str, ...]
    to: str | None
    by: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Transitions:
    """A table: what it is of (`这次请假`), which field of a request a refusal names, how states and actions
    are called, and the steps in their order.
    """

    called: str
    field: str
    states: dict[str, str]
    actions: dict[str, str]
    steps: tuple[Step, ...]

    def leaving(self, state: str) -> list[str]:
        """The actions that lead on from a state."""
        return [step.action for step in self.steps if state in step.sources]

    def after(self, state: str, action: str) -> str:
        """The state to which an action leads from a state.

        Raises `Refusal` where the table has no such step, and says from which states there is one.
        """
        for step in self.steps:
            if step.action == action and state in step.sources:
                return step.to or state
        named = self.actions[action]
        sources = [self.states[each] for step in self.steps if step.action == action for each in step.sources]
        message = f"{self.called}{self.states[state]}，不能{named}；能{named}的：{'、'.join(sources)}"
        raise Refusal(Code.CONFLICT, message, self.field)


@cache
def transitions(package: str) -> Transitions:
    """The table of a package."""
    told = wordlist(package, FILE)
    steps = tuple(map(_step, told["steps"]))
    return Transitions(told["called"], told["field"], told["states"], told["actions"], steps)


def _step(row: dict[str, Any]) -> Step:
    return Step(row["action"], tuple(row["from"]), row.get("to"), row["by"], row.get("note"))
