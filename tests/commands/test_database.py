"""The database of a command: missing, empty, unreachable; exported, and killed while it is written."""

import json
import os
import random
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from typer.testing import CliRunner

from cli import app
from files.demo.year import write_demo
from rules import catalogue as catalogues
from tests import pasted
from tests.commands.office import Office, peopled
from tests.console_page import ConsolePage
from tests.process import Process

SECRET = "geheim"
KILLS = 8


def run(address: str, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, [*words, "--database", address])
    return found.exit_code, found.output


def test_a_database_is_made_once(empty_address: str) -> None:
    code, said = run(empty_address, "migrate")
    assert (code, said) == (0, "数据库已建立。接着登记第一个账号：luzhi accounts first\n")
    assert run(empty_address, "migrate") == (0, "表已是最新，没有改动。\n")


def test_a_database_without_tables_is_refused(empty_address: str, tmp_path: Path) -> None:
    office = Office(empty_address, tmp_path)
    file = str(office.workbook())
    for words in (
        ("import", "records", file, "--year", "2022", "--as", "甲"),
        ("export", "members", str(tmp_path / "a.xlsx"), "--year", "2022"),
        ("rules", "add", "zhoushan/2022", "--as", "甲"),
        ("recompute", "--year", "2022", "--as", "甲"),
        ("serve", "--port", "0"),
    ):
        code, said = run(empty_address, *words)
        assert (code, "luzhi migrate" in said) == (1, True), said
    if empty_address.startswith("sqlite"):
        assert not list(tmp_path.glob("*.db*"))


def test_what_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    file, missing = tmp_path / "名单.txt", tmp_path / "没有" / "luzhi.db"
    file.write_text("张三\n", encoding="utf-8")
    for words in (("migrate",), ("recompute", "--year", "2022", "--as", "甲")):
        for path, said in (
            (file, "名单.txt 不是 SQLite 数据库，没有动它"),
            (tmp_path, " 是文件夹；数据库写成其中的一个文件"),
            (missing, "没有文件夹 "),
        ):
            code, output = run(f"sqlite:///{path}", *words)
            assert (code, said in output) == (1, True), output
    assert file.read_text(encoding="utf-8") == "张三\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_opens_the_page_with_the_query_once_the_server_listens(
    demo: str, spawn: Callable[..., Process]
) -> None:
    words = ("serve", "--hint", "docs/queries/ranking.graphql", "--database", demo)
    child = spawn("-m", "start", *words, "--port", "0")
    port = child.wait_for(r"服务在 http://127.0.0.1:(\d+)/graphql")[1]
    home, helping = child.wait_for(r"网页：(\S+) ，.*帮助在 (\S+)\n").groups()
    link, filled = child.wait_for(r"(http://\S+/graphql)#(\S+)\n").groups()
    code, said = run(demo, *words[:3], "--port", port)
    assert (code, "可能已被占用" in said, "#query=" in said) == (1, True, False)
    # It listens before it takes a signal as a wish; once it answers, it does.
    page = ConsolePage(httpx.get(link, headers={"accept": "text/html"}, timeout=30).text)
    assert page.fields == {"query": "{ __typename }", "variables": ""}
    statuses = [httpx.get(one, timeout=30).status_code for one in (home, helping)]
    assert (home, statuses) == (f"http://127.0.0.1:{port}/", [303, 200])
    shown = dict(parse_qsl(filled))
    assert shown["query"] == Path("docs/queries/ranking.graphql").read_text("utf-8").strip()
    enter, ask = pasted.commands(child.wait_for(r"(?s)(TOKEN=.*?)\n(curl .*?\n)")[0])
    token = pasted.token_in(_answer(pasted.curl(enter)).text)
    asked = {"query": shown["query"], "variables": json.loads(shown["variables"])}
    headers = {"Authorization": f"Bearer {token}"}
    at = f"http://127.0.0.1:{port}/graphql"
    answer = httpx.post(at, json=asked, headers=headers, timeout=30).json()
    assert answer["data"]["committee"]["run"]["ranking"]["totalCount"] == 10
    ranking = _answer(pasted.curl(ask, token)).json()["data"]["committee"]["run"]["ranking"]["nodes"]
    assert [one["rank"] for one in ranking] == [1, 2, 3, 4, 5]
    assert child.stop() == 0


