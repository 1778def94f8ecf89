"""`luzhi accounts`: who may sign in, from the first administrator to the account of a leaver."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from models.store import Store
from services.accounts.hashing import Hashing
from services.accounts.sessions import Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.committee.committees import establish
from services.refusal import Refusal
from tests.commands.office import Office
from tests.services.accounts.holder import CODE, PASSWORD, PHONE, SECOND_PHONE

AS = ("--as", "装机人")
NEW = ("--committee", CODE, "--committee-name", "舟山市政协")
FIRST = ("accounts", "first", "王主任", "--phone", PHONE, *NEW)
BY = ("--as", "李秘书")
HERE = Visit("10.0.0.1", "Firefox", "cookie")


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    """A database with all tables and nothing in them."""
    return Office(address, tmp_path)


def secret_in(output: str) -> str:
    found = re.search(r"^首次口令：(\S{4}-\S{4}-\S{4}-\S{4})$", output, re.MULTILINE)
    assert found, output
    return found[1]


def on(office: Office, work: Callable[[Store], object]) -> object:
    """What a coroutine comes to on the database of an office."""

    async def run() -> object:
        store = Store.open(office.address)
        try:
            return await work(store)  # type: ignore[misc]
        finally:
            await store.close()

    return asyncio.run(run())


def administered(office: Office) -> str:
    """The first secret of 王主任, who grants; 李秘书 is there to manage accounts, and has number 2."""
    secret = secret_in(office.run(*FIRST, *AS).output)
    by = ("--as", "王主任")
    assert office.run("accounts", "register", "李秘书", "--phone", "13905800009", *by).exit_code == 0
    assert office.run("rights", "grant", "2", "系统管理员", *by).exit_code == 0
    return secret


def set_(office: Office, secret: str, phone: str = PHONE) -> None:
    on(office, lambda store: set_password(store, Hashing(), CODE, Credentials(phone, secret), PASSWORD, HERE))


def entered(office: Office, secret: str = PASSWORD, phone: str = PHONE) -> str:
    """What becomes of a sign-in."""
    try:
        on(office, lambda store: sign_in(store, Hashing(), CODE, Credentials(phone, secret), HERE))
    except Refusal as refusal:
        return refusal.code.value
    return "signed in"


def test_there_is_no_account_but_the_one_that_was_made_by_hand(office: Office) -> None:
    on(office, lambda store: establish(store, "mou", "某市政协"))
    assert office.rows("select count(*) from accounts") == [(0,)]
    none = office.run("accounts", "list", "--committee", "mou")
    assert (none.exit_code, none.output) == (0, "还没有账号。登记第一个管理员：luzhi accounts first\n")


def test_the_first_administrator_is_made_once(office: Office) -> None:
    made = office.run(*FIRST, *AS)
    assert made.exit_code == 0, made.output
    secret_in(made.output)
    assert "王主任的账号，编号 1，用户名是本人的手机号（139****0001）。" in made.output
    assert PHONE not in made.output
    again = office.run(*FIRST[:4], SECOND_PHONE, *FIRST[5:], *AS)
    assert (again.exit_code, "第一个管理员只能有一次" in again.stderr) == (1, True)
    assert office.rows("select real_name, department, state, password from accounts") == [
        ("王主任", "办公室", "active", None)
    ]
    found = "select action, actor, channel, entity from changes where entity = 'account' order by id"
    trail = office.rows(found)
    assert trail == [("register first", "装机人", "command", "account")]


def test_what_is_wrong_is_said_and_makes_nothing(office: Office) -> None:
    for words, code, said in (
        ((*FIRST[:4], "123", *FIRST[5:], *AS), 2, "手机号写 11 位数字"),
        (FIRST, 2, "加 --as 姓名"),
        ((*FIRST[:2], " ", *FIRST[3:], *AS), 2, "写真实姓名"),
        (("accounts", "reset", "7", "--committee", "nowhere", *AS), 2, "没有这个政协"),
    ):
        found = office.run(*words)
        assert (found.exit_code, said in found.stderr) == (code, True), found.output
        assert PHONE not in found.output
    assert office.rows("select count(*) from accounts") == [(0,)]
    assert office.rows("select count(*) from committees") == [(0,)]


def test_a_number_and_a_person_have_one_account(office: Office) -> None:
    assert office.rules().exit_code == 0
    office.members()
    first = office.run("accounts", "register", "张三", "--phone", PHONE, "--member", "W1", "--as", "甲")
    assert first.exit_code == 0, first.output
    for words, said in (
        (("李四", "--phone", "+86 139-0580-0001"), "这个手机号已经有账号（编号 7）"),
        (("张三", "--phone", SECOND_PHONE, "--member", "W1"), "这名委员已经有账号（编号 7）"),
        (("张三", "--phone", SECOND_PHONE, "--member", "W9"), "没有这个编号的委员"),
    ):
        found = office.run("accounts", "register", *words, "--as", "甲")
        assert said in found.stderr, found.output
        assert found.exit_code > 0
    assert office.rows(
        "select real_name, persons.name from accounts join persons on persons.id = person_id"
    ) == [(None, "张三")]
    listed = office.run("accounts", "list").output
    assert "张三" in listed
    second = ("--phone", SECOND_PHONE, "--member", "W2", "--as", "甲")
    other = office.run("accounts", "register", "张叁", *second)
    assert "在名册里不叫这个姓名" in other.stderr


def test_the_number_is_asked_for_where_it_is_not_written(office: Office) -> None:
    words = [*FIRST[:3], *FIRST[5:], *AS]
    made = CliRunner(env={"LUZHI_DATABASE": office.address}).invoke(app, words, input=f"{PHONE}\n")
    assert made.exit_code == 0, made.output
    assert "（139****0001）" in made.output
    assert entered(office, secret_in(made.output)) == "PASSWORD_TO_SET"


def test_from_the_first_secret_to_a_reset(office: Office) -> None:
    secret = administered(office)
    assert entered(office, secret) == "PASSWORD_TO_SET"
    set_(office, secret)
    assert entered(office) == "signed in"
    shown = office.run("accounts", "sessions", "1").output
    assert "10.0.0.1" in shown
    assert "Firefox" in shown
    listed = office.run("accounts", "list").output
    assert ("139****" in listed, PHONE in listed) == (True, False)
    renewed = office.run("accounts", "reset", "1", *BY)
    assert renewed.exit_code == 0
    assert entered(office) == "SIGN_IN_FAILED"
    assert office.run("accounts", "sessions", "1").output == "现在没有登录。\n"
    set_(office, secret_in(renewed.output))
    assert entered(office) == "signed in"


def test_locked_unlocked_lost_closed(office: Office) -> None:
    set_(office, administered(office))
    assert office.run("accounts", "lock", "1", *BY).output == "王主任的账号（编号 1）已锁定。\n"
    assert entered(office) == "SIGN_IN_FAILED"
    assert office.run("accounts", "unlock", "1", *BY).output == "王主任的账号（编号 1）已解除锁定。\n"
    assert entered(office) == "signed in"
    assert "没有锁定" in office.run("accounts", "unlock", "1", *BY).stderr
    lost = office.run("accounts", "lock", "1", "--loss", "--reason", "手机丢了", *BY)
    assert lost.output == "王主任的账号（编号 1）已报失并锁定。\n"
    assert entered(office) == "SIGN_IN_FAILED"
    refused = office.run("accounts", "unlock", "1", *BY)
    assert (refused.exit_code, "luzhi accounts reset" in refused.stderr) == (1, True)
    assert office.run("accounts", "close", "1", *BY).output == "王主任的账号（编号 1）已注销。\n"
    for command in ("reset", "lock", "close"):
        found = office.run("accounts", command, "1", *BY)
        assert (found.exit_code, "已经注销" in found.stderr) == (1, True)
    columns = "key, user_name, user_name_index, password, first_secret, totp, state"
    left = office.rows(f"select {columns} from accounts order by id")
    assert left[0] == (None, None, None, None, None, None, "closed")
    # The number is somebody else's now.
    assert office.run("accounts", "register", "李四", "--phone", PHONE, *BY).exit_code == 0
    trail = [row[0] for row in office.rows("select action from changes where entity = 'account' order by id")]
    assert trail == [
        *("register first", "register", "set password", "lock", "fail to sign in", "unlock", "sign in"),
        *("report loss", "fail to sign in", "close", "register"),
    ]
    assert office.rows("select reason from changes where action = 'report loss'") == [("手机丢了",)]


def test_a_committee_chooses_its_policy(office: Office) -> None:
    office.run(*FIRST, *AS)
    assert "dengbao/1" in office.run("accounts", "policy").output
    assert "人人要绑定" in office.run("accounts", "policy").output
    chosen = office.run(
        "accounts", "policy", "--profile", "asvs", "--second-factor", "offered", "--as", "王主任"
    )
    assert chosen.exit_code == 0
    assert "asvs/1" in office.run("accounts", "policy").output
    assert "自愿绑定" in office.run("accounts", "policy").output
    assert office.run("accounts", "policy", "--profile", "nist", *AS).exit_code == 2
    assert office.run("accounts", "policy", "--profile", "asvs").exit_code == 2
    rows = office.rows("select action, before, after from changes where entity = 'account settings'")
    assert rows == [
        (
            "choose",
            '{"profile":"dengbao","second_factor":"required"}',
            '{"profile":"asvs","second_factor":"offered"}',
        )
    ]
