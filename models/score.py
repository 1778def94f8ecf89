"""Score runs: the live one of each year, and named ones that are kept to compare with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identity, Json, Key, Moment, OfCommittee, reference


class ScoreRun(Base):
    """One result for a committee and year: which rules, which input, when. `name` None is the live run.

    `input` is the hash of everything that was scored, made of one hash a member. `revision` is that of the
    committee when the run last changed, `roster_revision` when its members last did. `method` is the one by
    which points were computed (`scoring.method`), `as_of` the day as of which a kept run stands, None for
    the whole year.
    """

    __tablename__ = "score_runs"
    __table_args__ = (
        UniqueConstraint("committee_id", "year", "name"),
        Index(
            "uq_score_runs_live",
            "committee_id",
            "year",
            unique=True,
            sqlite_where=text("name is null"),
            postgresql_where=text("name is null"),
        ),
    )

    id: Mapped[Key]
    committee_id: Mapped[OfCommittee]
    year: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(100))
    rule_set_id: Mapped[int] = reference("rule_sets.id")
    input: Mapped[str] = mapped_column(String(64))
    members: Mapped[int]
    revision: Mapped[int] = mapped_column(Identity)
    roster_revision: Mapped[int] = mapped_column(Identity)
    made_at: Mapped[datetime] = mapped_column(Moment)
    # Of rows that were there before it.
    method: Mapped[int] = mapped_column(server_default="1")
    as_of: Mapped[date | None]


class MemberScore(Base):
    """A member's result in a run: `score` follows from the member's own facts, `standing` compares members.

    `total` is exact; `rank` is the rank among all (None: not ranked); `questions` counts the facts that no
    rule took. The JSON is that of `scoring.member_score.MemberScore` and of `services.runs.board.Place`.
    """

    __tablename__ = "member_scores"
    __table_args__ = (Index(None, "run_id", "revision"), {"sqlite_with_rowid": False})

    run_id: Mapped[int] = reference("score_runs.id", cascade=True, primary_key=True)
    membership_id: Mapped[int] = reference("memberships.id", primary_key=True, index=True)
    committee_id: Mapped[int] = reference("committees.id")
    total: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int | None]
    grade: Mapped[str | None] = mapped_column(String(100))
    questions: Mapped[int]
    score: Mapped[Any] = mapped_column(Json)
    standing: Mapped[Any] = mapped_column(Json)
    input: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Identity)


class GroupScores(Base):
    """What groups of members came to in a run by a measure of their own; `ranking` is its id in the rules.

    `groups` has them by label: the JSON is that of `scoring.group_rows.GroupRow`.
    """

    __tablename__ = "group_scores"
    __table_args__ = ({"sqlite_with_rowid": False},)

    run_id: Mapped[int] = reference("score_runs.id", cascade=True, primary_key=True)
    ranking: Mapped[str] = mapped_column(String(40), primary_key=True)
    committee_id: Mapped[int] = reference("committees.id")
    groups: Mapped[Any] = mapped_column(Json)
