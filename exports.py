"""Lists of the desk as files: `POST /exports` gives all rows of one, as CSV or as a workbook.

What is asked is what the screen has asked: an operation of the dashboard, with the same variables but for
the page. It is answered page after page by the same schema, to the same caller and within the same bounds; so
a file holds the rows of the screen, and refuses what the screen refuses. It is asked by POST: what stands in
an address is written down on its way.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.operations import texts
from endpoint.engine import Engine, wires
from export_lists import LISTS
from files.sheets.row_text import Row
from files.sheets.workbook import Table, write_workbook
from files.writing.comma_separated import write_comma_separated
from models.clock import CHINA
from models.store import Store
from pages import FILE_HEADERS, attached, body, told
from resolvers.context import Context
from resolvers.global_id import number
from screen_list import EVERYTHING, SEARCHED, Column, Json, ScreenList
from services.accounts.exports import Export, mark, named, noted
from services.committee.committees import committee as committee_of
from services.refusal import Code, Refusal

PATH = "/exports"
TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
BODY_BYTES, RECEIVING_SECONDS = 65_536, 30.0
# All rows of a file stand in memory: so many at once, one of an account.
AT_ONCE, MOST_ROWS = 2, 20_000
# As many as the screen asks for, so that whoever may see a page may have all of them.
SIZE = 50
# How often a list is read anew that has changed meanwhile.
TRIES = 3
RULES = """query ($committee: String!, $year: Int!) {
  committee(code: $committee) { run(year: $year) { ruleSet { title digest } closing { closedAt } } } }"""
# The context of a request, from its connection and the version of the data.
ContextOf = Callable[[HTTPConnection, Hashable], Awaitable[Context]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the list and its text, the variables, and as what the file is written."""

    list: ScreenList
    text: str
    variables: Mapping[str, Any]
    form: str


@dataclass(frozen=True, slots=True)
class Found:
    """A whole list: its columns and rows, what the file says of itself, and what the trail says of it."""

    columns: tuple[Column, ...]
    rows: list[Json]
    said: dict[str, str]
    export: Export


