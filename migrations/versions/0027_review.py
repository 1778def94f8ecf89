"""Records are reviewed: who did so, and corrections of what is archived

Revision: 0027, after 0026. What stood approved was entered before there was a review: it is archived, and
nobody stands there as who reviewed it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
OPEN = "state = 'submitted'"


def upgrade() -> None:
    # Alembic would write the table anew; neither database needs that.
    op.execute("alter table records add column reviewed_by varchar(100)")
    op.execute("alter table records add column self_reviewed boolean default false not null")
    op.execute("update records set state = 'archived' where state = 'approved'")
    op.create_index(
        op.f("ix_records_committee_id_state_day_id"), "records", ["committee_id", "state", "day", "id"]
    )
    op.create_table(
        "corrections",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state in ('submitted', 'approved', 'returned')", name=op.f("ck_corrections_state")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_corrections_committee_id_committees")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_corrections_record_id_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(
        op.f("ix_corrections_record_id"),
        "corrections",
        ["record_id"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(op.f("ix_corrections_record_id_id"), "corrections", ["record_id", "id"])
    op.create_index(
        op.f("ix_corrections_committee_id_state_id"), "corrections", ["committee_id", "state", "id"]
    )


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_index(op.f("ix_records_committee_id_state_day_id"), "records")
    op.execute("update records set state = 'approved' where state = 'archived'")
    op.execute("alter table records drop column self_reviewed")
    op.execute("alter table records drop column reviewed_by")
