"""`luzhi feedback`: the box on the command line, its files, and another key."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.store import Store
from services.accounts.feedback import Note, write
from services.accounts.sessions import Sessions, Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from tests.commands.office import Office, staffed
from tests.services.accounts.holder import PASSWORD, hashing

HERE = Visit("10.0.0.1", "test", "bearer")
MOU = ("--committee", "mou")
NOTES = (
    Note(kind="problem", words="=1+1 打不开", page="/ranking"),
    Note(kind="correction", words="手机应为13912345678", field="电话"),
    Note(kind="suggestion", words="字大一点", named=True),
)


@pytest.fixture
def office(address: str, bare: Office) -> Office:
    """王主任 grants (1), 李秘书 manages accounts (2), 孙干事 reads (4) and has written, 钱工 answers (5).

    In a folder of its own: here the key is replaced, which is that of the working directory on PostgreSQL.
    """
    office = Office(address, bare.folder, "张工", staffed)
    assert office.rules().exit_code == 0
    words = ("--phone", "13905800005", "--department", "委员工作委员会", "--as", "李秘书")
    assert office.run("accounts", "register", "钱工", *words).exit_code == 0
    assert office.run("rights", "grant", "5", "运维", "--as", "王主任").exit_code == 0
    issued = office.run("accounts", "reset", "4", "--as", "李秘书").output
    asyncio.run(written(office.address, issued))
    return office


async def written(address: str, issued: str) -> None:
    """Lets 孙干事 sign in with the first secret that was issued, and write."""
    secret = next(word for word in issued.replace("：", " ").split() if word.count("-") >= 2)
    phone, store = "13905800004", Store.open(address)
    try:
        await set_password(store, hashing(), "mou", Credentials(phone, secret), PASSWORD, HERE)
        entered = await sign_in(store, hashing(), "mou", Credentials(phone, PASSWORD), HERE)
        session = await Sessions(store).find(entered.token, "bearer", 1)
        assert session is not None
        for note in NOTES:
            await write(store, session, note)
    finally:
        await store.close()


def test_the_box_is_listed_and_answered(office: Office) -> None:
    listed = office.run("feedback", "list", "--as", "钱工")
    assert listed.exit_code == 0, listed.output
    heads = [line.split("，2")[0] for line in listed.output.splitlines() if not line.startswith(" ")]
    assert heads == [
        "3：建议，已收到，第 1 次",
        "2：个人信息更正（电话），已收到，第 1 次",
        "1：问题，已收到，第 1 次",
    ]
    assert "手机应为（已隐去）" in listed.output
    assert listed.output.count("孙干事") == 1
    for words, code, said in (
        (("1", "办结"), 2, "要写明怎样办的"),
        (("9", "办结", "好了"), 2, "没有这个编号的意见"),
        (("1", "办结", "好了", "--version", "3"), 1, "已被别人改过"),
    ):
        found = office.run("feedback", "answer", *words, "--as", "钱工")
        assert (found.exit_code, said in found.stderr) == (code, True), found.stderr
    done = office.run("feedback", "answer", "1", "办结", "已修好", "--as", "钱工")
    assert (done.exit_code, done.output) == (0, "第 1 条：办结。\n")
    finished = office.run("feedback", "list", "--state", "办结", "--as", "钱工").output
    assert "答复：已修好" in finished
    assert "第 2 次" in finished
    assert "字大一点" not in finished


def test_a_hidden_number_is_shown_to_whoever_may_read_numbers(office: Office) -> None:
    given = ("5", "委员工作委员会", "--reason", "另一人", "--as", "王主任")
    assert office.run("rights", "grant", *given).exit_code == 0
    shown = office.run("feedback", "show", "2", "--as", "钱工")
    assert shown.exit_code == 0, shown.output
    assert shown.output.endswith("委员工作委员会，结果查阅，孙干事\n  内容：手机应为13912345678\n")
    lines = office.rows("select entity, entity_id, after from changes where action = 'disclose'")
    assert lines == [("account", 4, '{"fields":["feedback"]}')]


def test_nobody_else_reads_or_answers_it(office: Office, tmp_path: Path) -> None:
    out = str(tmp_path / "意见.xlsx")
    for who in ("孙干事", "王主任", "李秘书"):
        assert "没有权限：导出电话" in office.run("feedback", "show", "2", "--as", who).stderr
        for words in (("list",), ("answer", "1", "办结", "好了"), ("export", out)):
            found = office.run("feedback", *words, "--as", who)
            assert (found.exit_code, "没有权限：答复意见箱" in found.stderr) == (1, True), found.output
    assert office.run("feedback", "list").exit_code == 2
    assert not Path(out).exists()
    assert office.rows("select distinct state from feedback") == [("received",)]


def test_it_is_written_out_and_the_trail_says_so(office: Office, tmp_path: Path) -> None:
    sheet, plain = tmp_path / "意见.xlsx", tmp_path / "意见.csv"
    for out in (sheet, plain):
        done = office.run("feedback", "export", str(out), "--as", "钱工")
        assert (done.exit_code, done.output) == (0, f"已写出 {out}：3 条意见。\n")
        assert out.stat().st_mode & 0o777 == 0o600
    rows = list(csv.reader(plain.read_text("utf-8-sig").splitlines()))
    told = ["编号", "种类", "更正哪一项", "状态", "部门", "角色", "写的人", "页面", "程序版本", "内容"]
    kept = [[row[rows[0].index(name)] for name in told] for row in rows]
    of = ["委员工作委员会", "结果查阅"]
    assert kept == [
        told,
        ["3", "建议", "", "已收到", *of, "孙干事", "", "0.1.0", "字大一点"],
        ["2", "个人信息更正", "电话", "已收到", *of, "", "", "0.1.0", "手机应为（已隐去）"],
        ["1", "问题", "", "已收到", *of, "", "/ranking", "0.1.0", "'=1+1 打不开"],
    ]
    cells = [[cell.value or "" for cell in row] for row in load_workbook(sheet)["意见"].iter_rows()]
    assert [row[10] for row in cells] == ["内容", "字大一点", "手机应为（已隐去）", "=1+1 打不开"]
    assert office.run("feedback", "export", str(sheet), "--as", "钱工").exit_code == 2
    wrong = office.run("feedback", "export", str(tmp_path / "意见.pdf"), "--as", "钱工")
    assert (wrong.exit_code, ".xlsx 或 .csv" in wrong.stderr) == (2, True)
    lines = office.rows("select actor, after from changes where action = 'export' and entity = 'feedback'")
    assert lines == [("account:5", '{"count":3,"state":null}')] * 2


def test_texts_are_read_after_another_key_took_over_and_gone_with_a_lost_one(
    office: Office, tmp_path: Path
) -> None:
    assert office.run("keys", "rotate", "--as", "钱工").exit_code == 0
    assert "字大一点" in office.run("feedback", "list", "--as", "钱工").output
    Path(office.key_file).unlink()
    assert office.run("keys", "lost", "--as", "钱工").exit_code == 0
    listed = office.run("feedback", "list", "--as", "钱工")
    assert listed.exit_code == 0, listed.output
    assert "3：建议，已收到" in listed.output
    assert "内容" not in listed.output
    assert office.rows("select count(*) from feedback where words is not null") == [(0,)]
