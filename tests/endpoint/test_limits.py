"""What is too large is refused with a code before anything runs; what is ordinary has room to spare."""

from dataclasses import replace

import pytest
from graphql import get_introspection_query

from bench.hostile import HOSTILE, Hostile, measure
from endpoint.limits import sieve
from services.refusal import Code, Refusal
from tests.endpoint.toy_endpoint import LIMITS, ToyEndpoint
from tests.http_client import client

pytestmark = pytest.mark.anyio

SMALL = replace(
    LIMITS,
    characters=2_000,
    tokens=120,
    depth=5,
    root_fields=4,
    aliases=3,
    directives=2,
    definitions=4,
    repeats=10,
    cost=200,
    variable_depth=3,
    variable_values=20,
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[each.name for each in HOSTILE])
async def test_a_hostile_document_is_refused_and_nothing_runs(hostile: Hostile) -> None:
    toy = ToyEndpoint()
    async with client(toy.endpoint) as asking:
        headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
        response = await asking.post("/graphql", content=hostile.body, headers=headers)
    assert response.status_code in (400, 413)
    assert response.json()["errors"][0]["extensions"]["code"] in ("QUERY_TOO_LARGE", "BAD_USER_INPUT")
    assert "data" not in response.json()
    assert toy.context.log == []


async def test_the_measure_of_hostile_documents_tells_each() -> None:
    told = await measure(ToyEndpoint().endpoint, each=1)
    assert [each.name for each in told] == [each.name for each in HOSTILE]
    assert {each.status for each in told} == {400, 413}
    assert all(each.code in ("QUERY_TOO_LARGE", "BAD_USER_INPUT") for each in told)


LARGE = {
    "字符数超过上限 2,000": "{ __typename }" + " " * 2_000,
    "词数超过上限 120": "{ " + "__typename " * 119 + "}",
    "顶层字段数超过上限 4": "{ a: maybe { name } b: maybe { name } __typename refused broken }",
    "别名数超过上限 3": "{ maybe { a: name b: number c: done d: note } }",
    "指令数超过上限 2": "{ maybe @skip(if: false) { name @skip(if: false) note @skip(if: false) } }",
    "操作和片段的个数超过上限 4": " ".join(f"query Q{at} {{ maybe {{ name }} }}" for at in range(5)),
    "同名字段的重复超过上限 10": "{ maybe { name name name name name name } }",
    "嵌套层数超过上限 5": "{ ranking(first: 1) { edges { node { "
    "parts(first: 1) { parts(first: 1) { name } } } } } }",
    "估算的处理量超过上限 200": "{ items(first: 67) { name number } }",
}


@pytest.mark.parametrize("said", LARGE)
async def test_each_limit_says_which_it_is(said: str) -> None:
    toy = ToyEndpoint(SMALL)
    error = await toy.error(LARGE[said])
    assert error == {"message": f"查询太大：{said}", "extensions": {"code": "QUERY_TOO_LARGE"}}
    assert toy.context.log == []


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "__typename " * 4 + "}",
        "{ maybe { a: name b: number c: done } }",
        "{ maybe @skip(if: false) { name @skip(if: false) } }",
        "{ maybe { name name name name name } }",
        "{ ranking(first: 1) { edges { node { parts(first: 1) { name } } } } }",
        "{ ranking(first: 1) { ...A } } fragment A on Connection { edges { ...B } }"
        " fragment B on Edge { node { ...C } } fragment C on Item { parts(first: 1) { name } }",
        "{ items(first: 66) { name number } }",
        "{ # " + "x " * 900 + "\n __typename }",
        '{ echo(wanted: {title: "' + "x" * 1_900 + '"}) }',
    ],
)
async def test_what_just_fits_is_answered(query: str) -> None:
    assert (await ToyEndpoint(SMALL).post(query)).status_code == 200


async def test_a_fragment_is_as_deep_as_where_it_is_spread_deepest() -> None:
    fragment = "fragment F on Item { parts(first: 1) { parts(first: 1) { name } } }"
    shallow = "maybe { ...F }"
    deep = "ranking(first: 1) { edges { node { ...F } } }"
    assert (await ToyEndpoint(SMALL).post(f"{{ {shallow} }} {fragment}")).status_code == 200
    error = await ToyEndpoint(SMALL).error(f"{{ {shallow} {deep} }} {fragment}")
    assert error["message"] == "查询太大：嵌套层数超过上限 5"


