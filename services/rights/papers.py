"""Who reads papers: who edits, all of them; who signs, those that wait for a post of theirs, and what they
signed or gave back themselves (议9).
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion_paper import Paper, PaperItem, PaperStep
from services.rights.held import Rights
from services.rights.posts import posts_of
from services.rights.role import Right


def readable(rights: Rights, posts: Collection[str]) -> ColumnElement[bool]:
    """The papers that somebody reads who holds these posts today, as a condition."""
    of_committee = Paper.committee_id == rights.committee_id
    if rights.unbound or rights.has(Right.EDIT_OPINIONS):
        return of_committee
    if not rights.has(Right.SIGN_OPINIONS):
        return and_(of_committee, Paper.id.in_([]))
    theirs = select(PaperStep.paper_id).where(
        PaperStep.account_id == rights.account_id, PaperStep.post.is_not(None)
    )
    return and_(of_committee, or_(Paper.awaits.in_(sorted(posts)), Paper.id.in_(theirs)))


async def items_of_papers(connection: AsyncConnection, rights: Rights) -> Select[int]:
    """The numbers of the items of which those papers are made that somebody reads."""
    reads = readable(rights, await posts_of(connection, rights))
    placed = PaperItem.place.is_not(None)
    return select(PaperItem.opinion_id).join(Paper, Paper.id == PaperItem.paper_id).where(reads, placed)
