"""Calls for opinion items, contact points, leads, plans; the call, point and lead that an item names

Revision: 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
# The columns by which an item names what it came from.
NAMED = {"call_id": "opinion_calls", "point_id": "contact_points", "lead_id": "opinion_leads"}
PLANS = ("opinion_plan_targets", "opinion_plans")
CALLS = ("opinion_call_invitees", "opinion_calls")


def upgrade() -> None:
    _contact_points()
    _calls()
    _leads()
    _plans()
    with op.batch_alter_table("opinions") as opinions:
        for column, other in NAMED.items():
            opinions.add_column(sa.Column(column, IDENTITY, nullable=True))
            opinions.create_foreign_key(op.f(f"fk_opinions_{column}_{other}"), other, [column], ["id"])
        for column in NAMED:
            opinions.create_index(op.f(f"ix_opinions_{column}"), [column])


def downgrade() -> None:
    with op.batch_alter_table("opinions") as opinions:
        for column, other in NAMED.items():
            opinions.drop_index(op.f(f"ix_opinions_{column}"))
            opinions.drop_constraint(op.f(f"fk_opinions_{column}_{other}"), type_="foreignkey")
            opinions.drop_column(column)
    for table in (*PLANS, "opinion_lead_steps", "opinion_leads", *CALLS, "contact_points"):
        op.drop_table(table)


def _contact_points() -> None:
    op.create_table(
        "contact_points",
        *_own("contact_points"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        _to("contact_points", "account_id", "accounts"),
    )
    op.create_index(
        op.f("ix_contact_points_committee_id_account_id"), "contact_points", ["committee_id", "account_id"]
    )


def _calls() -> None:
    op.create_table(
        "opinion_calls",
        *_own("opinion_calls"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'open', 'closed', 'withdrawn')", name=op.f("ck_opinion_calls_state")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'withdrawn') or opened_at is not null", name=op.f("ck_opinion_calls_opened")
        ),
    )
    op.create_index(op.f("ix_opinion_calls_committee_id_state"), "opinion_calls", ["committee_id", "state"])
    table = "opinion_call_invitees"
    op.create_table(
        table,
        *_own(table),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=True),
        sa.Column("department", sa.String(length=100), nullable=True),
        sa.Column("point_id", IDENTITY, nullable=True),
        _to(table, "call_id", "opinion_calls"),
        _to(table, "account_id", "accounts"),
        _to(table, "point_id", "contact_points"),
        sa.CheckConstraint(
            "(account_id is not null) or (department is not null) or (point_id is not null)",
            name=op.f(f"ck_{table}_one"),
        ),
        sa.CheckConstraint(
            "(account_id is null or department is null) and (account_id is null or point_id is null)"
            " and (department is null or point_id is null)",
            name=op.f(f"ck_{table}_alone"),
        ),
    )
    op.create_index(op.f(f"ix_{table}_call_id"), table, ["call_id"])


def _leads() -> None:
    table = "opinion_leads"
    op.create_table(
        table,
        *_own(table),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("point_id", IDENTITY, nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("text", "sender", "phone")),
        sa.Column("holder_id", IDENTITY, nullable=False),
        sa.Column("entered_by", IDENTITY, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        _to(table, "point_id", "contact_points"),
        _to(table, "holder_id", "accounts"),
        _to(table, "entered_by", "accounts"),
        sa.CheckConstraint("state in ('handed', 'taken', 'aside', 'purged')", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("(state = 'handed') = (settled_at is null)", name=op.f(f"ck_{table}_settled")),
    )
    op.create_index(op.f(f"ix_{table}_committee_id_holder_id"), table, ["committee_id", "holder_id"])
    op.create_index(op.f(f"ix_{table}_settled_at"), table, ["settled_at"])
    table = "opinion_lead_steps"
    op.create_table(
        table,
        *_own(table),
        sa.Column("lead_id", IDENTITY, nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("account_id", IDENTITY, nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _to(table, "lead_id", "opinion_leads"),
        _to(table, "by_id", "accounts"),
        _to(table, "account_id", "accounts"),
    )
    op.create_index(op.f(f"ix_{table}_lead_id"), table, ["lead_id"])


def _plans() -> None:
    plans, targets = "opinion_plans", "opinion_plan_targets"
    op.create_table(
        plans,
        *_own(plans),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint(
            "committee_id", "year", "version", name=op.f(f"uq_{plans}_committee_id_year_version")
        ),
    )
    op.create_table(
        targets,
        *_own(targets),
        sa.Column("plan_id", IDENTITY, nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        _to(targets, "plan_id", plans),
        sa.UniqueConstraint(
            "plan_id", "department", "quarter", name=op.f(f"uq_{targets}_plan_id_department_quarter")
        ),
        sa.CheckConstraint("quarter between 1 and 4", name=op.f(f"ck_{targets}_quarter")),
        sa.CheckConstraint("target > 0", name=op.f(f"ck_{targets}_target")),
    )


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        _to(table, "committee_id", "committees"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
