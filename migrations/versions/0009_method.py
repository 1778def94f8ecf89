"""By which method the points of a run were computed: those that stand are by the former one

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FORMER = "1"


def upgrade() -> None:
    op.add_column("score_runs", sa.Column("method", sa.Integer(), nullable=False, server_default=FORMER))


def downgrade() -> None:
    op.drop_column("score_runs", "method")
