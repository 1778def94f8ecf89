"""`python -m bench.served NAME DATABASE`: one of the servers that `bench.service` compares, on any free port.

They answer the same query from the same database: `ours`, `unkept` (ours, keeping no answers), `shipped`
(the same schema behind the view that Strawberry ships), and `plain` (Starlette and orjson, no GraphQL).
"""

import asyncio
import sys
from dataclasses import replace

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from callers import Callers
from models.store import Store
from process import listen, server_of, settle, yield_often
from resolvers.context import Context
from schema.assembled import schema
from server import create_app
from services.runs.board import Boards
from services.runs.watch import Watch
from settings import Settings


def main(name: str, database: str) -> None:
    """Serves until it is told to stop; the port is the first line of the output."""
    kept = 0 if name == "unkept" else 2_000
    # What is measured may take longer on a slow machine than a server lets a request run.
    settings = replace(Settings(), database=database, port=0, kept_answers=kept, query_seconds=120.0)
    settings = replace(settings, account_requests=0)
    app: ASGIApp
    if name in ("ours", "unkept"):
        app = create_app(settings)
    else:
        app = Shipped(database) if name == "shipped" else Starlette(routes=[plain()])
    listener = listen(settings)
    settle()
    yield_often()
    print(listener.getsockname()[1], flush=True)
    if isinstance(app, Starlette):
        server_of(app, settings).run([listener])
        return
    config = uvicorn.Config(app, http="httptools", log_config=None, access_log=False)
    uvicorn.Server(config).run([listener])


class Shipped(GraphQL[Context, None]):
    """The view as it comes, with the context that our resolvers need."""

    def __init__(self, database: str) -> None:
        super().__init__(schema)
        self.store, self.boards = Store.open(database), Boards()
        self.watch = Watch(self.boards)
        self.callers = Callers(self.store)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """A context for each request, as the server's own."""
        version = await self.store.version()
        caller = await self.callers.find(request, version)
        return Context(
            store=self.store,
            boards=self.boards,
            watch=self.watch,
            caller=caller,
            viewer=caller.scope,
            version=version,
        )


def plain() -> Route:
    """The answer's data as objects that are there already, made JSON of for each request."""

    async def answer(request: Request) -> Response:
        orjson.loads(await request.body())
        return Response(orjson.dumps(data), media_type="application/json")

    member = {"number": "W0001", "name": "张三"}
    row = {"rank": 1, "tied": 0, "total": "88.50", "value": "88.50", "grade": "优秀", "unranked": None}
    data = {"data": {"committee": {"run": {"ranking": {"nodes": [{**row, "member": member}] * 50}}}}}
    return Route("/graphql", answer, methods=["POST"])


if __name__ == "__main__":
    asyncio.set_event_loop_policy(None)
    main(*sys.argv[1:])
