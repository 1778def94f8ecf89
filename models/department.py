"""Departments, the groups members belong to (界别, 党派, 活动组 …), and who is linked to whom; all dated."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, OfCommittee, reference


class Department(Base):
    """The Office, a special committee, the Members' Work Committee. A new name is a new row with its days."""

    __tablename__ = "departments"
    __table_args__ = (Index(None, "committee_id", "name", "first_day", unique=True),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    name: Mapped[str] = mapped_column(String(100))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    successor_id: Mapped[int | None] = reference("departments.id")


class Group(Base):
    """A group of members: the value `name` of their attribute `attribute` (界别, 党派, 街道, 活动组)."""

    __tablename__ = "groups"
    __table_args__ = (Index(None, "committee_id", "attribute", "name", "first_day", unique=True),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    attribute: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class DepartmentLink(Base):
    """A department looks after a group: a special committee its sectors and activity groups (履5, 履12)."""

    __tablename__ = "department_links"
    __table_args__ = (Index(None, "department_id", "group_id", "first_day", unique=True),)

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    department_id: Mapped[int] = reference("departments.id")
    group_id: Mapped[int] = reference("groups.id")
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
