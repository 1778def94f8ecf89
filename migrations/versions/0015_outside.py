"""Outside identities of accounts, sign-ins from elsewhere that are under way, and codes that were spent

A session says by which provider it was begun; those that stand were begun by a password.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("provider", sa.String(length=20), nullable=True))
    _identities()
    _sign_ins()
    _codes()


def downgrade() -> None:
    op.drop_table("outside_codes")
    op.drop_table("outside_sign_ins")
    op.drop_table("outside_identities")
    with op.batch_alter_table("sessions") as table:
        table.drop_column("provider")


def _own(table: str) -> tuple[sa.Column[int] | sa.Column[str] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _identities() -> None:
    op.create_table(
        "outside_identities",
        *_own("outside_identities"),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("realm", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("subject_index", sa.String(length=64), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_outside_identities_account_id_accounts")
        ),
        sa.UniqueConstraint(
            *("committee_id", "provider", "realm", "subject_index"),
            name=op.f("uq_outside_identities_committee_id_provider_realm_subject_index"),
        ),
        sa.UniqueConstraint("account_id", "provider", name=op.f("uq_outside_identities_account_id_provider")),
    )


def _sign_ins() -> None:
    op.create_table(
        "outside_sign_ins",
        *_own("outside_sign_ins"),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("session_id", IDENTITY, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("identity_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_outside_sign_ins_session_id_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["outside_identities.id"],
            name=op.f("fk_outside_sign_ins_identity_id_outside_identities"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("state", name=op.f("uq_outside_sign_ins_state")),
        sa.UniqueConstraint("browser", name=op.f("uq_outside_sign_ins_browser")),
    )
    op.create_index(
        op.f("ix_outside_sign_ins_committee_id_ends_at"), "outside_sign_ins", ["committee_id", "ends_at"]
    )


def _codes() -> None:
    op.create_table(
        "outside_codes",
        *_own("outside_codes"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("spent_at", MOMENT, nullable=False),
        sa.UniqueConstraint("provider", "digest", name=op.f("uq_outside_codes_provider_digest")),
    )
    op.create_index(
        op.f("ix_outside_codes_committee_id_spent_at"), "outside_codes", ["committee_id", "spent_at"]
    )
