"""What became of opinion items, and the record as which one counts for its authors

Revision: 0039, after 0038.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE, RECORD = "opinion_outcomes", "fk_opinions_record_id_records"


def upgrade() -> None:
    with op.batch_alter_table("opinions") as opinions:
        opinions.add_column(sa.Column("record_id", IDENTITY, nullable=True))
        opinions.create_foreign_key(op.f(RECORD), "records", ["record_id"], ["id"])
    op.create_table(
        TABLE,
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("opinion_id", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=50), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(length=100), nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        _to("committee_id", "committees"),
        _to("opinion_id", "opinions"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("opinion_id", "place", name=op.f(f"uq_{TABLE}_opinion_id_place")),
        sa.CheckConstraint("outcome in ('adoption', 'instruction')", name=op.f(f"ck_{TABLE}_outcome")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    with op.batch_alter_table("opinions") as opinions:
        opinions.drop_constraint(op.f(RECORD), type_="foreignkey")
        opinions.drop_column("record_id")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}_{other}"))
