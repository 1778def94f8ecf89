"""The steps of a record from entry to archive, read from the table beside this module; nothing else goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rights.step import StepOfRight, table_of_rights
from services.transitions import Transitions

# A correction that takes an archived record out of every score. The trail calls it `correct`, too.
END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(StepOfRight):
    """One about a record; its right is that of the record's own department. `entry`: it is a correction,
    which takes effect once it is approved. `marked`: the record says so where the same person entered it.
    """

    entry: bool = False
    marked: bool = False


def steps() -> tuple[Step, ...]:
    """All steps, in the order of the table."""
    return _table().steps


def state_name(state: str) -> str:
    """What a state is called: `待审核`."""
    return _table().states[state]


def action_name(action: str) -> str:
    """What a step is called: `审核通过`."""
    return _table().actions[action]


def begins(state: str) -> Step:
    """The step by which a record is entered up to a state; raises `KeyError` where none begins."""
    return {step.to or "": step for step in steps() if not step.sources}[state]


@cache
def least(action: str) -> Right:
    """The right without which nobody takes a step, from whatever state."""
    return next(step.right for step in steps() if step.action == action)


def leaving(state: str) -> Iterable[Step]:
    """The steps that lead on from a state."""
    return _table().leaving(state)


@cache
def step_from(state: str, *actions: str) -> Step:
    """The step of one of these actions that leads on from a state.

    Raises `Refusal`, which says from which states they do.
    """
    found = next((step for step in leaving(state) if step.action in actions), None)
    if found is None:
        named = action_name(actions[0])
        sources = [each for step in steps() if step.action in actions for each in step.sources]
        those = "、".join(map(state_name, sources))
        cure = "；已归档的另立更正，或撤下" if state == "archived" else ""
        raise Refusal(
            Code.CONFLICT, f"{state_name(state)}的记录不能{named}：能{named}的是{those}的{cure}", "id"
        )
    return found


@cache
def _table() -> Transitions[Step]:
    return table_of_rights("services.review", Step)
