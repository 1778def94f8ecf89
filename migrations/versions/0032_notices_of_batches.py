"""A notice may tell of a batch: of how many, it says

What was told before was told of one at a time.

Revision: 0032, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("size", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    # A batch is no row of anything in the tables before.
    op.execute("DELETE FROM notices WHERE entity IN ('records', 'corrections')")
    op.drop_column("notices", "size")
