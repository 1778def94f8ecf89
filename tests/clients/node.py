"""Programs in node that ask a server as its clients do, with the packages that `make test` brings."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / "build/clients"
SECONDS = 60


@asynccontextmanager
async def started(script: str, *given: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A script of this folder, running; whatever it imports it finds among the installed packages."""
    assert (INSTALLED / "node_modules").is_dir(), "`make test` brings them"
    with (HERE / script).open("rb") as text:
        # Read from its input, a module has its packages where it runs.
        process = await asyncio.create_subprocess_exec(
            *("node", "--no-warnings", "--input-type=module", "-", *given),
            cwd=INSTALLED,
            stdin=text,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def told(script: str, *given: str) -> Any:
    """What a script says, as JSON."""
    async with started(script, *given) as process, asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def line(process: asyncio.subprocess.Process) -> Any:
    """The next line that a script says, as JSON."""
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        return json.loads(await process.stdout.readline())
