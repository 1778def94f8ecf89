"""A sandbox for the tests of a module: no text of a draft is read outside one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.sandbox.sandbox import Sandbox


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that is closed at the end; its child takes half a second to start."""
    sandbox = Sandbox()
    yield sandbox
    await sandbox.close()
