"""What a refused change answers, for every code there is: in its payload, or as an error of the request."""

from typing import Annotated, Any

import pytest
import strawberry
from starlette.requests import HTTPConnection

from endpoint.http import endpoint
from models.store import Store
from resolvers.change import Payload, UserError, changing, made
from resolvers.context import Context, Info
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.watch import Watch
from tests.endpoint import toy_schema
from tests.endpoint.toy_endpoint import BOUNDS, LIMITS, SOCKETS
from tests.http_client import client
from tests.signed_in import reader

pytestmark = pytest.mark.anyio

# What no other input would cure.
OF_THE_REQUEST = [
    *(Code.QUERY_TOO_LARGE, Code.TIMEOUT, Code.UNAVAILABLE, Code.INTERNAL),
    *(Code.DATABASE_LOCKED, Code.STORAGE_FULL, Code.DATABASE_DAMAGED, Code.DATABASE_READ_ONLY),
    *(Code.DATABASE_FOREIGN, Code.DATABASE_REVISION, Code.KEY_MISSING),
    *(Code.PERSISTED_QUERY_NOT_FOUND, Code.PERSISTED_QUERY_NOT_SUPPORTED, Code.PERSISTED_QUERY_ONLY),
]


async def refuse(info: Info, code: Annotated[str, strawberry.argument(description="Which")]) -> Payload[None]:
    """A change that is refused with this code."""

    async def change(actor: Actor | None) -> None:
        raise Refusal(Code[code], "没有做成", "title")

    async def again(row: int) -> None:
        raise AssertionError("it was never made")

    return await made(info, change, again)


@strawberry.type
class RefusedPayload:
    errors: list[UserError]


@strawberry.type
class Mutation:
    refuse: RefusedPayload = changing(refuse, "Refuses", Right.READ)


async def answer(code: Code) -> tuple[int, Any]:
    boards = Boards()

    async def context(_: HTTPConnection) -> Context:
        store = Store.open("sqlite:///none.db")
        return Context(store=store, boards=boards, watch=Watch(boards), caller=reader())

    app = endpoint(strawberry.Schema(toy_schema.Query, Mutation), context, LIMITS, BOUNDS, SOCKETS)
    query = f'mutation {{ refuse(code: "{code.name}") {{ errors {{ code message field }} }} }}'
    accept = {"accept": "application/graphql-response+json"}
    async with client(app) as asking:
        response = await asking.post("/graphql", json={"query": query}, headers=accept)
    return response.status_code, response.json()


@pytest.mark.parametrize("code", [code for code in Code if code not in OF_THE_REQUEST])
async def test_what_a_client_can_put_right_is_in_the_payload(code: Code) -> None:
    told = {"code": code.value, "message": "没有做成", "field": "title"}
    assert await answer(code) == (200, {"data": {"refuse": {"errors": [told]}}})


@pytest.mark.parametrize("code", OF_THE_REQUEST)
async def test_what_a_client_cannot_put_right_is_an_error_of_the_request(code: Code) -> None:
    status, said = await answer(code)
    assert (status, said["data"]) == (200, None)
    (error,) = said["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["refuse"], code.value)
