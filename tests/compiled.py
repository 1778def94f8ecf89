"""What a program puts together once in its life, kept for all the tests of a process.

An engine keeps the statements that it has compiled, and a server has one engine. Tests open hundreds: each
would compile the same statements again, which costs more than it takes to execute them. So it is with
commands: Typer reads the signatures of a whole group before it runs one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL, Dialect, Engine
from typer import testing
from typer.main import get_command

_COMPILED: dict[Any, Any] = {}


class _AllAlike:
    """A dialect that stands for every other of its class: statements are kept by dialect."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class SQLite(_AllAlike, SQLiteDialect_aiosqlite):
    """SQLite as the store opens it."""

    supports_statement_cache = True


class PostgreSQL(_AllAlike, PGDialectAsync_psycopg):
    """PostgreSQL as the store opens it."""

    supports_statement_cache = True


class Psycopg(PGDialect_psycopg):
    """PostgreSQL as migrations open it; it names the other for the store."""

    supports_statement_cache = True

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[Dialect]:
        return PostgreSQL


def compile_once() -> None:
    """Lets engines that are made from now on share what they compile, and runners the tree of commands."""
    vars(testing)["_get_command"] = cache(get_command)
    registry.register("sqlite.aiosqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, Psycopg.__name__)
