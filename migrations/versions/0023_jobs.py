"""Jobs: what runs later or again; on PostgreSQL with the tables of Procrastinate 3.10 in its own statements

They stand beside this in `procrastinate_3_10.sql`, as the package ships them (MIT licence, Copyright (c) 2019
PeopleDoc and others).

Revision: 0023, after 0022.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATEMENTS = Path(__file__).parent.parent / "procrastinate_3_10.sql"
TABLES = ("periodic_defers", "events", "jobs", "workers")
TYPES = ("job_to_defer_v1", "job_event_type", "job_status")
FUNCTIONS = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE starts_with(proname, 'procrastinate_')"
    " AND pronamespace = current_schema()::regnamespace"
)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("deferred_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('waiting', 'doing', 'failed')", name=op.f("ck_jobs_state")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_jobs_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_state_due_at"), "jobs", ["state", "due_at"])
    op.create_index(op.f("ix_jobs_committee_id_task_state"), "jobs", ["committee_id", "task", "state"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        # All at once, and nothing in it is a placeholder.
        plain = connection.execution_options(no_parameters=True)
        plain.exec_driver_sql(STATEMENTS.read_text(encoding="utf-8"))


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TABLE procrastinate_{table} CASCADE")
        for function in connection.exec_driver_sql(FUNCTIONS).scalars().all():
            op.execute(f"DROP FUNCTION {function} CASCADE")
        for one in TYPES:
            op.execute(f"DROP TYPE procrastinate_{one}")
    op.drop_table("jobs")
