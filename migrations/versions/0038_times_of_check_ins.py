"""Whoever opens sign-in again says which times they saw

Of what was opened before, the times are the first.

Revision: 0038, after 0037.
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Alembic would write the table anew; neither database needs that.
    op.execute("alter table check_ins add column times_version integer default 1 not null")


def downgrade() -> None:
    op.execute("alter table check_ins drop column times_version")
