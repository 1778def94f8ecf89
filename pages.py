"""What is answered outside GraphQL: errors, in the same form as there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

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
    """The same, where what is refused or out of order is an error as elsewhere, with these headers."""

    async def answer(request: Request) -> Response:
        try:
            return await answered(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except Refusal as refused_now:
            return _error(refused_now, headers)
        except Exception as error:
            met = outage(error)
            if met is not None:
                return _error(met, headers)
            return JSONResponse({"errors": [of_fault(error)]}, 500, dict(headers))

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


def _error(refused_now: Refusal, headers: Mapping[str, str]) -> Response:
    status = 413 if refused_now.code is Code.QUERY_TOO_LARGE else STATUS[refused_now.code]
    return JSONResponse({"errors": [of_refusal(refused_now)]}, status, dict(headers))
