"""The bulletin of a closed year (履13) over HTTP: signed once, sent to recipients, read by who may."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from documents.page import condensed
from models.bulletin import Bulletin, BulletinSending
from models.clock import CHINA
from models.committee import Committee
from models.member import ALWAYS, MemberAttribute, Person
from models.record import Part
from models.store import Store
from services.accounts.account import close
from services.accounts.grants import Giving, grant
from services.actor import Actor
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from services.years.year_end import close_year, reopen_year
from tests.schema.test_analysis import OF_DEPARTMENT, OVERALL, errors, holder
from tests.services.accounts.holder import CODE, Holder, lines, served
from tests.services.accounts.office import FIRST, Office, account_of, office
from tests.services.committee_of_ten import YEAR, rows

pytestmark = pytest.mark.anyio
Json = Any
MWC = Actor("委员工作委员会甲", "command")
SIGN = (
    "mutation ($number: String!, $issue: Int!, $key: String) {"
    f' signBulletin(committee: "{CODE}", year: {YEAR},'
    " documentNumber: $number, issue: $issue, requestKey: $key) {"
    " bulletin { number documentNumber issue signedBy inEffect analyses { department version } }"
    " repeated errors { code field message } } }"
)
SEND = (
    "mutation ($to: String!, $layout: BulletinLayout!, $file: BulletinFile!, $day: Date!,"
    " $employer: Boolean) {"
    f' sendBulletin(committee: "{CODE}", number: 1, recipient: $to, layout: $layout, file: $file, day: $day,'
    " employer: $employer) { sending { number recipient employer layout file day digest notedBy }"
    " errors { code field message } } }"
)
TOLD = (
    f'{{ committee(code: "{CODE}") {{ bulletinPreview(year: {YEAR}, layout: OFFICIAL) {{ sheets signed }}'
    f" bulletins(year: {YEAR}) {{ documentNumber inEffect sendings {{ recipient day }} }} }} }}"
)


async def closed(store: Store) -> Office:
    """An office whose year is closed; the first member works at the port, the second at the hospital."""
    of = await office(store)
    async with store.writing() as connection:
        for member, employer in zip(of.members, ("舟山港", "舟山医院"), strict=False):
            held = {"membership_id": member, "attribute": "单位", "since": ALWAYS, "value": employer}
            added = insert(MemberAttribute).values(committee_id=1, **held)
            await connection.execute(added)
    await close_year(store, Live(Boards()), CODE, YEAR, MWC)
    return of


def today() -> str:
    return datetime.now(UTC).astimezone(CHINA).date().isoformat()


async def had(http: Any, of: Office, role: str, path: str) -> Any:
    return await http.get(path, headers={"Authorization": f"Bearer {of.tokens[role]}"})


async def sign(mwc: Holder) -> None:
    """Says something of the whole year, and signs it as 5号."""
    await mwc.change(OVERALL, version=0, text="平稳。")
    assert errors(await mwc.change(SIGN, number="5号", issue=1)) == []


def pdf_text(content: bytes) -> str:
    return condensed("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages))


async def test_a_closed_year_is_signed_and_sent_and_the_trail_tells_to_whom(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        own = {"department": "提案委员会", "version": 0, "text": "提案质量提高。"}
        await holder(of, http, "专门委员会").change(OF_DEPARTMENT, **own)
        # Nobody has said anything of the whole year.
        given = {"number": "舟政协〔2023〕5号", "issue": 5, "key": "a"}
        assert errors(await mwc.change(SIGN, **given)) == [("CONFLICT", "year")]
        await mwc.change(OVERALL, version=0, text="全年履职平稳。\n建议多做调研。")
        done = await mwc.change(SIGN, **given)
        said = [{"department": "提案委员会", "version": 1}, {"department": "全体", "version": 1}]
        assert done["bulletin"] == {
            "number": 1,
            "documentNumber": "舟政协〔2023〕5号",
            "issue": 5,
            "inEffect": True,
            "signedBy": "委员工作委员会甲",
            "analyses": said,
        }
        assert (await mwc.change(SIGN, **given))["repeated"]
        assert errors(await mwc.change(SIGN, number="6号", issue=6)) == [("CONFLICT", "year")]

        to = {"to": "中共舟山市委组织部", "layout": "OFFICIAL", "file": "PDF", "day": today()}
        sending = (await mwc.change(SEND, **to))["sending"]
        assert (sending["number"], sending["recipient"], sending["notedBy"]) == (1, to["to"], MWC.name)
        told = (await holder(of, http, "结果查阅").ask(TOLD))["data"]["committee"]
        assert told["bulletinPreview"] == {"sheets": 3, "signed": True}
        assert told["bulletins"][0]["sendings"] == [{"recipient": to["to"], "day": today()}]

        answer = await had(http, of, "委员工作委员会", "/bulletin-sendings/1")
        assert answer.headers["content-type"] == "application/pdf"
        read = pdf_text(answer.content)
        for words in (
            "舟政协〔2023〕5号",
            "中共舟山市委组织部：",
            "提案质量提高。",
            "建议多做调研。",
            "钱二经济2.00",
        ):
            assert words in read
        # What goes outside has nobody's mark (议18).
        assert "委员工作委员会甲" not in read
    noted = [(one["entity"], one["actor"]) for one in await lines(store, "sign", "send")]
    assert noted == [("bulletin", MWC.name)] * 2
    # What was sent tells of all ten, and so does what was had again.
    outside = {
        "what": "委员履职情况通报（公文，寄给中共舟山市委组织部）",
        "form": "pdf",
        "year": YEAR,
        "rows": 10,
        "conditions": {},
        "members": 10,
        "persons": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    }
    assert [one["after"] for one in await lines(store, "export")] == [outside] * 2


async def test_copies_name_who_had_them_made_and_are_noted(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        path = f"/bulletins/{YEAR}"
        draft = await had(http, of, "结果查阅", f"{path}/official.pdf")
        phone = of.phones["结果查阅"]
        assert f"未签发结果查阅甲{phone[-4:]}" in pdf_text(draft.content)
        # Whoever opens the page asks for all its sheets at once.
        asked = [had(http, of, "结果查阅", f"{path}/brief-1.png") for _ in range(3)]
        sheet, *again = await asyncio.gather(*asked)
        assert sheet.content.startswith(b"\x89PNG")
        assert [one.content for one in again] == [sheet.content] * 2
        assert (await had(http, of, "结果查阅", f"{path}/brief-9.png")).status_code == 404
        word = Document(BytesIO((await had(http, of, "结果查阅", f"{path}/brief.docx")).content))
        section = word.sections[0]
        assert f"结果查阅甲 {phone[-4:]}" in section.header.paragraphs[0].text
        sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
        further = (section.bottom_margin, section.right_margin)
        assert [round(one.mm) for one in (*sizes, *further) if one] == [210, 297, 37, 28, 35, 26]
        book = load_workbook(BytesIO((await had(http, of, "结果查阅", f"{path}/brief.xlsx")).content))
        assert [cell.value for cell in book["委员"][2]] == ["名次", "姓名", "界别", "总分", "等次"]
        assert book["委员"].max_row == 12
        # Numbers are numbers; who had it made is told at the foot of what is printed, too.
        table = [[cell.value for cell in row] for row in book["委员"].iter_rows(min_row=3)]
        assert table[0] == [1, "赵一", "科技", 2, "不称职"]
        assert table[-1][0] == "不排名"
        assert f"结果查阅甲 {phone[-4:]}，20" in book["委员"].oddFooter.left.text
        for role in ("运维", "委员", "没有角色"):
            assert (await had(http, of, role, f"{path}/official.pdf")).status_code == 403
        assert (await http.get(f"{path}/official.pdf")).status_code == 401
    noted = await lines(store, "export")
    assert [(one["after"]["what"], one["after"]["form"], one["actor"]) for one in noted] == [
        ("委员履职情况通报稿（公文）", "pdf", "结果查阅甲"),
        ("委员履职情况通报稿（简报）", "docx", "结果查阅甲"),
        ("委员履职情况通报稿（简报）", "xlsx", "结果查阅甲"),
    ]


async def test_an_employer_is_told_of_its_own_people_alone(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        own = {"department": "提案委员会", "version": 0, "text": "钱二的提案最好。"}
        await holder(of, http, "专门委员会").change(OF_DEPARTMENT, **own)
        await sign(mwc)
        to: Json = {"layout": "BRIEF", "file": "DOCX", "day": today(), "employer": True}
        assert errors(await mwc.change(SEND, to="某某公司", **to)) == [("NOT_FOUND", "recipient")]
        assert errors(await mwc.change(SEND, to="舟山港", **to)) == []
        answer = await had(http, of, "委员工作委员会", "/bulletin-sendings/1")
        document = Document(BytesIO(answer.content))
        told = [one.text for one in document.paragraphs]
        # Of the others it is told what all came to together: no sector, no department, no part of so few.
        # Nor is the highest total told, which is that of one of them.
        at = told.index("一、总体情况")
        assert told[at + 1 : at + 5] == [
            "公布的委员10人，其中参加排名的8人。总分平均0.40分，中位数0.00分。",
            "各等次人数：优秀0人、称职0人、基本称职0人、不称职8人。",
            "二、综合分析和建议",
            "平稳。",
        ]
        table = document.tables[0]
        assert [cell.text for row in table.rows for cell in row.cells][6::5] == ["赵一"]
        # Who only reads has no copy without a mark.
        for role in ("结果查阅", "专门委员会", "办公室"):
            assert (await had(http, of, role, "/bulletin-sendings/1")).status_code == 403
        # Whom it names is told of it: here the member of whom it tells, and nobody else.
        seen = await holder(of, http, "委员").ask("{ me { data { readings { what exported people } } } }")
        told_him = {"what": "委员履职情况通报（简报，寄给舟山港）", "exported": True, "people": 1}
        assert seen["data"]["me"]["data"]["readings"] == [told_him] * 2
    assert [one["after"]["persons"] for one in await lines(store, "export")] == [[1], [1]]
    assert [row.recipient for row in await rows(store, BulletinSending)] == ["舟山港"]


async def test_neither_an_open_year_nor_one_that_differs_is_signed(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await mwc.change(OVERALL, version=0, text="平稳。")
        given = {"number": "5号", "issue": 1}
        assert errors(await mwc.change(SIGN, **given)) == [("CONFLICT", "year")]
        assert (await had(http, of, "结果查阅", f"/bulletins/{YEAR}/brief.pdf")).status_code == 409
        assert errors(await mwc.change(SIGN, number=" ", issue=1)) == [("BAD_USER_INPUT", "number")]
        assert errors(await mwc.change(SIGN, number="5号", issue=0)) == [("BAD_USER_INPUT", "issue")]
    assert await rows(store, Bulletin) == []


async def test_a_year_that_was_opened_again_is_signed_anew(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await sign(mwc)
        early = {"to": "组织部", "layout": "BRIEF", "file": "PDF", "day": "2022-12-31"}
        assert errors(await mwc.change(SEND, **early)) == [("BAD_USER_INPUT", "day")]
        await reopen_year(store, Live(Boards()), CODE, YEAR, MWC, "补录")
        assert errors(await mwc.change(SEND, **early | {"day": today()})) == [("CONFLICT", "number")]
        await close_year(store, Live(Boards()), CODE, YEAR, MWC)
        assert errors(await mwc.change(SIGN, number="6号", issue=2)) == []
        told = (await mwc.ask(TOLD))["data"]["committee"]["bulletins"]
        assert [(one["documentNumber"], one["inEffect"]) for one in told] == [("6号", True), ("5号", False)]
    for statement in (update(Bulletin).values(issue=9), delete(Bulletin)):
        with pytest.raises(IntegrityError, match="stays as it is"):
            async with store.writing() as connection:
                await connection.execute(statement)


async def test_a_year_whose_computation_differs_is_not_signed(store: Store) -> None:
    of = await closed(store)
    # A record changed behind everybody's back: what is computed anew is no more what was frozen.
    async with store.writing() as connection:
        await connection.execute(delete(Part))
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await mwc.change(OVERALL, version=0, text="平稳。")
        refused = await mwc.change(SIGN, number="5号", issue=1)
    assert errors(refused) == [("CONFLICT", "year")]
    assert "重算的结果与关账时的不同" in refused["errors"][0]["message"]
    assert await rows(store, Bulletin) == []


async def test_a_sending_is_refused_where_it_would_say_something_else_today(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await sign(mwc)
        to = {"to": "组织部", "layout": "OFFICIAL", "file": "XLSX", "day": today()}
        assert errors(await mwc.change(SEND, **to)) == []
        assert (await had(http, of, "委员工作委员会", "/bulletin-sendings/1")).status_code == 200
        async with unit_of_work(store, CODE, MWC, right=Right.KEEP) as unit:
            named = update(Person).where(Person.name == "钱二").values(name="钱贰")
            await unit.connection.execute(named)
            await unit.connection.execute(update(Committee).values(names_revision=unit.revision))
            unit.note("change", "person", 1)
        refused = await had(http, of, "委员工作委员会", "/bulletin-sendings/1")
        assert refused.status_code == 409
    # Of the sending, and of what was had again before the name changed.
    assert len(await lines(store, "export")) == 2


async def test_a_sending_can_be_had_again_when_the_account_of_whoever_signed_is_closed(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await sign(mwc)
        to = {"to": "组织部", "layout": "BRIEF", "file": "PDF", "day": today()}
        assert errors(await mwc.change(SEND, **to)) == []
        gone = await account_of(store, MWC.name)
        await close(store, CODE, Actor("系统管理员甲", "command"), gone)
        after = await account_of(store, "没有角色甲")
        await grant(store, CODE, FIRST, after, Giving(role="委员工作委员会"))
        answer = await had(http, of, "没有角色", "/bulletin-sendings/1")
        assert answer.status_code == 200
        assert f"签发：账号{gone}（已注销）" in pdf_text(answer.content)


async def test_of_one_bulletin_five_hundred_sendings_are_noted_at_most(store: Store) -> None:
    of = await closed(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        await sign(mwc)
        noted = {"committee_id": 1, "bulletin_id": 1, "recipient": "组织部", "employer": False}
        noted |= {"layout": "brief", "ending": "pdf", "day": date(2023, 1, 5), "digest": "0" * 64}
        noted |= {"noted_at": datetime.now(UTC), "noted_by": "系统"}
        async with store.writing() as connection:
            await connection.execute(insert(BulletinSending), [noted] * 500)
        to = {"to": "组织部", "layout": "BRIEF", "file": "PDF", "day": today()}
        assert errors(await mwc.change(SEND, **to)) == [("CONFLICT", "number")]
        told = (await mwc.ask(TOLD))["data"]["committee"]["bulletins"]
        assert [len(one["sendings"]) for one in told] == [500]
