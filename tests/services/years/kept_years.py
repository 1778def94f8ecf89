"""Databases of closed years that are kept for ever, as rows: written once, and read into today's tables."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import create_engine, text

from models.migration import configuration, upgrade
from models.store import database_url

FOLDER = Path(__file__).parents[2] / "data" / "closed"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
# Rows of closings come last: after them the database refuses any row of a frozen run.
LAST = "closings"


async def filled(address: str, name: str) -> None:
    """Fills an empty database with the tables and rows as they were kept, and brings it up to date."""
    kept = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    url = database_url(address)
    command.upgrade(configuration(url), kept["migration"])
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url)
    with engine.begin() as connection:
        for table, rows in kept["tables"].items():
            for row in rows:
                values = row if sqlite else {key: _in_utc(value) for key, value in row.items()}
                columns = ", ".join(f'"{column}"' for column in values)
                places = ", ".join(f":{column}" for column in values)
                connection.execute(text(f'insert into "{table}" ({columns}) values ({places})'), values)
            if not sqlite and rows and "id" in rows[0]:
                # Rows that bring their numbers leave the counter behind.
                counted = f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from \"{table}\""
                connection.execute(text(counted))
    engine.dispose()
    upgrade(url)


def _in_utc(value: Any) -> Any:
    """A moment as PostgreSQL reads it, whatever time zone it is set to."""
    return f"{value}+00" if isinstance(value, str) and MOMENT.fullmatch(value) else value


def hashes(name: str) -> dict[str, str]:
    """The hash of each kept statement, by run and membership."""
    lines = (FOLDER / f"{name}.sha256").read_text("utf-8").splitlines()
    return {key: hash_ for hash_, _, key in (line.partition("  ") for line in lines)}


def written(path: Path, migration: str) -> str:
    """The content of an SQLite database as text, a row a line; tables stand behind those they refer to."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        everything = "select name from sqlite_master where type = 'table'"
        names = {row[0] for row in connection.execute(everything)} - {"alembic_version"}
        tables = {
            name: [dict(row) for row in connection.execute(f'select * from "{name}" order by 1, 2')]
            for name in [*_in_order(connection, names - {LAST}), LAST]
        }
    parts = []
    for name, rows in tables.items():
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f"{json.dumps(name)}: [\n{lines}\n]" if rows else f"{json.dumps(name)}: []")
    body = ",\n".join(parts)
    return f'{{"migration": {json.dumps(migration)}, "tables": {{\n{body}\n}}}}\n'


def _in_order(connection: sqlite3.Connection, names: set[str]) -> list[str]:
    """The tables, each behind those that it refers to."""
    found: list[str] = []
    while rest := sorted(names - set(found)):
        for name in rest:
            referred = {row[2] for row in connection.execute(f'pragma foreign_key_list("{name}")')}
            if referred <= {*found, name, LAST}:
                found.append(name)
    return found
