"""Lists of the desk as files, over HTTP: the rows of the screen, who may have them, what is told of it."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

import exports
from dashboard.operations import texts
from models.committee import Committee
from models.store import Store
from services.accounts import own_data
from services.accounts.exports import Export, noted
from services.accounts.sessions import Sessions
from services.actor import Actor
from services.entry.form import Author, WorkForm
from services.rights.role import Right, roles
from tests.documents.received import handed_in
from tests.schema.opining import saved
from tests.server.handing_in import hand_in
from tests.services.accounts.holder import CODE, Holder, lines, served
from tests.services.accounts.office import OTHER, Office, office, offices
from tests.services.committee_of_ten import YEAR, desk, settle
from tests.signed_in import token_of

pytestmark = pytest.mark.anyio
Json = Any
MWC = "委员工作委员会"
RANKING: Json = {"committee": CODE, "year": YEAR, "scope": "全体", "by": "TOTAL"}
MATRIX: Json = {"committee": CODE, "year": YEAR, "by": "KIND", "value": "COUNTS"}
RECORDS: Json = {"committee": CODE, "where": {"year": YEAR, "form": "WORK", "states": None}}
PEOPLE: Json = {"committee": CODE, "year": YEAR}
READINGS = "{ me { data { readings { what exported actor department year people } } } }"
PROPOSAL = {
    "种类": "提案",
    "作者": "1",
    "部门": "提案委员会",
    "状态": "已通过",
    "补录": "",
    # The year's working days are not set.
    "录入期限": "",
    "期限情况": "期限不知道",
}


def someone(of: Office, http: httpx.AsyncClient, role: str = MWC) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


async def exported(who: Holder, name: str, variables: Json, form: str = "csv") -> httpx.Response:
    headers = {"Authorization": f"Bearer {who.token}"}
    asked = {"operationName": name, "variables": variables, "format": form}
    return await who.http.post("/exports", json=asked, headers=headers)


def read(answer: httpx.Response) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a CSV by their heads, and the lines below that say what it is."""
    assert answer.status_code == 200, answer.text
    table = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    end = table.index([])
    return [dict(zip(table[0], row, strict=True)) for row in table[1:end]], [
        line for (line,) in table[end + 1 :]
    ]


def error(answer: httpx.Response) -> tuple[int, str, str | None]:
    told = answer.json()["errors"][0]["extensions"]
    return answer.status_code, told["code"], told.get("field")


async def screen(who: Holder, name: str, variables: Json, *at: str, size: int = 3) -> list[Json]:
    """All rows that the screen's own query gives, page after page."""
    found: list[Json] = []
    place: dict[str, str] = {}
    while True:
        answer = await who.ask(texts()[name], **variables, first=size, **place)
        assert "errors" not in answer, answer
        page = answer["data"]["committee"]
        for step in at:
            page = page[step]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        place = {"after": page["pageInfo"]["endCursor"]}


async def filled(store: Store) -> Office:
    """An office with a survey of two members, and two proposals of the first."""
    of = await office(store)
    for at, title in enumerate(('=HYPERLINK("http://evil")', "渔港")):
        form = WorkForm(title=title, day=date(2022, 3, at + 2), key=f"T{at}", authors=[Author(of.members[0])])
        await desk(store, actor=Actor("委员工作委员会甲", "command")).enter(CODE, YEAR, "提案", form)
    return of


