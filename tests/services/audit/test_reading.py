"""The words of the trail: whatever the program writes there, people read in Chinese."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from services.audit.reading import actions, entities
from services.review.transitions import steps

ROOT = Path(__file__).parents[3]


def noted(place: int) -> Iterator[tuple[str, str]]:
    """What the calls of `Unit.note` have in a place, where they say it there, with where that is."""
    for file in sorted((ROOT / "services").rglob("*.py")):
        names: dict[str, Any] = {}
        for call in ast.walk(ast.parse(file.read_bytes())):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if call.func.attr != "note" or len(call.args) <= place:
                continue
            names = names or vars(import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)))
            for said in one_of(call.args[place]):
                value = said.value if isinstance(said, ast.Constant) else names.get(ast.unparse(said))
                if isinstance(value, str):
                    yield value, f"{file}:{call.lineno}"


def one_of(said: ast.expr) -> list[ast.expr]:
    return [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]


def test_every_line_that_is_written_has_its_words() -> None:
    for place, words in ((0, actions()), (1, entities())):
        found = list(noted(place))
        assert len(found) > 70
        assert [one for one in found if one[0] not in words] == []
    # What stands in a variable there: the steps of reviews and of objections, sign-ins that failed.
    moved = {one.action for one in steps()}
    assert {*moved, "accept", "pass on", "leave", "fail to sign in", "refuse sign-in"} <= actions().keys()
    assert {"attempts", "outside sign-in"} <= entities().keys()
