"""A small office on the command line: who works there, its measure, its roster, its records, and a database
of its own.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, make_url, select
from typer.testing import CliRunner, Result

from cli import app
from files.sheets.workbook import Table, write_workbook
from models.account import Account
from models.clock import now
from models.committee import Committee
from models.grant import Grant
from models.store import Store, database_url
from services.committee.committees import establish
from tests.database import FRESH
from tests.prepared import Filled
from tests.services.accounts.holder import PHONE

RULES = """language: 1
title: 试行办法
committee: 某市
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 第一条
root:
  id: total
  title: 总分
  rules:
  - {id: M4, title: 专委会会议, take: participation, when: {kind: 专委会会议, 状态: 出席}, points: 5, cap: 12}
  - {id: P1, title: 提案, take: authorship, when: {kind: 提案, 立案: 是, 位次: 首}, points: 5}
grades:
- {grade: 优秀, min: 15}
- {grade: 称职}
rank: {scopes: [全体, 界别]}
"""
MEMBERS = [
    ("W1", "张三", "13900000001", "经济"),
    ("W2", "李四", "13900000002", "经济"),
    ("W3", "王五", "", "科技"),
]
MEETINGS = [("H1", "第一次会议", "2022-03-01", "张三、李四"), ("H2", "第二次会议", "2022-04-01", "张三")]
PROPOSALS = [("9", "停车", "2022-03-05", "张三", "是"), ("10", "绿化", "2022-03-06", "李四、王五", "是")]
Rows = Sequence[Sequence[Any]]
COMMITTEE = "mou"
# Who works there, of which department: each may grant, and all that the committee and the Office may.
PEOPLE: dict[str, str | None] = {
    **dict.fromkeys(("甲", "乙", "丙", "李主任", "王主任"), "委员工作委员会"),
    "丁": None,
}

FILES = ("--members", "名册.xlsx", "--records", "记录.xlsx")


def run(*words: str) -> Result:
    """A command that needs no database."""
    return CliRunner().invoke(app, list(words))


def ranked(output: str) -> list[list[str]]:
    """The rows of a ranking on the screen, cell by cell."""
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│" in line]


def _reviewed(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words, "--approve") if words[:2] == ("import", "records") else words


# What an office has after the steps that every office takes, by these.
_TAKEN: dict[tuple[object, tuple[str, ...]], Filled] = {}


class Office:
    """Runs commands on one database; every answer is kept from holding its password.

    The first steps are the same in most offices: each is taken once in a process, in a database of its own,
    and what there is then is copied when something else is asked of the office. The first of all founds it:
    there are accounts then, in the name `by` of one of which all is done.
    """

    def __init__(
        self, address: str, folder: Path, by: str = "甲", founding: Callable[[str], None] | None = None
    ) -> None:
        self.folder = folder
        self.by = by
        self._founding = founding or peopled
        self._address = address
        self._databases = FRESH.get(database_url(address))
        has_key = Store.open(address).keys.path.exists()
        # The steps taken and not copied yet; None: it is no more like others.
        self._steps: tuple[str, ...] | None = None if self._databases is None or has_key else ()
        (folder / "办法.yaml").write_text(RULES, encoding="utf-8")

    @property
    def address(self) -> str:
        """Where its database is, in which all has been done that was asked of it."""
        steps, self._steps = self._steps, None
        FRESH.pop(database_url(self._address), None)
        if steps:
            assert _TAKEN[self._databases, steps].copy_to(Store.open(self._address))
        return self._address

    @property
    def key_file(self) -> str:
        """Where its key lies, for a program that works in another folder."""
        return str(Store.open(self.address).keys.path.absolute())

    def founded(self) -> Office:
        """The same, in which somebody has an account."""
        if not self.rows("select id from committees"):
            self._founding(self.address)
        return self

    def _step(self, name: str, *words: str) -> Result:
        """What a command says that every office begins with."""
        if self._steps is None or self._databases is None:
            return self.founded().run(*words)
        name = name if self._steps else f"{name} {self._founding.__qualname__}"
        before, self._steps = self._steps, (*self._steps, name)
        if (self._databases, self._steps) not in _TAKEN:
            store = Store.open(self._databases.migrated())
            if before:
                assert _TAKEN[self._databases, before].copy_to(store)
            else:
                self._founding(store.url.render_as_string(False))
            said = run_on(store.url.render_as_string(False), _reviewed(words))
            _TAKEN[self._databases, self._steps] = Filled(
                self._databases, store.url, store.keys.path.read_bytes(), said
            )
        found = _TAKEN[self._databases, self._steps].told
        assert isinstance(found, Result)
        return found

    def run(self, *words: str) -> Result:
        """Runs a command; all records that it imports are reviewed, so that they count."""
        return self.run_plain(*_reviewed(words))

    def run_plain(self, *words: str) -> Result:
        """Runs a command in these words."""
        return run_on(self.address, words)

    def rules(self, text: str = RULES, *words: str) -> Result:
        (self.folder / "办法.yaml").write_text(text, encoding="utf-8")
        document = str(self.folder / "办法.yaml")
        given = ("rules", "add", document, "--committee", COMMITTEE, *words, "--as", self.by)
        usual = text == RULES and not words
        return self._step("rules", *given) if usual else self.founded().run(*given)

    def publish(self, text: str) -> None:
        """Brings a further measure into force, as it is asked for: drafted, tried, reviewed by 甲; by 乙."""
        (self.folder / "新办法.yaml").write_text(text, encoding="utf-8")
        drafted = self.run("rules", "draft", str(self.folder / "新办法.yaml"), "--as", "甲")
        found = re.search(r"^(v\d+) 已存为草稿", drafted.output, re.MULTILINE)
        assert found, drafted.output
        for step in ("simulate", "submit"):
            done = self.run("rules", step, found[1], "--as", "甲")
            assert done.exit_code == 0, done.output
        done = self.run("rules", "publish", found[1], "--as", "乙", "--department", "委员工作委员会")
        assert done.exit_code == 0, done.output

    def members(self, rows: Rows = MEMBERS, *words: str, changes: Rows = ()) -> Result:
        """Imports a roster of these rows."""
        path = self.folder / "名册.xlsx"
        tables = [Table("委员", ("委员编号", "姓名", "电话", "界别"), rows)]
        if changes:
            tables.append(Table("变动", ("委员编号", "姓名", "属性", "新值", "生效日期"), changes))
        write_workbook(path, tables)
        given = ("import", "members", str(path), "--year", "2022", "--as", self.by, *words)
        usual = rows is MEMBERS and not words and not changes
        return self._step("members", *given) if usual else self.run(*given)

    def records(self, *words: str, meetings: Rows = MEETINGS, proposals: Rows = PROPOSALS) -> Result:
        """Imports records of these rows."""
        path = self.workbook(meetings, proposals)
        given = ("import", "records", str(path), "--year", "2022", "--as", self.by, *words)
        usual = meetings is MEETINGS and proposals is PROPOSALS and not words
        return self._step("records", *given) if usual else self.run(*given)

    def workbook(self, meetings: Rows = MEETINGS, proposals: Rows = PROPOSALS) -> Path:
        path = self.folder / "记录.xlsx"
        sheets = [
            Table("专委会会议", ("编号", "题目", "日期", "姓名"), meetings),
            Table("提案", ("编号", "题目", "提交日期", "姓名", "立案"), proposals),
        ]
        write_workbook(path, sheets)
        return path

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that plain SQL gives, on either database."""
        with self._connected() as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def change(self, statement: str) -> None:
        """Does in plain SQL what no command can do yet."""
        with self._connected() as connection:
            connection.execute(statement)
            connection.commit()

    def totals(self) -> list[tuple[Any, ...]]:
        """Every member's number and total."""
        return self.rows(
            "select number, total from member_scores join memberships on id = membership_id order by number"
        )

    def revision(self) -> int:
        return int(self.rows("select max(revision) from committees")[0][0])

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        url = make_url(self.address)
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(url.database))) as connection:
                yield connection
        else:
            with psycopg.connect(self.address) as connection:
                yield connection