async def test_a_file_has_the_rows_of_the_screen_in_their_order(store: Store) -> None:
    of = await filled(store)
    standing: Json = {"where": [{"attribute": "身份", "values": ["常委"]}]}
    by_node: Json = {"by": "POINTS", "node": "proposal"}
    async with served(store) as http:
        who = someone(of, http)
        for more in ({}, {"search": "赵"}, {"scope": "身份"}, standing, standing | by_node):
            asked = RANKING | more
            found, _ = read(await exported(who, "Ranking", asked))
            shown = await screen(who, "Ranking", asked, "run", "ranking")
            assert [(row["名次"], row["委员"], row["总分"], row.get("提案")) for row in found] == [
                (
                    str(one["rank"] or "不排名"),
                    one["member"]["name"],
                    one["total"],
                    one["value"] if "node" in more else None,
                )
                for one in shown
            ]
            assert found
        for more in ({}, {"value": "POINTS"}, {"by": "NODE"}, {"search": "钱"}):
            found, _ = read(await exported(who, "Matrix", MATRIX | more))
            shown = await screen(who, "Matrix", MATRIX | more, "run", "matrix")
            numbers = [
                [one["member"]["number"], one["member"]["name"], one["total"], *one["values"]]
                for one in shown
            ]
            assert [[*row.values()] for row in found] == numbers
            assert found
        for where in ({}, {"search": "渔"}, {"kinds": ["提案"]}, {"since": "2022-03-03"}):
            asked = RECORDS | {"where": RECORDS["where"] | where}
            found, _ = read(await exported(who, "Records", asked))
            shown = await screen(who, "Records", asked, "records")
            assert [
                (row["编号"], row["日期"], row["人数" if "人数" in row else "作者"]) for row in found
            ] == [(one["number"], one["day"], str(one["partCount"])) for one in shown]
            assert found
        for name, asked in (
            ("PeopleOfYear", PEOPLE | standing),
            ("Roster", {"committee": CODE, "search": "00"}),
        ):
            found, _ = read(await exported(who, name, asked))
            shown = await screen(who, name, asked, "members")
            assert [(row["编号"], row["姓名"], row["任职起"]) for row in found] == [
                (one["number"], one["name"], one["firstDay"] or "") for one in shown
            ]
            assert found


async def test_what_a_file_says_and_what_the_trail_says_of_it(store: Store) -> None:
    of = await filled(store)
    async with served(store) as http:
        who = someone(of, http)
        found, below = read(await exported(who, "Records", RECORDS))
        assert found == [
            {**PROPOSAL, "编号": "T1", "题目": "渔港", "日期": "2022-03-03"},
            # What a spreadsheet program would run is text.
            {**PROPOSAL, "编号": "T0", "题目": '\'=HYPERLINK("http://evil")', "日期": "2022-03-02"},
        ]
        assert below[:3] == ["名称：2022 年度记录", "条件：形式：作品；状态：不论", "行数：2"]
        assert below[3].startswith(
            "依据：政协舟山市委员会委员履行职责情况统计与通报办法（2022年示例）（版本 "
        )
        # 议18: who it was, by name and the last four digits, and when.
        assert below[4].startswith("导出：委员工作委员会甲 0103，20")
        answer = await exported(who, "Ranking", RANKING | {"search": "赵一"}, "xlsx")
        assert unquote(answer.headers["content-disposition"]).startswith(
            "attachment; filename*=UTF-8''2022 年度履职排名 "
        )
        assert "赵" not in unquote(answer.headers["content-disposition"])
        book = load_workbook(BytesIO(answer.content))
        assert book.sheetnames == ["履职排名", "说明"]
        assert [[cell.value for cell in row][:4] for row in book["履职排名"].iter_rows()] == [
            ["名次", "并列", "编号", "委员"],
            # As much as the other of the survey: proposals that were not filed give nothing.
            [1, "并列", "001", "赵一"],
        ]
        said = dict(book["说明"].iter_rows(min_row=2, values_only=True))
        assert said["条件"] == "范围：全体；按：总分；查找：赵一"
        assert "委员工作委员会甲 0103，20" in book["履职排名"].oddFooter.left.text
    records, ranking = [line["after"] for line in await lines(store, "export")]
    assert records == {
        "what": "记录",
        "form": "csv",
        "year": YEAR,
        "rows": 2,
        "members": 0,
        "persons": [],
        "conditions": {"形式": "作品", "状态": "不论"},
    }
    # What was searched for may be a name.
    assert ranking["conditions"] == {"范围": "全体", "按": "总分", "查找": "有"}
    assert (ranking["rows"], ranking["members"], len(ranking["persons"])) == (1, 1, 1)


