"""Where members of a live run stand follows from what all of them came to, and is kept no more

Revision: 0011, after 0009.
"""

from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

LIVE = "select id from score_runs where name is null"


def upgrade() -> None:
    op.execute(
        f"update member_scores set rank = null, grade = null, standing = '{{}}' where run_id in ({LIVE})"
    )


def downgrade() -> None:
    # The former program reads places that are not there any more: it is to score these years anew.
    for table in ("member_scores", "group_scores"):
        op.execute(f"delete from {table} where run_id in ({LIVE})")
    op.execute("delete from score_runs where name is null")
