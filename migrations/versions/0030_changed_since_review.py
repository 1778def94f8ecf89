"""Records that a member's own word changed after their review say so

Of what was changed so before, the trail alone tells.

Revision: 0030, after 0029.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Alembic would write the table anew; neither database needs that.
    op.execute("alter table records add column changed_since_review boolean default false not null")


def downgrade() -> None:
    op.execute("alter table records drop column changed_since_review")
