"""Batch changes on SQLite that keep the triggers.

A batch change makes a new table, copies the rows, drops the old one and takes its name. SQLite drops the
triggers of the old table in silence, and a trigger elsewhere that names the table stops the change. So all
triggers of the database are taken down first, and put back word for word afterwards.

A trigger that should change with its table is dropped in the migration before, and made anew after it.
"""

from typing import Any

from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations.batch import ApplyBatchImpl
from sqlalchemy import Table, text
from sqlalchemy.sql.elements import quoted_name

_TRIGGERS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"


class KeepingTriggers(SQLiteImpl):
    """Alembic's way of changing tables on SQLite, with the triggers kept over a batch change."""

    __dialect__ = "sqlite"

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._taken_down: list[str] = []
        self._stands_in = ""

    def prep_table_for_batch(self, batch_impl: ApplyBatchImpl, table: Table) -> None:
        """Takes the triggers down before a table is made anew."""
        super().prep_table_for_batch(batch_impl, table)
        assert self.connection is not None
        self._stands_in = batch_impl.temp_table_name
        for name, statement in self.connection.execute(text(_TRIGGERS)).all():
            self._taken_down.append(statement)
            self.connection.exec_driver_sql(f'DROP TRIGGER "{name}"')

    def rename_table(
        self, old_table_name: str, new_table_name: str | quoted_name, schema: str | quoted_name | None = None
    ) -> None:
        """Puts the triggers back once the new table has its name."""
        super().rename_table(old_table_name, new_table_name, schema)
        if old_table_name == self._stands_in:
            assert self.connection is not None
            for statement in self._taken_down:
                self.connection.exec_driver_sql(statement)
            self._taken_down, self._stands_in = [], ""
