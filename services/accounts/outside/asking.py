"""Asking a provider over HTTP: bounded in time and in size, with no error that tells a secret."""

import asyncio
import ssl
from typing import Any

import httpx
import orjson

from services.accounts.outside.provider import NotVouched

SECONDS = 8.0
MOST_BYTES = 65_536


def client(base_url: str = "") -> httpx.AsyncClient:
    """Who asks. What the environment says of proxies is no setting of ours; redirects are not followed."""
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=SECONDS,
        # People sign in now and then: a connection would be stale by the next time.
        limits=httpx.Limits(max_keepalive_connections=0),
        verify=ssl.create_default_context(),
        trust_env=False,
    )


async def asked(http: httpx.AsyncClient, method: str, url: str, **given: Any) -> Any:
    """The JSON that a provider answers with, whatever its status below 500; raises `NotVouched`."""
    try:
        async with asyncio.timeout(SECONDS), http.stream(method, url, **given) as response:
            body = await _read(response)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        raise NotVouched("provider unreachable", unreachable=True) from None
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise NotVouched("provider unreachable", unreachable=True)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotVouched("answer malformed") from None


async def _read(response: httpx.Response) -> bytes:
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotVouched("answer too long")
    return body
