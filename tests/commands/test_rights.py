"""`luzhi rights`, and who may give which command once a committee has granted rights."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import COMMANDS, made
from tests.commands.office import RULES, Office, staffed
from tests.commands.rights_matrix import KEEPERS, LISTED, PRINTED, commands_with_a_name, writing

MOU = ("--committee", "mou")


@pytest.fixture
def office(address: str, tmp_path: Path) -> Office:
    """An office with its roster and records, and an account for each of a few roles."""
    office = Office(address, tmp_path, "张工", staffed)
    assert office.rules().exit_code == 0
    assert office.members().exit_code == 0
    assert office.records().exit_code == 0
    return office


def test_every_command_that_says_who_gives_it_has_its_place_in_the_matrix(office: Office) -> None:
    found = {words for name in COMMANDS for words in commands_with_a_name(made(name), (name,))}
    assert found == {*writing(office), *KEEPERS, *PRINTED, *LISTED}


def test_no_command_changes_anything_for_whoever_has_no_right(office: Office) -> None:
    commands = writing(office)
    counted = "select count(*) from changes where action <> 'refuse'"
    before = office.rows(counted)
    for who, said in (("装机人", "没有正常的账号"), ("孙干事", "没有权限"), ("4", "孙干事没有权限")):
        for name, words in commands.items():
            found = office.run(*name.split(), *words, "--as", who)
            assert (name, found.exit_code) == (name, 1), found.output
            assert said in found.stderr, (name, found.stderr)
    assert office.rows(counted) == before
    refused = "select actor, count(*) from changes where action = 'refuse' group by actor order by actor"
    # That only reading was refused is not noted, here as over HTTP.
    noted = len(commands) - len({"feedback list"})
    assert sorted(office.rows(refused)) == [("account:4", 2 * noted), ("装机人", noted)]
    assert not (office.folder / "导出.xlsx").exists()
    assert not (office.folder / "意见.xlsx").exists()


def test_whoever_has_the_right_goes_on_as_before(office: Office) -> None:
    commands = writing(office)
    for name in (
        *("import members", "records enter", "mapping set", "export members", "recompute", "runs keep"),
        *("years close", "years reopen", "rules draft"),
    ):
        done = office.run(*name.split(), *commands[name], "--as", "张工" if name != "runs keep" else "3")
        assert (name, done.exit_code) == (name, 0), done.output
    actors = office.rows("select distinct actor from changes where actor <> '装机人'")
    assert sorted(actors) == [("account:1",), ("account:2",), ("account:3",)]
    assert (
        "没有权限：登记"
        in office.run("accounts", "register", *commands["accounts register"], "--as", "张工").stderr
    )
    for words in (("explain", "张三", "--year", "2022"), ("rights", "list"), ("accounts", "list")):
        assert office.run(*words).exit_code == 0


def test_two_of_one_name_are_told_apart_by_number(office: Office) -> None:
    assert (
        office.run("accounts", "register", "张工", "--phone", "13905800009", "--as", "李秘书").exit_code == 0
    )
    both = office.run("recompute", "--year", "2022", "--as", "张工")
    assert (both.exit_code, "有几个账号" in both.stderr) == (1, True)
    assert office.run("recompute", "--year", "2022", "--as", "3").exit_code == 0
    assert office.rows("select actor from changes order by id desc limit 1") == [("account:3",)]
    # Under the number of one nobody is a second person.
    drafted = office.run("rules", "draft", *writing(office)["rules draft"], "--as", "3")
    assert drafted.exit_code == 0
    for step in ("simulate", "submit"):
        assert office.run("rules", step, "v2", "--as", "3").exit_code == 0
    office.run("accounts", "close", "5", "--as", "李秘书")
    alone = office.run("rules", "publish", "v2", "--as", "张工")
    assert (alone.exit_code, "不能自己发布" in alone.stderr) == (1, True)


def test_roles_are_given_and_taken_back_and_nobody_does_so_for_themselves(office: Office) -> None:
    listed = office.run("rights", "list").output
    for role in ("安全管理员", "系统管理员", "委员工作委员会", "结果查阅", "装机人"):
        assert role in listed
    for words, said in (
        (("grant", "1", "结果查阅"), "自己的权限不能自己改"),
        (("grant", "2", "审计管理员"), "一人只能当一种"),
        (("grant", "4", "结果查阅"), "已经是结果查阅"),
        (("grant", "4", "专门委员会"), "要写明部门"),
        (("grant", "4", "委员工作委员会", "--department", "办公室"), "不分部门"),
        (("grant", "4", "主席"), "没有这个角色"),
        (("grant", "9", "结果查阅"), "没有这个编号的账号"),
        (("grant", "4", "审计管理员", "--from", "2022-02-01", "--to", "2022-01-01"), "不能早于"),
        (("revoke", "1"), "自己的权限不能自己改"),
        (("revoke", "9"), "没有这个编号的授权"),
    ):
        found = office.run("rights", *words, "--as", "王主任")
        assert found.exit_code > 0
        assert said in found.stderr, found.output
    given = office.run("rights", "grant", "4", "专门委员会", "--department", "提案委员会", "--as", "王主任")
    assert "账号 4 是专门委员会（提案委员会）" in given.output
    assert (
        office.run("rights", "revoke", "5", "--as", "王主任").output == "孙干事（账号 4）不再是专门委员会。\n"
    )
    assert "已经到期，或已收回" in office.run("rights", "revoke", "5", "--as", "王主任").stderr
    assert "提案委员会" not in office.run("rights", "list").output
    assert "提案委员会" in office.run("rights", "list", "--past").output
    shown = office.run("rights", "roles").output
    told = "查阅结果、记录、办法；录入、改正、撤回记录；审核、归档记录；批准请假；更新委员的信息；"
    told += "提出异议；答复异议"
    assert f"专门委员会，履4、5、10：{told}（限本部门录入的种类、本专委会的委员）" in shown
    trail = office.rows("select action, reason from changes where entity = 'grant' order by id")
    assert [action for action, _ in trail] == ["grant"] * 5 + ["revoke"]


def test_the_office_says_what_members_see_of_each_other(office: Office) -> None:
    assert office.run("rights", "ranks").output == "own：委员看到本人的名次，和不说是谁的分布。\n"
    done = office.run("rights", "ranks", "ranking", "--reason", "主席会议定的", "--as", "张工")
    assert done.output == "ranking：委员看到全体的姓名、名次、总分，看不到来由。\n"
    again = office.run("rights", "ranks", "ranking", "--as", "张工")
    assert (again.exit_code, "已经是这样设定的" in again.stderr) == (1, True)
    assert office.rows("select rank_visibility from committees") == [("ranking",)]
    assert office.run("rights", "ranks", "all").exit_code == 2


def test_members_have_their_own_view_by_registration(office: Office) -> None:
    words = ("--phone", "13905800008", "--member", "W1", "--as", "李秘书")
    assert office.run("accounts", "register", "张三", *words).exit_code == 0
    found = office.run("rights", "grant", "5", "委员", "--as", "王主任")
    assert (found.exit_code, "不用授予" in found.stderr) == (2, True)
    shown = office.run("rights", "roles").output
    own = "查阅本人的结果、记录，生效的办法；提出异议；写、提交社情民意信息；登记、接办群众的线索"
    assert f"委员，履10，议2、7：{own}。登记给委员的账号都有，不用授予\n" in shown


def test_a_department_has_one_administrator_and_hands_over_in_one_action(office: Office) -> None:
    proposals = ("专门委员会", "--department", "提案委员会")
    assert (
        office.run("rights", "grant", "4", *proposals, "--to", "2099-12-31", "--as", "王主任").exit_code == 0
    )
    second = office.run("rights", "grant", "3", *proposals, "--as", "王主任")
    assert (second.exit_code, "提案委员会已经有管理员（账号 4，授权 5）" in second.stderr) == (1, True)
    for words, code, said in (
        (("4", "4", "--reason", "轮岗"), 2, "移交给另一个账号"),
        (("4", "9", "--reason", "轮岗"), 2, "没有这个编号的账号"),
        (("2", "3", "--reason", "轮岗"), 1, "没有可以移交的"),
        (("1", "3", "--reason", "轮岗"), 1, "自己的权限不能自己改"),
        (("4", "3", "--reason", " "), 2, "事由"),
    ):
        found = office.run("rights", "hand-over", *words, "--as", "王主任")
        assert (found.exit_code, said in found.stderr) == (code, True), found.stderr
    done = office.run("rights", "hand-over", "4", "2", "--reason", "轮岗", "--as", "王主任")
    assert done.output == "账号 4 的部门角色移交给了账号 2，现在是专门委员会（提案委员会）。\n"
    # One reason, one moment; the days go along, and what is of no department stays.
    trail = office.rows("select action, revision, reason from changes where entity = 'grant' order by id")
    assert [(action, why) for action, _, why in trail[-2:]] == [("revoke", "轮岗"), ("grant", "轮岗")]
    assert trail[-1][1] == trail[-2][1]
    listed = office.run("rights", "list").output
    assert "李秘书（账号 2），专门委员会（提案委员会）" in listed
    assert "到 2099-12-31" in listed
    assert "孙干事（账号 4），结果查阅" in listed
    assert "孙干事（账号 4），专门委员会" not in listed
    again = office.run("rights", "hand-over", "4", "3", "--reason", "轮岗", "--as", "王主任")
    assert (again.exit_code, "没有可以移交的" in again.stderr) == (1, True)
    reasoned = office.run("rights", "grant", "3", *proposals, "--reason", "工作量大", "--as", "王主任")
    assert reasoned.exit_code == 0, reasoned.stderr


def test_when_nobody_grants_any_more_the_first_is_made_again(office: Office) -> None:
    again = ("accounts", "first", "赵主任", "--phone", "13905800008", *MOU, "--as", "装机人")
    assert "已经有安全管理员" in office.run(*again).stderr
    assert office.run("accounts", "close", "1", "--as", "李秘书").exit_code == 0
    assert "王主任（" not in office.run("rights", "list").output
    made = office.run(*again)
    assert made.exit_code == 0, made.output
    assert office.run("rights", "grant", "4", "审计管理员", "--as", "赵主任").exit_code == 0


def test_nobody_changes_anything_before_somebody_was_made_by_hand(office: Office) -> None:
    commands = writing(office)
    first = ("accounts", "first", "赵主任", "--phone", "13905800008", *MOU, "--as", "装机人")
    changed = "select count(*) from changes where action <> 'refuse'"
    before = office.rows(changed)
    # As in a database of a program before rights, and in one before accounts.
    for emptied, who in (("grants", "张工"), ("accounts", "张工"), ("accounts", "装机人")):
        office.change(f"delete from {emptied}")
        for name, words in commands.items():
            found = office.run(*name.split(), *words, "--as", who)
            said = "还没有安全管理员：由管服务器的人用 luzhi accounts first 登记" in found.stderr
            assert (name, found.exit_code, said) == (name, 1, True), found.output
    assert office.rows(changed) == before
    assert "还没有授予角色" in office.run("rights", "list").output
    assert office.run(*first).exit_code == 0
    assert "没有正常的账号" in office.run("recompute", "--year", "2022", "--as", "张工").stderr
    refused = office.run("recompute", "--year", "2022", "--as", "赵主任")
    assert refused.stderr == "赵主任没有权限：重新记分，保存记分\n"


def test_a_committee_comes_to_be_by_its_first_administrator(address: str, tmp_path: Path) -> None:
    office = Office(address, tmp_path)
    (tmp_path / "办法.yaml").write_text(RULES, encoding="utf-8")
    document = str(tmp_path / "办法.yaml")
    for words in (("rules", "add", document), ("recompute", "--year", "2022")):
        found = office.run(*words, *MOU, "--as", "装机人")
        assert (found.exit_code, "没有" in found.stderr) == (2, True), found.output
    missing = office.run("rules", "add", document, *MOU, "--as", "装机人").stderr
    assert missing == "没有政协 mou。先登记它的第一个管理员：luzhi accounts first 姓名 --committee mou\n"
    assert office.rows("select count(*) from committees") == [(0,)]
    staffed(office.address)
    assert office.run("rules", "add", document, *MOU, "--as", "张工").exit_code == 0
