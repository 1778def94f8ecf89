"""Papers are handled by their units, and answered in writing (议10)

Revision: 0037, after 0036. A unit is named as long as a department may be. Papers that were signed before are
in nobody's hands here: what became of them was not noted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = (
    *("sent", "received", "accepted", "extending", "paused"),
    *("returned", "answered", "closed", "dropped"),
)
FIXED = ("handling_answers", "handling_steps")
SAID = "what was done or answered of what is handled stays as it is"


def upgrade() -> None:
    _name_units(100)
    op.create_table(
        "handlings",
        *_own("handlings"),
        sa.Column("paper_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("extended_days", sa.Integer(), nullable=False),
        sa.Column("asked_days", sa.Integer(), nullable=True),
        sa.Column("answer_number", sa.Integer(), nullable=False),
        _to("handlings", "paper_id", "opinion_papers"),
        sa.UniqueConstraint("paper_id", name=op.f("uq_handlings_paper_id")),
        sa.CheckConstraint(f"state in {STATES}", name=op.f("ck_handlings_state")),
        sa.CheckConstraint(
            "(state = 'extending') = (asked_days is not null)", name=op.f("ck_handlings_asked")
        ),
    )
    op.create_index(op.f("ix_handlings_committee_id_state"), "handlings", ["committee_id", "state"])
    op.create_table(
        "handling_units",
        *_of_handling("handling_units"),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.UniqueConstraint("handling_id", "unit", name=op.f("uq_handling_units_handling_id_unit")),
    )
    op.create_index(op.f("ix_handling_units_committee_id_unit"), "handling_units", ["committee_id", "unit"])
    _said()
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    for table in ("handling_steps", "handling_answers", "handling_units", "handlings"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function handling_changed()")
    op.execute("update opinion_papers set unit = substr(unit, 1, 40)")
    _name_units(40)


def _name_units(length: int) -> None:
    with op.batch_alter_table("opinion_papers") as papers:
        papers.alter_column("unit", type_=sa.String(length=length), existing_nullable=True)


def _said() -> None:
    op.create_table(
        "handling_answers",
        *_of_handling("handling_answers"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answered_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint("handling_id", "number", name=op.f("uq_handling_answers_handling_id_number")),
    )
    op.create_table(
        "handling_steps",
        *_of_handling("handling_steps"),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=True),
        sa.Column("other", sa.String(length=100), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("answer_number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
    )
    op.create_index(op.f("ix_handling_steps_handling_id"), "handling_steps", ["handling_id"])


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of_handling(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        *_own(table),
        sa.Column("handling_id", IDENTITY, nullable=False),
        _to(table, "handling_id", "handlings"),
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
    named = "create function handling_changed() returns trigger language plpgsql"
    return [
        f"{named} as $$ begin {raised} end $$",
        *(
            f"create trigger {table}_changed before update or delete on {table} for each row"
            " execute function handling_changed()"
            for table in FIXED
        ),
    ]
