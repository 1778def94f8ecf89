"""What groups of members come to by a measure of their own; of a closed year it does not change

Revision: 0008, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

MESSAGE = "a closed year does not change"
FROZEN = "exists (select 1 from closings where closings.run_id = {row}.run_id)"
# Trigger, event, the rows of which none may be that of a closing.
GUARDS = (
    ("frozen_group_score_added", "insert", ("new",)),
    ("frozen_group_score_changed", "update", ("old", "new")),
    ("frozen_group_score_deleted", "delete", ("old",)),
)


def upgrade() -> None:
    op.create_table(
        "group_scores",
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("ranking", sa.String(40), nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_group_scores_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["score_runs.id"],
            name=op.f("fk_group_scores_run_id_score_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "ranking", name=op.f("pk_group_scores")),
        sqlite_with_rowid=False,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, event, rows in GUARDS:
        refused = " or ".join(FROZEN.format(row=row) for row in rows)
        (_guard_sqlite if sqlite else _guard_postgresql)(name, event, refused)


def downgrade() -> None:
    # The triggers go with their table, the functions of PostgreSQL do not.
    op.drop_table("group_scores")
    if op.get_bind().dialect.name != "sqlite":
        for name, *_ in GUARDS:
            op.execute(f"drop function {name}()")


def _guard_sqlite(name: str, event: str, refused: str) -> None:
    op.execute(
        f"create trigger {name} before {event} on group_scores for each row when {refused}"
        f" begin select raise(abort, '{MESSAGE}'); end"
    )


def _guard_postgresql(name: str, event: str, refused: str) -> None:
    raised = f"raise exception '{MESSAGE}' using errcode = 'integrity_constraint_violation';"
    row = "old" if event == "delete" else "new"
    op.execute(
        f"create function {name}() returns trigger language plpgsql as $$"
        f" begin if {refused} then {raised} end if; return {row}; end $$"
    )
    op.execute(f"create trigger {name} before {event} on group_scores for each row execute function {name}()")
