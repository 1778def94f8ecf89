"""The pages are built before a wheel is packed, with whatever packs it."""

from setuptools.command.build_py import build_py

from dashboard.building import BuildFailed, build


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
