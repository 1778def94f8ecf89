"""Who is told of papers: who signs next, and who handed up what was given back (议9)."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.opinion_paper import Paper, PaperStep
from services.notices.about import NOBODY, People, Told
from services.rights.posts import signing
from services.rights.role import Right


async def who_sign(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who signs a paper next, by the post that they hold today."""
    by_post = await signing(connection, committee_id)
    columns = select(Paper.id, Paper.awaits).where(
        Paper.committee_id == committee_id, Paper.id.in_(rows), Paper.state == "signing"
    )
    told = {}
    for row in await connection.execute(columns):
        by = by_post.get(row.awaits)
        told[row.id] = NOBODY if by is None else frozenset({by.account_id} & people.keys())
    return told


async def who_edit(
    connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
) -> Told:
    """Who handed a paper up last that was given back; where they edit no more, all who do."""
    columns = select(Paper.id, PaperStep.account_id).join(PaperStep, PaperStep.paper_id == Paper.id)
    of_rows = (Paper.committee_id == committee_id) & Paper.id.in_(rows) & (Paper.state == "editing")
    handed = columns.where(of_rows, PaperStep.action == "hand up").order_by(PaperStep.id)
    editing = frozenset(one for one, rights in people.items() if rights.has(Right.EDIT_OPINIONS))
    last = {row.id: row.account_id for row in await connection.execute(handed)}
    return {number: frozenset({one}) & editing or editing for number, one in last.items()}
