"""The short way answers exactly as Strawberry's own executor does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, execute, parse
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from endpoint.executor import Executor
from tests.endpoint import toy_schema

pytestmark = pytest.mark.anyio


@strawberry.enum
class Mood(Enum):
    GOOD = "good"


async def later(value: object) -> object:
    return value


@strawberry.type
class Odd:
    name: str
    number: int
    ratio: float
    done: bool
    key: strawberry.ID
    mood: Mood
    points: Decimal
    day: date
    note: str | None
    lucky: int | None
    feeling: Mood | None
    tags: list[str]
    renamed: str = strawberry.field(name="called")


@dataclass
class Row:
    """Not a Strawberry object: any attributes, of any types."""

    name: Any = "甲"
    number: Any = 1
    ratio: Any = 0.5
    done: Any = True
    key: Any = "k"
    mood: Any = Mood.GOOD
    points: Any = Decimal("1.50")
    day: Any = date(2022, 12, 15)
    note: Any = None
    lucky: Any = None
    feeling: Any = None
    tags: Any = ("a", "b")
    renamed: Any = "乙"


class Failing(Row):
    @property
    def note(self) -> Any:
        raise ValueError("no note")

    @note.setter
    def note(self, value: Any) -> None: ...


class Lacking:
    name = "丙"


FIELDS = "name number ratio done key mood points day note lucky feeling tags called __typename"


def schema_of(row: Any) -> strawberry.Schema:
    @strawberry.type
    class Query:
        @strawberry.field(graphql_type=Odd | None)  # type: ignore[untyped-decorator]
        def one(self) -> Any:
            return row

        @strawberry.field(graphql_type=list[Odd])  # type: ignore[untyped-decorator]
        def many(self) -> Any:
            return [row, row]

    return strawberry.Schema(query=Query)


async def answered(
    executor: type[StrawberryGraphQLCoreExecutionContext], schema: strawberry.Schema, query: str
) -> ExecutionResult:
    result = execute(
        schema._schema,
        parse(query),
        executor_class=executor,
        context_value=toy_schema.ToyContext(),
        operation_extensions=None,
    )
    return result if isinstance(result, ExecutionResult) else await result


async def both(schema: strawberry.Schema, query: str) -> list[ExecutionResult]:
    return [
        await answered(executor, schema, query)
        for executor in (StrawberryGraphQLCoreExecutionContext, Executor)
    ]


async def test_a_plain_row_is_answered() -> None:
    for result in await both(schema_of(Row()), f"{{ one {{ {FIELDS} }} }}"):
        assert result.errors is None
        assert result.data == {
            "one": {
                "name": "甲",
                "number": 1,
                "ratio": 0.5,
                "done": True,
                "key": "k",
                "mood": "GOOD",
                "points": "1.50",
                "day": "2022-12-15",
                "note": None,
                "lucky": None,
                "feeling": None,
                "tags": ["a", "b"],
                "called": "乙",
                "__typename": "Odd",
            }
        }


ROWS: dict[str, Any] = {
    "plain": {},
    "an int in a text": {"name": 7},
    "a bool in a text": {"name": True},
    "an int in a float": {"ratio": 3},
    "a whole float in an int": {"number": 3.0},
    "a broken float in an int": {"number": 3.5},
    "a bool in an int": {"number": True},
    "a text in an int": {"number": "12"},
    "a large int": {"number": 2**31},
    "the largest int": {"number": 2**31 - 1},
    "the least int": {"number": -(2**31)},
    "below the least int": {"number": -(2**31) - 1},
    "an int in a bool": {"done": 1},
    "an int in an id": {"key": 5},
    "not a number": {"ratio": float("nan")},
    "infinity": {"ratio": float("inf")},
    "nothing where something is required": {"name": None},
    "nothing in an enum": {"mood": None},
    "another enum's value": {"mood": toy_schema.Colour.RED},
    "a text in an enum": {"mood": "good"},
    "a text in a decimal": {"points": "x"},
    "all there": {"note": "n", "lucky": 7, "feeling": Mood.GOOD},
    "an exception as a value": {"note": ValueError("x")},
    "an exception in a decimal": {"points": ValueError("x")},
    "an exception in a text": {"name": ValueError("x")},
    "no list": {"tags": 5},
    "a list in a text": {"name": ["x"]},
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("root", ["one", "many"])
async def test_every_kind_of_value_is_answered_alike(name: str, root: str) -> None:
    long, short = await both(schema_of(Row(**ROWS[name])), f"{{ {root} {{ {FIELDS} }} }}")
    assert short.data == long.data
    assert [(each.message, each.path) for each in short.errors or ()] == [
        (each.message, each.path) for each in long.errors or ()
    ]


@pytest.mark.parametrize("row", [Failing(), Lacking()])
async def test_attributes_that_fail_or_lack_are_told_alike(row: Any) -> None:
    schema = schema_of(row)
    for query in ("{ one { name } }", "{ one { note name } }", "{ many { name number } }"):
        long, short = await both(schema, query)
        assert (short.data, str(short.errors)) == (long.data, str(long.errors))


async def test_what_is_awaited_is_awaited_in_its_place() -> None:
    for fields in ("name note number", "note", "note lucky", "number tags note", "name points day"):
        results = []
        for executor in (StrawberryGraphQLCoreExecutionContext, Executor):
            row = Row(note=later("n"), lucky=later(7), points=later(Decimal(1)))
            results.append(await answered(executor, schema_of(row), f"{{ one {{ {fields} }} }}"))
            for left in (row.note, row.lucky, row.points):
                left.close()
        long, short = results
        assert short.data is not None
        assert (short.data, short.errors) == (long.data, long.errors) == (short.data, None)
        assert list(short.data["one"]) == fields.split()


QUERIES = [
    "{ items(first: 3) { name number note done ratio points colour key tags twice __typename } }",
    "{ items(first: 2) { twice name parts(first: 2) { name parts(first: 1) { key } } number } }",
    "{ ranking(first: 3) { total edges { node { name ...F } } } } fragment F on Item { number n: name }",
    "{ maybe { name @skip(if: true) number @include(if: true) note } }",
    "{ a: maybe { name } b: maybe { name name other: name } refused broken }",
    "{ maybe { name nothing: note parts(first: 0) { name } } breaks }",
    "{ __schema { queryType { name } } maybe { colour } }",
    'mutation { a: rename(name: "x") b: rename(name: "y") }',
]


@pytest.mark.parametrize("query", QUERIES)
async def test_queries_are_answered_alike_and_in_the_same_order(query: str) -> None:
    long, short = await both(toy_schema.schema, query)
    assert str(short.data) == str(long.data)
    assert str(short.errors) == str(long.errors)


async def test_the_same_under_many_names_is_computed_once() -> None:
    context = toy_schema.ToyContext()
    query = "{ " + " ".join(f"a{at}: items(first: 3) {{ name }}" for at in range(12)) + " }"
    result = await executed(query, context)
    assert result.errors is None
    assert result.data == {f"a{at}": [{"name": f"委员{each}"} for each in range(3)] for at in range(12)}
    assert context.log == ["items 3"]


@pytest.mark.parametrize(
    "query",
    [
        "{ a: items(first: 1) { name } b: items(first: 2) { name } }",
        "{ a: items(first: 1) { name } b: items(first: 1) { n: name } }",
        "{ a: items(first: 1) { name } b: items(first: 1) @include(if: true) { name } }",
    ],
)
async def test_what_differs_is_computed_anew(query: str) -> None:
    context = toy_schema.ToyContext()
    await executed(query, context)
    assert len(context.log) == 2


async def test_changes_are_each_made() -> None:
    context = toy_schema.ToyContext()
    await executed('mutation { a: rename(name: "x") b: rename(name: "x") }', context)
    assert context.log == ["rename x", "rename x"]


async def test_what_fails_under_many_names_is_told_for_each() -> None:
    long, short = await both(
        toy_schema.schema, "{ refused a: refused\n b: refused c: broken maybe { name } d: refused }"
    )
    assert short.data == long.data
    assert told(short) == told(long)


COUNTED: list[str] = []


@strawberry.type
class Inner:
    code: str

    @strawberry.field
    def seen(self) -> str:
        COUNTED.append(self.code)
        return self.code

    @strawberry.field
    async def awaited(self) -> str:
        COUNTED.append(self.code)
        return self.code

    @strawberry.field
    async def fails(self) -> str | None:
        raise ValueError(self.code)


@strawberry.type
class Outer:
    inner: Inner
    none: Inner | None = None


@strawberry.type
class Query:
    @strawberry.field
    def same(self) -> list[Inner]:
        one = Inner(code="甲")
        return [one, Inner(code="乙"), one, one]

    @strawberry.field
    def outers(self) -> list[Outer]:
        one = Inner(code="甲")
        return [Outer(inner=one), Outer(inner=one), Outer(inner=Inner(code="乙"))]


SAME = strawberry.Schema(query=Query)


@pytest.mark.parametrize("field", ["seen", "awaited"])
async def test_an_object_that_stands_in_a_list_many_times_is_answered_once(field: str) -> None:
    COUNTED.clear()
    result = await answered(Executor, SAME, f"{{ same {{ code {field} }} }}")
    assert result.data == {"same": [{"code": code, field: code} for code in "甲乙甲甲"]}
    assert sorted(COUNTED) == ["乙", "甲"]


async def test_an_object_that_others_share_is_answered_once_for_each_selection() -> None:
    COUNTED.clear()
    result = await answered(
        Executor, SAME, "{ outers { inner { seen } other: inner { code seen } none { seen } } }"
    )
    assert result.data == {
        "outers": [
            {"inner": {"seen": code}, "other": {"code": code, "seen": code}, "none": None}
            for code in "甲甲乙"
        ]
    }
    assert sorted(COUNTED) == ["乙", "乙", "甲", "甲"]


async def test_what_fails_in_an_object_is_told_wherever_it_stands() -> None:
    for query in ("{ same { fails code } }", "{ outers { inner { fails } } }"):
        long, short = await both(SAME, query)
        assert short.data == long.data
        assert told(short) == told(long)


def told(result: ExecutionResult) -> list[str]:
    return sorted(str((error.message, error.path, error.locations)) for error in result.errors or ())


async def executed(query: str, context: toy_schema.ToyContext) -> ExecutionResult:
    result = execute(
        toy_schema.schema._schema,
        parse(query),
        executor_class=Executor,
        context_value=context,
        operation_extensions=None,
    )
    return result if isinstance(result, ExecutionResult) else await result


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } types { name fields { name type { kind ofType { name } } } } } }",
        "{ a: __schema { ...F } maybe { name } } fragment F on __Schema { queryType { name } }",
        "{ a: __schema { ...F } maybe { name } } fragment F on __Schema { queryType { kind } }",
        "query Q($all: Boolean!) { __schema { types { fields(includeDeprecated: $all) { name } } } }",
    ],
)
async def test_a_description_of_the_schema_is_the_same_each_time(query: str) -> None:
    for _ in range(2):
        long, short = await both(toy_schema.schema, query)
        assert (short.data, told(short)) == (long.data, told(long))
