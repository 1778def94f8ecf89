"""What clients are told of errors, and what the logs are: codes, Chinese, fields; no values, no traces."""

import json
import logging
from dataclasses import replace

import pytest

from services.refusal import Code
from tests.endpoint.toy_endpoint import BOUNDS, ToyEndpoint
from tests.endpoint.toy_schema import SECRET

pytestmark = pytest.mark.anyio

# A query, and what is said of it: message and field.
WRONG = [
    ("{", "查询语法有误（第 1 行第 2 列）：此处应为 名称", "query"),
    ("{ a ? }", "查询语法有误（第 1 行第 5 列）", "query"),
    ("{ items(first: 1 { name } }", "查询语法有误（第 1 行第 18 列）：此处应为 名称", "query"),
    ("query Q($n Int) { __typename }", "查询语法有误（第 1 行第 12 列）：此处应为 ':'", "query"),
    ('{ echo(wanted: {title: "张三"', "查询语法有误（第 1 行第 28 列）：此处应为 名称", "query"),
    ("{ nobody }", "类型 Query 没有字段 nobody", "nobody"),
    ("{ items(first: 1, size: 2) { name } }", "字段 Query.items 没有参数 size", "size"),
    ("{ items { name } }", "Query.items 缺少必填的参数 first（Int!）", "first"),
    ('{ items(first: "张三") { name } }', "first 应为 Int（整数）", "first"),
    ("{ items(first: 99999999999) { name } }", "first 应为 Int（整数）", "first"),
    ("{ items(first: null) { name } }", "first 不能为空（Int!）", "first"),
    ("{ echo(wanted: {}) }", "wanted 缺少 title", "wanted.title"),
    ("{ echo(wanted: {title: null}) }", "wanted.title 不能为空（String!）", "wanted.title"),
    ('{ echo(wanted: {title: "x", nmae: 1}) }', "wanted.nmae 有多余的字段（Wanted 里没有）", "wanted.nmae"),
    (
        '{ echo(wanted: {title: "x", colours: [GREEN]}) }',
        "wanted.colours 应为 Colour 里的一个值",
        "wanted.colours",
    ),
    ('{ echo(wanted: {title: "x", title: "y"}) }', "输入字段 title 写了不止一次", "title"),
    ("query Q($n: Int!) { __typename }", "变量 $n 没有用到", "n"),
    ("{ items(first: $n) { name } }", "变量 $n 没有声明", "n"),
    ("query Q($n: String!) { items(first: $n) { name } }", "变量 $n 声明为 String!，而这里要 Int!", "n"),
    ("{ maybe }", "字段 maybe（Item）要写出下级字段", None),
    ("{ maybe { name { x } } }", "字段 name 没有下级字段", None),
    ("{ maybe { ...F } }", "没有片段 F", None),
    ("{ __typename } fragment F on Item { name }", "片段 F 没有用到", None),
    ("{ maybe { ...F } } fragment F on Item { ...F }", "片段 F 引用了自己", "query"),
    ("{ maybe { ... on Person { name } } }", "没有类型 Person", None),
    ("{ maybe { x: name x: number } }", "同一处有两个不同的 x，请起别名", None),
    ("{ maybe @later { name } }", "没有指令 @later", None),
    ("subscription { count(to: 1) endless }", "一个订阅只能有一个顶层字段", None),
    ("type A { b: Int }", "查询与接口的定义不符", None),
]


@pytest.mark.parametrize(("query", "message", "field"), WRONG)
async def test_what_is_wrong_with_a_query_is_said(query: str, message: str, field: str | None) -> None:
    errors = (await ToyEndpoint().post(query)).json()["errors"]
    told = [(each["message"], each["extensions"].get("field")) for each in errors]
    assert (message, field) in told
    assert {each["extensions"]["code"] for each in errors} == {"BAD_USER_INPUT"}


VARIABLES = [
    ({}, "变量 $w 不对：w 不能为空（Wanted!）", "w"),
    ({"w": None}, "变量 $w 不对：w 不能为空（Wanted!）", "w"),
    ({"w": SECRET}, "变量 $w 不对：w 应为 Wanted", "w"),
    ({"w": {"title": 7}}, "变量 $w 不对：w.title 应为 String", "w.title"),
    ({"w": {}}, "变量 $w 不对：w 缺少 title", "w.title"),
    ({"w": {"title": "x", SECRET: 1}}, "变量 $w 不对：w 有多余的字段（Wanted 里没有）", "w"),
    (
        {"w": {"title": "x", "number": SECRET}},
        "变量 $w 不对：w.number 应为 Int（整数）",
        "w.number",
    ),
    (
        {"w": {"title": "x", "number": 1e10}},
        "变量 $w 不对：w.number 应为 Int（整数）",
        "w.number",
    ),
    (
        {"w": {"title": "x", "colours": ["RED", SECRET]}},
        "变量 $w 不对：w.colours[1] 应为 Colour 里的一个值",
        "w.colours[1]",
    ),
]


@pytest.mark.parametrize(("variables", "message", "field"), VARIABLES)
async def test_a_wrong_variable_is_named_and_not_repeated(
    variables: object, message: str, field: str
) -> None:
    response = await ToyEndpoint().post("query Q($w: Wanted!) { echo(wanted: $w) }", variables=variables)
    assert response.status_code == 400
    assert response.json() == {
        "errors": [
            {
                "message": message,
                "extensions": {"code": "BAD_USER_INPUT", "field": field},
                "locations": [{"line": 1, "column": 9}],
            }
        ]
    }


