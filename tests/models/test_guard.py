"""The triggers that guard what is fixed: the same after every migration and every batch change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from models.guard import GUARDS, guards, missing
from models.migration import FOLDER, configuration
from models.store import database_url
from tests.database import Files
from tests.models.test_migration import connected

TEXTS = {
    "sqlite": """
        rule_sets_insert rule_sets_update rule_sets_delete
        simulations_insert simulations_update simulations_delete""",
    "postgresql": "rule_sets_fixed rule_sets_kept simulations_fixed simulations_kept",
}
CLOSED = """
    frozen_run_changed frozen_run_deleted statement_added statement_changed statement_deleted
    closing_deleted closing_changed frozen_score_added frozen_score_changed frozen_score_deleted"""
GROUPS = "frozen_group_score_added frozen_group_score_changed frozen_group_score_deleted"
TRAIL = {
    "sqlite": "changes_insert changes_update changes_delete",
    "postgresql": "changes_fixed changes_kept",
}
SAMPLES = "sample_changed sample_deleted"
TOLD = {
    "sqlite": """
        analyses_update analyses_delete bulletins_update bulletins_delete
        bulletin_sendings_update bulletin_sendings_delete""",
    "postgresql": "analyses_changed bulletins_changed bulletin_sendings_changed",
}
OPINIONS = {
    "sqlite": """
        opinion_texts_update opinion_texts_delete opinion_authors_update opinion_authors_delete
        opinion_steps_update opinion_steps_delete""",
    "postgresql": "opinion_texts_changed opinion_authors_changed opinion_steps_changed",
}
PAPERS = {
    "sqlite": """
        opinion_paper_texts_update opinion_paper_texts_delete
        opinion_paper_steps_update opinion_paper_steps_delete""",
    "postgresql": "opinion_paper_texts_changed opinion_paper_steps_changed",
}
HANDLINGS = {
    "sqlite": """
        handling_answers_update handling_answers_delete handling_steps_update handling_steps_delete""",
    "postgresql": "handling_answers_changed handling_steps_changed",
}
RATINGS = {
    "sqlite": "opinion_ratings_update opinion_ratings_delete",
    "postgresql": "opinion_ratings_changed",
}
OPINION_BULLETINS = {
    "sqlite": "opinion_bulletins_update opinion_bulletins_delete",
    "postgresql": "opinion_bulletins_changed",
}
# The names after each migration that adds or removes any.
KEPT = {
    "0001": {"sqlite": "", "postgresql": ""},
    "0002": TEXTS,
    "0003": {kind: names + CLOSED for kind, names in TEXTS.items()},
    "0008": {kind: f"{names} {CLOSED} {GROUPS}" for kind, names in TEXTS.items()},
    "0012": {kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]}" for kind, names in TEXTS.items()},
    "0028": {kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES}" for kind, names in TEXTS.items()},
    "0033": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]}"
        for kind, names in TEXTS.items()
    },
    "0034": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]} {OPINIONS[kind]}"
        for kind, names in TEXTS.items()
    },
    "0035": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]}"
        f" {OPINIONS[kind]} {PAPERS[kind]}"
        for kind, names in TEXTS.items()
    },
    "0037": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]}"
        f" {OPINIONS[kind]} {PAPERS[kind]} {HANDLINGS[kind]}"
        for kind, names in TEXTS.items()
    },
    "0040": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]}"
        f" {OPINIONS[kind]} {PAPERS[kind]} {HANDLINGS[kind]} {RATINGS[kind]}"
        for kind, names in TEXTS.items()
    },
    "0042": {
        kind: f"{names} {CLOSED} {GROUPS} {TRAIL[kind]} {SAMPLES} {TOLD[kind]}"
        f" {OPINIONS[kind]} {PAPERS[kind]} {HANDLINGS[kind]} {RATINGS[kind]}"
        f" {OPINION_BULLETINS[kind]}"
        for kind, names in TEXTS.items()
    },
}
# Tables with guards, and two to which guards look or which have none.
CHANGED = (
    *("rule_sets", "simulations", "score_runs", "member_scores", "group_scores", "statements", "closings"),
    *("committees", "records", "samples", "bulletins", "opinion_texts", "opinion_paper_texts"),
    "opinion_papers",
)


def test_after_every_migration_there_are_the_guards_that_are_kept(empty_address: str) -> None:
    config = configuration(database_url(empty_address))
    expected: set[str] = set()
    for script in reversed(list(ScriptDirectory(str(FOLDER)).walk_revisions())):
        command.upgrade(config, script.revision)
        with connected(empty_address) as connection:
            kind = connection.dialect.name
            expected = set(KEPT[script.revision][kind].split()) if script.revision in KEPT else expected
            assert {name for _, name in guards(connection)} == expected, script.revision
    assert expected == {name for _, name in GUARDS[kind]}


def test_the_declared_guards_are_those_of_a_migrated_database(address: str) -> None:
    with connected(address) as connection:
        assert guards(connection) == GUARDS[connection.dialect.name]
        assert missing(connection) == frozenset()


def test_down_and_up_again_the_guards_are_word_for_word_the_same(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    before = statements(address)
    command.downgrade(configuration(database_url(address)), "0001")
    command.upgrade(configuration(database_url(address)), "head")
    assert statements(address) == before
    sqlite_files.drop(address)


@pytest.mark.parametrize("table", CHANGED)
def test_a_batch_change_keeps_every_guard(sqlite_files: Files, table: str) -> None:
    address = sqlite_files.migrated()
    before = statements(address)
    assert set(before) == {name for _, name in GUARDS["sqlite"]}
    with connected(address) as connection, operations(connection) as op:
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.Text(), nullable=True))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("note", nullable=False, server_default="")
    assert statements(address) == before
    sqlite_files.drop(address)


def test_a_table_that_is_dropped_takes_its_guards_with_it(sqlite_files: Files) -> None:
    address = sqlite_files.migrated()
    with connected(address) as connection, operations(connection) as op:
        op.drop_table("statements")
        with op.batch_alter_table("records", recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.Text(), nullable=True))
        assert {table for table, _ in missing(connection)} == {"statements"}
    sqlite_files.drop(address)


def statements(address: str) -> dict[str, str]:
    """Each trigger of SQLite with its text."""
    with connected(address) as connection:
        asked = text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        return {str(name): str(statement) for name, statement in connection.execute(asked)}


@contextmanager
def operations(connection: Connection) -> Iterator[Operations]:
    """What a migration has at hand."""
    with Operations.context(MigrationContext.configure(connection)) as op:
        yield op
