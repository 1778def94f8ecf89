"""What is classified may not be held (议14): where it is found in an item later, one act takes all of it
away, and leaves that there was one, when and why it was purged, and by whom.

With the key of the item all that was sealed under it is unreadable; the rows go besides. No second person is
waited for: each hour counts, and the trail and the author are told.
"""

from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from models.account import Account
from models.change import Change
from models.erasure import swept
from models.opinion import Opinion, OpinionDraft, OpinionStep
from models.opinion_lead import OpinionLead
from models.personal import SealedText
from models.request_key import RequestKey
from models.store import Store
from models.tables import metadata
from models.upload import Upload
from services.accounts.sealing import OPINION_DRAFT
from services.accounts.sealing import opened as opened_of_account
from services.actor import Actor, known
from services.opinions.editing import add_paper_step, move_items, move_paper
from services.opinions.form import Written
from services.opinions.handling import ENTITY as HANDLING
from services.opinions.handling_step import drop
from services.opinions.leading import erase
from services.opinions.leads import ENTITY as LEAD
from services.opinions.opinion import ENTITY, OpinionRow, opinion
from services.opinions.paper import ENTITY as PAPER
from services.opinions.paper import papers_ever_of
from services.opinions.search import TextIndexes
from services.opinions.transitions import ITEMS, LEADS, LET_GO, PURGE
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from services.uploads.keeping import Keeping
from services.uploads.policy import ACCOUNT, OPINION
from services.uploads.upload import ENTITY as UPLOAD
from services.uploads.upload import GONE, erased, of_committee
from wordlist import wordlist

FILE = "purges.yaml"


async def purge(
    store: Store,
    indexes: TextIndexes,
    keeping: Keeping,
    committee: str,
    actor: Actor | None,
    number: int,
    why: str,
) -> OpinionRow:
    """Takes away the texts, draft, names and files of an item that was submitted, whoever may read it, and
    what was said of it; raises `Refusal`. `why` is a code of the list.
    """
    if why not in purges():
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(purges())}", "reason")
    async with unit_of_work(store, committee, known(actor), right=Right.PURGE_OPINIONS) as unit:
        of_number = (Opinion.committee_id == unit.committee_id) & (Opinion.id == number)
        columns = select(Opinion.state, Opinion.version, Opinion.text_number, Account.key)
        columns = columns.add_columns(Opinion.account_id).join(Account, Account.id == Opinion.account_id)
        row = (await unit.connection.execute(columns.where(of_number, Opinion.text_number > 0))).one_or_none()
        if row is None:
            raise Refusal(Code.NOT_FOUND, "没有这个编号的、提交过的信息", "number")
        after = ITEMS.after(row.state, PURGE)
        # The guards let the rows of an item go where there is this step.
        await _add_step(unit, number, row.text_number, why)
        await _purge_files(unit, number, row, keeping.folder)
        await _purge_papers(unit, number)
        await _purge_lead(unit, number)
        await _purge_rows(unit, number)
        left = update(Opinion).where(of_number).values(state=after, version=row.version + 1, key=None)
        await unit.connection.execute(left)
        before = {"state": row.state, "version": row.version}
        unit.note(PURGE, ENTITY, number, before, {"state": after, "version": row.version + 1, "why": why})
        unit.result = number
        unit.afterwards.append(partial(indexes.forget, unit.committee_id))
        found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
    await swept(store)
    return found


@cache
def purges() -> dict[str, str]:
    """Why an item may be purged, each by its code."""
    found: dict[str, str] = wordlist("services.opinions", FILE)
    return found


def sealed_tables() -> list[Table]:
    """The tables in which something of an item is sealed, but that of its steps, which stay."""
    steps, items = OpinionStep.__table__, Opinion.__table__
    return [
        table
        for table in metadata.sorted_tables
        if table is not steps
        and any(key.column.table is items and key.parent.name == "opinion_id" for key in table.foreign_keys)
        and any(isinstance(column.type, SealedText) for column in table.columns)
    ]


