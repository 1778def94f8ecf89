"""Meetings that look together at what people raise, and bulletins of opinion items

Revision: 0042, after 0041.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MEETINGS, BULLETINS = "opinion_meetings", "opinion_bulletins"
SAID = "what was signed stays as it is"


def upgrade() -> None:
    op.create_table(
        MEETINGS,
        *_own(MEETINGS),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_period(),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("conclusions", sa.LargeBinary(), nullable=True),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("called_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("state in ('called', 'held', 'cancelled')", name=op.f(f"ck_{MEETINGS}_state")),
        sa.CheckConstraint(
            "(state = 'held') = (conclusions is not null)", name=op.f(f"ck_{MEETINGS}_concluded")
        ),
    )
    op.create_index(op.f(f"ix_{MEETINGS}_committee_id_day"), MEETINGS, ["committee_id", "day"])
    op.create_table(
        BULLETINS,
        *_own(BULLETINS),
        *_period(),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("signed_by", sa.String(length=100), nullable=False),
        sa.UniqueConstraint(
            *("committee_id", "first_day", "last_day"),
            name=op.f(f"uq_{BULLETINS}_committee_id_first_day_last_day"),
        ),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(BULLETINS)
    op.drop_table(MEETINGS)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function opinion_bulletin_changed()")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _period() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
    )


def _sqlite() -> list[str]:
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger {BULLETINS}_{done} before {done} on {BULLETINS} {raised}"
        for done in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    raised = f"raise exception '{SAID}' using errcode = 'integrity_constraint_violation';"
    called = "opinion_bulletin_changed()"
    return [
        f"create function {called} returns trigger language plpgsql as $$ begin {raised} end $$",
        f"create trigger {BULLETINS}_changed before update or delete on {BULLETINS} for each row"
        f" execute function {called}",
    ]
