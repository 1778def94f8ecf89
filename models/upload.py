"""What people hand in: who handed in what, and the content, sealed in pieces."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Moment, OfCommittee, reference
from models.personal import Sealed, SealedText

PLACES = ("database", "folder")


class UploadContent(Base):
    """The content of files, once in a committee however often it is handed in, sealed under its own `key`.

    `digest` is the SHA-256 of the content, sealed as well; it is found by `digest_index`. `size` is the bytes
    of the content. Its pieces stand in the table of pieces or in a file of a folder, under `name`, which is
    the SHA-256 of what stands there.
    """

    __tablename__ = "upload_contents"
    __table_args__ = (
        UniqueConstraint("committee_id", "digest_index"),
        CheckConstraint(f"place in {PLACES}", name="place"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    key: Mapped[Sealed] = mapped_column(SealedText)
    digest: Mapped[Sealed] = mapped_column(SealedText)
    digest_index: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(64))


class UploadPiece(Base):
    """A piece of a content that is kept in the database, sealed under its key; they are numbered from 0."""

    __tablename__ = "upload_pieces"
    __table_args__ = (UniqueConstraint("content_id", "number"),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    content_id: Mapped[int] = reference("upload_contents.id", cascade=True)
    number: Mapped[int]
    data: Mapped[Sealed] = mapped_column(SealedText)


class Upload(Base):
    """That somebody handed in a file. Its `name` is sealed under a `key` of its own, and may name a person.

    It belongs to what `owner` and `owner_id` say: an account, until it is attached to something. Where it was
    taken away, at `erased_at`, nothing but that it was there is left.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "content_id"),
        Index(None, "committee_id", "owner", "owner_id"),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    account_id: Mapped[int] = reference("accounts.id")
    content_id: Mapped[int | None] = reference("upload_contents.id")
    owner: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[Sealed | None] = mapped_column(SealedText)
    name: Mapped[Sealed | None] = mapped_column(SealedText)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
