"""A sandbox for each test of a draft: no text is read outside one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.sandbox.sandbox import Sandbox


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that is closed at the end."""
    sandbox = Sandbox()
    yield sandbox
    await sandbox.close()
