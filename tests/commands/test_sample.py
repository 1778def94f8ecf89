"""`luzhi sample` and `luzhi objections`: a whole sample, and an objection, at the command line."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from models.record import Record
from models.store import Store
from services.accounts.sessions import Sessions, Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.objections.raising import Claim, object_to
from services.runs.board import Boards
from tests.commands.office import Office, staffed
from tests.services.accounts.holder import PASSWORD, hashing

HERE = Visit("10.0.0.1", "test", "bearer")
MOU = ("--committee", "mou")
YEAR = ("--year", "2022")
DIGITS = ("--digits", "主持 人=1234567890", "--digits", "监督员=0987654321")


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    """An office with its roster and four records, which are archived."""
    office = Office(address, tmp_path, "张工", staffed)
    for done in (office.rules(), office.members(), office.records()):
        assert done.exit_code == 0, done.output
    done = office.run("review", "archive", *YEAR, "--as", "张工")
    assert done.exit_code == 0, done.output
    return office


def test_a_sample_at_the_command_line(office: Office, tmp_path: Path) -> None:
    frozen = office.run("sample", "frame", *YEAR, *MOU, "--as", "张工")
    assert frozen.exit_code == 0, frozen.output
    assert "抽查 1：名单 4 条，已冻结。" in frozen.output
    # Of four one may be faulty: it is found for certain only among all.
    assert "建议抽 4 条" in frozen.output
    assert office.run("sample", "results", "1").output == "还没有抽取。\n"
    refusals: tuple[tuple[tuple[str, ...], int, str], ...] = (
        (("draw", "1", "--size", "2", "--digits", "张三"), 2, "--digits 写成 席位=数字"),
        (("draw", "1", "--size", "2", "--digits", "张三=1"), 2, "由在场的 2 到 20 人各报数字"),
        (("draw", "1", "--size", "5", *DIGITS), 2, "这个部分有 4 条，抽 1 到 4 条"),
        (("draw", "9", "--size", "2", *DIGITS), 2, "没有这个编号的抽查"),
        (("extend", "1", "--size", "2"), 1, "这次抽查名单已冻结，不能加抽；能加抽的：已抽取"),
        (("findings", "1", "--fault", "错"), 2, "加 --record 编号"),
    )
    for words, code, said in refusals:
        refused = office.run("sample", *words, "--as", "张工")
        assert (words, refused.exit_code) == (words, code)
        assert said in refused.stderr, refused.stderr
    assert "没有写经办人" in office.run("sample", "draw", "1", "--size", "2", *DIGITS).stderr
    drawn = office.run("sample", "draw", "1", "--size", "1", *DIGITS, "--as", "张工")
    assert "名单 4 条，抽到 1 条。种子：12345678900987654321" in drawn.output
    larger = office.run("sample", "extend", "1", "--size", "2", "--as", "张工")
    # The larger sample begins as the smaller one.
    first, second = (line.split("，")[0].split(" ")[1] for line in larger.output.splitlines()[1:])
    assert f"1：记录 {first}，" in drawn.output
    wrong = ("--fault", "少一人", "--cure", "退回改正")
    noted = office.run("sample", "findings", "1", "--record", first, *wrong, "--as", "张工")
    assert noted.output == f"记录 {first}：有问题，已写下。\n"
    assert "没有检查完" in office.run("sample", "results", "1").output
    assert office.run("sample", "findings", "1", "--record", second, "--as", "张工").exit_code == 0
    listed = office.run("sample", "findings", "1").output
    assert "有问题：少一人；退回改正" in listed
    out = tmp_path / "抽查.zip"
    told = office.run("sample", "results", "1", "--out", str(out))
    # One of two: 1 - sqrt(0.975) = 1.258 % and sqrt(0.975) = 98.742 %, rounded outward.
    assert "全部：名单 4 条，抽 2 条，检查 2 条，有问题 1 条；占比 95 % 区间：1.2 % 到 98.8 %" in told.output
    with ZipFile(out) as zipped:
        zipped.extractall(tmp_path / "files")
    script = [sys.executable, str(tmp_path / "files" / "repeat.py"), "2"]
    again = subprocess.run(script, capture_output=True, text=True, check=True)
    assert again.stdout.split() == [first, second]
    assert office.run("sample", "results", "1", "--out", str(out)).exit_code == 2


def objecting(office: Office) -> None:
    """张三 is a member (5), and objects; 赵工 (6) is of the committee and has entered nothing."""
    member = ("--phone", "13905800005", "--member", "W1", "--as", "李秘书")
    issued = office.run("accounts", "register", "张三", *member)
    assert issued.exit_code == 0, issued.output
    other = ("--phone", "13905800006", "--as", "李秘书")
    assert office.run("accounts", "register", "赵工", *other).exit_code == 0
    given = ("6", "委员工作委员会", "--reason", "答复异议要另一人", "--as", "王主任")
    assert office.run("rights", "grant", *given).exit_code == 0
    asyncio.run(objected(office.address, issued.output))


async def objected(address: str, issued: str) -> None:
    """Lets the member sign in with the first secret that was issued, and object."""
    secret = next(word for word in issued.replace("：", " ").split() if word.count("-") >= 2)
    who, store = "13905800005", Store.open(address)
    try:
        await set_password(store, hashing(), "mou", Credentials(who, secret), PASSWORD, HERE)
        entered = await sign_in(store, hashing(), "mou", Credentials(who, PASSWORD), HERE)
        session = await Sessions(store).find(entered.token, "bearer", 1)
        assert session is not None
        async with store.reading() as connection:
            record = await connection.scalar(select(Record.id).where(Record.key == "9"))
        claim = Claim(year=2022, about="award", words="少了\n一分", rule="P1", record_id=record)
        await object_to(store, Boards(), session, claim)
    finally:
        await store.close()


def test_an_objection_at_the_command_line(office: Office) -> None:
    objecting(office)
    listed = office.run("objections", "list", "--as", "赵工")
    assert listed.exit_code == 0, listed.output
    # Nobody of the committee for proposals has an account: it went on at once.
    assert "得分的一行，记录 " in listed.output
    assert "提出人提出：少了 一分" in listed.output
    assert "提案委员会转委员工作委员会：这个部门没有别的人可以答复" in listed.output
    assert office.run("objections", "list", "--overdue", "--as", "赵工").output == "没有异议。\n"
    assert "没有权限：答复异议" in office.run("objections", "list", "--as", "李秘书").stderr
    refusals: tuple[tuple[tuple[str, ...], int, str], ...] = (
        (("answer", "1", "不成立", "没有错"), 1, "这条异议已提交，不能答复；能答复的：已受理"),
        (("pass", "1", "转"), 1, "已经由委员工作委员会办理，不能再转"),
        (("accept", "9"), 2, "没有这个编号的异议"),
        (("accept", "1", "--version", "7"), 1, "已被别人办过"),
    )
    for words, code, said in refusals:
        refused = office.run("objections", *words, "--as", "赵工")
        assert (words, refused.exit_code) == (words, code)
        assert said in refused.stderr, refused.stderr
    accepted = office.run("objections", "accept", "1", "--as", "赵工")
    assert accepted.output == "第 1 条：已受理，由委员工作委员会办理。\n"
    alone = office.run("objections", "answer", "1", "成立", "有错", "--record", "1", "--as", "赵工")
    assert "一起写" in alone.stderr
    answered = office.run("objections", "answer", "1", "不成立", "没有错", "--as", "赵工")
    assert answered.output == "第 1 条：已答复，由委员工作委员会办理。\n"
    assert "不成立：P1，第一条，记 5 分；计 5 分" in office.run("objections", "list", "--as", "赵工").output
    trail = office.rows("select action, before, after, reason from changes where entity = 'objection'")
    assert len(trail) == 3
    assert not any("一分" in str(line) or "没有错" in str(line) for line in trail)
