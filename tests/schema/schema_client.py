"""Asking the schema without HTTP, and counting what that costs the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import Engine as DatabaseEngine

from endpoint.engine import Engine, wires
from endpoint.limits import Limits
from models.sqlite_cursor import ConnectionInOneHop
from models.store import Store
from resolvers.context import Context
from schema.assembled import schema
from server import bounds_of, limits_of
from services.runs.board import Boards
from services.runs.watch import Watch
from services.sandbox.sandbox import Sandbox
from settings import Settings
from tests.signed_in import reader

Json = Any
LIMITS = limits_of(Settings())
# Nothing kept: what an answer costs is seen each time.
UNKEPT = bounds_of(Settings(kept_answers=0))


class Client:
    """Someone of a committee's staff, who asks a server that keeps boards from request to request, and no
    answers.
    """

    def __init__(self, store: Store, limits: Limits = LIMITS, committee_id: int = 1) -> None:
        self.store = store
        self.committee_id = committee_id
        self.boards = Boards()
        self.watch = Watch(self.boards)
        self.sandbox = Sandbox()
        self.engine = Engine(schema, limits, UNKEPT)

    async def ask(self, query: str, **variables: Json) -> Json:
        """The answer, with errors if there are any."""
        try:
            ready = self.engine.prepare(self.engine.read({"query": query, "variables": variables}))
            context = Context(
                store=self.store,
                boards=self.boards,
                watch=self.watch,
                sandbox=self.sandbox,
                caller=reader(self.committee_id),
            )
            return orjson.loads(await self.engine.answer(ready, context))
        except Exception as error:
            return {"errors": wires(error)}

    async def data(self, query: str, **variables: Json) -> Json:
        """The data of an answer without errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def run(self, query: str, **variables: Json) -> Json:
        """The same of a selection on the live run of 2022."""
        data = await self.data(
            f'{{committee(code: "zhoushan") {{run(year: 2022) {{{query}}}}}}}', **variables
        )
        return data["committee"]["run"]

    async def error(self, query: str, **variables: Json) -> tuple[str, str | None]:
        """The code and the field of the only error of an answer."""
        answer = await self.ask(query, **variables)
        assert len(answer.get("errors", [])) == 1, answer
        told = answer["errors"][0]["extensions"]
        return told["code"], told.get("field")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that reach any database meanwhile, those past SQLAlchemy too."""
    seen: list[str] = []
    past, written = ConnectionInOneHop.rows_of, ConnectionInOneHop.write_each

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    async def rows_of(opened: ConnectionInOneHop, asked: Any) -> Any:
        seen.extend(statement for statement, _ in asked)
        return await past(opened, asked)

    async def write_each(opened: ConnectionInOneHop, asked: Any) -> None:
        seen.extend(statement for statement, _ in asked)
        await written(opened, asked)

    event.listen(DatabaseEngine, "before_cursor_execute", note)
    ConnectionInOneHop.rows_of = rows_of  # type: ignore[assignment, method-assign]
    ConnectionInOneHop.write_each = write_each  # type: ignore[assignment, method-assign]
    try:
        yield seen
    finally:
        ConnectionInOneHop.rows_of = past  # type: ignore[method-assign]
        ConnectionInOneHop.write_each = written  # type: ignore[method-assign]
        event.remove(DatabaseEngine, "before_cursor_execute", note)