async def test_only_so_many_errors_are_told() -> None:
    query = "{ maybe { " + " ".join(f"unknown{at}" for at in range(50)) + " } }"
    assert len((await ToyEndpoint().post(query)).json()["errors"]) == 11


async def test_of_failing_fields_too() -> None:
    query = "{ " + " ".join(f"a{at}: refused" for at in range(15)) + " }"
    answer = (await ToyEndpoint().post(query)).json()
    assert len(answer["data"]) == 15
    assert len(answer["errors"]) == 10


async def test_a_refusal_keeps_its_code_message_and_field() -> None:
    response = await ToyEndpoint().post("{ refused maybe { name } }")
    assert response.status_code == 200
    assert response.json() == {
        "errors": [
            {
                "message": "没有这位委员",
                "extensions": {"code": "NOT_FOUND", "field": "id"},
                "locations": [{"line": 1, "column": 3}],
                "path": ["refused"],
            }
        ],
        "data": {"refused": None, "maybe": {"name": "委员7"}},
    }


async def test_a_fault_is_masked_and_logged_once_under_its_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    response = await ToyEndpoint().post(f'{{ a: broken(text: "{SECRET}") b: broken }}')
    assert SECRET not in response.text
    first, second = response.json()["errors"]
    fault = first["extensions"]["fault"]
    assert first["message"] == f"服务器内部出错，已记录。请把编号告诉管理员：{fault}"
    assert first["extensions"] == {"code": "INTERNAL", "fault": fault}
    assert second["extensions"] == first["extensions"]
    assert [(each.getMessage(), each.__dict__["fault"]) for each in caplog.records] == [("fault", fault)]


async def test_a_fault_that_leaves_no_data_still_began() -> None:
    response = await ToyEndpoint().post("{ breaks }")
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert response.json()["errors"][0]["path"] == ["breaks"]


async def test_what_clients_do_wrong_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    toy = ToyEndpoint()
    for query, _, _ in WRONG:
        await toy.post(query)
    for variables, _, _ in VARIABLES:
        await toy.post("query Q($w: Wanted!) { echo(wanted: $w) }", variables=variables)
    await toy.post("{ refused }")
    assert [each for each in caplog.records if not each.name.startswith(("httpx", "asyncio"))] == []


async def test_a_query_that_takes_too_long_is_stopped() -> None:
    toy = ToyEndpoint(bounds=replace(BOUNDS, seconds=0.05))
    response = await toy.post("{ slow }")
    assert response.status_code == 504
    assert response.json() == {
        "errors": [{"message": "查询超过 0.05 秒，已停止；请缩小范围", "extensions": {"code": "TIMEOUT"}}]
    }
    assert toy.context.ended.is_set()


async def test_of_a_change_that_takes_too_long_it_is_not_said_that_nothing_happened() -> None:
    error = await ToyEndpoint(bounds=replace(BOUNDS, seconds=0.05)).error("mutation { stuck }")
    assert error["message"] == (
        "操作超过 0.05 秒，已停止等待。它可能已经生效，也可能没有。"
        "带了 requestKey 的，原样再发一次：做过的不会做第二遍，没做成的这次做；没有带的，先查询再决定"
    )


async def test_of_a_change_whose_result_cannot_be_read_it_is_not_said_that_nothing_happened() -> None:
    answer = (await ToyEndpoint().post("mutation { make { locked broken refused errors } }")).json()
    assert answer["data"] == {"make": {"locked": None, "broken": None, "refused": None, "errors": []}}
    told = {error["path"][1]: (error["extensions"]["code"], error["message"]) for error in answer["errors"]}
    unread = "修改的结果没有读出来：它的 errors 是空的就已经生效，请稍后再查询。"
    assert told["locked"] == ("DATABASE_LOCKED", unread)
    code, message = told["broken"]
    assert (code, message.startswith(f"{unread}服务器内部出错，已记录")) == ("INTERNAL", True)
    assert told["refused"] == ("BAD_USER_INPUT", "first 应为 1 到 100")


async def test_the_codes_are_those_of_the_list() -> None:
    codes = set()
    for query, _, _ in WRONG:
        codes |= {each["extensions"]["code"] for each in (await ToyEndpoint().post(query)).json()["errors"]}
    assert codes <= set(Code)


async def test_nothing_that_was_typed_comes_back() -> None:
    for query in (
        f'{{ items(first: "{SECRET}") {{ name }} }}',
        f'{{ echo(wanted: {{title: 7, note: "{SECRET}"}}) }}',
        f'{{ echo(wanted: "{SECRET}") }}',
        f'{{ echo(wanted: {{title: "x", colours: ["{SECRET}"]}}) }}',
        f'query Q($w: Wanted! = {{title: "x", number: "{SECRET}"}}) {{ echo(wanted: $w) }}',
        f'{{ "{SECRET}" }}',
        f"{{ {SECRET} }}",
    ):
        response = await ToyEndpoint().post(query)
        assert response.status_code == 400
        assert SECRET not in response.text
        assert json.loads(response.text)["errors"]
