"""What can be read of people by whoever has copies and no key: the files of a year of work."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import struct
import subprocess
import zlib
from bisect import bisect
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

import httpx
import openpyxl
import psycopg
import pytest
from docx import Document

from models.migration import upgrade
from models.store import Store, database_url
from rules.shipped import locate
from services.demo_database import fill
from tests.commands.test_keys import phones
from tests.commands.test_sick_database import run
from tests.process import Process
from tests.server.sick_server import path_of
from tests.services.accounts.holder import PASSWORD, SET_PASSWORD, SIGN_IN
from tests.services.members.test_phones import spelled

Json = Any
HOLDERS = {"王主任": "13905811001", "李秘书": "13905811002", "陈主任": "13905811003"}
IDENTITY, ADDRESS, MAIL = "330902198001010010", "定海区昌国路一百零七号", "zhangsan.test@example.cn"
MORE = {"身份证号": IDENTITY, "通讯地址": ADDRESS, "电子邮箱": MAIL}
# Where a name of a person stands, besides the table of persons. docs/security.md says so; a new place fails.
NAMES_STAND = {"persons.name", "persons.sort_key", "accounts.real_name"}

# That of everything, by its number.
TABLESPACE = 1663
TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
# Every file of a database, with the table whose rows, index or long values it holds.
RELATIONS = """
SELECT coalesce(of_table.relname, one.relname), one.relname, pg_relation_filepath(one.oid)
FROM pg_class one
LEFT JOIN pg_index of_index ON of_index.indexrelid = one.oid
LEFT JOIN pg_class long ON long.reltoastrelid = coalesce(of_index.indrelid, one.oid)
LEFT JOIN pg_class of_table ON of_table.oid = coalesce(long.oid, of_index.indrelid)
WHERE pg_relation_filepath(one.oid) IS NOT NULL AND NOT one.relisshared
"""


@pytest.fixture
def demo(empty_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with a year of an invented committee, in which nobody has an account yet."""
    monkeypatch.setenv("LUZHI_KEY_FILE", str(tmp_path / "the.key"))
    upgrade(database_url(empty_address))
    asyncio.run(filled(empty_address, tmp_path / "the.key"))
    return empty_address


async def filled(address: str, key: Path) -> None:
    store = Store.open(address, key_file=key)
    await fill(store, 10, 2022)
    await store.close()


def test_copies_tell_no_phone_no_identity_no_address_and_names_where_it_is_said(
    demo: str, tmp_path: Path, spawn: Callable[..., Process]
) -> None:
    key = tmp_path / "the.key"
    secrets = [*HOLDERS.values(), IDENTITY, ADDRESS, MAIL, PASSWORD]
    first_secrets, draft = accounts(demo), tmp_path / "2022.yaml"
    secrets += [one for one in phones(demo, tmp_path, "陈主任") if one]
    assert len(secrets) == 17
    roster = with_more(tmp_path / "名册.xlsx")
    told = run(demo, "import", "members", str(roster), "--year", "2022", "--as", "陈主任")
    assert told[0] == 0, told[1]
    draft.write_text(f"{locate('zhoushan/2022').read_text('utf-8')}\n# 改稿\n", "utf-8")
    server = spawn("-m", "start", "serve", "--port", "0", LUZHI_DATABASE=demo, LUZHI_LOG_LEVEL="debug")
    port = int(server.wait_for(r"http://127.0.0.1:(\d+)/graphql", 120)[1])
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        refused = work(http, first_secrets)
        for words in (
            ("recompute", "--year", "2022", "--as", "陈主任"),
            ("years", "close", "--year", "2022", "--as", "陈主任", "--reason", "年终"),
            ("rules", "draft", str(draft), "--as", "陈主任", "--reason", "改稿"),
            ("export", "members", str(tmp_path / "导出名册.xlsx"), "--year", "2022"),
            ("export", "records", str(tmp_path / "导出记录.xlsx"), "--year", "2022"),
            ("audit", "ship", str(tmp_path / "trail.jsonl")),
        ):
            code, said = run(demo, *words)
            assert code == 0, (words, said)
        backed_up(demo, tmp_path)
        # A copy as it lies there, beside a server at work.
        lying = files_of(demo)
    roster.unlink()
    copies = {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file() and one != key}
    copies |= lying | {"log": server.said.encode(), "refused": refused}
    assert '"path":"/graphql"' in server.said
    for secret in secrets:
        assert [(secret, name) for name, one in looked_through(copies) if found_in(secret, one)] == []
    # The same search finds what may be there.
    assert [name for name, one in looked_through(copies) if found_in("舟山市政协", one)] != []
    members = names(demo)
    people = [*members, *HOLDERS]
    assert len(people) == 13
    assert stand(demo, people) == NAMES_STAND
    # Long values lie packed in PostgreSQL's files; asked for, they come unpacked.
    assert stand(demo, secrets) == set()
    for name in ("log", "refused", "trail.jsonl"):
        assert [one for one in people if found_in(one, copies[name])] == []
    if demo.startswith("sqlite"):
        assert stand(f"sqlite:///{tmp_path / 'copy.db'}", people) == NAMES_STAND
    else:
        named = {name for name, one in lying.items() if any(found_in(each, one) for each in members)}
        logs = {name for name in named if name.startswith("pg_wal/")}
        assert {name.partition(".")[0] for name in named - logs} - {"pg_statistic"} == {"persons"}
        # The log has the rows of that table, and a name nowhere else.
        log = b"".join(records(lying[name]) for name in sorted(lying) if name.startswith("pg_wal/"))
        assert (written_of(demo, log, members), bool(logs)) == ({"persons"}, True)
        assert any(len(one) > 2 for one in members)


