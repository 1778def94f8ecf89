"""The migrations make the tables that the models describe, wholly or not at all, on both databases."""

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command, op
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, NullPool, create_engine, inspect

import models
from models.base import Base
from models.migration import FOLDER, configuration, upgrade
from models.store import database_url
from models.tables import TABLES, is_ours, metadata
from tests.database import Files, PostgresServer
from tests.process import Process

VERSIONS = sorted((FOLDER / "versions").glob("*.py"))
STANDARD = {"__future__", "datetime", "json", "os", "pathlib", "typing", "zlib"}


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """A connection of the blocking kind, for looking at tables."""
    url = database_url(address)
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def table_names(address: str) -> list[str]:
    with connected(address) as connection:
        return sorted(name for name in inspect(connection).get_table_names() if is_ours(name))


def described(inspector: Inspector, table: str) -> dict[str, Any]:
    """All that the database knows of a table, in an order of its own."""

    def by_name(found: list[Any]) -> list[Any]:
        return sorted(found, key=lambda one: str(one["name"]))

    return {
        "columns": by_name(
            [
                {**column, "type": str(column["type"]), "comment": None}
                for column in inspector.get_columns(table)
            ]
        ),
        "primary key": inspector.get_pk_constraint(table),
        "foreign keys": by_name(inspector.get_foreign_keys(table)),
        "unique": by_name(inspector.get_unique_constraints(table)),
        "checks": by_name(inspector.get_check_constraints(table)),
        "indexes": [
            {**index, "dialect_options": {name: str(value) for name, value in options.items()}}
            for index in by_name(inspector.get_indexes(table))
            for options in [index.get("dialect_options", {})]
        ],
        "options": inspector.get_table_options(table),
    }


def every_table(address: str) -> dict[str, dict[str, Any]]:
    with connected(address) as connection:
        inspector = inspect(connection)
        names = {name for name in inspector.get_table_names() if is_ours(name)} - {"alembic_version"}
        return {name: described(inspector, name) for name in sorted(names)}


def named(address: str) -> dict[str, dict[str, list[str | None]]]:
    """The names of a table's constraints and indexes."""
    shapes = every_table(address)
    kinds = ("foreign keys", "unique", "checks", "indexes")
    return {
        table: {kind: [one["name"] for one in shape[kind]] for kind in kinds}
        | {"primary key": [shape["primary key"]["name"]]}
        for table, shape in shapes.items()
    }


def test_the_tables_come_from_nothing(empty_address: str) -> None:
    upgrade(database_url(empty_address))
    assert set(table_names(empty_address)) == {"alembic_version", *metadata.tables}


def test_alembic_finds_no_difference_between_migrations_and_models(address: str) -> None:
    command.check(configuration(database_url(address)))


def test_the_migrations_make_what_the_models_say(address: str, databases: Files | PostgresServer) -> None:
    # Alembic compares neither checks nor the options of tables.
    described_by_models = databases.empty()
    with connected(described_by_models) as connection:
        metadata.create_all(connection)
    assert every_table(address) == every_table(described_by_models)
    databases.drop(described_by_models)


def test_down_to_nothing_and_up_again(address: str) -> None:
    config = configuration(database_url(address))
    before = every_table(address)
    command.downgrade(config, "base")
    assert table_names(address) == ["alembic_version"]
    command.upgrade(config, "head")
    assert every_table(address) == before


def test_each_migration_goes_down_one_step_and_up_again(address: str) -> None:
    config = configuration(database_url(address))
    for revision in ScriptDirectory.from_config(config).walk_revisions():
        command.downgrade(config, str(revision.down_revision or "base"))
    for revision in reversed(list(ScriptDirectory.from_config(config).walk_revisions())):
        command.upgrade(config, revision.revision)
    assert set(table_names(address)) == {"alembic_version", *metadata.tables}


def test_migrating_again_changes_nothing(address: str) -> None:
    before = every_table(address)
    upgrade(database_url(address))
    assert every_table(address) == before


def test_a_migration_that_fails_half_way_leaves_nothing(
    empty_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create = op.create_table

    def create_four(name: str, *parts: Any, **options: Any) -> Any:
        made.append(name)
        if len(made) > 4:
            raise RuntimeError("out of room")
        return create(name, *parts, **options)

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_table", create_four)
        with pytest.raises(RuntimeError, match="out of room"):
            upgrade(database_url(empty_address))
    assert table_names(empty_address) == []
    upgrade(database_url(empty_address))
    assert set(table_names(empty_address)) == {"alembic_version", *metadata.tables}


def test_programs_that_start_at_once_do_not_disturb_one_another(
    empty_address: str, spawn: Callable[..., Process]
) -> None:
    program = f"""
import sys
from models.migration import upgrade
from models.store import database_url
print("ready")
sys.stdin.readline()
upgrade(database_url({empty_address!r}))
"""
    programs = [spawn("-c", program) for _ in range(3)]
    for process in programs:
        process.wait_for("ready")
    for process in programs:
        process.tell("go")
    assert [process.wait() for process in programs] == [0, 0, 0]
    assert set(table_names(empty_address)) == {"alembic_version", *metadata.tables}


def test_constraints_and_indexes_have_the_same_names_on_both_databases(
    sqlite_files: Files, postgres_server: PostgresServer
) -> None:
    file, database = sqlite_files.migrated(), postgres_server.migrated()
    names = named(file)
    assert names["records"]["checks"] == ["ck_records_form", "ck_records_source", "ck_records_state"]
    assert all(name for kinds in names.values() for kind in kinds.values() for name in kind)
    # PostgreSQL counts an index of its own for each unique constraint, and cuts names at 63 bytes.
    of_postgresql = named(database)
    for kinds in of_postgresql.values():
        kinds["indexes"] = [name for name in kinds["indexes"] if name not in kinds["unique"]]
    assert names == of_postgresql
    postgres_server.drop(database)


def test_every_table_but_the_committees_has_its_committee() -> None:
    without = [name for name, table in metadata.tables.items() if "committee_id" not in table.columns]
    assert without == ["committees"]
    for name, table in metadata.tables.items():
        if name not in without:
            column = table.columns["committee_id"]
            assert not column.nullable, name
            assert [key.target_fullname for key in column.foreign_keys] == ["committees.id"], name


def test_every_class_of_a_table_is_listed() -> None:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    assert {mapper.class_ for mapper in Base.registry.mappers} == set(TABLES)
    assert len(set(TABLES)) == len(TABLES)
    assert metadata is Base.metadata


@pytest.mark.parametrize("file", VERSIONS, ids=[file.stem for file in VERSIONS])
def test_a_migration_stays_true_when_the_models_change(file: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            imported.add(str(node.module))
    assert {name.split(".")[0] for name in imported} <= STANDARD | {"alembic", "cryptography", "sqlalchemy"}


def test_the_migrations_stand_in_one_line() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert len(scripts.get_bases()) == len(scripts.get_heads()) == 1
    assert [script.revision for script in scripts.walk_revisions()] == [
        file.stem.split("_")[0] for file in reversed(VERSIONS)
    ]
