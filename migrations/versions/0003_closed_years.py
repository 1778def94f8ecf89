"""What is frozen when a year is closed, and that the database itself keeps it so

No program wrote into the two tables of closed years before this one: they are made anew.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

MESSAGE = "a closed year does not change"
# Whether the run of a row is that of a closing, in effect or not.
FROZEN = "exists (select 1 from closings where closings.run_id = {row}.{column})"
# The only change of a closing: it is opened again.
REOPENED = (
    "old.reopened_at is null and new.reopened_at is not null and new.reopened_by is not null"
    " and new.reason is not null"
)
FIXED = ("id", "committee_id", "year", "run_id", "revision", "closed_at", "closed_by", "kinds")

# Trigger, table, event, when it refuses. Of `member_scores` PostgreSQL looks at whole statements: a live run
# writes thousands of rows.
ROWS = [
    ("frozen_run_changed", "score_runs", "update", FROZEN.format(row="old", column="id")),
    ("frozen_run_deleted", "score_runs", "delete", FROZEN.format(row="old", column="id")),
    ("statement_added", "statements", "insert", FROZEN.format(row="new", column="run_id")),
    ("statement_changed", "statements", "update", "true"),
    ("statement_deleted", "statements", "delete", "true"),
    ("closing_deleted", "closings", "delete", "true"),
]
SCORES = [
    ("frozen_score_added", "insert", ("new",)),
    ("frozen_score_changed", "update", ("old", "new")),
    ("frozen_score_deleted", "delete", ("old",)),
]


def upgrade() -> None:
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_changes_committee_id_revision"), ["committee_id", "revision"], unique=False
        )
    op.drop_table("statements")
    _drop_closings()
    _create_closings(
        [sa.Column("kinds", sa.Text(), nullable=False)],
        [sa.UniqueConstraint("run_id", name=op.f("uq_closings_run_id"))],
    )
    _create_statements([sa.Column("member", sa.Text(), nullable=False)])
    (_guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgresql)()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, *_ in (*ROWS, *SCORES, ("closing_changed",)):
            op.execute(f"drop trigger if exists {name}")
    else:
        for name, table, *_ in (
            *ROWS,
            *((name, "member_scores") for name, *_ in SCORES),
            ("closing_changed", "closings"),
        ):
            op.execute(f"drop trigger {name} on {table}")
            op.execute(f"drop function {name}()")
    op.drop_table("statements")
    _drop_closings()
    _create_closings([], [])
    _create_statements([])
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_committee_id_revision"))


def _guard_sqlite() -> None:
    scores = [
        (name, "member_scores", event, " or ".join(FROZEN.format(row=row, column="run_id") for row in rows))
        for name, event, rows in SCORES
    ]
    changed = " or ".join(f"old.{name} is not new.{name}" for name in FIXED)
    closing = ("closing_changed", "closings", "update", f"not ({REOPENED}) or {changed}")
    for name, table, event, refused in (*ROWS, *scores, closing):
        op.execute(
            f"create trigger {name} before {event} on {table} for each row when {refused}"
            f" begin select raise(abort, '{MESSAGE}'); end"
        )


def _guard_postgresql() -> None:
    changed = " or ".join(f"old.{name} is distinct from new.{name}" for name in FIXED)
    closing = ("closing_changed", "closings", "update", f"not ({REOPENED}) or {changed}")
    for name, table, event, refused in (*ROWS, closing):
        _function(
            name, f"if {refused} then {_refuse()} end if; return {'old' if event == 'delete' else 'new'};"
        )
        op.execute(f"create trigger {name} before {event} on {table} for each row execute function {name}()")
    for name, event, rows in SCORES:
        among = " or ".join(
            f"exists (select 1 from {row}_rows join closings on closings.run_id = {row}_rows.run_id)"
            for row in rows
        )
        _function(name, f"if {among} then {_refuse()} end if; return null;")
        referencing = " ".join(f"{row} table as {row}_rows" for row in rows)
        op.execute(
            f"create trigger {name} after {event} on member_scores referencing {referencing}"
            f" for each statement execute function {name}()"
        )


def _refuse() -> str:
    return f"raise exception '{MESSAGE}' using errcode = 'integrity_constraint_violation';"


def _function(name: str, body: str) -> None:
    op.execute(f"create function {name}() returns trigger language plpgsql as $$ begin {body} end $$")


def _drop_closings() -> None:
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_closings_in_effect",
            sqlite_where=sa.text("reopened_at is null"),
            postgresql_where=sa.text("reopened_at is null"),
        )
    op.drop_table("closings")


def _create_closings(columns: list[sa.Column[str]], constraints: list[sa.UniqueConstraint]) -> None:
    op.create_table(
        "closings",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=100), nullable=False),
        *columns,
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(length=100), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_closings_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["score_runs.id"], name=op.f("fk_closings_run_id_score_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        *constraints,
    )
    with op.batch_alter_table("closings", schema=None) as batch_op:
        batch_op.create_index(
            "uq_closings_in_effect",
            ["committee_id", "year"],
            unique=True,
            sqlite_where=sa.text("reopened_at is null"),
            postgresql_where=sa.text("reopened_at is null"),
        )


def _create_statements(columns: list[sa.Column[str]]) -> None:
    op.create_table(
        "statements",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        *columns,
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_statements_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_statements_membership_id_memberships")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["score_runs.id"], name=op.f("fk_statements_run_id_score_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("run_id", "membership_id", name=op.f("uq_statements_run_id_membership_id")),
    )
