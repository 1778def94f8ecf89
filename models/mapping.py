"""What an office has told about its files: one mapping (对应表) for each committee."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, OfCommittee


class OfficeMapping(Base):
    """The mapping of a committee as YAML text. `version` counts how often it was put."""

    __tablename__ = "mappings"

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee] = mapped_column(unique=True)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
