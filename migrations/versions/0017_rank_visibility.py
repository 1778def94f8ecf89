"""What members see of each other's rank is a setting of their committee; until it is set, nothing

Revision: 0017, after 0016.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Alembic makes a check of a new column by writing the table anew; neither database needs that.
    op.execute(
        "alter table committees add column rank_visibility varchar(10) default 'own' not null"
        " constraint ck_committees_rank_visibility check (rank_visibility in ('own', 'ranking'))"
    )


def downgrade() -> None:
    op.execute("alter table committees drop column rank_visibility")