async def _add_step(unit: Unit, number: int, text_number: int, why: str) -> None:
    added = insert(OpinionStep).values(
        committee_id=unit.committee_id,
        opinion_id=number,
        action=PURGE,
        at=unit.at,
        actor=unit.actor.signature,
        text_number=text_number,
        reason=why,
    )
    await unit.connection.execute(added)


async def _purge_papers(unit: Unit, number: int) -> None:
    """What any text of a paper says of it nobody reads any more, with its key; the other items wait anew."""
    for found in await papers_ever_of(unit.connection, unit.vault, number, unit.rights):
        await move_paper(unit, found, PURGE, {"key": None, "awaits": None})
        await add_paper_step(unit, found.id, PURGE, found.text_number)
        await _forget_requests(unit, PAPER, found.id)
        if (handled := await drop(unit, found.id)) is not None:
            await _forget_requests(unit, HANDLING, handled)
        waiting = [one for one in found.items if one.id != number and found.state in ("editing", "signing")]
        await move_items(unit, waiting, LET_GO)


async def _purge_lead(unit: Unit, number: int) -> None:
    """The lead of which it was made says the same: that goes, too."""
    lead_id = await unit.connection.scalar(select(Opinion.lead_id).where(Opinion.id == number))
    columns = select(OpinionLead.state, OpinionLead.version).where(OpinionLead.id == (lead_id or 0))
    row = (await unit.connection.execute(columns.where(OpinionLead.state != "purged"))).one_or_none()
    if row is None or lead_id is None:
        return
    told = {"state": LEADS.after(row.state, PURGE), "version": row.version + 1}
    gone = update(OpinionLead).where(OpinionLead.id == lead_id)
    await unit.connection.execute(gone.values(**told, settled_at=unit.at))
    await erase(unit, lead_id)
    await _forget_requests(unit, LEAD, lead_id)
    unit.note(PURGE, LEAD, lead_id, {"state": row.state, "version": row.version}, told)


async def _purge_rows(unit: Unit, number: int) -> None:
    """Of the steps only what was said goes; and with the keys of requests the digests of what was said."""
    for table in sealed_tables():
        await unit.connection.execute(delete(table).where(table.c.opinion_id == number))
    said = (OpinionStep.opinion_id == number) & OpinionStep.words.is_not(None)
    await unit.connection.execute(update(OpinionStep).where(said).values(words=None))
    await _forget_requests(unit, ENTITY, number)


async def _forget_requests(unit: Unit, entity: str, number: int) -> None:
    of_entity = (Change.committee_id == unit.committee_id) & (Change.entity == entity)
    moments = list(
        await unit.connection.scalars(select(Change.at).where(of_entity, Change.entity_id == number))
    )
    asked = (RequestKey.committee_id == unit.committee_id) & (RequestKey.result == number)
    await unit.connection.execute(delete(RequestKey).where(asked, RequestKey.at.in_(moments)))


async def _purge_files(unit: Unit, number: int, row: Any, folder: Path | None) -> None:
    """Erases the files of an item, and wherever else in the committee somebody handed the same content in."""
    named = await _named(unit, number, row.key)
    of_item = (Upload.owner == OPINION) & (Upload.owner_id == number)
    of_draft = (Upload.owner == ACCOUNT) & (Upload.owner_id == row.account_id) & Upload.id.in_(named)
    rows = (await unit.connection.execute(of_committee(unit, *GONE).where(of_item | of_draft))).all()
    contents = {one.content_id for one in rows}
    same = of_committee(unit, *GONE).where(Upload.content_id.in_(contents))
    every = (await unit.connection.execute(same)).all()
    await erased(unit, every, folder)
    for one in sorted(each.id for each in every):
        unit.note("erase", UPLOAD, one)


async def _named(unit: Unit, number: int, wrapped: Any) -> Iterable[int]:
    """The files that the author names in what they are writing of an item."""
    draft = select(OpinionDraft.content).where(OpinionDraft.opinion_id == number)
    content = await unit.connection.scalar(draft)
    text = opened_of_account(unit.vault, wrapped, OPINION_DRAFT, content)
    return () if text is None else Written.of_text(text).files
