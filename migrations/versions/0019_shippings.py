"""Shippings: how far the trail of each committee has been shipped to another place

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "shippings",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("target", sa.String(length=300), nullable=False),
        sa.Column("place", IDENTITY, nullable=False),
        sa.Column("sending", IDENTITY, nullable=False),
        sa.Column("shipped_at", MOMENT, nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("held_until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_shippings_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shippings")),
        sa.UniqueConstraint("committee_id", name=op.f("uq_shippings_committee_id")),
    )


def downgrade() -> None:
    op.drop_table("shippings")
