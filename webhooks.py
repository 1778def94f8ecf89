"""Where other systems hand in what happens there: `POST /connectors/{name}`, signed (`services.connectors`).

The body is a document of JSON. Its moment and signature stand in headers; a request that was overheard is
good for some minutes, and then only for what it did already.
"""

import asyncio
import logging
import re

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from endpoint.errors import STATUS, of_fault, of_refusal
from models.store import Store
from pages import body as body_of
from resolvers.global_id import encode
from services.connectors.connector import NAME, WINDOW, signed
from services.connectors.document import MOST_BYTES
from services.connectors.event import WAITING
from services.connectors.intake import Intake
from services.outage import outage
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.live import Live

PATH = "/connectors/{name}"
MOMENT, SIGNATURE = "Luzhi-Timestamp", "Luzhi-Signature"
HEX = re.compile(r"[0-9a-f]{64}")
# Bodies stand in memory: so many at once, each for so many seconds.
AT_ONCE, RECEIVING_SECONDS = 8, 30.0
log = logging.getLogger("luzhi.webhooks")


class Webhooks:
    """The address, over a store."""

    def __init__(self, store: Store, boards: Boards) -> None:
        self._store = store
        self._intake = Intake(store, Live(boards))
        self._turns = asyncio.Semaphore(AT_ONCE)

    @property
    def routes(self) -> list[Route]:
        """Where it is."""
        return [Route(PATH, self._answered, methods=["POST"])]

    async def _answered(self, request: Request) -> Response:
        try:
            return await self._take(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except Refusal as refusal:
            return _error(refusal)
        except Exception as error:
            met = outage(error)
            if met is not None:
                return _error(met)
            return JSONResponse({"errors": [of_fault(error)]}, 500)

    async def _take(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        moment, signature = (request.headers.get(one, "") for one in (MOMENT, SIGNATURE))
        if not HEX.fullmatch(signature) or not moment or NAME.fullmatch(name) is None:
            message = f"请求头写 {MOMENT}（1970 年起的秒，相差 {WINDOW} 秒以内）和 {SIGNATURE}（十六进制）"
            raise Refusal(Code.FORBIDDEN, message, SIGNATURE)
        async with self._turns:
            body = await body_of(request, MOST_BYTES, RECEIVING_SECONDS)
            async with self._store.reading() as connection:
                connector = await signed(connection, self._store.vault, name, moment, signature, body)
            found = await self._intake.take(connector, body)
        told = {
            "id": found.outside_id,
            "sequence": found.sequence,
            "state": found.state,
            "why": found.why,
            "record": None if found.record_id is None else encode("Record", found.record_id),
        }
        return JSONResponse(told, 202 if found.state == WAITING else 200)


def _error(refusal: Refusal) -> Response:
    log.warning("a connector was refused: %s %s", refusal.code, refusal.field)
    status = 413 if refusal.code is Code.QUERY_TOO_LARGE else STATUS[refusal.code]
    return JSONResponse({"errors": [of_refusal(refusal)]}, status)
