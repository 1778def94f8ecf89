"""The steps of an opinion item and of a paper, read from the tables beside this module; nothing else goes."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from services.refusal import Code, Refusal
from services.rights.role import Right
from wordlist import wordlist

SAVE, SUBMIT, WITHDRAW = "save", "submit", "withdraw"
ACCEPT, KEEP, RETURN = "accept", "keep on file", "return"
PURGE = "purge"
TAKE_UP, LET_GO, ISSUE = "take up", "let go", "issue"
BEGIN, DROP, HAND_UP, CALL_BACK = "begin", "drop", "hand up", "call back"
SIGN, SEND_BACK = "sign", "send back"


@dataclass(frozen=True, slots=True)
class Step:
    """A row of a table: `action` leads from any of `sources` (none: it is new) to `to` (None: it stays).

    `right` is what it takes; `reason`: one has to be given; `paper`: it is not taken by itself, but with the
    paper of which the item is part.
    """

    action: str
    sources: tuple[str, ...]
    to: str | None
    right: Right
    reason: bool = False
    paper: bool = False


@dataclass(frozen=True)
class Table:
    """The states and steps of a noun, as a document says; `noun` is what it is called: `信息`."""

    file: str
    noun: str

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in the order of the table."""
        return tuple(map(_step, self._document["steps"]))

    def state_name(self, state: str) -> str:
        """What a state is called: `待初审`."""
        return str(self._document["states"][state])

    def action_name(self, action: str) -> str:
        """What a step is called: `初审通过`."""
        return str(self._document["actions"][action])

    def leaving(self, state: str) -> list[Step]:
        """The steps that lead on from a state."""
        return [step for step in self.steps if state in step.sources]

    def state_after(self, state: str, action: str) -> str:
        """The state to which an action leads from a state; raises `Refusal` where there is no such step."""
        for step in self.leaving(state):
            if step.action == action:
                return step.to or state
        sources = [each for step in self.steps if step.action == action for each in step.sources]
        done, said = self.action_name(action), "、".join(map(self.state_name, sources))
        message = f"{self.state_name(state)}的{self.noun}不能{done}：能{done}的是{said}的"
        raise Refusal(Code.CONFLICT, message, "number")

    @cached_property
    def _document(self) -> dict[str, Any]:
        found: dict[str, Any] = wordlist("services.opinions", self.file)
        return found


ITEMS = Table("transitions.yaml", "信息")
PAPERS = Table("paper_transitions.yaml", "编发稿")


@cache
def steps() -> tuple[Step, ...]:
    """All steps of an item, in the order of the table."""
    return ITEMS.steps


def state_name(state: str) -> str:
    """What a state of an item is called: `待初审`."""
    return ITEMS.state_name(state)


def action_name(action: str) -> str:
    """What a step of an item is called: `初审通过`."""
    return ITEMS.action_name(action)


def leaving(state: str) -> list[Step]:
    """The steps of an item that lead on from a state."""
    return ITEMS.leaving(state)


def state_after(state: str, action: str) -> str:
    """The state to which an action leads an item; raises `Refusal` where the table has no such step."""
    return ITEMS.state_after(state, action)


def _step(row: dict[str, Any]) -> Step:
    return Step(
        action=row["action"],
        sources=tuple(row["from"]),
        to=row.get("to"),
        right=Right(row["right"]),
        reason=row.get("reason", False),
        paper=row.get("paper", False),
    )