def records(log: bytes) -> bytes:
    """A file of PostgreSQL's write-ahead log without the heads of its pages, which may cut a row in two."""
    pages = [log[at : at + 8_192] for at in range(0, len(log), 8_192)]
    return pages[0][40:] + b"".join(page[24:] for page in pages[1:])


def written_of(address: str, content: bytes, people: list[str]) -> set[str]:
    """The tables of whose rows or indexes a log says a name, in whichever way it is spelled: each change in
    it begins with tablespace, database and file.

    Four bytes, which is a name of two characters in UTF-16, stand somewhere by chance in so much that is
    sealed or packed; longer names are looked for in that way, too.
    """
    with queried(address) as plain:
        told = [(of, path.split("/")) for of, _, path in plain.execute(RELATIONS).fetchall()]
    tables: dict[int, str] = {int(path[2]): of for of, path in told}
    database = int(told[0][1][1])
    begins = re.compile(re.escape(struct.pack("<II", TABLESPACE, database)) + rb"(.{4})", re.DOTALL)
    starts = [(one.end(), *struct.unpack("<I", one[1])) for one in begins.finditer(content)]
    found = set()
    for name in people:
        ways = b"|".join(re.escape(one) for one in spelled(name) if len(one) > 4)
        for met in re.finditer(ways, content):
            before = bisect(starts, met.start(), key=lambda start: start[0]) - 1
            found.add(tables.get(starts[before][1], "?") if before >= 0 else "?")
    return found


def backed_up(address: str, folder: Path) -> None:
    """A backup as docs/operation.md says."""
    if address.startswith("sqlite"):
        code, said = run(address, "backup", str(folder / "copy.db"))
        assert code == 0, said
    else:
        with psycopg.connect(address) as server:
            ((programs,),) = server.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchall()
        command = [str(Path(programs) / "pg_dump"), "--file", str(folder / "copy.sql"), address]
        subprocess.run(command, check=True)


def files_of(address: str) -> dict[str, bytes]:
    """What lies on the disk of a database and its log; of PostgreSQL a file by the table that it is of."""
    if address.startswith("sqlite"):
        path = path_of(address)
        found = {end or ".db": path.with_name(f"{path.name}{end}").read_bytes() for end in ("", "-wal")}
        assert found["-wal"]
        return found
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CHECKPOINT")
        ((folder,),) = server.execute("SHOW data_directory").fetchall()
        relations = server.execute(RELATIONS).fetchall()
    data = Path(str(folder))
    found = {f"{of}.{name}": (data / path).read_bytes() for of, name, path in relations}
    return found | {f"pg_wal/{one.name}": one.read_bytes() for one in (data / "pg_wal").glob("0*")}


def with_more(roster: Path) -> Path:
    """A roster with columns that offices have and this program does not need."""
    book = openpyxl.load_workbook(roster)
    sheet = book.active
    assert sheet
    for at, (heading, value) in enumerate(MORE.items(), sheet.max_column + 1):
        sheet.cell(1, at, heading)
        sheet.cell(2, at, value)
    book.save(roster)
    return roster


def accounts(address: str) -> dict[str, str]:
    """The first secrets of people with accounts, who may what is done here."""
    found = {}
    by, words = "装机人", ("first", "--committee", "zhoushan")
    for name, phone in HOLDERS.items():
        code, told = run(address, "accounts", *words, name, "--phone", phone, "--as", by)
        assert code == 0, told
        (found[name],) = re.findall(r"首次口令：(\w{4}-\w{4}-\w{4}-\w{4})", told, re.ASCII)
        by, words = "王主任" if name == "王主任" else "李秘书", ("register", "--department", "委员工作委员会")
        if name == "李秘书":
            assert run(address, "rights", "grant", "2", "办公室", "--as", "王主任")[0] == 0
            policy = ("accounts", "policy", "--second-factor", "off", "--as", "李秘书")
            assert run(address, *policy)[0] == 0
    assert run(address, "rights", "grant", "3", "委员工作委员会", "--as", "王主任")[0] == 0
    return found


