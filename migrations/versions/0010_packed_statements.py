"""Statements of closed years are kept compressed; what they say stays byte for byte

A statement is a zlib stream over its text, with a dictionary that those of one closing share. The dictionary
stands in the row of the closing, and is as fixed as the rest of it.

Revision: 0010, after 0009.
"""

import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MESSAGE = "a closed year does not change"
# The only change of a closing: it is opened again.
REOPENED = (
    "old.reopened_at is null and new.reopened_at is not null and new.reopened_by is not null"
    " and new.reason is not null"
)
FORMER = ("id", "committee_id", "year", "run_id", "revision", "closed_at", "closed_by", "kinds")
# Rows at a time: of a large committee all texts are gigabytes.
SOME = 500
# What zlib looks back at.
LONGEST = 32_506

closings = sa.table("closings", sa.column("id"), sa.column("run_id"), sa.column("dictionary", sa.LargeBinary))
statements = sa.table(
    "statements",
    *(sa.column("id"), sa.column("run_id"), sa.column("explanation", sa.Text)),
    sa.column("packed", sa.LargeBinary),
)
WRITTEN = sa.update(statements).where(statements.c.id == sa.bindparam("of"))


def upgrade() -> None:
    _unguard()
    op.add_column("closings", sa.Column("dictionary", sa.LargeBinary(), nullable=True))
    op.add_column("statements", sa.Column("packed", sa.LargeBinary(), nullable=True))
    for closing_id, run_id in _closings():
        _pack(closing_id, run_id)
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.alter_column("dictionary", existing_type=sa.LargeBinary(), nullable=False)
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.alter_column("packed", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("explanation")
    _guard((*FORMER, "dictionary"))


def downgrade() -> None:
    _unguard()
    op.add_column("statements", sa.Column("explanation", sa.Text(), nullable=True))
    for closing_id, run_id in _closings():
        _unpack(closing_id, run_id)
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.alter_column("explanation", existing_type=sa.Text(), nullable=False)
        batch_op.drop_column("packed")
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_column("dictionary")
    _guard(FORMER)


def _closings() -> list[Any]:
    columns = sa.select(closings.c.id, closings.c.run_id).order_by(closings.c.id)
    return list(op.get_bind().execute(columns).all())


def _rows(run_id: int, column: Any, after: int) -> list[Any]:
    of_run = sa.select(statements.c.id, column).where(statements.c.run_id == run_id, statements.c.id > after)
    return list(op.get_bind().execute(of_run.order_by(statements.c.id).limit(SOME)).all())


def _pack(closing_id: int, run_id: int) -> None:
    connection, last, dictionary = op.get_bind(), 0, None
    while rows := _rows(run_id, statements.c.explanation, last):
        texts = [(row.id, row.explanation.encode()) for row in rows]
        if dictionary is None:
            ordered = sorted((text for _, text in texts), key=len)
            dictionary = ordered[len(ordered) // 2][:LONGEST]
        done = [{"of": of, "bytes": _packed(text, dictionary)} for of, text in texts]
        connection.execute(WRITTEN.values(packed=sa.bindparam("bytes")), done)
        last = rows[-1].id
    of_closing = sa.update(closings).where(closings.c.id == closing_id)
    connection.execute(of_closing.values(dictionary=dictionary or b""))


def _packed(text: bytes, dictionary: bytes) -> bytes:
    packing = zlib.compressobj(zdict=dictionary)
    data = packing.compress(text) + packing.flush()
    # It was announced: nothing goes before it has come back.
    if _unpacked(data, dictionary) != text:
        raise AssertionError("a statement that does not come back as it was")
    return data


def _unpack(closing_id: int, run_id: int) -> None:
    connection, last = op.get_bind(), 0
    of_closing = sa.select(closings.c.dictionary).where(closings.c.id == closing_id)
    dictionary = connection.execute(of_closing).scalar_one()
    while rows := _rows(run_id, statements.c.packed, last):
        done = [{"of": row.id, "text": _unpacked(row.packed, dictionary).decode()} for row in rows]
        connection.execute(WRITTEN.values(explanation=sa.bindparam("text")), done)
        last = rows[-1].id


def _unpacked(data: bytes, dictionary: bytes) -> bytes:
    unpacking = zlib.decompressobj(zdict=dictionary)
    return unpacking.decompress(data) + unpacking.flush()


def _unguard() -> None:
    """Takes down what would refuse to change a statement or a closing."""
    for name, table in (("statement_changed", "statements"), ("closing_changed", "closings")):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"drop trigger {name}")
        else:
            op.execute(f"alter table {table} disable trigger {name}")


def _guard(fixed: tuple[str, ...]) -> None:
    """Puts the guards back; that of closings with the columns that never change."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    unlike = "is not" if sqlite else "is distinct from"
    changed = " or ".join(f"old.{name} {unlike} new.{name}" for name in fixed)
    refused = f"not ({REOPENED}) or {changed}"
    if sqlite:
        guards = (("statement_changed", "statements", "true"), ("closing_changed", "closings", refused))
        for name, table, when in guards:
            op.execute(
                f"create trigger {name} before update on {table} for each row when {when}"
                f" begin select raise(abort, '{MESSAGE}'); end"
            )
        return
    raised = f"raise exception '{MESSAGE}' using errcode = 'integrity_constraint_violation';"
    op.execute(
        "create or replace function closing_changed() returns trigger language plpgsql as"
        f" $$ begin if {refused} then {raised} end if; return new; end $$"
    )
    op.execute("alter table statements enable trigger statement_changed")
    op.execute("alter table closings enable trigger closing_changed")
