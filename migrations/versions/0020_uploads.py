"""Uploads: who handed in what, and the content, sealed in pieces

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# SQLite gives row numbers of its own only to a column of exactly this type.
IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "upload_contents",
        *_own("upload_contents"),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("digest_index", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.CheckConstraint("place in ('database', 'folder')", name=op.f("ck_upload_contents_place")),
        sa.UniqueConstraint(
            *("committee_id", "digest_index"), name=op.f("uq_upload_contents_committee_id_digest_index")
        ),
    )
    op.create_table(
        "upload_pieces",
        *_own("upload_pieces"),
        sa.Column("content_id", IDENTITY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"],
            ["upload_contents.id"],
            name=op.f("fk_upload_pieces_content_id_upload_contents"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("content_id", "number", name=op.f("uq_upload_pieces_content_id_number")),
    )
    op.create_table(
        "uploads",
        *_own("uploads"),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("content_id", IDENTITY, nullable=True),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_uploads_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["content_id"], ["upload_contents.id"], name=op.f("fk_uploads_content_id_upload_contents")
        ),
    )
    op.create_index(op.f("ix_uploads_account_id_id"), "uploads", ["account_id", "id"])
    op.create_index(op.f("ix_uploads_content_id"), "uploads", ["content_id"])
    op.create_index(
        op.f("ix_uploads_committee_id_owner_owner_id"), "uploads", ["committee_id", "owner", "owner_id"]
    )


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("upload_pieces")
    op.drop_table("upload_contents")


def _own(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("committee_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f(f"fk_{table}_committee_id_committees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