async def test_who_may_not_see_a_list_gets_no_file_and_nothing_is_noted(store: Store) -> None:
    own, other = await offices(store)
    async with served(store) as http:
        readers = {name for name, role in roles().items() if Right.READ in role.rights}
        for role in own.tokens:
            answer = await exported(someone(own, http, role), "Ranking", RANKING)
            assert (role, answer.status_code) == (role, 200 if role in readers else 403)
        for of, variables in ((other, RANKING), (own, RANKING | {"committee": OTHER})):
            assert error(await exported(someone(of, http), "Ranking", variables))[:2] == (403, "FORBIDDEN")
        assert (await http.post("/exports", json={})).status_code == 401
    assert len(await lines(store, "export")) == len(readers)


async def test_what_no_file_can_be_made_of_is_refused_with_its_field(sqlite_store: Store) -> None:
    of = await office(sqlite_store)
    async with served(sqlite_store) as http:
        who = someone(of, http)
        for name, variables, form, expected in (
            ("Viewer", {}, "csv", (400, "BAD_USER_INPUT", "operationName")),
            ("Ranking", RANKING, "pdf", (400, "BAD_USER_INPUT", "format")),
            # A page is no whole list; and what the file could not say is asked of no list.
            ("Ranking", RANKING | {"first": 3}, "csv", (400, "BAD_USER_INPUT", "variables.first")),
            ("Records", {"where": {"number": "3"}}, "csv", (400, "BAD_USER_INPUT", "variables.where.number")),
            ("Ranking", RANKING | {"scope": "血型"}, "csv", (400, "BAD_USER_INPUT", "scope")),
            ("Ranking", RANKING | {"year": 2030}, "csv", (404, "NOT_FOUND", "year")),
            ("Ranking", RANKING | {"year": "x"}, "csv", (400, "BAD_USER_INPUT", "year")),
        ):
            assert error(await exported(who, name, variables, form)) == expected
        headers = {"Authorization": f"Bearer {who.token}"}
        for given in (b"", b"[]", b"\xff", b"{}"):
            answer = await http.post("/exports", content=given, headers=headers)
            assert error(answer) == (400, "BAD_USER_INPUT", "body")
        answer = await http.post("/exports", content=b" " * 70_000, headers=headers)
        assert error(answer) == (413, "QUERY_TOO_LARGE", "body")
    assert await lines(sqlite_store, "export") == []


async def test_a_member_is_told_which_files_held_them(store: Store) -> None:
    of = await filled(store)
    async with served(store) as http:
        who, member = someone(of, http), someone(of, http, "委员")
        for name, asked in (
            ("Ranking", RANKING | {"search": "赵"}),
            # In neither is the member named.
            ("Ranking", RANKING | {"search": "钱"}),
            ("Records", RECORDS),
            ("PeopleOfYear", PEOPLE),
        ):
            assert (await exported(who, name, asked)).status_code == 200
        told = (await member.ask(READINGS))["data"]["me"]["data"]["readings"]
    by = {"exported": True, "actor": "委员工作委员会甲", "department": MWC, "year": YEAR}
    assert told == [
        by | {"what": "委员名册", "people": 10},
        by | {"what": "履职排名", "people": 1},
    ]


