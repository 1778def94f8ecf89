"""Tasks: functions by name, and one job of a task. What a task is given is checked when it is deferred."""

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar, get_type_hints

from models.base import json_text
from models.store import Store

T = TypeVar("T")
Argument = str | int | bool | None
# So long a job waits after its first failure, if it may be tried again; four times that after each further.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# A job whose worker died so often is not begun again: it may be what kills them.
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Work:
    """What a task works with: the store, whose committee it is, the attempt, and what the server provides."""

    store: Store
    committee_id: int
    attempt: int
    provided: Mapping[type[Any], Any] = field(default_factory=dict)

    def given(self, kind: type[T]) -> T:
        """What the server provides of a kind; raises KeyError where it provides none."""
        found: T = self.provided[kind]
        return found


class WrongArguments(TypeError):
    """That a task is deferred with arguments that it does not take: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task. `takes` are its arguments by name; it is tried `attempts` times where it fails.

    It may be begun again after a worker died or was stopped in the middle: what it does twice must come to
    the same as once.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    takes: Mapping[str, Any]
    attempts: int

    def check(self, arguments: Mapping[str, Argument]) -> None:
        """Raises `WrongArguments`."""
        if set(arguments) != set(self.takes):
            raise WrongArguments(f"{self.name} takes {sorted(self.takes)}, not {sorted(arguments)}")
        for name, value in arguments.items():
            if type(value) is not self.takes[name]:
                raise WrongArguments(f"{self.name}: {name} is no {self.takes[name].__name__}")


TASKS: dict[str, Task] = {}


def task(name: str, *, attempts: int = 1) -> Callable[[Callable[..., Awaitable[None]]], Task]:
    """Registers a function `(work, *, argument: int | str | bool, …)` as the task of a name."""

    def registered(run: Callable[..., Awaitable[None]]) -> Task:
        hints = get_type_hints(run)
        names = [
            one.name for one in inspect.signature(run).parameters.values() if one.kind is one.KEYWORD_ONLY
        ]
        assert name not in TASKS, name
        assert all(hints[one] in (int, str, bool) for one in names), name
        TASKS[name] = Task(name, run, {one: hints[one] for one in names}, attempts)
        return TASKS[name]

    return registered


@dataclass(frozen=True, slots=True)
class Job:
    """One job: a task by its name, of a committee."""

    task: str
    committee_id: int
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    attempt: int = 1

    @property
    def lock(self) -> str:
        """Of the jobs that share it one runs at a time."""
        return f"{self.task}:{self.committee_id}"

    @property
    def same(self) -> str:
        """Of the jobs that share it one waits at a time: it does the work of all."""
        digest = hashlib.sha256(json_text(self.arguments).encode()).hexdigest()[:16]
        return f"{self.lock}:{digest}"

    def again(self) -> "Job":
        """The next attempt."""
        return Job(self.task, self.committee_id, self.arguments, self.attempt + 1)


def pause(attempt: int) -> timedelta:
    """How long to wait after this attempt has failed."""
    times: int = 4 ** (attempt - 1)
    return min(FIRST_PAUSE * times, LONGEST_PAUSE)
