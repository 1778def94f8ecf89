"""Writing an opinion item (议2, 4, 5, 7), by its author: kept as a draft, submitted, taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from files.cell import identifier, name_text
from models.account import Account
from models.clock import Now
from models.member import Membership, Person
from models.opinion import Opinion, OpinionAuthor, OpinionDraft, OpinionStep, OpinionText
from models.personal import PersonKey
from models.store import Store
from services.accounts.sealing import OPINION_DRAFT, opened
from services.accounts.sessions import SessionRow
from services.actor import Actor, known
from services.opinions.form import (
    TWICE,
    CoAuthor,
    Written,
    check_complete,
    check_not_classified,
    check_unmarked,
    form,
    tidied,
)
from services.opinions.opinion import ENTITY, OpinionRow, check_version, opinion
from services.opinions.sealing import AUTHOR, PARTS, WORDS, key_of
from services.opinions.sources import check_sources
from services.opinions.transitions import ITEMS, SAVE, SUBMIT, WITHDRAW
from services.refusal import Code, Refusal
from services.rights.opinions import HIDDEN
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work
from services.uploads.policy import OPINION
from services.uploads.upload import ENTITY as UPLOAD
from services.uploads.upload import attach, attached, erase_of, handed_in

DRAFT = "draft"


async def save(
    store: Store,
    session: SessionRow,
    written: Written,
    *,
    not_classified: bool,
    number: int | None = None,
    version: int | None = None,
) -> OpinionRow:
    """Keeps what an author has written, as a new draft or in place of what was kept of item `number` in its
    `version`; raises `Refusal`, `CONFLICT` where another device was faster.

    What is kept already, word for word, is given instead, as to who presses twice or whose answer was lost:
    no digest of a draft may outlast its seal, so there is no key to know it by.
    """
    told = tidied(written)
    check_not_classified(told, declared=not_classified)
    async with unit_of_work(store, session.committee, session.actor, right=Right.WRITE_OPINIONS) as unit:
        key = await _account_key(unit, session.account_id)
        await _check_files(unit, session.account_id, told, number)
        if number is None:
            kept = await _same(unit, session, told)
            number = await _begin(unit, session) if kept is None else kept
            if kept is None:
                await _keep(unit, number, key, told)
        else:
            found = await _own(unit, number)
            if found.draft and found.written == told:
                return found
            check_version(found, version or 0)
            ITEMS.after(found.state, SAVE)
            await _moved(unit, found, found.state)
            await _keep(unit, number, key, told)
        return await _told(unit, number)


async def submit(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, *, not_classified: bool
) -> OpinionRow:
    """Hands an item in for its first review; raises `Refusal`, and `Rejected` with all that is missing."""
    async with unit_of_work(store, committee, known(actor), right=Right.WRITE_OPINIONS) as unit:
        found = await _own(unit, number)
        check_version(found, version)
        after = ITEMS.after(found.state, SUBMIT)
        _check_changed(found)
        assert found.written is not None
        check_not_classified(found.written, declared=not_classified)
        for one in found.files:
            check_unmarked(one.name, "files")
        check_complete(found.written)
        await _check_follows(unit, found)
        await check_sources(unit, number, found.written)
        text_number = await _hand_in(unit, found, found.written, after)
        await add_step(unit, number, SUBMIT, text_number)
        return await _told(unit, number)


async def withdraw(
    store: Store, committee: str, actor: Actor | None, number: int, version: int
) -> OpinionRow:
    """Takes an item back that nobody has accepted; raises `Refusal`. What was not submitted is not kept, nor
    are files that were handed in for it alone.
    """
    async with unit_of_work(store, committee, known(actor), right=Right.WRITE_OPINIONS) as unit:
        found = await _own(unit, number)
        check_version(found, version)
        await _moved(unit, found, ITEMS.after(found.state, WITHDRAW), WITHDRAW)
        await _erase_files(unit, found)
        await unit.connection.execute(delete(OpinionDraft).where(OpinionDraft.opinion_id == number))
        if found.submitted_at is not None:
            await add_step(unit, number, WITHDRAW, found.text_number)
        return await _told(unit, number)


async def add_step(
    unit: Unit,
    number: int,
    action: str,
    text_number: int,
    reason: str | None = None,
    words: str | None = None,
) -> None:
    """Notes a step for those who follow the item; raises `Refusal` where its words can be sealed no more."""
    sealed = None
    if words is not None:
        wrapped = await unit.connection.scalar(select(Opinion.key).where(Opinion.id == number))
        sealed = key_of(unit.vault, wrapped).seal(WORDS, words)
    added = insert(OpinionStep).values(
        committee_id=unit.committee_id,
        opinion_id=number,
        action=action,
        at=unit.at,
        actor=unit.actor.signature,
        text_number=text_number,
        reason=reason,
        words=sealed,
    )
    await unit.connection.execute(added)


async def _own(unit: Unit, number: int) -> OpinionRow:
    """An item that the one who asks submits; raises `Refusal`, also to those who wrote it with them."""
    found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
    if not found.own:
        raise Refusal(Code.FORBIDDEN, "合写的信息，由提交的人修改、提交、撤回", "number")
    return found


def _check_changed(found: OpinionRow) -> None:
    """Raises `Refusal` where nothing is written that was not submitted already, as it stands."""
    if found.written is None:
        raise Refusal(Code.CONFLICT, "还没有写", "number")
    same = found.submitted is not None and found.submitted.compared == found.written.compared
    if same or not found.draft:
        raise Refusal(Code.CONFLICT, "退回以后还没有改过：照退回的理由改好、保存，再提交", "number")


async def _told(unit: Unit, number: int) -> OpinionRow:
    unit.result = number
    return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def _account_key(unit: Unit, account_id: int) -> PersonKey:
    wrapped = await unit.connection.scalar(select(Account.key).where(Account.id == account_id))
    if wrapped is None:
        raise Refusal(Code.CONFLICT, "这个账号没有登记手机号，不能写信息：请办公室重新登记", "number")
    return unit.vault.key(wrapped)


async def _same(unit: Unit, session: SessionRow, told: Written) -> int | None:
    """A draft that was begun with the very same words; raises `Refusal` where there are too many drafts."""
    columns = select(Opinion.id, Opinion.version, OpinionDraft.content, Account.key)
    columns = columns.join(OpinionDraft, OpinionDraft.opinion_id == Opinion.id)
    columns = columns.join(Account, Account.id == Opinion.account_id)
    rows = (
        await unit.connection.execute(
            columns.where(Opinion.account_id == session.account_id, Opinion.state == DRAFT)
        )
    ).all()
    text = told.to_text()
    for row in rows:
        if row.version == 1 and opened(unit.vault, row.key, OPINION_DRAFT, row.content) == text:
            return int(row.id)
    if len(rows) >= form().most_drafts:
        message = f"草稿已有 {form().most_drafts} 份：先提交或撤回几份"
        raise Refusal(Code.CONFLICT, message, "number")
    return None


async def _begin(unit: Unit, session: SessionRow) -> int:
    own = sorted(session.rights.own)
    added = insert(Opinion).values(
        committee_id=unit.committee_id,
        account_id=session.account_id,
        membership_id=own[-1] if own else None,
        state=DRAFT,
        version=1,
        begun_at=unit.at,
        text_number=0,
    )
    number = (await unit.connection.execute(added.returning(Opinion.id))).scalar_one()
    unit.note(SAVE, ENTITY, number, after={"state": DRAFT, "version": 1})
    return number


async def _keep(unit: Unit, number: int, key: PersonKey, told: Written) -> None:
    await unit.connection.execute(delete(OpinionDraft).where(OpinionDraft.opinion_id == number))
    added = insert(OpinionDraft).values(
        committee_id=unit.committee_id,
        opinion_id=number,
        content=key.seal(OPINION_DRAFT, told.to_text()),
        saved_at=Now(),
    )
    await unit.connection.execute(added)


async def _moved(unit: Unit, found: OpinionRow, after: str, action: str = SAVE, **values: Any) -> None:
    """Gives an item its next version, in the state after an action."""
    changed = update(Opinion).where(Opinion.id == found.id)
    await unit.connection.execute(changed.values(state=after, version=found.version + 1, **values))
    told = {"state": after, "version": found.version + 1}
    unit.note(action, ENTITY, found.id, {"state": found.state, "version": found.version}, told)


async def _hand_in(unit: Unit, found: OpinionRow, written: Written, after: str) -> int:
    """Makes what was written the committee's, sealed under the key of the item; the number of the text."""
    first = found.submitted_at is None
    wrapped = await unit.connection.scalar(select(Opinion.key).where(Opinion.id == found.id))
    key = unit.vault.new() if first else key_of(unit.vault, wrapped)
    number = found.text_number + 1
    await _moved(
        unit,
        found,
        after,
        SUBMIT,
        key=key.wrapped,
        area=written.area,
        urgency=written.urgency,
        source=written.source,
        open=written.open,
        follows_id=written.follows,
        call_id=written.call,
        point_id=written.point,
        lead_id=written.lead,
        submitted_at=unit.at,
        text_number=number,
    )
    added = insert(OpinionText).values(
        committee_id=unit.committee_id,
        opinion_id=found.id,
        number=number,
        files=list(written.files),
        submitted_at=unit.at,
        **{name: key.seal(field, getattr(written, name)) for name, field in PARTS.items()},
    )
    await unit.connection.execute(added)
    await unit.connection.execute(delete(OpinionDraft).where(OpinionDraft.opinion_id == found.id))
    await _name_authors(unit, found.id, number, key, written.authors)
    await _give_files(unit, found.id, written.files)
    return number


