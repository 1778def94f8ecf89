"""The npm package oidc-provider as a process of its own, and somebody who signs in at it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

ROOT = Path(__file__).parents[4]
INSTALLED = ROOT / "build/issuer"
SCRIPT = Path(__file__).parent / "issuer/issuer.js"
AT = "/sign-in/outside/openid"
REDIRECT = f"http://127.0.0.1:8000{AT}/complete"
SECRET = "openid-Secret-31f0+/="


def settings(issuer: str, **more: Any) -> dict[str, Any]:
    """The settings of a server that sends people there."""
    return {
        "public_url": "http://127.0.0.1:8000",
        "openid_issuer": issuer,
        "openid_client": "luzhi",
        "openid_secret": SECRET,
    } | more


@asynccontextmanager
async def issuing() -> AsyncIterator[str]:
    """The address of a running issuer."""
    assert (INSTALLED / "node_modules/oidc-provider").is_dir(), "`make test` brings it"
    process = await asyncio.create_subprocess_exec(
        *("node", "--no-warnings", str(SCRIPT), str(INSTALLED), REDIRECT),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            line = await process.stdout.readline()
        yield line.decode().strip()
    finally:
        process.stdin.close()
        await process.wait()


async def signed_in_at(address: str, person: str) -> httpx.URL:
    """Where the issuer sends the browser of somebody who signs in at it and agrees."""
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.get(address)
        for _ in range(12):
            if response.has_redirect_location:
                target = urljoin(str(response.url), response.headers["location"])
                if target.startswith(REDIRECT):
                    return httpx.URL(target)
                response = await http.get(target)
                continue
            (action,) = re.findall(r'action="([^"]+)"', response.text)
            (prompt,) = re.findall(r'name="prompt" value="([^"]+)"', response.text)
            sent = {"prompt": prompt} | ({"login": person, "password": "x"} if prompt == "login" else {})
            response = await http.post(urljoin(str(response.url), action), data=sent)
    raise AssertionError(response.text)
