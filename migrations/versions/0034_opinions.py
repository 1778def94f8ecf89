"""Opinion items: what is being written, what was submitted, its authors, what was done about it

Revision: 0034, after 0033.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FIXED = ("opinion_texts", "opinion_authors", "opinion_steps")
SAID = "what was submitted or done about an item stays as it is"


def upgrade() -> None:
    op.create_table(
        "opinions",
        *_own("opinions"),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("urgency", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=True),
        sa.Column("follows_id", IDENTITY, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'returned', 'accepted', 'kept', 'withdrawn')",
            name=op.f("ck_opinions_state"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'withdrawn') or submitted_at is not null", name=op.f("ck_opinions_submitted")
        ),
        _to("opinions", "account_id", "accounts"),
        _to("opinions", "membership_id", "memberships"),
        _to("opinions", "follows_id", "opinions"),
    )
    op.create_index(op.f("ix_opinions_committee_id_state"), "opinions", ["committee_id", "state"])
    op.create_index(op.f("ix_opinions_account_id"), "opinions", ["account_id"])
    op.create_table(
        "opinion_drafts",
        *_of_opinion("opinion_drafts"),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.UniqueConstraint("opinion_id", name=op.f("uq_opinion_drafts_opinion_id")),
    )
    op.create_table(
        "opinion_texts",
        *_of_opinion("opinion_texts"),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.LargeBinary(), nullable=False)
            for name in ("title", "situation", "causes", "advice")
        ),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.UniqueConstraint("opinion_id", "number", name=op.f("uq_opinion_texts_opinion_id_number")),
    )
    op.create_table(
        "opinion_authors",
        *_of_opinion("opinion_authors"),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(membership_id is null) <> (name is null)", name=op.f("ck_opinion_authors_one_of_both")
        ),
        _to("opinion_authors", "membership_id", "memberships"),
        sa.UniqueConstraint(
            "opinion_id", "text_number", "place", name=op.f("uq_opinion_authors_opinion_id_text_number_place")
        ),
    )
    op.create_index(op.f("ix_opinion_authors_membership_id"), "opinion_authors", ["membership_id"])
    op.create_table(
        "opinion_steps",
        *_of_opinion("opinion_steps"),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
    )
    op.create_index(op.f("ix_opinion_steps_opinion_id"), "opinion_steps", ["opinion_id"])
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in ("opinion_steps", "opinion_authors", "opinion_texts", "opinion_drafts", "opinions"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function opinion_changed()")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of_opinion(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        *_own(table),
        sa.Column("opinion_id", IDENTITY, nullable=False),
        _to(table, "opinion_id", "opinions"),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger {table}_{done} before {done} on {table} {raised}"
        for table in FIXED
        for done in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    made = f"create function opinion_changed() returns trigger language plpgsql as $$ begin {raised} end $$"
    return [
        made,
        *(
            f"create trigger {table}_changed before update or delete on {table} for each row"
            " execute function opinion_changed()"
            for table in FIXED
        ),
    ]
