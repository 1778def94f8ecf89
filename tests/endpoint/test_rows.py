"""Objects that are read whole are answered exactly as Strawberry's own executor answers them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
import strawberry
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from endpoint.executor import Executor
from tests.endpoint.test_executor import answered, both, told

pytestmark = pytest.mark.anyio


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Person(Named):
    note: str | None


@strawberry.type
class Stranger(Named):
    note: str | None


@strawberry.type
class Known(Named):
    note: str | None

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return isinstance(value, Told)


@dataclass
class Told:
    """An object of our own, of which only the type that it is given for says whether it may be."""

    name: Any = "丙"
    note: Any = None


@strawberry.type
class Group:
    title: str
    head: Person | None
    people: list[Person]
    spare: list[Person | None] | None
    known: Known | None


@dataclass
class Gathered:
    title: Any = "一组"
    head: Any = None
    people: Any = ()
    spare: Any = None
    known: Any = None


JIA, YI = Person(name="甲", note=None), Person(name="乙", note="n")
WHOLE = Gathered(head=JIA, people=[JIA, YI, JIA], spare=(None, YI), known=Told())
EVERYTHING = "title head { name note } people { name } spare { note name } known { name note }"


async def later(value: object) -> object:
    return value


def schema_of(*groups: Any) -> strawberry.Schema:
    @strawberry.type
    class Query:
        @strawberry.field(graphql_type=list[Group])  # type: ignore[untyped-decorator]
        def groups(self) -> Any:
            return [*groups]

        @strawberry.field(graphql_type=list[Group | None])  # type: ignore[untyped-decorator]
        async def some(self) -> Any:
            return [*groups]

    return strawberry.Schema(query=Query, types=[Person, Stranger, Known])


async def test_a_table_is_answered() -> None:
    for result in await both(schema_of(WHOLE, Gathered()), f"{{ groups {{ {EVERYTHING} }} }}"):
        assert result.errors is None
        jia, yi = {"name": "甲", "note": None}, {"note": "n", "name": "乙"}
        assert result.data == {
            "groups": [
                {
                    "title": "一组",
                    "head": jia,
                    "people": [{"name": "甲"}, {"name": "乙"}, {"name": "甲"}],
                    "spare": [None, yi],
                    "known": {"name": "丙", "note": None},
                },
                {"title": "一组", "head": None, "people": [], "spare": None, "known": None},
            ]
        }


ODD: dict[str, dict[str, Any]] = {
    "a text in a person": {"head": "甲"},
    "a stranger as a person": {"head": Stranger(name="丁", note=None)},
    "a person without a name": {"head": Person(name=None, note=None)},  # type: ignore[arg-type]
    "a person whose note is none": {"people": [JIA, Person(name="戊", note=7)]},  # type: ignore[arg-type]
    "nobody among people": {"people": [JIA, None]},
    "no people": {"people": None},
    "people that are no list": {"people": 5},
    "people of a mapping": {"people": {"a": JIA}},
    "an exception instead of people": {"people": ValueError("x")},
    "an exception among people": {"people": [JIA, ValueError("x")]},
    "an exception as a head": {"head": ValueError("x")},
    "a spare that is no person": {"spare": [YI, 1]},
    "somebody whom the type does not know": {"known": JIA},
    "a title that is none": {"title": None},
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("root", ["groups", "some"])
async def test_whatever_is_odd_is_told_alike(name: str, root: str) -> None:
    for query in (f"{{ {root} {{ {EVERYTHING} }} }}", f"{{ {root} {{ title a: head {{ name }} }} }}"):
        long, short = await both(schema_of(WHOLE, replace(WHOLE, **ODD[name]), WHOLE), query)
        assert short.data == long.data
        assert told(short) == told(long)


async def test_what_has_to_be_awaited_is_awaited_among_rows() -> None:
    found = []
    for executor in (StrawberryGraphQLCoreExecutionContext, Executor):
        schema = schema_of(WHOLE, Gathered(head=later(JIA), people=later([JIA, YI])))
        found.append(await answered(executor, schema, "{ groups { title head { name } people { note } } }"))
    assert [result.errors for result in found] == [None, None]
    jia, yi = {"note": None}, {"note": "n"}
    first = {"title": "一组", "head": {"name": "甲"}, "people": [jia, yi, jia]}
    second = {"title": "一组", "head": {"name": "甲"}, "people": [jia, yi]}
    assert found[0].data == found[1].data == {"groups": [first, second]}


READ: list[str] = []


def _seen(root: strawberry.Parent[Any]) -> str:
    READ.append(root.code)
    return str(root.code)


@strawberry.type
class Leaf:
    code: str
    seen: str = strawberry.field(resolver=_seen)


@strawberry.type
class Branch:
    leaf: Leaf
    leaves: list[Leaf]


@strawberry.type
class Tree:
    @strawberry.field
    def branches(self) -> list[Branch]:
        one, other = Leaf(code="甲"), Leaf(code="乙")
        return [Branch(leaf=one, leaves=[one, other, other]), Branch(leaf=one, leaves=[other])]


async def test_an_object_of_a_row_is_read_once_for_each_selection() -> None:
    READ.clear()
    query = "{ branches { leaf { seen } leaves { seen } again: leaves { seen } } }"
    result = await answered(Executor, strawberry.Schema(query=Tree), query)
    leaves = [[{"seen": code} for code in codes] for codes in ("甲乙乙", "乙")]
    assert result.data == {
        "branches": [{"leaf": {"seen": "甲"}, "leaves": each, "again": each} for each in leaves]
    }
    assert sorted(READ) == ["乙", "甲", "甲"]
