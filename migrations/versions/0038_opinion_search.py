"""Opinion items: their texts are read on from where a committee's were read last

Revision: 0038, after 0034.
"""

from alembic import op

revision = "0038"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_opinion_texts_committee_id_id"), "opinion_texts", ["committee_id", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_opinion_texts_committee_id_id"), "opinion_texts")
