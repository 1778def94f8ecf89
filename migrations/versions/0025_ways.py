"""Leave that members ask for, what co-signers answer, and what other systems hand in

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "leaves",
        *_own("leaves"),
        _reference("leaves", "account_id", "accounts"),
        _reference("leaves", "membership_id", "memberships"),
        _reference("leaves", "record_id", "records", nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("approver", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "state in ('asked', 'approved', 'refused', 'withdrawn')", name=op.f("ck_leaves_state")
        ),
        sa.CheckConstraint("approver in ('签批领导', '办公室', '组织者')", name=op.f("ck_leaves_approver")),
    )
    _index("leaves", "committee_id", "state")
    _index("leaves", "membership_id", "day")
    _index("leaves", "record_id")
    op.create_table(
        "co_signatures",
        *_own("co_signatures"),
        _reference("co_signatures", "record_id", "records", cascade=True),
        _reference("co_signatures", "membership_id", "memberships"),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "record_id", "membership_id", name=op.f("uq_co_signatures_record_id_membership_id")
        ),
    )
    op.create_table(
        "connectors",
        *_own("connectors"),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.UniqueConstraint("name", name=op.f("uq_connectors_name")),
    )
    op.create_table(
        "connector_events",
        *_own("connector_events"),
        _reference("connector_events", "connector_id", "connectors"),
        sa.Column("outside_id", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=True),
        _reference("connector_events", "record_id", "records", nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('done', 'waiting', 'ignored')", name=op.f("ck_connector_events_state")),
        sa.CheckConstraint(
            "why in ('names', 'work', 'settled', 'form', 'older', 'dismissed')",
            name=op.f("ck_connector_events_why"),
        ),
        sa.UniqueConstraint(
            *("connector_id", "outside_id", "sequence"),
            name=op.f("uq_connector_events_connector_id_outside_id_sequence"),
        ),
    )
    _index("connector_events", "committee_id", "state", "id")
    _index("connector_events", "record_id")


def downgrade() -> None:
    for table in ("connector_events", "connectors", "co_signatures", "leaves"):
        op.drop_table(table)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        _reference(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _reference(
    table: str, column: str, to: str, *, nullable: bool = False, cascade: bool = False
) -> sa.Column[int]:
    name, gone = op.f(f"fk_{table}_{column}_{to}"), "CASCADE" if cascade else None
    key = sa.ForeignKey(f"{to}.id", name=name, ondelete=gone)
    return sa.Column(column, IDENTITY, key, nullable=nullable)
