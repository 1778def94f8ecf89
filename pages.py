"""What is answered outside GraphQL: errors, in the same form as there, or as a page to whoever opens one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from door import safe_headers
from endpoint.errors import STATUS, of_fault, of_refusal
from services.outage import outage
from services.refusal import Code, Refusal

MESSAGES = {
    404: (Code.NOT_FOUND, "没有这个地址"),
    429: (Code.TOO_MANY_REQUESTS, "从这个地址来的请求太多，请稍后再试"),
    405: (Code.BAD_USER_INPUT, "这个地址不接受这种方法"),
    500: (Code.INTERNAL, "服务器内部出错，已记录"),
}
# Whatever a file is, nothing in it runs or loads anything.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
}
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>没有打开</title>
<link rel="stylesheet" href="/help.css"></head><body>
<nav aria-label="履职"><a href="/">回到履职</a></nav>
<main><h1>没有打开</h1><p role="alert">{message}</p>{cure}</main></body></html>"""
SIGN_IN = '<p><a href="/sign-in">登录</a>以后再打开。</p>'


def attached(name: str) -> dict[str, str]:
    """The headers of a file that is to be saved under this name."""
    return {**FILE_HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def refusal(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An error as JSON, like those of GraphQL, with the safe headers."""
    code, message = MESSAGES.get(status, (Code.BAD_USER_INPUT, "请求有误"))
    error = {"message": message, "extensions": {"code": code.value}}
    return JSONResponse({"errors": [error]}, status, {**safe_headers(), **(headers or {})})


async def refused(request: Request, error: Exception) -> Response:
    """The answer for what Starlette refuses: no such address, no such method."""
    assert isinstance(error, HTTPException)
    return refusal(error.status_code, error.headers)


def told(
    answered: Callable[[Request], Awaitable[Response]], headers: Mapping[str, str]
) -> Callable[[Request], Awaitable[Response]]:
    """The same, where what is refused or out of order is an error as elsewhere, with these headers; to
    whoever opens the address in a browser it is a page that says so.
    """

    async def answer(request: Request) -> Response:
        try:
            return await answered(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except Refusal as refused_now:
            return _error(request, refused_now, headers)
        except Exception as error:
            met = outage(error)
            if met is not None:
                return _error(request, met, headers)
            return _shown(request, of_fault(error), 500, headers)

    return answer


async def body(request: Request, most: int, seconds: float) -> bytes:
    """The body of a request; raises `Refusal` where it is too large or too slow."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most:
        raise _too_large(most)
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                found += chunk
                if len(found) > most:
                    raise _too_large(most)
    except TimeoutError:
        raise Refusal(Code.TIMEOUT, "传得太慢，没有收下，请再传一次", "body") from None
    return bytes(found)


def _too_large(most: int) -> Refusal:
    return Refusal(Code.QUERY_TOO_LARGE, f"太大：不超过 {most:,} 字节", "body")


def _error(request: Request, refused_now: Refusal, headers: Mapping[str, str]) -> Response:
    status = 413 if refused_now.code is Code.QUERY_TOO_LARGE else STATUS[refused_now.code]
    return _shown(request, of_refusal(refused_now), status, headers)


def _shown(request: Request, error: Any, status: int, headers: Mapping[str, str]) -> Response:
    """An error, in the form that whoever asks can read: only browsers that open an address ask for a page."""
    if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"errors": [error]}, status, dict(headers))
    cure = SIGN_IN if error["extensions"]["code"] == Code.SIGN_IN_REQUIRED.value else ""
    return HTMLResponse(PAGE.format(message=escape(error["message"]), cure=cure), status, PAGE_HEADERS)
