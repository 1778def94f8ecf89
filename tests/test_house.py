"""How the house is built: no module too long to read, no wing without a name, no import that leads back."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
ROOMS = [room.removesuffix("*") for room in SETUPTOOLS["packages"]["find"]["include"]]
# Migrations say what tables were; they are only ever added to.
PRODUCT = [
    *(ROOT / f"{module}.py" for module in SETUPTOOLS["py-modules"]),
    *(file for room in ROOMS if room != "migrations" for file in sorted((ROOT / room).rglob("*.py"))),
]
BESIDE = [file for folder in ("tests", "bench") for file in sorted((ROOT / folder).rglob("*.py"))]
MOST_LINES = 400


def name_of(file: Path) -> str:
    """The module's name, as it is imported."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path, modules: Mapping[str, Path]) -> Iterator[str]:
    """The modules that this one names in its imports, wherever in it they stand, for types only or not."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{file}:{node.lineno}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in modules:
                    yield inner
                elif node.module in modules:
                    yield node.module


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {file: len(file.read_bytes().splitlines()) for file in [*PRODUCT, *BESIDE]}
    assert len(lengths) > 300
    assert {name_of(file): count for file, count in lengths.items() if count > MOST_LINES} == {}


PACKAGES = [file for file in PRODUCT if file.name == "__init__.py"]
WINGS = [file for file in PACKAGES if len(file.relative_to(ROOT).parts) > 2]


@pytest.mark.parametrize("file", PACKAGES, ids=name_of)
def test_every_room_and_wing_says_what_it_holds(file: Path) -> None:
    said = ast.get_docstring(ast.parse(file.read_bytes()))
    assert said, "no docstring"
    assert file not in WINGS or "\n" not in said, "more than one line"


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "migrations"])
def test_every_folder_of_modules_in_a_room_is_a_wing(room: str) -> None:
    folders = {file.parent for file in (ROOT / room).rglob("*.py")}
    assert folders == {file.parent for file in PACKAGES if name_of(file).split(".")[0] == room}


def test_no_import_leads_back_to_where_it_began() -> None:
    modules = {name_of(file): file for file in PRODUCT}
    graph = {name: set(imported(file, modules)) - {name} for name, file in modules.items()}
    assert sum(map(len, graph.values())) > 1_000
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        # It lists each module behind the one that imports it.
        pytest.fail(" imports ".join(reversed(found.args[1])))


def places(text: str) -> list[list[str]]:
    """What stands in backticks in the second column of each row of "Where a change is made"."""
    section = re.search(r"^## Where a change is made\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, "no such section"
    rows = [line.strip().strip("|").split("|") for line in section[1].splitlines() if line.startswith("|")]
    return [re.findall(r"`([^`]+)`", row[1]) for row in rows[2:]]


def test_where_a_change_is_made_is_where_it_is_said_to_be() -> None:
    found = places((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(found) >= 20
    assert all(found), "a row without a place"
    assert [name for row in found for name in row if not (ROOT / name).exists()] == []
