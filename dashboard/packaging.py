"""The pages are built before a wheel is packed, with whatever packs it."""

import subprocess
import sys
from pathlib import Path

from setuptools.command.build_py import build_py


class BuildPages(build_py):  # type: ignore[misc]  # setuptools says nothing of its types
    """Builds the pages, then packs them with the rest."""

    def run(self) -> None:
        """Pack all that is shipped. Without node, and without a way to bring it, nothing is packed."""
        if not self.editable_mode:
            # setuptools reads this module alone, when nothing of ours can be imported yet.
            program = Path(__file__).with_name("building.py")
            done = subprocess.run([sys.executable, str(program)], check=False)
            if done.returncode:
                raise SystemExit(done.returncode)
        super().run()
