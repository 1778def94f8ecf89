"""Records can stand before their review, and behind it

Revision: 0021, after 0020. What stood approved stays so.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NAME = "ck_records_state"
FORMER = "state in ('approved', 'withdrawn')"
NEXT = "state in ('draft', 'submitted', 'returned', 'approved', 'archived', 'withdrawn')"


def upgrade() -> None:
    _allow(NEXT)


def downgrade() -> None:
    op.execute("update records set state = 'approved' where state = 'archived'")
    op.execute("update records set state = 'withdrawn' where state not in ('approved', 'withdrawn')")
    _allow(FORMER)


def _allow(states: str) -> None:
    with op.batch_alter_table("records") as records:
        records.drop_constraint(op.f(NAME), type_="check")
        records.create_check_constraint(op.f(NAME), states)
