"""The pages are built before a wheel is packed, with whatever packs it.

pyproject.toml names this module as the backend, which hands everything on to setuptools: only for a backend
of its own is a checkout on the path, and `dashboard` found before anything of ours is installed.
"""

from setuptools import build_meta
from setuptools.command.build_py import build_py

from dashboard.building import BuildFailed, build

__all__ = ["BuildPages", "build_meta"]


class BuildPages(build_py):  # type: ignore[misc]  # setuptools says nothing of its types
    """Builds the pages, then packs them with the rest."""

    def run(self) -> None:
        """Pack all that is shipped. Without node, and without a way to bring it, nothing is packed."""
        if not self.editable_mode:
            try:
                build()
            except BuildFailed as failed:
                raise SystemExit(str(failed)) from failed
        super().run()
