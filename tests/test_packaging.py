import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from dashboard.building import build

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements-build.lock", "requirements.lock", "requirements-dev.lock"]
# What only the bench needs is locked too, and installed by it alone.
ALL_LOCKS = [*LOCKS, "requirements-bench.lock"]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
# The rooms, and the modules beside them. One that is to come is listed before it is there.
SHIPPED = [pattern.removesuffix("*") for pattern in SETUPTOOLS["packages"]["find"]["include"]]
MODULES = SETUPTOOLS["py-modules"]
# What stays in the checkout.
UNSHIPPED = ["bench", "tests"]


def requirements(lock: str) -> list[str]:
    """Each requirement of a lock file with its hashes, as one line."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_every_requirement_has_a_version_and_a_hash(lock: str) -> None:
    assert requirements(lock)
    for line in requirements(lock):
        assert re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_no_lock_names_an_address_or_a_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|://|(?<![\w.])/\w|--(extra-)?index|--find-links", text)


def test_the_development_lock_repeats_the_runtime_lock() -> None:
    pins = {line.split()[0] for line in requirements("requirements-dev.lock")}
    assert {line.split()[0] for line in requirements("requirements.lock")} <= pins


def test_the_environment_is_the_lock() -> None:
    for line in (line for lock in LOCKS for line in requirements(lock)):
        name, version = line.split()[0].split("==")
        if ";" not in line:
            assert metadata.version(name) == version


def test_the_lock_covers_what_the_project_asks_for() -> None:
    locked = {line.split("==")[0] for line in requirements("requirements.lock")}
    asked = {re.split(r"[^\w.-]", line)[0].lower() for line in metadata.requires("luzhi") or []}
    assert "numpy" in asked
    assert asked <= locked


def test_every_room_and_module_is_shipped() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {"rules", "models"} <= rooms
    assert rooms - {*SHIPPED, *UNSHIPPED} == set()
    assert {path.stem for path in ROOT.glob("*.py")} - {*MODULES} == set()


def test_no_dependency_ships_a_module_named_as_one_of_ours() -> None:
    shipped = metadata.packages_distributions()
    assert shipped["numpy"] == ["numpy"]
    ours = {*SHIPPED, *MODULES, *UNSHIPPED, "docs"}
    assert {"server", "settings", "logs", "schema", "models"} <= ours
    taken = {name: set(shipped.get(name, [])) - {"luzhi"} for name in ours}
    assert {name: owners for name, owners in taken.items() if owners} == {}


def test_no_module_of_ours_hides_one_of_python() -> None:
    assert {*SHIPPED, *MODULES, *UNSHIPPED} & sys.stdlib_module_names == set()


def unpacked(path: Path) -> bool:
    """Whether a file is what the pages of the dashboard are built from: packed is what is built, and read."""
    parts = path.parts
    packed = ("dist", "queries", "help", "words.json")
    return parts[0] == "dashboard" and path.suffix != ".py" and parts[1] not in packed


def bare(folder: Path) -> Path:
    """A Python with what packs and nothing of ours, as on the first day of a checkout."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "bare"], check=True)
    (site,) = (folder / "bare").glob("lib/python*/site-packages")
    ours = Path(str(metadata.distribution("setuptools").locate_file("")))
    for path in (ours / "pip", ours / "_distutils_hack", *ours.glob("setuptools*")):
        (site / path.name).symlink_to(path)
    return folder / "bare" / "bin" / "python"


def test_the_wheel_carries_the_rooms_and_all_that_lies_in_them(tmp_path: Path) -> None:
    build()
    files = {
        path
        for room in SHIPPED
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & {*path.parts}
    }
    files |= {path for path in ROOT.glob("*.py") if path.stem in MODULES}
    sources = {path for path in files if unpacked(path.relative_to(ROOT))}
    files -= sources
    source = tmp_path / "source"
    for path in files | sources | {ROOT / "pyproject.toml"}:
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)

    pip = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([bare(tmp_path), *pip, "--wheel-dir", tmp_path, source], check=True)

    (wheel,) = tmp_path.glob("luzhi-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {
        "rules/kinds.yaml",
        "migrations/script.py.mako",
        "migrations/versions/0001_core.py",
        "dashboard/dist/desk/desk.html",
    } <= packed
    assert packed == {path.relative_to(ROOT).as_posix() for path in files}
