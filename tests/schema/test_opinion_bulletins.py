"""Bulletins of opinion items (议11, 13): frozen when they are signed, what is late is told in the next;
one source for PDF, DOCX and XLSX.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.opinion_bulletin import OpinionBulletin
from models.store import Store
from tests.schema.items_of_year import written_down
from tests.schema.opining import errors, of_role
from tests.schema.test_opinion_outcomes import NOTE
from tests.services.accounts.holder import served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
Json = Any
SIGN = """mutation ($year: Int!, $quarter: Int, $number: String = "议发〔2022〕3号", $issue: Int = 3) {
  signOpinionBulletin(committee: "zhoushan", year: $year, quarter: $quarter, documentNumber: $number,
  issue: $issue) { bulletin { number firstDay lastDay total { received accepted issued adopted }
  late { item outcome level day } } errors { code field message } } }"""
LIST = "{ opinionBulletins { number total { received } } }"


async def had(http: Any, token: str, path: str) -> Any:
    return await http.get(path, headers={"Authorization": f"Bearer {token}"})


async def test_what_is_signed_stays_and_what_came_late_is_in_the_next(store: Store) -> None:
    of = await office(store)
    await written_down(store, of)
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        spring = (await staff.change(SIGN, year=2022, quarter=1))["bulletin"]
        assert spring == {
            "number": 1,
            "firstDay": "2022-01-01",
            "lastDay": "2022-03-31",
            "late": [],
            "total": {"received": 3, "accepted": 3, "issued": 2, "adopted": 0},
        }
        # Of March, and known only now.
        outcome = {"outcome": "ADOPTION", "level": "市政协", "day": "2022-03-20"}
        assert errors(await staff.change(NOTE, number=2, version=9, outcome=outcome)) == []
        again = await staff.change(SIGN, year=2022, quarter=1)
        assert errors(again) == [("CONFLICT", "year")]
        summer = (await staff.change(SIGN, year=2022, quarter=2))["bulletin"]
        assert summer["late"] == [{"item": 2, "outcome": "ADOPTION", "level": "市政协", "day": "2022-03-20"}]
        # In the quarter itself 4, 7 and 8 came, 1 and 2 were adopted.
        assert summer["total"] == {"received": 3, "accepted": 2, "issued": 2, "adopted": 2}
        nodes = (await of_role(http, of, "结果查阅").ask(LIST))["data"]["opinionBulletins"]
        assert [(one["number"], one["total"]["received"]) for one in nodes] == [(2, 3), (1, 3)]
        for given, expected in (
            ({"year": 2022, "quarter": 5}, ("BAD_USER_INPUT", "quarter")),
            ({"year": 1999}, ("BAD_USER_INPUT", "year")),
            ({"year": 2100}, ("CONFLICT", "year")),
            ({"year": 2022, "quarter": 3, "number": " "}, ("BAD_USER_INPUT", "documentNumber")),
            ({"year": 2022, "quarter": 3, "issue": 0}, ("BAD_USER_INPUT", "issue")),
        ):
            assert errors(await staff.change(SIGN, **given)) == [expected]
    assert len(await rows(store, OpinionBulletin)) == 2
    with pytest.raises(DBAPIError, match="what was signed stays as it is"):
        async with store.writing() as connection:
            await connection.execute(text("update opinion_bulletins set issue = 4"))


async def test_one_source_gives_all_files(sqlite_store: Store) -> None:
    store, of = sqlite_store, await office(sqlite_store)
    await written_down(store, of)
    async with served(store) as http:
        staff = of_role(http, of, "办公室")
        assert errors(await staff.change(SIGN, year=2022)) == []
        path, reader = "/opinion-bulletins/1", of.tokens["结果查阅"]
        word = Document(BytesIO((await had(http, reader, f"{path}/official.docx")).content))
        said = "".join(one.text or "" for one in word.element.body.iter(qn("w:t")))
        for sentence in (
            "关于2022年社情民意信息工作情况的通报",
            "收到6条，初审通过5条，编发4条。",
            "采用2条，占签发的50%（市政协2条）；领导批示1条（市领导1条）。",
            "各主办单位：市交通运输局应当答复3条，按时1条；市公安局应当答复1条，按时0条。",
        ):
            assert sentence in said
        sheet = load_workbook(BytesIO((await had(http, reader, f"{path}/brief.xlsx")).content))["一览表"]
        table = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [5, "提交人", "赵一", 4, "2、1"] in table
        assert [1, "提交人", "信息员甲", 0, "0、0"] in table
        assert [3, "主办单位", "市交通运输局", 3, "2、1"] in table
        pages = PdfReader(BytesIO((await had(http, reader, f"{path}/brief.pdf")).content)).pages
        assert "社情民意信息简报" in "".join(pages[0].extract_text().split())
        for token, where, status in (
            (of.tokens["承办单位"], f"{path}/brief.pdf", 403),
            (reader, f"{path}/brief.txt", 404),
            (reader, "/opinion-bulletins/2/brief.pdf", 404),
        ):
            assert (await had(http, token, where)).status_code == status
