"""A former build of the project, checked out for as long as both are measured, and how each is run."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent
# The last build of which every figure of the table in the README was taken before this one's were.
COMMIT = "6decef73abbed2e00ada3a0e0bddab42e0957aac"


@contextmanager
def former(commit: str = COMMIT, name: str = "former") -> Iterator[Path | None]:
    """The folder with a former build, called by a name; None where there is no history to take it from."""
    folder = OURS / "build" / name
    _git("worktree", "remove", "--force", str(folder))
    if _git("worktree", "add", "--detach", str(folder), commit):
        print("no former build: this folder has no history of the project")
        yield None
        return
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def told_by(build: Path, script: str | Path, *words: object) -> str:
    """What a script of this folder prints that runs on the modules of a build."""
    # -P: beside the script stand modules of this build, which must not be taken for those of the other.
    command = [sys.executable, "-P", str(OURS / "bench" / "standing.py"), str(script), *map(str, words)]
    done = subprocess.run(command, cwd=build, env=_on(build), stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout


def cpu_of_command(build: Path, *words: str, bytecode: Path | None = None) -> float:
    """The CPU seconds of a command of a build; what it compiles is kept in `bytecode`, if that is given."""
    environment = _on(build)
    if bytecode is not None:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, str(build / "start.py"), *words]
    subprocess.run(
        command, cwd=build, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _on(build: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(build), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def _git(*words: str) -> int:
    return subprocess.run(["git", "-C", str(OURS), *words], capture_output=True, check=False).returncode