class Exports:
    """The address, over a store; `engine` answers what is asked."""

    def __init__(self, store: Store, context: ContextOf, engine: Engine) -> None:
        self._store = store
        self._context = context
        self._engine = engine
        self._writing: set[int] = set()

    @property
    def routes(self) -> list[Route]:
        """Where it is."""
        return [Route(PATH, told(self._take, FILE_HEADERS), methods=["POST"])]

    async def _take(self, request: Request) -> Response:
        context = await self._context(request, await self._store.version())
        session = context.caller.signed_in()
        context.caller.check_complete()
        self._engine.count(context)
        asked = _asked(await body(request, BODY_BYTES, RECEIVING_SECONDS))
        async with self._one_of(session.account_id):
            by = await named(self._store, session)
            for _ in range(TRIES):
                revision = await self._revision(session.committee)
                found = await self._read(asked, await self._context(request, None), revision)
                at = datetime.now(UTC).astimezone(CHINA)
                file = await asyncio.to_thread(_file, asked, found, by, at)
                if await noted(self._store, session, asked.list.right, found.export):
                    return _attached(asked, found, file, at)
        raise Refusal(Code.CONFLICT, "导出的时候数据一直在改，没有导出；请再导出一次")

    @asynccontextmanager
    async def _one_of(self, account_id: int) -> AsyncIterator[None]:
        if account_id in self._writing or len(self._writing) >= AT_ONCE:
            raise Refusal(Code.UNAVAILABLE, "正在导出别的，请稍后再试；一个人一次导出一份")
        self._writing.add(account_id)
        try:
            yield
        finally:
            self._writing.discard(account_id)

    async def _revision(self, committee: str) -> int:
        """At which revision the committee of whoever asks is; no list of another is theirs."""
        async with self._store.reading() as connection:
            return (await committee_of(connection, committee)).revision

    async def _read(self, asked: Asked, context: Context, revision: int) -> Found:
        """The whole list, page after page, in a context of its own; raises `Refusal`."""
        of, variables = asked.list, asked.variables
        rows: list[Json] = []
        first: Json = None
        place: dict[str, Any] = {"first": SIZE} if of.paged else {}
        while True:
            told = await self._answer(asked.text, {**variables, **place}, context)
            page = of.page(told)
            if page is None:
                raise Refusal(Code.NOT_FOUND, f"这里没有可以导出的{of.title}")
            if page["totalCount"] > MOST_ROWS:
                message = f"共 {page['totalCount']:,} 行，一次最多导出 {MOST_ROWS:,} 行：加上条件，分几次导出"
                raise Refusal(Code.QUERY_TOO_LARGE, message, "variables")
            first = first or told.get("committee")
            rows += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            place["after"] = page["pageInfo"]["endCursor"]
        return await self._found(asked, context, first, rows, revision)

    async def _found(
        self, asked: Asked, context: Context, committee: Json, rows: list[Json], revision: int
    ) -> Found:
        of, variables = asked.list, asked.variables
        year = of.year(variables)
        conditions = of.conditions(committee, variables)
        rules = "与某一年的办法无关" if year is None else await self._rules(variables, year, context)
        called = of.title if year is None else f"{year} 年度{of.title}"
        words = "；".join(f"{head}：{said}" for head, said in conditions.items()) or EVERYTHING
        said = {"名称": called, "条件": words, "行数": str(len(rows)), "依据": rules}
        members = {number(one, "Member", "member") for row in rows if (one := of.member(row)) is not None}
        export = Export(
            what=of.title,
            form=asked.form,
            year=year,
            rows=len(rows),
            conditions={head: said for head, said in conditions.items() if head != SEARCHED}
            | ({SEARCHED: "有"} if SEARCHED in conditions else {}),
            members=members,
            revision=revision,
        )
        return Found(tuple(of.columns(committee, variables)), rows, said, export)

    async def _rules(self, variables: Mapping[str, Any], year: int, context: Context) -> str:
        """By which rules a year was read: title and version, as a statement names them."""
        asked = {"committee": variables["committee"], "year": year}
        try:
            run = (await self._answer(RULES, asked, context))["committee"]["run"]
        except Refusal as refusal:
            if refusal.code is not Code.NOT_FOUND:
                raise
            return "这一年还没有办法"
        rules = run["ruleSet"]
        closed = "" if run["closing"] is None else "，已关账"
        return f"{rules['title']}（版本 {rules['digest'][:12]}）{closed}"

    async def _answer(self, text: str, variables: Mapping[str, Any], context: Context) -> Json:
        """What the schema answers; raises `Refusal` for the first error: half an answer is none."""
        try:
            ready = self._engine.prepare(self._engine.read({"query": text, "variables": variables}))
            self._engine.permit(ready, context)
            answer = orjson.loads(await self._engine.made(ready, context))
            errors = answer.get("errors")
        except Exception as error:
            errors = wires(error)
        if errors:
            told = errors[0]["extensions"]
            raise Refusal(Code(told["code"]), errors[0]["message"], told.get("field"))
        return answer["data"]


@cache
def _texts() -> Mapping[str, str]:
    """What the dashboard asks, read once."""
    return texts()


def _asked(given: bytes) -> Asked:
    """What a body asks for; raises `Refusal`."""
    try:
        told = orjson.loads(given)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("variables"), dict):
        raise Refusal(Code.BAD_USER_INPUT, "请求应为 JSON 对象：operationName、variables、format", "body")
    name, form = told.get("operationName"), told.get("format")
    if not isinstance(name, str) or name not in LISTS:
        raise Refusal(Code.BAD_USER_INPUT, f"能导出的是 {'、'.join(LISTS)}", "operationName")
    if not isinstance(form, str) or form not in TYPES:
        raise Refusal(Code.BAD_USER_INPUT, f"格式是 {'、'.join(TYPES)}", "format")
    LISTS[name].check(told["variables"])
    return Asked(LISTS[name], _texts()[name], told["variables"], form)


def _file(asked: Asked, found: Found, by: str, at: datetime) -> bytes:
    """The file: the table, and what it says of itself below it or on a sheet of its own (议18)."""
    heads = [column.head for column in found.columns]
    rows: list[Row] = [[column.cell(row) for column in found.columns] for row in found.rows]
    said = found.said | {"导出": mark(by, at)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{asked.form}"
        if asked.form == "csv":
            below: list[Row] = [[f"{head}：{words}"] for head, words in said.items()]
            write_comma_separated(path, heads, [*rows, [], *below])
        else:
            about = Table("说明", ("项目", "内容"), list(said.items()))
            foot = f"{said['导出']}　{asked.list.title}"
            write_workbook(path, [Table(asked.list.title, heads, rows), about], private=True, mark=foot)
        return path.read_bytes()


def _attached(asked: Asked, found: Found, file: bytes, at: datetime) -> Response:
    name = f"{found.said['名称']} {at:%Y%m%d-%H%M}.{asked.form}"
    return Response(file, 200, attached(name), TYPES[asked.form])