async def _name_authors(
    unit: Unit, number: int, text_number: int, key: PersonKey, authors: Sequence[CoAuthor]
) -> None:
    """Names the co-authors of a text; raises `Refusal`, also where one member is named twice."""
    roster = await _roster(unit) if any(one.number is not None for one in authors) else {}
    named: set[int] = set()
    for place, one in enumerate(authors):
        membership = None
        if one.number is not None:
            member = _member(unit, roster, one)
            if member.person_id in named:
                raise Refusal(Code.BAD_USER_INPUT, TWICE, "coAuthors")
            named.add(member.person_id)
            membership = member.id
        added = insert(OpinionAuthor).values(
            committee_id=unit.committee_id,
            opinion_id=number,
            text_number=text_number,
            place=place,
            membership_id=membership,
            name=key.seal(AUTHOR, one.name) if membership is None else None,
        )
        await unit.connection.execute(added)


async def _roster(unit: Unit) -> dict[str, Any]:
    """The latest membership of each number, by the form in which numbers are compared."""
    columns = select(Membership.id, Membership.number, Membership.person_id, Person.name)
    columns = columns.join(Person, Person.id == Membership.person_id).order_by(Membership.id)
    rows = await unit.connection.execute(columns.where(Membership.committee_id == unit.committee_id))
    return {identifier(row.number): row for row in rows}


