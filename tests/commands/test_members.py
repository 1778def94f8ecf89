"""`luzhi members …` and rosters that say who joins, who leaves and what changes (履4)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app
from tests.commands.office import MEETINGS, MEMBERS, Office, counts
from tests.test_docs import ROOT, fences

BY = ("--as", "甲")
PAGE = ROOT / "docs/people.md"
OF = ("--term", "本届")
# No term of these tests holds the day on which they run: each says which one is meant.
THEN = ("--on", "2022-03-01")
WHY = ("--reason", "工作变动")


def done(found: Result) -> str:
    assert found.exit_code == 0, found.output
    return found.output


def settled(office: Office) -> None:
    """The roster of three in a term that ends in June, and the records of the year."""
    done(office.members())
    done(office.records())
    done(office.run("terms", "set", "本届", "--from", "2017-01-01", "--to", "2022-06-30", *BY))


def test_a_member_is_entered_changed_listed_and_leaves(office: Office) -> None:
    settled(office)
    entered = (
        "members",
        "enter",
        "W9",
        "赵 六",
        "--set",
        "界别=经济",
        "--from",
        "2022-02-01",
        "--phone",
        *BY,
    )
    told = CliRunner(env={"LUZHI_DATABASE": office.address}).invoke(app, [*entered], input="139 0000 0009\n")
    assert "本届：赵 六（W9）已录入，2022 年已重新记分。" in done(told)
    # 139 was typed and is not repeated, and the database does not hold it in plain.
    assert "13900000009" not in told.output
    moved = ("members", "change", "W9", "--set", "界别=科技", "--since", "2022-04-01", *THEN, *BY, *WHY)
    assert "本届：W9 已更新，2022 年已重新记分。" in done(office.run(*moved))
    left = ("members", "leave", "W9", "--day", "2022-05-31", *OF, *BY, *WHY)
    assert "本届：W9 任职到 2022-05-31，2022 年已重新记分。" in done(office.run(*left))
    listed = done(office.run("members", "list", *THEN))
    assert re.search(r"W9 *│ 赵六 *│ 本届 *│ 2022-02-01 *│ 2022-05-31", listed)
    assert "本届（2017-01-01 至 2022-06-30）共 4 名。" in listed
    history = done(office.run("members", "history", "W9", *THEN))
    assert history.startswith("本届 W9：\n")
    assert [line.split(" ", 2)[2] for line in history.splitlines()[1:] if not line.startswith(" ")] == [
        "甲离任，工作变动",
        "甲更新，工作变动",
        "甲录入",
    ]
    assert "    界别：2022-04-01 起 经济 → 科技" in history
    assert "    任职止：（空） → 2022-05-31" in history
    back = ("members", "return", "W9", "--number", "W9-2", "--day", "2022-06-15", *OF, *BY, *WHY)
    assert "本届：W9 从 2022-06-15 起又任职，编号 W9-2" in done(office.run(*back))
    assert office.rows("select count(*) from persons where name = '赵六'") == [(1,)]


def test_what_cannot_be_is_refused_and_said(office: Office) -> None:
    settled(office)
    for words, code, said in (
        (("enter", "W8", "赵六", *BY), 2, "看不出是哪一届；写明届次，有：本届（2017-01-01 至 2022-06-30）"),
        (("enter", "W1", "赵六", *OF, *BY), 1, "这一届已有编号 W1"),
        (("enter", "W8", "张三", *OF, *BY), 1, "可能已有这个人：本届 W1（姓名相同）"),
        (("enter", "W8", "赵六", "--set", "界别=经挤", *OF, *BY), 1, "界别里没有“经挤”，是不是“经济”？"),
        (("enter", "W8", "赵六", "--set", "界别", *BY), 2, "--set 写成 属性=值"),
        (("leave", "W1", *BY, *WHY), 2, "写 --day 离任的日期"),
        (("leave", "W1", "--day", "2016-12-31", *OF, *BY, *WHY), 2, "不在本届里"),
        (("leave", "W7", "--day", "2022-03-31", *THEN, *BY, *WHY), 2, "没有这个编号的委员"),
        (("exit", "W1", "--confirm", "--cancel", *BY, *WHY), 2, "只写一个"),
        (("exit", "W1", *BY), 2, "--reason"),
        (("list", *OF, *THEN), 2, "--term 和 --on 只写一个"),
        (("list",), 2, "不在任何一届里"),
        (("list", "--term", "上届"), 2, "没有“上届”这一届；写明届次，有：本届"),
    ):
        before = office.revision()
        found = office.run("members", *words)
        assert (words, found.exit_code, said in found.output + found.stderr) == (words, code, True), (
            found.output + found.stderr
        )
        assert office.revision() == before
    new = ("members", "enter", "W8", "张三", "--new-person", *OF, *BY)
    assert "张三（W8）已录入" in done(office.run(*new))


def test_a_change_of_term_is_shown_and_then_done(office: Office) -> None:
    settled(office)
    done(office.run("terms", "set", "下届", "--from", "2022-07-01", *BY))
    going = office.folder / "连任.txt"
    going.write_text("W1\nW2，N2\n\n", encoding="utf-8")
    words = ("members", "carry-over", "本届", "下届", "--list", str(going), *BY)
    shown = done(office.run(*words, "--dry-run"))
    assert "W1 → W1 张三：界别 经济\n" in shown
    assert "W2 → N2 李四" in shown
    assert "期满在任、没有连任 1 名：\n    W3 王五\n只是看看，什么也没有写。" in shown
    assert office.rows("select count(*) from memberships") == [(3,)]
    assert "已带到下届，2022 年已重新记分。" in done(office.run(*words))
    days = office.rows("select number, first_day, last_day from memberships order by id")
    assert [tuple(map(str, row)) for row in days] == [
        *[(number, "None", "2022-06-30") for number in ("W1", "W2", "W3")],
        *[(number, "2022-07-01", "None") for number in ("W1", "N2")],
    ]
    # 张三 in a file of October is the one of the new term. Meetings 5 each: two in spring and a proposal make
    # 15, the one in autumn makes 5; 李四 has one meeting and one proposal.
    done(office.records(meetings=[*MEETINGS, ("H3", "第三次会议", "2022-10-10", "张三")]))
    assert sorted(office.totals()) == [("N2", "0"), ("W1", "15"), ("W1", "5"), ("W2", "10"), ("W3", "0")]
    numbers = "select number, person_id from memberships where term_id = 2 order by number"
    assert office.rows(numbers) == [("N2", 2), ("W1", 1)]
    assert office.rows("select distinct attribute from member_attributes where membership_id = 4") == [
        ("界别",)
    ]
    again = office.run(*words)
    assert (again.exit_code, again.stderr.count("已在下届里")) == (1, 2)
    going.write_text("W1\nW77\n", encoding="utf-8")
    assert "本届没有这几个编号：W77" in office.run(*words).stderr


def test_a_roster_of_a_new_term_says_who_joins_who_does_not_go_on_and_what_changes(office: Office) -> None:
    settled(office)
    done(office.run("terms", "set", "下届", "--from", "2022-07-01", *BY))
    fresh = [
        # 张三 goes on and moves, 李四 goes on, 王五 has no number that says who it is; 赵六 joins.
        ("N1", "张三", "13900000001", "科技"),
        ("N2", "李四", "13900000002", "经济"),
        ("N3", "王五", "13900000003", "科技"),
        ("N4", "赵六", "13900000004", "经济"),
    ]
    shown = done(office.members(fresh, "--term", "下届", "--dry-run"))
    assert counts(shown) == [2, 1, 1, 1]
    assert "加入的：\n  委员 N3 王五\n  委员 N4 赵六\n" in shown
    assert "变动的：\n  委员 N1 张三：界别：经济 → 科技\n" in shown
    assert "本届期满时在任、这一届没有的：\n  委员 W3 王五\n" in shown
    assert "与本届的委员同名，电话没有写或不同，当作另一人：王五。" in shown
    assert office.rows("select count(*) from memberships") == [(3,)]
    done(office.members(fresh, "--term", "下届"))
    people = "select number, person_id from memberships where term_id = 2 order by number"
    assert office.rows(people) == [("N1", 1), ("N2", 2), ("N3", 4), ("N4", 5)]


def test_who_is_not_in_a_roster_any_more_leaves_only_at_a_word(office: Office) -> None:
    settled(office)
    without = [MEMBERS[0], MEMBERS[2]]
    kept = done(office.members(without, *OF))
    assert "文件里没有的，没有动（离任了的，加 --leave-gone 离任日期）：\n  委员 W2 李四\n" in kept
    assert office.rows("select last_day from memberships where number = 'W2'") == [(None,)]
    wrong = office.members(without, *OF, "--leave-gone", "2016-12-31")
    assert (wrong.exit_code, "W2 不能在 2016-12-31 离任" in wrong.stderr) == (2, True)
    shown = done(office.members(without, *OF, "--leave-gone", "2022-04-30", "--dry-run"))
    assert "离任的，将任职到 2022-04-30：\n  委员 W2 李四\n" in shown
    told = done(office.members(without, *OF, "--leave-gone", "2022-04-30"))
    assert "离任的，任职到 2022-04-30：" in told
    assert [str(*row) for row in office.rows("select last_day from memberships where number = 'W2'")] == [
        "2022-04-30"
    ]
    assert "甲离任" in done(office.run("members", "history", "W2", *OF))


def test_many_who_leave_at_once_need_another_word(office: Office, tmp_path: Path) -> None:
    many = [(f"W{at}", f"委员{'甲乙丙丁戊己庚辛壬癸'[at]}", f"1390000000{at}", "经济") for at in range(10)]
    done(office.members(many))
    told = office.members(many[:5], "--leave-gone", "2022-04-30")
    assert (told.exit_code, "“离任”要改 5 名（原有 10 名）" in told.stderr) == (1, True)
    done(office.members(many[:5], "--leave-gone", "2022-04-30", "--accept", "离任"))
    assert office.rows("select count(*) from memberships where last_day is not null") == [(5,)]


def test_an_exit_is_asked_for_by_one_and_confirmed_by_another(office: Office) -> None:
    settled(office)
    asked = ("members", "exit", "W1", *OF, *WHY)
    assert "已提出 W1 退出，等另一人确认" in done(office.run(*asked, *BY))
    assert "待确认" in done(office.run("members", "list", *OF))
    same = office.run(*asked, "--confirm", *BY)
    assert (same.exit_code, "请另一人确认" in same.stderr) == (1, True)
    told = done(office.run(*asked, "--confirm", "--as", "乙"))
    assert "本届：W1 已退出，个人信息已经删除，2022 年已重新记分。" in told
    assert office.rows("select name, key, phone from persons where id = 1") == [("已退出1", None, None)]
    # 张三 came to 10 for meetings and 5 for a proposal, which stay.
    assert office.totals()[0] == ("W1", "15")
    # An old file brings nothing back, and nobody is anybody's namesake any more.
    told = done(office.members(MEMBERS, *OF))
    assert "已退出、个人信息已经删除的，没有改：W1。" in told
    assert office.rows("select name, key, phone from persons where id = 1") == [("已退出1", None, None)]
    assert "没有这名委员" not in done(office.run("members", "enter", "W8", "张三", *OF, *BY))


def test_the_page_on_people_can_be_followed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    done(office.run("terms", "set", "第八届", "--from", "2017-04-01", *BY))
    done(office.run("members", "enter", "W0302", "李四", "--term", "第八届", *BY))
    (office.folder / "连任.txt").write_text("W0302\n", encoding="utf-8")
    monkeypatch.chdir(office.folder)
    lines = [line for _, block in fences(PAGE, "sh people") for line in block.splitlines()]
    assert len(lines) == 12
    runner = CliRunner(env={"LUZHI_DATABASE": office.address})
    for line in lines:
        found = runner.invoke(app, shlex.split(line)[1:], input="13900000001\n")
        assert found.exit_code == 0, f"{line}\n{found.output}"
    people = "select name from persons order by id"
    assert office.rows(people) == [("李四",), ("已退出2",)]
