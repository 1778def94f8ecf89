"""A column that has one of some numbers, or texts, which are given as one value.

As many values as there are of them would cost more than the statement that asks: each is named, written into
its text and taken apart again.
"""

from collections.abc import Collection
from typing import Any, TypeVar

import orjson
from sqlalchemy import ARRAY, BigInteger, Boolean, Dialect, String, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

T = TypeVar("T", int, str)


class Listed(TypeDecorator[Collection[Any]]):
    """Whole numbers or texts as one value: an array, on SQLite the same as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, texts: bool = False) -> None:
        super().__init__()
        self.texts = texts

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        one = Text() if self.texts else BigInteger()
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(one))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        listed = [] if value is None else list(value)
        return orjson.dumps(listed).decode() if dialect.name == "sqlite" else listed


class Among(FunctionElement[bool]):
    """Whether a column has one of the values that are given under a name, or at once."""

    inherit_cache = True
    name = "among"
    type = Boolean()

    def __init__(self, column: InstrumentedAttribute[T], values: str | Collection[T]) -> None:
        kind = Listed(texts=isinstance(column.type, String))
        if isinstance(values, str):
            given = bindparam(values, type_=kind)
        else:
            given = bindparam(None, values, type_=kind, unique=True)
        super().__init__(column, given)

    def self_group(self, against: Any = None) -> "Among":
        """Itself: compared with true, as SQLAlchemy has it on SQLite, no index would be looked at."""
        return self


@compiles(Among, "sqlite")
def _of_sqlite(element: Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(Among, "postgresql")
def _of_postgresql(element: Among, compiler: Any, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"