def _answer(asked: pasted.Curl) -> httpx.Response:
    return httpx.post(asked.address, content=asked.body, headers=asked.headers, timeout=30)


def test_rules_that_are_not_there_are_said_to_be_missing(tmp_path: Path) -> None:
    code, output = run(f"sqlite:///{tmp_path}/a.db", "rules", "add", "nope/2022", "--as", "甲")
    assert (code, "找不到这份规则" in output, "--committee" in output) == (1, True, False)


def test_only_the_owner_reads_a_database_and_an_exported_roster(tmp_path: Path) -> None:
    office = Office(f"sqlite:///{tmp_path}/luzhi.db", tmp_path)
    old = os.umask(0o022)
    try:
        assert office.run("migrate").exit_code == 0
        assert office.rules().exit_code == 0
        assert office.members().exit_code == 0
        out = tmp_path / "导出.xlsx"
        assert office.run("export", "members", str(out), "--year", "2022").exit_code == 0
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("luzhi.db*")}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"postgresql://wer:{SECRET}@127.0.0.1:1/nirgends", 1),
        (f"postgresql://wer:{SECRET}@127.0.0.1:keine/nirgends", 2),
        (f"mysql://wer:{SECRET}@127.0.0.1/nirgends", 2),
        (f"{SECRET}", 2),
        ("sqlite://", 2),
    ],
)
def test_no_answer_repeats_an_address(address: str, code: int) -> None:
    for words in (("migrate",), ("recompute", "--year", "2022", "--as", "甲")):
        found, said = run(address, *words)
        assert (found, SECRET in said) == (code, False), said


def test_a_committee_is_named_where_there_are_several(address: str, tmp_path: Path) -> None:
    office = Office(address, tmp_path)
    assert office.run("recompute", "--year", "2022", "--as", "甲").exit_code == 2
    office.rules()
    assert office.run("rules", "add", str(tmp_path / "办法.yaml"), "--as", "甲").exit_code == 2
    peopled(office.address, "er")
    added = ("rules", "add", str(tmp_path / "办法.yaml"), "--committee", "er", "--as", "甲")
    assert office.run(*added).exit_code == 0
    unclear = office.run("recompute", "--year", "2022", "--as", "甲")
    assert (unclear.exit_code, "er、mou" in unclear.output) == (2, True)
    assert office.run("recompute", "--year", "2022", "--as", "甲", "--committee", "er").exit_code == 0


def test_exported_files_score_as_the_database_does(address: str, tmp_path: Path) -> None:
    office = Office(address, tmp_path)
    peopled(office.address, "zhoushan")
    written = write_demo(tmp_path, 40, 7, catalogues.load())
    assert office.run("rules", "add", "zhoushan/2022", "--as", "甲").exit_code == 0
    for what, file in (("members", written.members), ("records", written.records)):
        words = ("import", what, str(file), "--year", "2022", "--as", "甲", "--valid-only", "--rows", "0")
        assert office.run(*words).exit_code == 0
    members, records = str(tmp_path / "m.xlsx"), str(tmp_path / "r.xlsx")
    assert office.run("export", "members", members, "--year", "2022").exit_code == 0
    assert office.run("export", "records", records, "--year", "2022").exit_code == 0
    scored = office.run("score", "zhoushan/2022", "--members", members, "--records", records, "--json")
    told = json.loads(scored.stdout)
    assert office.rows("select input from score_runs where name is null") == [(told["input"],)]
    totals = {number: float(total) for number, total in office.totals()}
    assert {one["key"]: float(one["total"]) for one in told["members"]} == totals
    assert len({*totals.values()}) > 10
    for what, out in (("members", members), ("records", records)):
        again = office.run("import", what, out, "--year", "2022", "--as", "甲", "--rows", "0")
        assert "数据库没有变" in again.output


