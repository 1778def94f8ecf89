"""A column that has one of some numbers, which are given as one value.

As many values as there are numbers would cost more than the statement that asks for them: each is named,
written into its text and taken apart again.
"""

from collections.abc import Collection
from typing import Any

import orjson
from sqlalchemy import BigInteger, Boolean, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Numbers(TypeDecorator[Collection[int]]):
    """Whole numbers as one value: an array, on SQLite the same as JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(BigInteger))

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        numbers = [] if value is None else list(value)
        return orjson.dumps(numbers).decode() if dialect.name == "sqlite" else numbers


class Among(FunctionElement[bool]):
    """Whether a column has one of the numbers that are given under a name, or at once."""

    inherit_cache = True
    name = "among"
    type = Boolean()

    def __init__(self, column: Any, numbers: str | Collection[int]) -> None:
        if isinstance(numbers, str):
            given = bindparam(numbers, type_=Numbers)
        else:
            given = bindparam(None, numbers, type_=Numbers, unique=True)
        super().__init__(column, given)

    def self_group(self, against: Any = None) -> "Among":
        """Itself: compared with true, as SQLAlchemy has it on SQLite, no index would be looked at."""
        return self


@compiles(Among, "sqlite")
def _of_sqlite(element: Among, compiler: Any, **options: Any) -> str:
    column, numbers = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"


@compiles(Among, "postgresql")
def _of_postgresql(element: Among, compiler: Any, **options: Any) -> str:
    column, numbers = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({numbers})"
