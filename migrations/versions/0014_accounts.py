"""Accounts of people who sign in, their sessions, failed sign-ins, and what a committee chose for them

Who already stands in the trail has no account by that: each is registered by hand.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    _sessions()
    _attempts()
    _settings()


def downgrade() -> None:
    op.drop_table("account_settings")
    op.drop_table("sign_in_attempts")
    op.drop_table("sessions")
    op.drop_table("accounts")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        *_own("accounts"),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("real_name", sa.String(length=100), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("user_name", sa.LargeBinary(), nullable=True),
        sa.Column("user_name_index", sa.String(length=64), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("password_set_at", MOMENT, nullable=True),
        sa.Column("policy", sa.String(length=40), nullable=True),
        sa.Column("first_secret", sa.String(length=200), nullable=True),
        sa.Column("first_secret_until", MOMENT, nullable=True),
        sa.Column("first_secret_used_at", MOMENT, nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_at", MOMENT, nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("signed_in_at", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('active', 'locked', 'closed')", name=op.f("ck_accounts_state")),
        sa.CheckConstraint("password is null or first_secret is null", name=op.f("ck_accounts_secrets")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_accounts_person_id_persons")),
        sa.UniqueConstraint(
            "committee_id", "user_name_index", name=op.f("uq_accounts_committee_id_user_name_index")
        ),
        sa.UniqueConstraint("committee_id", "person_id", name=op.f("uq_accounts_committee_id_person_id")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        *_own("sessions"),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=10), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=100), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_why", sa.String(length=20), nullable=True),
        sa.CheckConstraint("client in ('cookie', 'bearer')", name=op.f("ck_sessions_client")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id_accounts")
        ),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    op.create_index(op.f("ix_sessions_account_id_revoked_at"), "sessions", ["account_id", "revoked_at"])
    op.create_index(op.f("ix_sessions_committee_id_ends_at"), "sessions", ["committee_id", "ends_at"])


def _attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        *_own("sign_in_attempts"),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.UniqueConstraint(
            "committee_id", "who", "address", name=op.f("uq_sign_in_attempts_committee_id_who_address")
        ),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_committee_id_last_at"), "sign_in_attempts", ["committee_id", "last_at"]
    )


def _settings() -> None:
    op.create_table(
        "account_settings",
        *_own("account_settings"),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("second_factor", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "second_factor in ('required', 'offered', 'off')", name=op.f("ck_account_settings_second_factor")
        ),
        sa.UniqueConstraint("committee_id", name=op.f("uq_account_settings_committee_id")),
    )
