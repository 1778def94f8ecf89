"""Where members of a live run stand follows from what all of them came to, and is kept no more

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LIVE = "select id from score_runs where name is null"


# What the former program reads as: nobody has a place. It finds them when it scores the year anew.
NOWHERE = '{"gates":[],"grade":null,"ranks":{},"selection":null,"shown":true}'


def upgrade() -> None:
    op.execute(
        f"update member_scores set rank = null, grade = null, standing = '{{}}' where run_id in ({LIVE})"
    )


def downgrade() -> None:
    standing = sa.text(f"update member_scores set standing = :nowhere where run_id in ({LIVE})")
    op.execute(standing.bindparams(nowhere=NOWHERE))