async def test_what_a_member_is_told_of_files_is_bounded(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await filled(store)
    async with served(store) as http:
        who, member = someone(of, http), someone(of, http, "委员")
        for searched in ("赵", "钱", "钱", "赵", "钱"):
            assert (await exported(who, "Ranking", RANKING | {"search": searched})).status_code == 200

        async def told() -> int:
            return len((await member.ask(READINGS))["data"]["me"]["data"]["readings"])

        # Two lines at once: all of them are looked through, whatever stands between.
        monkeypatch.setattr(own_data, "AT_ONCE", 2)
        assert await told() == 2
        # Of the last two, the member's own reading and a file without them, one tells of them.
        monkeypatch.setattr(own_data, "MOST_LINES", 2)
        assert await told() == 1


async def test_a_single_value_is_a_list_of_one(sqlite_store: Store) -> None:
    of = await filled(sqlite_store)
    async with served(sqlite_store) as http:
        who = someone(of, http)
        where = [{"attribute": "身份", "values": "常委"}]
        _, below = read(await exported(who, "PeopleOfYear", PEOPLE | {"where": where}))
        assert below[1] == "条件：身份：常委"
        one = RECORDS["where"] | {"kinds": "提案", "states": "APPROVED"}
        found, below = read(await exported(who, "Records", RECORDS | {"where": one}))
        assert below[1] == "条件：形式：作品；种类：提案；状态：已通过"
        assert [row["编号"] for row in found] == ["T1", "T0"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
async def test_no_text_is_a_formula(sqlite_store: Store, sign: str) -> None:
    of = await office(sqlite_store)
    form = WorkForm(title=f"{sign}1", day=date(2022, 3, 2), key="T0", authors=[Author(of.members[0])])
    await desk(sqlite_store, actor=Actor("委员工作委员会甲", "command")).enter(CODE, YEAR, "提案", form)
    async with served(sqlite_store) as http:
        found, _ = read(await exported(someone(of, http), "Records", RECORDS))
    assert [row["题目"] for row in found] == [f"'{sign}1"]


async def test_a_list_of_many_pages_is_whole(store: Store) -> None:
    await settle(store, members=120)
    async with served(store) as http:
        who = Holder(http, token=await token_of(store), headers={})
        shown = await screen(who, "Ranking", RANKING, "run", "ranking", size=100)
        run = (await who.ask(texts()["Ranking"], **RANKING, first=1))["data"]["committee"]["run"]["id"]
        found, below = read(await exported(who, "Ranking", RANKING | {"against": run}))
    assert [row["编号"] for row in found] == [one["member"]["number"] for one in shown]
    assert len({row["编号"] for row in found}) == 120
    # Against itself nobody has moved; who is not ranked has no place to move from.
    assert {row["名次上升（下降为负）"] for row in found if row["名次"] != "不排名"} == {"0"}
    assert below[2] == "行数：120"


async def test_a_list_that_has_changed_since_it_was_read_is_not_handed_out(store: Store) -> None:
    of = await office(store, second_factor="off")
    session = await Sessions(store).find(of.tokens[MWC], "bearer", None)
    assert session is not None
    read_at = Export(
        what="履职排名", form="csv", year=YEAR, rows=1, conditions={}, members=of.members[:1], revision=1
    )
    assert not await noted(store, session, Right.READ, read_at)
    assert await lines(store, "export") == []
    async with store.reading() as connection:
        now = await connection.scalar(select(Committee.revision).where(Committee.code == CODE))
    # Whoever signs in, hands a file in, takes one out or saves a draft meanwhile changes no list; a record
    # does.
    async with served(store) as http:
        await Holder(http, phone="13905800104").sign_in()
        assert await lines(store, "begin")
        await hand_in(http, of.tokens[MWC], handed_in.photo())
        await saved(Holder(http, token=of.tokens["委员"], headers={}))
        assert (await exported(someone(of, http), "Ranking", RANKING)).status_code == 200
        assert await noted(store, session, Right.READ, replace(read_at, revision=now))
        assert len(await lines(store, "export")) == 2
        form = WorkForm(title="渔港", day=date(2022, 3, 2), key="T0", authors=[Author(of.members[0])])
        await desk(store, actor=Actor("委员工作委员会甲", "command")).enter(CODE, YEAR, "提案", form)
        assert not await noted(store, session, Right.READ, replace(read_at, revision=now))
    assert len(await lines(store, "export")) == 2


async def test_a_list_too_long_says_how_long_it_is(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = await office(sqlite_store)
    monkeypatch.setattr(exports, "MOST_ROWS", 9)
    async with served(sqlite_store) as http:
        answer = await exported(someone(of, http), "Ranking", RANKING)
        assert error(answer) == (413, "QUERY_TOO_LARGE", "variables")
        assert answer.json()["errors"][0]["message"].startswith("共 10 行，一次最多导出 9 行")
        assert (await exported(someone(of, http), "Ranking", RANKING | {"search": "赵"})).status_code == 200
