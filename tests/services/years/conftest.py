"""A sandbox for tests that draft a measure: no text is read outside one."""

from tests.services.drafting.conftest import sandbox

__all__ = ["sandbox"]
