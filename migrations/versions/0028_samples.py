"""Samples that are examined once more, and objections

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FIXED = ("committee_id", "asked", "frame", "digest", "records", "frozen_at", "frozen_by")
DRAWN = ("given", "digits", "drawn_at")
SAID = "a frame and its digits stay as they are"


def upgrade() -> None:
    op.create_table(
        "samples",
        *_own("samples"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("frame", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("frozen_by", sa.String(length=100), nullable=False),
        sa.Column("given", sa.Text(), nullable=True),
        sa.Column("digits", sa.String(length=20), nullable=True),
        sa.Column("drawn_at", MOMENT, nullable=True),
        sa.Column("draws", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('frozen', 'drawn', 'abandoned')", name=op.f("ck_samples_state")),
    )
    op.create_table(
        "sample_findings",
        *_own("sample_findings"),
        sa.Column("sample_id", IDENTITY, nullable=False),
        sa.Column("record_id", IDENTITY, nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Boolean(), nullable=False),
        sa.Column("what", sa.String(length=500), nullable=True),
        sa.Column("cure", sa.String(length=20), nullable=True),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("found_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("cure in ('return', 'counter entry')", name=op.f("ck_sample_findings_cure")),
        sa.CheckConstraint(
            "fault = (what is not null) and fault = (cure is not null)", name=op.f("ck_sample_findings_fault")
        ),
        _to("sample_findings", "sample_id", "samples"),
        _to("sample_findings", "record_id", "records"),
        sa.UniqueConstraint("sample_id", "record_id", name=op.f("uq_sample_findings_sample_id_record_id")),
    )
    _create_objections()
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in ("objection_steps", "objections", "sample_findings", "samples"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function sample_changed()")
        op.execute("drop function sample_deleted()")


def _create_objections() -> None:
    op.create_table(
        "objections",
        *_own("objections"),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=True),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("record_id", IDENTITY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=100), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("rule", sa.String(length=100), nullable=True),
        sa.Column("citation", sa.String(length=500), nullable=True),
        sa.Column("step", sa.String(length=500), nullable=True),
        sa.Column("correction_id", IDENTITY, nullable=True),
        sa.Column("correction_version", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "about in ('record', 'missing', 'award', 'rank')", name=op.f("ck_objections_about")
        ),
        sa.CheckConstraint(
            "state in ('submitted', 'accepted', 'answered', 'closed', 'withdrawn')",
            name=op.f("ck_objections_state"),
        ),
        sa.CheckConstraint("verdict in ('upheld', 'partly', 'refused')", name=op.f("ck_objections_verdict")),
        _to("objections", "account_id", "accounts"),
        _to("objections", "membership_id", "memberships"),
        _to("objections", "record_id", "records"),
        _to("objections", "correction_id", "records"),
    )
    op.create_index(op.f("ix_objections_committee_id_state"), "objections", ["committee_id", "state"])
    op.create_index(op.f("ix_objections_account_id"), "objections", ["account_id"])
    op.create_table(
        "objection_steps",
        *_own("objection_steps"),
        sa.Column("objection_id", IDENTITY, nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("desk", sa.String(length=100), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _to("objection_steps", "objection_id", "objections"),
    )
    op.create_index(op.f("ix_objection_steps_objection_id"), "objection_steps", ["objection_id"])


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _changed(differs: str) -> str:
    fixed = [f"old.{name} {differs} new.{name}" for name in FIXED]
    drawn = [f"(old.digits is not null and old.{name} {differs} new.{name})" for name in DRAWN]
    return " or ".join(fixed + drawn)


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger sample_changed before update on samples when {_changed('is not')} {raised}",
        f"create trigger sample_deleted before delete on samples {raised}",
    ]


def _postgresql() -> list[str]:
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    return [
        "create function sample_changed() returns trigger language plpgsql as $$ begin"
        f" if {_changed('is distinct from')} then {raised} end if; return new; end $$",
        "create trigger sample_changed before update on samples for each row"
        " execute function sample_changed()",
        f"create function sample_deleted() returns trigger language plpgsql as $$ begin {raised} end $$",
        "create trigger sample_deleted before delete on samples for each row"
        " execute function sample_deleted()",
    ]