def work(http: httpx.Client, first_secrets: dict[str, str]) -> bytes:
    """What somebody does in a session, who goes wrong now and then; what is answered to an export of lists
    by whoever may not read them, and by nobody.
    """

    def asked(query: str, token: str | None = None, **variables: Json) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {"query": query, "variables": variables}
        return http.post("/graphql", json=sent, headers=headers).json()["data"]

    who = {"user": HOLDERS["陈主任"], "password": PASSWORD}
    asked(SET_PASSWORD, **who, current=first_secrets["陈主任"])
    sign_in = {"committee": "zhoushan", "client": "BEARER", **who}
    assert asked(SIGN_IN, **sign_in | {"password": IDENTITY})["signIn"]["errors"] != []
    token = asked(SIGN_IN, **sign_in)["signIn"]["token"]
    assert token
    text = Document()
    for secret in (IDENTITY, ADDRESS, MAIL):
        text.add_paragraph(secret)
    written = BytesIO()
    text.save(written)
    headers = {"Authorization": f"Bearer {token}", "Luzhi-Filename": quote(f"{ADDRESS}.docx")}
    taken = http.post("/uploads", content=written.getvalue(), headers=headers)
    assert taken.status_code == 201, taken.text
    assert http.get(f"/uploads/{taken.json()['id']}", headers=headers).status_code == 200
    assert http.post("/uploads", content=MAIL.encode(), headers=headers).status_code == 400
    me = asked("{ me { userName uploads(first: 1) { nodes { name } } } }", token)["me"]
    assert me == {"userName": "139****1003", "uploads": {"nodes": [{"name": f"{ADDRESS}.docx"}]}}
    members = "members(year: 2022, first: 100) { nodes { name attributes { name value } } }"
    assert (
        len(
            asked(f'{{ committee(code: "zhoushan") {{ {members} }} }}', token)["committee"]["members"][
                "nodes"
            ]
        )
        == 10
    )
    kept = 'keepRun(committee: "zhoushan", year: 2022, name: "一", requestKey: "k") { errors { code } }'
    assert asked(f"mutation {{ {kept} }}", token)["keepRun"]["errors"] == []
    asked("mutation { signOut { errors { code } } }", token)
    grants = {"user": HOLDERS["王主任"], "password": PASSWORD}
    asked(SET_PASSWORD, **grants, current=first_secrets["王主任"])
    token = asked(SIGN_IN, **sign_in | grants)["signIn"]["token"]
    refused = b""
    for headers in ({"Authorization": f"Bearer {token}"}, {}):
        for name in ("PeopleOfYear", "Ranking"):
            of = {"committee": "zhoushan", "year": 2022, "scope": "全体", "by": "TOTAL"}
            of = of if name == "Ranking" else {"committee": "zhoushan", "year": 2022}
            sent = {"operationName": name, "variables": of, "format": "csv"}
            answer = http.post("/exports", json=sent, headers=headers)
            assert answer.status_code == (403 if headers else 401), answer.text
            refused += answer.content
    return refused


def looked_through(copies: dict[str, bytes]) -> Iterable[tuple[str, bytes]]:
    """All that is in copies, unpacked where it is packed."""
    for name, content in copies.items():
        yield name, content
        if is_zipfile(BytesIO(content)):
            with ZipFile(BytesIO(content)) as package:
                for part in package.namelist():
                    yield f"{name}/{part}", package.read(part)


def found_in(text: str, content: bytes) -> bool:
    return any(way in content for way in spelled(text))


def names(address: str) -> list[str]:
    """The names of members."""
    with queried(address) as plain:
        return [name for (name,) in plain.execute("SELECT name FROM persons").fetchall()]


def queried(address: str) -> closing[Any]:
    """A connection to a database that knows nothing of this program."""
    sqlite = address.startswith("sqlite")
    return closing(sqlite3.connect(path_of(address)) if sqlite else psycopg.connect(address))


def stand(address: str, people: list[str]) -> set[str]:
    """The columns in which a name of somebody stands, packed documents unpacked."""
    found = set()
    with queried(address) as plain:
        ((dictionary,),) = plain.execute("SELECT dictionary FROM closings").fetchall()
        for (table,) in plain.execute(TABLES[address.partition(":")[0]]).fetchall():
            rows = plain.execute(f'SELECT * FROM "{table}"')
            columns = [one[0] for one in rows.description]
            for row in rows.fetchall():
                for column, value in zip(columns, row, strict=True):
                    plain_value = unpacked(value, dictionary)
                    if any(found_in(one, plain_value) for one in people):
                        found.add(f"{table}.{column}")
    return found


def unpacked(value: object, dictionary: bytes) -> bytes:
    """A value as text, that of a statement with the dictionary that those of a year share."""
    if isinstance(value, bytes):
        with suppress(zlib.error):
            return value + zlib.decompressobj(zdict=dictionary).decompress(value)
        return value
    return str(value).encode() + json.dumps(value, default=str).encode()
