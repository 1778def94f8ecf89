"""The steps of whatever has states, read from a table beside whoever takes them; nothing else goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from services.refusal import Code, Refusal
from wordlist import wordlist

FILE = "transitions.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row of a table: `action` leads from any of `sources` (none: it is new) to `to` (None: it stays)."""

    action: str
    sources: tuple[str, ...]
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBy(Step):
    """One of which people are told who takes it (`by`), and what else is asked of it (`note`)."""

    by: str
    note: str | None = None


S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True)
class Transitions(Generic[S]):
    """A table: what it is of (`这次请假`), which field of a request a refusal names, how states and actions
    are called, the steps in their order, and from which states one is told what to do instead (`cures`).
    """

    called: str
    field: str
    states: dict[str, str]
    actions: dict[str, str]
    steps: tuple[S, ...]
    cures: dict[str, str]

    def leaving(self, state: str) -> list[S]:
        """The steps that lead on from a state."""
        return [step for step in self.steps if state in step.sources]

    def allows(self, state: str, action: str) -> bool:
        """Whether an action leads on from a state."""
        return any(step.action == action for step in self.leaving(state))

    def after(self, state: str, action: str) -> str:
        """The state to which an action leads from a state.

        Raises `Refusal` where the table has no such step, and says from which states there is one.
        """
        for step in self.leaving(state):
            if step.action == action:
                return step.to or state
        named = self.actions[action]
        sources = [self.states[each] for step in self.steps if step.action == action for each in step.sources]
        message = f"{self.called}{self.states[state]}，不能{named}；能{named}的：{'、'.join(sources)}"
        if state in self.cures:
            message += f"。{self.cures[state]}"
        raise Refusal(Code.CONFLICT, message, self.field)


def transitions(package: str) -> Transitions[StepBy]:
    """The table of a package that says who takes each step."""
    return table(package, StepBy)


def table(package: str, kind: Callable[..., S], file: str = FILE) -> Transitions[S]:
    """A table of a package, with steps of this kind."""
    told = wordlist(package, file)
    steps = tuple(_step(kind, **row) for row in told["steps"])
    cures = told.get("cures", {})
    return Transitions(told["called"], told["field"], told["states"], told["actions"], steps, cures)


def _step(kind: Callable[..., S], **row: Any) -> S:
    sources = tuple(row.pop("from"))
    return kind(sources=sources, **row)
