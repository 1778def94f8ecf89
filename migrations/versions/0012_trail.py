"""The trail is a chain, and no line of it is ever changed or taken away

Lines that stand here already get no proof: the first line that the next program writes proves them all.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SAID = "a line of the trail does not change"


def upgrade() -> None:
    with op.batch_alter_table("changes") as table:
        table.add_column(sa.Column("place", IDENTITY, nullable=True))
        table.add_column(sa.Column("previous", sa.String(64), nullable=True))
        table.add_column(sa.Column("proof", sa.String(64), nullable=True))
        table.create_index(
            op.f("ix_changes_committee_id_previous"), ["committee_id", "previous"], unique=True
        )
    with op.batch_alter_table("committees") as table:
        table.add_column(sa.Column("trail_place", IDENTITY, nullable=False, server_default="0"))
        table.add_column(sa.Column("trail_proof", sa.String(64), nullable=True))
        table.add_column(sa.Column("trail_key", sa.String(16), nullable=True))
        table.add_column(sa.Column("trail_seal", sa.String(64), nullable=True))
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update", "delete"):
            op.execute(f"drop trigger changes_{event}")
    else:
        op.execute("drop trigger changes_fixed on changes")
        op.execute("drop trigger changes_kept on changes")
        op.execute("drop function changes_fixed()")
    with op.batch_alter_table("committees") as table:
        for name in ("trail_place", "trail_proof", "trail_key", "trail_seal"):
            table.drop_column(name)
    with op.batch_alter_table("changes") as table:
        table.drop_index(op.f("ix_changes_committee_id_previous"))
        for name in ("place", "previous", "proof"):
            table.drop_column(name)


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    # `or replace` takes the place of a row without firing what waits for its deletion.
    replaced = (
        "select 1 from changes as kept where kept.id = new.id"
        " or (kept.committee_id = new.committee_id and kept.previous = new.previous)"
    )
    return [
        f"create trigger changes_insert before insert on changes when exists ({replaced}) {raised}",
        f"create trigger changes_update before update on changes {raised}",
        f"create trigger changes_delete before delete on changes {raised}",
    ]


def _postgresql() -> list[str]:
    return [
        f"""
        create function changes_fixed() returns trigger language plpgsql as $$
        begin
          raise exception '{SAID}' using errcode = 'integrity_constraint_violation';
        end $$
        """,
        "create trigger changes_fixed before update or delete on changes"
        " for each row execute function changes_fixed()",
        "create trigger changes_kept before truncate on changes"
        " for each statement execute function changes_fixed()",
    ]