def peopled(address: str, code: str = COMMITTEE) -> None:
    """A committee on a database that has its tables, with an account for each of `PEOPLE`."""
    asyncio.run(_peopled(address, code))


async def _peopled(address: str, code: str) -> None:
    store = Store.open(address)
    try:
        await establish(store, code, "某市")
        async with store.writing() as connection:
            own, moment = select(Committee.id).where(Committee.code == code), await now(connection)
            committee_id = await connection.scalar(own)
            for name, department in PEOPLE.items():
                who = {"committee_id": committee_id, "real_name": name, "department": department}
                added = insert(Account).values(registered_at=moment, **who).returning(Account.id)
                given = {"account_id": (await connection.execute(added)).scalar_one(), "granted_at": moment}
                given |= {"first_day": date(2020, 1, 1), "granted_by": "装机人"}
                for role in ("安全管理员", "委员工作委员会", "办公室"):
                    await connection.execute(
                        insert(Grant).values(committee_id=committee_id, role=role, **given)
                    )
    finally:
        await store.close()


def staffed(address: str) -> None:
    """The committee by hand: 王主任 grants (1), 李秘书 manages accounts (2), 张工 is of the committee (3),
    孙干事 reads (4).
    """
    words = ("--phone", PHONE, "--committee", COMMITTEE, "--as", "装机人")
    made = run_on(address, ("accounts", "first", "王主任", *words))
    assert made.exit_code == 0, made.output
    for at, (name, role) in enumerate(
        [("李秘书", "系统管理员"), ("张工", "委员工作委员会"), ("孙干事", "结果查阅")], 2
    ):
        by = "王主任" if at == 2 else "李秘书"
        words = ("--phone", f"1390580000{at}", "--department", "委员工作委员会", "--as", by)
        assert run_on(address, ("accounts", "register", name, *words)).exit_code == 0
        granted = run_on(address, ("rights", "grant", str(at), role, "--as", "王主任"))
        assert granted.exit_code == 0, granted.output


def run_on(address: str, words: Sequence[str]) -> Result:
    """A command on a database."""
    return CliRunner(env={"LUZHI_DATABASE": address}).invoke(app, list(words))


def counts(output: str) -> list[int]:
    """New, changed, unchanged and gone, as the table shows them."""
    (row,) = [line for line in output.splitlines() if ".xlsx" in line and "│" in line]
    return [int(cell) for cell in row.split("│")[2:6]]
