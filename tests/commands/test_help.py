"""What a command waits for: a page of help for no room of the house, a command on files for no database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.commands.office import FILES, peopled

ROOT = Path(__file__).parents[2]
ROOMS = {"rules", "scoring", "files", "documents", "models", "migrations", "services"}
SERVED = {"resolvers", "schema", "endpoint", "server", "strawberry", "graphql", "starlette", "uvicorn"}
DATABASE = {"models", "migrations", "services", "sqlalchemy", "alembic", "psycopg", "aiosqlite"}
WORK = {
    "numpy",
    "yaml",
    "durable_rules_engine",
    "xlsxwriter",
    "python_calamine",
    "msgspec",
    "orjson",
    "typst",
}
# Runs each line of its input as a command, and says what has been imported.
COMMANDS = """
import sys
from cli import app
for line in sys.stdin:
    try:
        app(line.split(), standalone_mode=False)
    except SystemExit as end:
        assert not end.code, line
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
# The words before each page of help.
PAGES = """
from cli import COMMANDS, made
def pages(command, words):
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from pages(below, [*words, name])
print()
for name in COMMANDS:
    for words in pages(made(name), [name]):
        print(*words)
"""


def child(code: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, input=given, capture_output=True, env=environment, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_no_page_of_help_waits_for_what_it_does_not_show() -> None:
    pages = child(PAGES).stdout.splitlines()
    assert len(pages) > 50
    assert {"", "serve", "rules", "rules add", "years close", "database check"} <= {*pages}
    done = child(COMMANDS, "".join(f"{words} --help\n" for words in pages))
    assert done.stdout.count("Usage:") == len(pages)
    imported = {*done.stderr.split()}
    assert "commands" in imported
    assert imported & (ROOMS | SERVED | DATABASE | WORK) == set()


def test_a_command_on_files_waits_for_no_database(folder: Path) -> None:
    lines = [
        f"score 办法.yaml {' '.join(FILES)}",
        f"score 办法.yaml {' '.join(FILES)} --json",
        f"score 办法.yaml {' '.join(FILES)} --xlsx 结果.xlsx",
        "rules lint 办法.yaml",
        "rules show 办法.yaml",
        "template members --out 空表.xlsx",
        "demo --members 10 --out 演示",
    ]
    done = child(COMMANDS, "".join(f"{line}\n" for line in lines))
    assert (folder / "结果.xlsx").is_file()
    imported = {*done.stderr.splitlines()[-1].split()}
    assert {"rules", "scoring", "files"} <= imported
    assert imported & (SERVED | DATABASE) == set()


def test_a_command_on_sqlite_waits_for_no_other_database_and_no_migration(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'luzhi.db'}"
    child(COMMANDS, f"migrate --database {address}\ndemo --members 10 --out {tmp_path}\n")
    peopled(address)
    added = f"rules add zhoushan/2022 --committee mou --as 甲 --database {address}"
    roster = f"import members {tmp_path / 'members.xlsx'} --year 2022 --as 甲 --database {address}"
    imported = {*child(COMMANDS, f"{added}\n{roster}\n").stderr.splitlines()[-1].split()}
    assert {"sqlalchemy", "aiosqlite", "models", "services"} <= imported
    assert imported & {"alembic", "mako", "psycopg"} == set()
