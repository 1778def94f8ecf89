"""A demo database as `luzhi demo-database` makes it, once in a process: its year takes seconds to play."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from cli import app

MEMBERS = 10


@dataclass(frozen=True)
class DemoYear:
    """A database of `MEMBERS` members that nobody has opened since, and what was said when it was made."""

    file: Path
    said: str

    def copy_to(self, out: Path) -> str:
        """The address of a copy, with its key beside it."""
        shutil.copy(self.file, out)
        shutil.copy(f"{self.file}.key", f"{out}.key")
        return f"sqlite:///{out}"


def made_in(folder: Path) -> DemoYear:
    """Makes one."""
    out = folder / "demo-year.db"
    made = CliRunner().invoke(app, ["demo-database", "--out", str(out), "--members", str(MEMBERS)])
    assert made.exit_code == 0, made.output
    return DemoYear(out, made.output)
