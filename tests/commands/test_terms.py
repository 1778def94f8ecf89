"""`luzhi terms`: no day is of two terms; and `luzhi members` means the term of today, or asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.clock import CHINA
from tests.commands.office import Office, ranked

BY = ("--as", "甲")
# Each term below ends or begins some days from it: a test may run over midnight.
TODAY = datetime.now(UTC).astimezone(CHINA).date()


def term(office: Office, name: str, *days: str) -> tuple[int, str]:
    found = office.run("terms", "set", name, *days, *BY)
    return found.exit_code, found.stdout + found.stderr


def listed(office: Office) -> list[list[str]]:
    found = office.run("terms", "list")
    assert found.exit_code == 0, found.output
    return ranked(found.stdout)


@pytest.mark.parametrize(
    ("first", "last", "shared"),
    [
        ("2022-03-31", None, "2022-03-31 至 2022-03-31"),
        ("2016-01-01", "2017-04-01", "2017-04-01 至 2017-04-01"),
        ("2018-01-01", "2018-12-31", "2018-01-01 至 2018-12-31"),
        (None, None, "2017-04-01 至 2022-03-31"),
        (None, "2020-06-30", "2017-04-01 至 2020-06-30"),
    ],
)
def test_a_day_is_of_one_term(office: Office, first: str | None, last: str | None, shared: str) -> None:
    assert term(office, "第八届", "--from", "2017-04-01", "--to", "2022-03-31")[0] == 0
    before = office.revision()
    days = [word for option, day in (("--from", first), ("--to", last)) if day for word in (option, day)]
    code, said = term(office, "第九届", *days)
    assert code == 2
    asked = f"“第九届”（{first or '没有写明'} 至 {last or '没有写明'}）"
    assert f"{asked}与“第八届”（2017-04-01 至 2022-03-31）有重叠：{shared}；" in said
    # Neither the term nor its days are there.
    assert office.revision() == before
    assert listed(office) == [["第八届", "2017-04-01", "2022-03-31", ""]]


def test_terms_that_follow_each_other_are_set_moved_and_listed(office: Office) -> None:
    assert listed(office) == []
    assert term(office, "第八届", "--from", "2017-04-01", "--to", "2022-03-31")[0] == 0
    assert term(office, "第九届", "--from", "2022-04-01") == (0, "第九届：2022-04-01 至 没有写明\n")
    assert term(office, "第七届", "--to", "2017-03-31")[0] == 0
    assert listed(office) == [
        ["第七届", "没有写明", "2017-03-31", ""],
        ["第八届", "2017-04-01", "2022-03-31", ""],
        ["第九届", "2022-04-01", "没有写明", "在这一届"],
    ]
    code, said = term(office, "第八届", "--from", "2017-04-01", "--to", "2022-04-30")
    assert (code, "有重叠：2022-04-01 至 2022-04-30；" in said) == (2, True)
    assert term(office, "第八届", "--from", "2017-04-01", "--to", "2022-02-28")[0] == 0


def test_terms_of_a_former_program_that_overlap_are_put_right_one_by_one(office: Office) -> None:
    assert term(office, "第七届")[0] == 0
    office.change(
        "insert into terms (committee_id, name, first_day, last_day)"
        " select committee_id, '第八届', null, null from terms"
    )
    assert term(office, "第七届", "--from", "2012-04-01", "--to", "2017-03-31")[0] == 0
    code, said = term(office, "第七届", "--from", "2012-04-01", "--to", "2017-04-30")
    assert (code, "与“第八届”（没有写明 至 没有写明）有重叠：2012-04-01 至 2017-04-30" in said) == (2, True)
    assert term(office, "第八届", "--from", "2017-04-01")[0] == 0


def test_a_member_of_today_is_meant_until_the_next_term_begins(office: Office) -> None:
    assert office.members().exit_code == 0
    last, first = TODAY + timedelta(days=2), TODAY + timedelta(days=3)
    assert term(office, "本届", "--from", "2017-04-01", "--to", str(last))[0] == 0
    assert term(office, "下届", "--from", str(first))[0] == 0
    entered = office.run("members", "enter", "W1", "赵六", "--from", str(first), *BY)
    assert (entered.exit_code, "下届：赵六（W1）已录入" in entered.output) == (0, True), entered.output
    # Both terms have a W1; the newest term is not meant before it begins.
    now = office.run("members", "list").output
    assert f"本届（2017-04-01 至 {last}）共 3 名。" in now
    then = office.run("members", "list", "--on", str(first)).output
    assert f"下届（{first} 至 没有写明）共 1 名。" in then
    moved = office.run("members", "change", "W1", "--set", "界别=科技", "--since", "2022-04-01", *BY)
    assert (moved.exit_code, "本届：W1 已更新" in moved.output) == (0, True), moved.output
    history = office.run("members", "history", "W1", "--term", "下届").output
    assert history.startswith("下届 W1：\n")
    assert "更新" not in history


def test_between_two_terms_it_is_asked_which_is_meant(office: Office) -> None:
    assert office.members().exit_code == 0
    last, first = (TODAY + timedelta(days=by) for by in (-3, 3))
    assert term(office, "本届", "--from", "2017-04-01", "--to", str(last))[0] == 0
    assert term(office, "下届", "--from", str(first))[0] == 0
    before = office.revision()
    for words in (("list",), ("change", "W1", "--set", "界别=科技", *BY), ("enter", "W9", "赵六", *BY)):
        found = office.run("members", *words)
        assert found.exit_code == 2
        assert (
            "不在任何一届里，看不出是哪一届；写明届次，有："
            f"本届（2017-04-01 至 {last}）、下届（{first} 至 没有写明）"
        ) in found.stderr
    assert office.revision() == before
