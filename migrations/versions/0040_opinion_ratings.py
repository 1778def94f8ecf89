"""Authors rate what units answered, units say when they spoke to them, and what is published may be withheld

Revision: 0040, after 0039. A rating that was given never changes; with an item that is purged it goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE = "opinion_ratings"
RATINGS = ("satisfied", "fairly satisfied", "dissatisfied")
SAID = "what was submitted or done about an item stays as it is"
PURGED = (
    "exists (select 1 from opinion_steps purged where purged.opinion_id = old.opinion_id"
    " and purged.action = 'purge')"
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.Column("opinion_id", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("answer_number", sa.Integer(), nullable=False),
        sa.Column("rating", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by", sa.String(length=100), nullable=False),
        _to("committee_id", "committees"),
        _to("opinion_id", "opinions"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("opinion_id", "place", name=op.f(f"uq_{TABLE}_opinion_id_place")),
        sa.CheckConstraint(f"rating in {RATINGS}", name=op.f(f"ck_{TABLE}_rating")),
        sa.CheckConstraint(
            "(rating = 'dissatisfied') = (reason is not null)", name=op.f(f"ck_{TABLE}_reason")
        ),
    )
    # Not by a copy of the table, which would lose its guards.
    op.add_column("handling_steps", sa.Column("day", sa.Date(), nullable=True))
    op.add_column("handling_steps", sa.Column("how", sa.String(length=20), nullable=True))
    op.add_column("opinions", sa.Column("withheld_at", MOMENT, nullable=True))
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("opinions", "withheld_at")
    op.drop_column("handling_steps", "how")
    op.drop_column("handling_steps", "day")
    op.drop_table(TABLE)


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        changed = f"create trigger {TABLE}_changed before update or delete on {TABLE} for each row"
        return [f"{changed} execute function opinion_changed()"]
    raised = f"begin select raise(abort, '{SAID}'); end"
    return [
        f"create trigger {TABLE}_update before update on {TABLE} {raised}",
        f"create trigger {TABLE}_delete before delete on {TABLE} when not {PURGED} {raised}",
    ]


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}_{other}"))
