"""What is said of a year, and the bulletins of closed years with their recipients

Revision: 0033, after 0032.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("analyses", "bulletins", "bulletin_sendings")
SAID = "what was written, signed or sent stays as it is"


def upgrade() -> None:
    op.create_table(
        "analyses",
        *_own("analyses"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint(
            *("committee_id", "year", "department", "version"),
            name=op.f("uq_analyses_committee_id_year_department_version"),
        ),
    )
    op.create_table(
        "bulletins",
        *_own("bulletins"),
        sa.Column("closing_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("analyses", sa.Text(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("signed_by", sa.String(length=100), nullable=False),
        _to("bulletins", "closing_id", "closings"),
        sa.UniqueConstraint("closing_id", name=op.f("uq_bulletins_closing_id")),
    )
    op.create_table(
        "bulletin_sendings",
        *_own("bulletin_sendings"),
        sa.Column("bulletin_id", IDENTITY, nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("employer", sa.Boolean(), nullable=False),
        sa.Column("layout", sa.String(length=10), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(length=100), nullable=False),
        _to("bulletin_sendings", "bulletin_id", "bulletins"),
        sa.CheckConstraint("layout in ('official', 'brief')", name=op.f("ck_bulletin_sendings_layout")),
        sa.CheckConstraint("ending in ('pdf', 'docx', 'xlsx')", name=op.f("ck_bulletin_sendings_ending")),
    )
    op.create_index(op.f("ix_bulletin_sendings_bulletin_id"), "bulletin_sendings", ["bulletin_id"])
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function told_changed()")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger {table}_{done} before {done} on {table} {raised}"
        for table in TABLES
        for done in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    made = f"create function told_changed() returns trigger language plpgsql as $$ begin {raised} end $$"
    return [
        made,
        *(
            f"create trigger {table}_changed before update or delete on {table} for each row"
            " execute function told_changed()"
            for table in TABLES
        ),
    ]
