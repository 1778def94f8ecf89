"""Sign-in by code: when it is open, who scanned, who has arrived

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "check_ins",
        *_own("check_ins"),
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("late_from", MOMENT, nullable=True),
        sa.Column("number", sa.String(length=2), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("meters", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'closed', 'confirmed')", name=op.f("ck_check_ins_state")),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["records.id"],
            name=op.f("fk_check_ins_record_id_records"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("record_id", name=op.f("uq_check_ins_record_id")),
    )
    op.create_table(
        "check_in_challenges",
        *_own("check_in_challenges"),
        sa.Column("check_in_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("session_id", IDENTITY, nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scanned_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_check_in_challenges_account_id_accounts")
        ),
        _of_check_in("check_in_challenges"),
        sa.UniqueConstraint(
            *("check_in_id", "account_id"), name=op.f("uq_check_in_challenges_check_in_id_account_id")
        ),
        sa.UniqueConstraint("digest", name=op.f("uq_check_in_challenges_digest")),
    )
    op.create_table(
        "check_in_arrivals",
        *_own("check_in_arrivals"),
        sa.Column("check_in_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('present', 'removed')", name=op.f("ck_check_in_arrivals_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_check_in_arrivals_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["memberships.id"],
            name=op.f("fk_check_in_arrivals_membership_id_memberships"),
        ),
        _of_check_in("check_in_arrivals"),
        sa.UniqueConstraint(
            *("check_in_id", "membership_id"), name=op.f("uq_check_in_arrivals_check_in_id_membership_id")
        ),
    )
    op.create_index(
        op.f("ix_check_in_arrivals_check_in_id_device"), "check_in_arrivals", ["check_in_id", "device"]
    )


def downgrade() -> None:
    op.drop_table("check_in_arrivals")
    op.drop_table("check_in_challenges")
    op.drop_table("check_ins")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of_check_in(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["check_in_id"],
        ["check_ins.id"],
        name=op.f(f"fk_{table}_check_in_id_check_ins"),
        ondelete="CASCADE",
    )
