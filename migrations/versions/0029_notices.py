"""Notices: what people are told, by which channel, and how far the trail was looked through for it

Of what was changed before, nobody is told: a committee's feed begins at its revision.

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        *_own("deliveries"),
        *_of_account("deliveries"),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("outside_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_deliveries_state")
        ),
        sa.UniqueConstraint("outside_id", name=op.f("uq_deliveries_outside_id")),
    )
    op.create_index(op.f("ix_deliveries_state_due_at"), "deliveries", ["state", "due_at"])
    op.create_table(
        "notices",
        *_own("notices"),
        *_of_account("notices"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("delivery_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_notices_delivery_id_deliveries")
        ),
        sa.UniqueConstraint(
            *("account_id", "kind", "entity", "entity_id", "revision", "day"),
            name=op.f("uq_notices_account_id_kind_entity_entity_id_revision_day"),
        ),
    )
    op.create_index(op.f("ix_notices_account_id_seen_at"), "notices", ["account_id", "seen_at"])
    op.create_index(op.f("ix_notices_delivery_id"), "notices", ["delivery_id"])
    op.create_table(
        "notice_feeds",
        *_own("notice_feeds"),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.UniqueConstraint("committee_id", name=op.f("uq_notice_feeds_committee_id")),
    )
    op.create_table(
        "notice_choices",
        *_own("notice_choices"),
        *_of_account("notice_choices"),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("account_id", name=op.f("uq_notice_choices_account_id")),
    )
    op.execute("INSERT INTO notice_feeds (committee_id, revision) SELECT id, revision FROM committees")


def downgrade() -> None:
    for table in ("notice_choices", "notice_feeds", "notices", "deliveries"):
        op.drop_table(table)


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
    )


def _of_account(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id_accounts")
        ),
    )
