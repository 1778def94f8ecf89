"""Bad input at every argument is answered with a code and the argument's name, never with a trace."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from resolvers import cursor, global_id
from services.refusal import Refusal
from tests.schema.schema_client import Client

pytestmark = pytest.mark.anyio

LONG = "长" * 101
RUN = "run(year: 2022) {"
MEMBER = global_id.encode("Member", 62)
OTHER = global_id.encode("Member", 9_999)
LIVE = global_id.encode("ScoreRun", 1)
BAD_IDS = ["", " ", "1", "Member:1", "TWVtYmVyOjA", "TWVtYmVyOjE=", "!!!!", "x" * 5_000, LONG, "TWVtYmVyOi0x"]
BAD_CURSORS = ["", "x", "WyJ4Il0", "bnVsbA", "W10", "e30", "=====", "y" * 6_000, LONG, "🙂"]


def b64(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


ELEVEN = ", ".join(['{attribute: "身份", values: ["委员"]}'] * 11)
# What is asked of the committee, the code and the field of the refusal.
CASES: list[tuple[str, str, str]] = [
    ("run(year: 0) {id}", "BAD_USER_INPUT", "year"),
    ("run(year: -1) {id}", "BAD_USER_INPUT", "year"),
    ("run(year: 2147483647) {id}", "BAD_USER_INPUT", "year"),
    ("run(year: 2147483648) {id}", "BAD_USER_INPUT", "year"),
    ('run(year: "2022") {id}', "BAD_USER_INPUT", "year"),
    ("run(year: null) {id}", "BAD_USER_INPUT", "year"),
    ("run {id}", "BAD_USER_INPUT", "year"),
    ("run(year: 2021) {id}", "NOT_FOUND", "year"),
    ('run(year: 2022, name: "") {id}', "BAD_USER_INPUT", "name"),
    (f'run(year: 2022, name: "{LONG}") {{id}}', "BAD_USER_INPUT", "name"),
    ('run(year: 2022, name: "没有") {id}', "NOT_FOUND", "name"),
    ('run(year: 2022, name: "a\\u0000b") {id}', "BAD_USER_INPUT", "query"),
    ('run(year: 2022, name: "a\\nb") {id}', "BAD_USER_INPUT", "name"),
    ("members(year: 1, first: 1) {totalCount}", "BAD_USER_INPUT", "year"),
    ("members(year: 2030, first: 1) {totalCount}", "NOT_FOUND", "year"),
    ('member(year: 2022, number: "") {id}', "BAD_USER_INPUT", "number"),
    ('member(year: 2022, number: "W9999") {id}', "NOT_FOUND", "number"),
    ("kinds(year: 2021) {name}", "NOT_FOUND", "year"),
    ("ruleSet(year: 99999) {id}", "BAD_USER_INPUT", "year"),
    ('ruleSet(year: 2022) {nodes(codes: ["nope"]) {code}}', "NOT_FOUND", "codes"),
    ("ruleSet(year: 2022) {nodes(codes: []) {code}}", "BAD_USER_INPUT", "codes"),
    ("ruleSet(year: 2022) {nodes(depth: -1) {code}}", "BAD_USER_INPUT", "depth"),
    ("ruleSets(first: 1, year: -5) {totalCount}", "BAD_USER_INPUT", "year"),
    ("runs(first: 1, year: 0) {totalCount}", "BAD_USER_INPUT", "year"),
    (RUN + 'measure(codes: [""]) {points}}', "NOT_FOUND", "codes"),
    (RUN + "measure(depth: 101) {points}}", "BAD_USER_INPUT", "depth"),
    (RUN + "ranking(first: 1, by: POINTS) {totalCount}}", "BAD_USER_INPUT", "node"),
    (RUN + 'ranking(first: 1, by: POINTS, node: "") {totalCount}}', "NOT_FOUND", "node"),
    (RUN + 'ranking(first: 1, by: WORKS, node: "nope") {totalCount}}', "NOT_FOUND", "node"),
    (RUN + 'ranking(first: 1, node: "proposal") {totalCount}}', "BAD_USER_INPUT", "node"),
    (RUN + "ranking(first: 1, by: SIZE) {totalCount}}", "BAD_USER_INPUT", "by"),
    (RUN + 'ranking(first: 1, scope: "") {totalCount}}', "BAD_USER_INPUT", "scope"),
    (RUN + 'ranking(first: 1, scope: "任职起") {totalCount}}', "BAD_USER_INPUT", "scope"),
    (RUN + "ranking(first: 1, scope: null) {totalCount}}", "BAD_USER_INPUT", "scope"),
    (RUN + 'ranking(first: 1, group: "民革") {totalCount}}', "BAD_USER_INPUT", "group"),
    (RUN + 'ranking(first: 1, scope: "界别", group: "没有") {totalCount}}', "NOT_FOUND", "group"),
    (RUN + f'ranking(first: 1, scope: "界别", group: "{LONG}") {{totalCount}}}}', "BAD_USER_INPUT", "group"),
    (RUN + f'ranking(first: 1, search: "{LONG}") {{totalCount}}}}', "BAD_USER_INPUT", "search"),
    (RUN + 'ranking(first: 1, search: "\\u202e") {totalCount}}', "BAD_USER_INPUT", "search"),
    (
        RUN + 'ranking(first: 1, where: [{attribute: "没有", values: ["x"]}]) {totalCount}}',
        "BAD_USER_INPUT",
        "where.attribute",
    ),
    (
        RUN + 'ranking(first: 1, where: [{attribute: "身份", values: ["主席"]}]) {totalCount}}',
        "BAD_USER_INPUT",
        "where.values",
    ),
    (
        RUN + 'ranking(first: 1, where: [{attribute: "身份", values: []}]) {totalCount}}',
        "BAD_USER_INPUT",
        "where.values",
    ),
    (
        RUN + 'ranking(first: 1, where: [{attribute: "身份"}]) {totalCount}}',
        "BAD_USER_INPUT",
        "where.values",
    ),
    (RUN + f"ranking(first: 1, where: [{ELEVEN}]) {{totalCount}}}}", "BAD_USER_INPUT", "where"),
    (RUN + f'ranking(first: 1, against: "{MEMBER}") {{totalCount}}}}', "BAD_USER_INPUT", "against"),
    (
        RUN + f'ranking(first: 1, against: "{global_id.encode("ScoreRun", 77)}") {{totalCount}}}}',
        "NOT_FOUND",
        "against",
    ),
    (RUN + 'ranking(first: 1) {nodes {points(node: "nope")}}}', "NOT_FOUND", "node"),
    (RUN + 'ranking(first: 1) {nodes {member {attribute(name: "")}}}}', "BAD_USER_INPUT", "name"),
    (
        RUN + 'ranking(first: 1) {nodes {member {attributes(names: ["x"]) {value}}}}}',
        "BAD_USER_INPUT",
        "names",
    ),
    (RUN + "ranking(first: 1) {nodes {member {attributes(names: []) {value}}}}}", "BAD_USER_INPUT", "names"),
    (RUN + 'distribution(width: "0") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(width: "-1") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(width: "1e3") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(width: "1/3") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(width: "NaN") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(width: "0.0001") {width}}', "BAD_USER_INPUT", "width"),
    (RUN + f'distribution(width: "{"9" * 5_000}") {{width}}}}', "BAD_USER_INPUT", "width"),
    (RUN + 'distribution(scope: "x") {width}}', "BAD_USER_INPUT", "scope"),
    (RUN + "distribution(by: RECORDS) {width}}", "BAD_USER_INPUT", "node"),
    (RUN + f'standing(member: "{LIVE}") {{total}}}}', "BAD_USER_INPUT", "member"),
    (RUN + f'standing(member: "{OTHER}") {{total}}}}', "NOT_FOUND", "member"),
    (
        RUN + f'standing(member: "{MEMBER}") {{awards(first: 1, node: "x") {{totalCount}}}}}}',
        "NOT_FOUND",
        "node",
    ),
    (
        RUN + f'standing(member: "{MEMBER}") {{records(first: 1, kind: "") {{totalCount}}}}}}',
        "BAD_USER_INPUT",
        "kind",
    ),
    (RUN + f'standing(member: "{MEMBER}") {{nodes(codes: ["x"]) {{points}}}}}}', "NOT_FOUND", "codes"),
    (RUN + 'matrix(first: 1, columns: ["没有"]) {totalCount}}', "NOT_FOUND", "columns"),
    (RUN + "matrix(first: 1, columns: []) {totalCount}}", "BAD_USER_INPUT", "columns"),
    (RUN + 'matrix(first: 1, by: NODE, columns: ["x"]) {totalCount}}', "NOT_FOUND", "columns"),
    (RUN + f'cell(member: "{OTHER}", column: "提案") {{value}}}}', "NOT_FOUND", "member"),
    (RUN + f'cell(member: "{MEMBER}", column: "没有") {{value}}}}', "NOT_FOUND", "column"),
    (RUN + f'cell(member: "{MEMBER}", column: "-") {{value}}}}', "NOT_FOUND", "column"),
    (RUN + f'cell(member: "{MEMBER}", column: "x", by: NODE) {{value}}}}', "NOT_FOUND", "column"),
    ("records(first: 1, where: {kinds: []}) {totalCount}", "BAD_USER_INPUT", "where.kinds"),
    ('records(first: 1, where: {kinds: [""]}) {totalCount}', "BAD_USER_INPUT", "where.kinds"),
    ("records(first: 1, where: {year: 0}) {totalCount}", "BAD_USER_INPUT", "where.year"),
    ('records(first: 1, where: {since: "2022-13-01"}) {totalCount}', "BAD_USER_INPUT", "where.since"),
    ('records(first: 1, where: {since: "20220301"}) {totalCount}', "BAD_USER_INPUT", "where.since"),
    (
        'records(first: 1, where: {since: "2022-03-02", until: "2022-03-01"}) {totalCount}',
        "BAD_USER_INPUT",
        "where.until",
    ),
    (f'records(first: 1, where: {{member: "{LIVE}"}}) {{totalCount}}', "BAD_USER_INPUT", "where.member"),
    (f'records(first: 1, where: {{search: "{LONG}"}}) {{totalCount}}', "BAD_USER_INPUT", "where.search"),
    (f'records(first: 1, where: {{number: "{"x" * 701}"}}) {{totalCount}}', "BAD_USER_INPUT", "where.number"),
    ("records(first: 1, where: {states: [GONE]}) {totalCount}", "BAD_USER_INPUT", "where.states"),
    ("records(first: 1) {nodes {parts(first: 0) {totalCount}}}", "BAD_USER_INPUT", "first"),
    ("records(first: 1) {nodes {parts(first: 101) {totalCount}}}", "BAD_USER_INPUT", "first"),
    ('records(first: 1) {nodes {parts(first: 1, after: "x") {totalCount}}}', "BAD_USER_INPUT", "after"),
]

PAGES = [
    (RUN, "ranking", "}"),
    (RUN, "matrix", "}"),
    ("", "runs", ""),
    ("", "ruleSets", ""),
    ("", "records", ""),
    ("", "members(year: 2022)", ""),
    (RUN + f'standing(member: "{MEMBER}") {{', "awards", "}}"),
    (RUN + f'standing(member: "{MEMBER}") {{', "records", "}}"),
    (RUN + f'standing(member: "{MEMBER}") {{', "questions", "}}"),
    (RUN + f'standing(member: "{MEMBER}") {{', "excluded", "}}"),
    (RUN + f'cell(member: "{MEMBER}", column: "调研") {{', "records", "}}"),
    (RUN + f'cell(member: "{MEMBER}", column: "调研") {{', "awards", "}}"),
]
BAD_PAGES = [
    ("", "first"),
    ("first: null", "first"),
    ("first: 0", "first"),
    ("first: -1", "first"),
    ("first: 101", "first"),
    ("first: 2147483647", "first"),
    ("first: 99999999999", "first"),
    ("last: 0", "last"),
    ("last: -2147483648", "last"),
    ("first: 1, last: 1", "last"),
    ('first: "1"', "first"),
    ("first: 1.5", "first"),
    ("first: 1, after: 1", "after"),
]


async def refused(client: Client, selection: str) -> tuple[str, str | None]:
    return await client.error(f'{{ committee(code: "zhoushan") {{ {selection} }} }}')


async def test_bad_arguments(demo: Client) -> None:
    for selection, code, field in CASES:
        assert await refused(demo, selection) == (code, field), selection


async def test_bad_committees(demo: Client) -> None:
    for code in ("", "x", "ZHOUSHAN", "zhoushan ", "a" * 5_000, "舟山"):
        assert await demo.error(f'{{ committee(code: "{code}") {{ id }} }}') == ("NOT_FOUND", "code")


async def test_bad_pages(demo: Client) -> None:
    for begin, name, end in PAGES:
        for arguments, field in BAD_PAGES:
            asked = f"({arguments})" if arguments else ""
            if name.endswith(")"):
                asked, head = (f", {arguments})" if arguments else ")"), name[:-1]
            else:
                head = name
            selection = f"{begin} {head}{asked} {{ totalCount }} {end}"
            # Awards of a cell and its like have no count without a page.
            assert await refused(demo, selection) == ("BAD_USER_INPUT", field), selection


async def test_bad_cursors(demo: Client) -> None:
    foreign = await demo.run('ranking(first: 1, scope: "界别") { pageInfo { endCursor } }')
    cursors = [*BAD_CURSORS, foreign["ranking"]["pageInfo"]["endCursor"]]
    for begin, name, end in PAGES:
        for text in cursors:
            for first, other in (("first", "after"), ("last", "before")):
                page = f'{first}: 1, {other}: "{text}"'
                head = name[:-1] + ", " if name.endswith(")") else name + "("
                selection = f"{begin} {head}{page}) {{ totalCount }} {end}"
                assert await refused(demo, selection) == ("BAD_USER_INPUT", other), selection


async def test_forged_cursors(demo: Client) -> None:
    found = await demo.run("ranking(first: 1) { pageInfo { endCursor } }")
    mark = cursor._decoded(found["ranking"]["pageInfo"]["endCursor"])[0]
    for position in (
        [],
        [1, "全体", [], "W1"],
        [False, 5, [], "W1"],
        [False, "全体", ["x"], "W1"],
        [False, "全体", ["1/0"], "W1"],
        [False, "全体", ["1e9"], "W1"],
        [False, "全体", [["1"]], "W1"],
        [False, "全体", ["1"], None],
        [False, "全体", ["1"], "W1", 1],
        [False, "全体", {"a": 1}, "W1"],
    ):
        text = cursor.encode(mark, position)
        selection = f'{RUN} ranking(first: 1, after: "{text}") {{ totalCount }} }}'
        assert await refused(demo, selection) == ("BAD_USER_INPUT", "after"), position
    # A place that nobody holds is a place all the same.
    text = cursor.encode(mark, [False, "nowhere", ["-1", "2", "3"], "\ud7ff"])
    await demo.run(f'ranking(first: 1, after: "{text}") {{ nodes {{ rank }} }}')


async def test_bad_ids(demo: Client) -> None:
    for text in (
        *BAD_IDS,
        b64("Other:1"),
        b64("Member:01"),
        b64("member:1"),
        b64("Member:1000000000000000000"),
    ):
        assert await demo.error(f'{{ node(id: "{text}") {{ id }} }}') == ("BAD_USER_INPUT", "id"), text
        assert await demo.error(f'{{ nodes(ids: ["{text}"]) {{ id }} }}') == ("BAD_USER_INPUT", "ids"), text
        for selection, field in (
            (f'{RUN} standing(member: "{text}") {{ total }} }}', "member"),
            (f'{RUN} cell(member: "{text}", column: "提案") {{ value }} }}', "member"),
            (f'{RUN} ranking(first: 1, against: "{text}") {{ totalCount }} }}', "against"),
            (f'records(first: 1, where: {{member: "{text}"}}) {{ totalCount }}', "where.member"),
        ):
            assert await refused(demo, selection) == ("BAD_USER_INPUT", field), text
    for type_ in global_id.NODES:
        missing = global_id.encode(type_, 999_999_999_999_999_999)
        assert await demo.error(f'{{ node(id: "{missing}") {{ id }} }}') == ("NOT_FOUND", "id")
        assert await demo.error(f'{{ nodes(ids: ["{missing}"]) {{ id }} }}') == ("NOT_FOUND", "ids")
    many = ", ".join([f'"{MEMBER}"'] * 101)
    assert await demo.error(f"{{ nodes(ids: [{many}]) {{ id }} }}") == ("BAD_USER_INPUT", "ids")
    assert await demo.error("{ nodes(ids: []) { id } }") == ("BAD_USER_INPUT", "ids")
    found = await demo.ask(f'{{ nodes(ids: ["{MEMBER}", "{OTHER}"]) {{ id }} }}')
    assert found["data"]["nodes"] == [{"id": MEMBER}, None]


def test_ids_mean_one_thing() -> None:
    assert global_id.decode(global_id.encode("Member", 7)) == ("Member", 7)
    for text in BAD_IDS:
        with pytest.raises(Refusal):
            global_id.decode(text)