def test_an_export_takes_the_place_of_nothing(address: str, tmp_path: Path) -> None:
    office = Office(address, tmp_path)
    office.rules()
    office.members()
    out = tmp_path / "名册.xlsx"
    assert office.run("export", "members", str(out), "--year", "2022").exit_code == 2
    assert office.run("export", "members", str(out), "--year", "2022", "--force").exit_code == 0
    assert office.run("export", "members", "a.csv", "--year", "2022").exit_code == 2
    assert office.run("export", "members", str(tmp_path / "没有" / "a.xlsx"), "--year", "2022").exit_code == 1


def test_kill_9_while_importing_leaves_nothing_by_halves(
    address: str, tmp_path: Path, spawn: Callable[..., Process]
) -> None:
    office = Office(address, tmp_path)
    peopled(office.address, "zhoushan")
    written = write_demo(tmp_path, 60, 7, catalogues.load())
    office.run("rules", "add", "zhoushan/2022", "--as", "甲")
    office.run("import", "members", str(written.members), "--year", "2022", "--as", "甲")
    words = (
        "import",
        "records",
        str(written.records),
        "--year",
        "2022",
        "--as",
        "甲",
        "--valid-only",
        "--approve",
    )
    began = time.monotonic()
    assert spawn("-m", "start", *words, "--dry-run", LUZHI_DATABASE=address).wait(60) == 0
    whole, moments = time.monotonic() - began, random.Random(7)
    empty = office.rows("select count(*) from records"), office.revision()
    for _ in range(KILLS):
        child = spawn("-m", "start", *words, LUZHI_DATABASE=address)
        time.sleep(moments.uniform(0.4, 1.0) * whole)
        child.kill()
        state = office.rows("select count(*) from records"), office.revision()
        if state != empty:
            assert state[1] == empty[1] + 1, "a unit of work by halves"
            break
        check(address)
    assert office.run_plain(*words).exit_code == 0
    assert office.revision() == empty[1] + 1
    counted = office.rows("select count(*), count(distinct kind || key) from records")
    assert counted[0][0] == counted[0][1] > 300
    check(address)


def check(address: str) -> None:
    """That SQLite finds nothing wrong with its file."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_demo_database_is_whole_or_not_there(tmp_path: Path, spawn: Callable[..., Process]) -> None:
    out = tmp_path / "demo" / "luzhi.db"
    words = ("-m", "start", "demo-database", "--out", str(out), "--members", "10")
    child = spawn(*words)
    child.wait_until(lambda: list(tmp_path.glob("demo/.luzhi.db.*")), "file in the making")
    child.kill()
    assert not out.exists()
    assert spawn(*words).wait(60) == 0
    assert sorted(file.name for file in out.parent.iterdir()) == ["luzhi.db", "luzhi.db.key"]
    with closing(sqlite3.connect(out)) as plain:
        before = plain.execute("select members, made_at from score_runs").fetchall()
    assert before[0][0] == 10
    assert spawn(*words).wait(60) == 0
    with closing(sqlite3.connect(out)) as plain:
        assert plain.execute("select members, made_at from score_runs").fetchall() == before


def test_a_folder_of_documents_that_cannot_be_used_ends_the_start(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/luzhi.db"
    assert run(address, "migrate")[0] == 0
    (tmp_path / "wrong.graphql").write_text("\n{ nothing }", "utf-8")
    words = ["serve", "--port", "0", "--database", address]
    for folder, said in (
        (tmp_path, "wrong.graphql 第 2 行：与接口的定义不符"),
        (tmp_path / "x", "没有这个文件夹"),
    ):
        found = CliRunner().invoke(app, words, env={"LUZHI_DOCUMENTS": str(folder)})
        told = "".join(found.output.split())
        assert (found.exit_code, "LUZHI_DOCUMENTS" in told, "".join(said.split()) in told) == (2, True, True)
