"""Meetings that look together at what people raise

Revision: 0042, after 0039.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0039"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE = "opinion_meetings"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("conclusions", sa.LargeBinary(), nullable=True),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("called_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{TABLE}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.CheckConstraint("state in ('called', 'held', 'cancelled')", name=op.f(f"ck_{TABLE}_state")),
        sa.CheckConstraint(
            "(state = 'held') = (conclusions is not null)", name=op.f(f"ck_{TABLE}_concluded")
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_committee_id_day"), TABLE, ["committee_id", "day"])


def downgrade() -> None:
    op.drop_table(TABLE)
