"""A browser for the tests of a module, in each process that runs some of them.

For a module, as all that use it share an event loop, which the tests of other modules need not.
"""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.dashboard.chromium import running


@pytest.fixture(scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """A real browser; pages are looked at through `tests.dashboard.window`."""
    async with running(tmp_path_factory.mktemp("browser")) as browser:
        yield browser
