"""The steps of a record from entry to archive, read from the table beside this module; nothing else goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rules.source import Entry, Listing, Mapping, Scalar, parse
from services.refusal import Code, Refusal
from services.rights.role import Right

FILE = "transitions.yaml"
# A correction that takes an archived record out of every score. The trail calls it `correct`, too.
END = "end"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: `action` leads from any of `sources` (none: it is new) to `to` (None: it stays).

    `right` is what it takes, of the record's own department. `reason`: one has to be given. `entry`: it is a
    correction, which takes effect once it is approved. `marked`: the record says so where the same person
    entered it.
    """

    action: str
    sources: tuple[str, ...]
    to: str | None
    right: Right
    reason: bool = False
    entry: bool = False
    marked: bool = False


def steps() -> tuple[Step, ...]:
    """All steps, in the order of the table."""
    return _document()[2]


def state_name(state: str) -> str:
    """What a state is called: `待审核`."""
    return _document()[0][state]


def action_name(action: str) -> str:
    """What a step is called: `审核通过`."""
    return _document()[1][action]


def begins(state: str) -> Step:
    """The step by which a record is entered up to a state; raises `KeyError` where none begins."""
    return {step.to or "": step for step in steps() if not step.sources}[state]


@cache
def least(action: str) -> Right:
    """The right without which nobody takes a step, from whatever state."""
    return next(step.right for step in steps() if step.action == action)


def leaving(state: str) -> Iterable[Step]:
    """The steps that lead on from a state."""
    return (step for step in steps() if state in step.sources)


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
def _document() -> tuple[dict[str, str], dict[str, str], tuple[Step, ...]]:
    tree = parse((files("services.review") / FILE).read_text("utf-8"), FILE)
    assert isinstance(tree, Mapping)
    table = tree.entries["steps"].value
    assert isinstance(table, Listing)
    return _words(tree.entries["states"]), _words(tree.entries["actions"]), tuple(map(_step, table.items))


def _words(entry: Entry) -> dict[str, str]:
    assert isinstance(entry.value, Mapping)
    return {
        name: each.value.text for name, each in entry.value.entries.items() if isinstance(each.value, Scalar)
    }


def _step(tree: object) -> Step:
    assert isinstance(tree, Mapping)
    words = {key: entry.value.text for key, entry in tree.entries.items() if isinstance(entry.value, Scalar)}
    sources = tree.entries["from"].value
    assert isinstance(sources, Listing)
    return Step(
        action=words["action"],
        sources=tuple(one.text for one in sources.items if isinstance(one, Scalar)),
        to=words.get("to"),
        right=Right(words["right"]),
        reason=words.get("reason") == "true",
        entry=words.get("entry") == "true",
        marked=words.get("marked") == "true",
    )
