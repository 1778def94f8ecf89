"""A kept run may stand as of a day; those that stand are of the whole year

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("score_runs", sa.Column("as_of", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("score_runs", "as_of")