def _member(unit: Unit, roster: Mapping[str, Any], one: CoAuthor) -> Any:
    """The latest membership of a member's number, whose holder is called so; raises `Refusal`."""
    found = roster.get(identifier(one.number or ""))
    if found is None or name_text(found.name) != name_text(one.name):
        message = "没有这个编号、叫这个姓名的委员：核对编号；不是委员的，不写编号"
        raise Refusal(Code.BAD_USER_INPUT, message, "coAuthors")
    if found.id in unit.rights.own:
        raise Refusal(Code.BAD_USER_INPUT, "合写的不写自己", "coAuthors")
    return found


async def _give_files(unit: Unit, number: int, files: Sequence[int]) -> None:
    """Attaches the files that are not yet; those of earlier texts stay."""
    kept = {one.id for one in (await attached(unit.connection, unit.vault, OPINION, [number]))[number]}
    await attach(unit, [one for one in files if one not in kept], OPINION, number)


async def _erase_files(unit: Unit, found: OpinionRow) -> None:
    """Erases the files that the draft of an item names alone: no text, and no other draft of its author."""
    if found.written is None or not found.draft:
        return
    columns = select(OpinionDraft.content, Account.key).join(Opinion, Opinion.id == OpinionDraft.opinion_id)
    columns = columns.join(Account, Account.id == Opinion.account_id)
    others = columns.where(Opinion.account_id == found.account_id, Opinion.id != found.id)
    named: set[int] = set()
    for row in await unit.connection.execute(others):
        text = opened(unit.vault, row.key, OPINION_DRAFT, row.content)
        named.update(() if text is None else Written.of_text(text).files)
    free = await handed_in(unit.connection, unit.vault, found.account_id, found.written.files)
    gone = {one.id for one in free} - named
    await erase_of(unit, gone)
    for one in sorted(gone):
        unit.note("erase", UPLOAD, one)


async def _check_files(unit: Unit, account_id: int, told: Written, number: int | None) -> None:
    """Raises `Refusal` where a file is none that the author handed in, or of another thing, or where its name
    bears a mark of what is classified.
    """
    found = await handed_in(unit.connection, unit.vault, account_id, told.files)
    of_item = await attached(unit.connection, unit.vault, OPINION, [] if number is None else [number])
    known = {one.id: one for each in (found, *of_item.values()) for one in each}
    if not known.keys() >= {*told.files}:
        raise Refusal(Code.NOT_FOUND, "没有这个文件，或者已经用在别处；自己上传的见 me.uploads", "files")
    for one in told.files:
        check_unmarked(known[one].name, "files")


async def _check_follows(unit: Unit, found: OpinionRow) -> None:
    """Raises `Refusal` where what it continues is none of the author's own items that were submitted."""
    if found.written is None or found.written.follows is None:
        return
    earlier = (Opinion.account_id == found.account_id) & (Opinion.id == found.written.follows)
    known = select(Opinion.id).where(earlier, Opinion.id != found.id, Opinion.state.not_in(HIDDEN))
    if await unit.connection.scalar(known) is None:
        raise Refusal(Code.NOT_FOUND, "接着的那一条，写本人提交过的信息的编号", "follows")
