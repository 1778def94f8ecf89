"""The real schema behind the server: ready when its tables are there, described in full within the limits."""

import pytest
from graphql import get_introspection_query

from models.store import Store
from server import create_app
from settings import Settings
from tests.http_client import client

pytestmark = pytest.mark.anyio


async def test_a_database_with_its_tables_is_ready(store: Store) -> None:
    async with client(create_app(Settings(introspection="open"), store)) as asking:
        response = await asking.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"ready": True, "problems": []})
        query = {"query": get_introspection_query(input_value_deprecation=True)}
        described = (await asking.post("/graphql", json=query)).json()
        assert "errors" not in described
        assert described["data"]["__schema"]["queryType"]["name"] == "Query"


async def test_a_database_without_tables_is_not(empty_address: str) -> None:
    app = create_app(Settings(database=empty_address))
    async with app.router.lifespan_context(app), client(app) as asking:
        assert (await asking.get("/healthz")).status_code == 200
        response = await asking.get("/readyz")
        (problem,) = response.json()["problems"]
        # PostgreSQL has a database without tables, and SQLite no file.
        code = "UNAVAILABLE" if empty_address.startswith("sqlite") else "DATABASE_REVISION"
        assert (response.status_code, problem["code"]) == (503, code)
        response = await asking.post("/graphql", json={"query": "{ __typename }"})
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
            503,
            "UNAVAILABLE",
        )
