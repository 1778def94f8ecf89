"""Calls for opinion items and contact points; the call and the point that an item names

Revision: 0041, after 0039.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# The columns by which an item names what it came from.
NAMED = {"call_id": "opinion_calls", "point_id": "contact_points"}


def upgrade() -> None:
    _contact_points()
    _calls()
    with op.batch_alter_table("opinions") as opinions:
        for column, other in NAMED.items():
            opinions.add_column(sa.Column(column, IDENTITY, nullable=True))
            opinions.create_foreign_key(op.f(f"fk_opinions_{column}_{other}"), other, [column], ["id"])
        for column in NAMED:
            opinions.create_index(op.f(f"ix_opinions_{column}"), [column])


def downgrade() -> None:
    with op.batch_alter_table("opinions") as opinions:
        for column, other in NAMED.items():
            opinions.drop_index(op.f(f"ix_opinions_{column}"))
            opinions.drop_constraint(op.f(f"fk_opinions_{column}_{other}"), type_="foreignkey")
            opinions.drop_column(column)
    for table in ("opinion_call_invitees", "opinion_calls", "contact_points"):
        op.drop_table(table)


def _contact_points() -> None:
    op.create_table(
        "contact_points",
        *_own("contact_points"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        _to("contact_points", "account_id", "accounts"),
    )
    op.create_index(
        op.f("ix_contact_points_committee_id_account_id"), "contact_points", ["committee_id", "account_id"]
    )


def _calls() -> None:
    op.create_table(
        "opinion_calls",
        *_own("opinion_calls"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'open', 'closed', 'withdrawn')", name=op.f("ck_opinion_calls_state")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'withdrawn') or opened_at is not null", name=op.f("ck_opinion_calls_opened")
        ),
    )
    op.create_index(op.f("ix_opinion_calls_committee_id_state"), "opinion_calls", ["committee_id", "state"])
    table = "opinion_call_invitees"
    op.create_table(
        table,
        *_own(table),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("point_id", IDENTITY, nullable=True),
        _to(table, "call_id", "opinion_calls"),
        _to(table, "account_id", "accounts"),
        _to(table, "point_id", "contact_points"),
        sa.CheckConstraint(
            "(account_id is not null) or (department is not null) or (point_id is not null)",
            name=op.f(f"ck_{table}_one"),
        ),
        sa.CheckConstraint(
            "(account_id is null or department is null) and (account_id is null or point_id is null)"
            " and (department is null or point_id is null)",
            name=op.f(f"ck_{table}_alone"),
        ),
    )
    op.create_index(op.f(f"ix_{table}_call_id"), table, ["call_id"])


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
