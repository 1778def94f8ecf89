"""A former build of the project, checked out for as long as both are measured in one run."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OURS = Path(__file__).resolve().parent.parent
# The last build of which every figure of the table in the README was taken before this one's were.
COMMIT = "6decef73abbed2e00ada3a0e0bddab42e0957aac"


@contextmanager
def former() -> Iterator[Path | None]:
    """The folder with the former build; None where there is no history to take it from."""
    folder = OURS / "build" / "former"
    _git("worktree", "remove", "--force", str(folder))
    if _git("worktree", "add", "--detach", str(folder), COMMIT):
        print("no former build: this folder has no history of the project")
        yield None
        return
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*words: str) -> int:
    return subprocess.run(["git", "-C", str(OURS), *words], capture_output=True, check=False).returncode