async def test_the_size_of_a_page_is_read_from_variables() -> None:
    toy = ToyEndpoint(SMALL)
    query = "query Q($n: Int! = 100) { items(first: $n) { name number } }"
    assert len((await toy.data(query, variables={"n": 66}))["items"]) == 66
    # A whole number is one, however JSON writes it.
    for variables in ({"n": 67}, {"n": 67.0}, {}, {"n": 2_147_483_647}):
        assert (await toy.error(query, variables=variables))["extensions"] == {"code": "QUERY_TOO_LARGE"}
    assert len((await toy.data(query, variables={"n": 66}))["items"]) == 66
    error = await toy.error(query, variables={"n": "66"})
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": "n"}


async def test_a_page_beyond_the_largest_costs_no_more_so_that_its_field_can_say_what_is_wrong() -> None:
    assert len((await ToyEndpoint().data("{ items(first: 5000) { name } }"))["items"]) == 5_000


@pytest.mark.parametrize(("pages", "fits"), [(9, True), (10, False)])
async def test_pages_in_pages_multiply_through_fragments(pages: int, fits: bool) -> None:
    # Of one edge: itself 1, its node 1, parts 1 and six times an item with a name: 1 + 1 + 1 + 6 * 2 = 15.
    # The connection itself is 1: nine edges make 136, ten make 151.
    query = f"{{ ranking(first: {pages}) {{ edges {{ node {{ ...F }} }} }} }}"
    response = await ToyEndpoint(replace(LIMITS, cost=136)).post(
        query + " fragment F on Item { parts(first: 6) { name } }"
    )
    assert (response.status_code == 200) is fits


ALL_OF_IT = get_introspection_query(
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
    one_of=True,
)


@pytest.mark.parametrize("cost", [100, 20_000])
async def test_a_schema_can_be_described_to_tools_once_a_request(cost: int) -> None:
    toy = ToyEndpoint(replace(LIMITS, cost=cost))
    assert (await toy.data(ALL_OF_IT))["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}
    twice = ALL_OF_IT.replace("__schema {", "more: __schema { types { ...FullType } } __schema {")
    assert (await toy.error(twice))["extensions"] == {"code": "QUERY_TOO_LARGE"}


async def test_one_type_can_be_described_without_much_ado() -> None:
    query = '{ __type(name: "Item") { fields { name description type { name ofType { name } } } } }'
    assert len((await ToyEndpoint(replace(LIMITS, cost=100)).data(query))["__type"]["fields"]) == 11


@pytest.mark.parametrize(
    ("variables", "code", "field"),
    [
        ({"a": [[[[]]]]}, "QUERY_TOO_LARGE", None),
        ({"a": list(range(30))}, "QUERY_TOO_LARGE", None),
        ({"a": "x\0"}, "BAD_USER_INPUT", "variables"),
        ({"a\0": "x"}, "BAD_USER_INPUT", "variables"),
    ],
)
async def test_variables_are_bounded(variables: object, code: str, field: str | None) -> None:
    error = await ToyEndpoint(SMALL).error("{ __typename }", variables=variables)
    assert (error["extensions"]["code"], error["extensions"].get("field")) == (code, field)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("{ a }", 3),
        ("{ a, b }", 4),
        ('{ a(b: "c d", e: """f "g" h""") }', 11),
        ("query Q($a: [Int!]! = [1, -2.5e3]) { ...F @b }", 23),
        ("{...F...F...F}", 8),
        ("{a(b:1.5e+3)}", 8),
        ("# nothing here { }\n{ a }", 3),
        ('{ a(b: "unclosed) }', 6),
        ("", 0),
    ],
)
async def test_the_sieve_counts_tokens(text: str, tokens: int) -> None:
    assert sieve(text, LIMITS) == tokens


@pytest.mark.parametrize("text", ["{ a\0 }", '{ a(b: "\\u0000") }', '{ a(b: "\\u{0}") }'])
async def test_no_nul_gets_into_a_document(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        sieve(text, LIMITS)
    assert refused.value.code is Code.BAD_USER_INPUT
