"""The feedback box (履14): whoever is signed in writes, those who keep the system up answer, and both see it.

Texts are sealed under the key of their writer's account: once that is closed nobody reads them any more, and
what is left is that something was written, of which kind, and what became of it. Phone and identity numbers
are hidden from whoever answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as release
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from files.problem import masked
from models.account import NAME, Account
from models.feedback import KINDS, STATES, Feedback
from models.personal import PersonKey, Vault
from models.store import Store
from services.accounts.outside.identities import ACCOUNT
from services.accounts.own_data import held_names
from services.accounts.sealing import ADDITION, ANSWER, WORDS, opened
from services.accounts.sessions import SessionRow
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.members.phones import DISCLOSE
from services.reason import one_line, several_lines
from services.refusal import Code, Refusal
from services.rights.held import Rights, held_by, permitted
from services.rights.role import Right
from services.slice import Slice, sliced
from services.unit_of_work import Unit, unit_of_work

ENTITY, EXPORT = "feedback", "export"
RECEIVED, IN_PROGRESS, DONE, DECLINED = STATES
CORRECTION = KINDS[2]
LONGEST_PAGE, LONGEST_FIELD = 200, 40
# So many of one account may wait for an answer.
MOST_WAITING = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody writes: of which kind, in which words, on which page, about which personal field, and
    whether those who answer may see who wrote it.
    """

    kind: str
    words: str
    page: str | None = None
    field: str | None = None
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRow:
    """Feedback as one person may see it: to others than its writer numbers of phones are hidden in its texts.

    `writer` is None where it is not told who that is. The texts are None where nothing was written, or the
    account of the writer is closed. `version` counts changes, from 1.
    """

    id: int
    kind: str
    field: str | None
    page: str | None
    program: str
    state: str
    version: int
    words: str | None
    addition: str | None
    answer: str | None
    written_at: datetime
    answered_at: datetime | None
    writer: str | None
    department: str | None
    roles: tuple[str, ...]


async def write(store: Store, session: SessionRow, note: Note) -> FeedbackRow:
    """Puts a note into the box of the writer's committee; raises `Refusal`."""
    values = _checked(note)
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        waiting = (Feedback.account_id == session.account_id) & Feedback.state.in_((RECEIVED, IN_PROGRESS))
        if await _counted(unit.connection, waiting) >= MOST_WAITING:
            message = f"您有 {MOST_WAITING} 条还没有办结，先等答复，或在原来的一条上补充"
            raise Refusal(Code.CONFLICT, message, "words")
        await _check_field(unit, session.account_id, values["field"])
        key = await _key(unit, session.account_id)
        added = insert(Feedback).values(
            committee_id=unit.committee_id,
            account_id=session.account_id,
            program=release("luzhi"),
            state=RECEIVED,
            version=1,
            words=key.seal(WORDS, values.pop("words")),
            written_at=unit.at,
            **values,
        )
        row_id: int = (await unit.connection.execute(added.returning(Feedback.id))).scalar_one()
        unit.note("write", ENTITY, row_id, after={"kind": note.kind, "field": values["field"]})
        return await _own(unit.connection, unit.vault, session.account_id, row_id)


async def add(store: Store, session: SessionRow, number: int, version: int, words: str) -> FeedbackRow:
    """What its writer adds, once; it waits for an answer again. Raises `Refusal`."""
    text = several_lines(words, "words")
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        found = await _own(unit.connection, unit.vault, session.account_id, number)
        _check_version(found, version)
        if found.addition is not None:
            raise Refusal(Code.CONFLICT, "这一条已经补充过，只能补充一次：再有的另写一条", "words")
        key = await _key(unit, session.account_id)
        await _change(unit, number, version, addition=key.seal(ADDITION, text), state=RECEIVED)
        unit.note("add to", ENTITY, number, {"state": found.state}, {"state": RECEIVED})
        return await _own(unit.connection, unit.vault, session.account_id, number)


async def answer(
    store: Store,
    committee: str,
    actor: Actor | None,
    number: int,
    version: int,
    state: str,
    words: str | None,
) -> FeedbackRow:
    """Sets what becomes of feedback, and what its writer is told; words are left out only where it goes on.

    Raises `Refusal`, also where somebody else was faster.
    """
    async with unit_of_work(store, committee, known(actor), right=Right.OPERATE) as unit:
        found = await one(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
        _check_version(found, version)
        text = None if words is None else several_lines(words, "words")
        if state not in (IN_PROGRESS, DONE, DECLINED):
            raise Refusal(Code.BAD_USER_INPUT, "状态改成在办、办结或不采纳", "state")
        # Whose words can no longer be read is told nothing any more.
        if text is None and state != IN_PROGRESS and found.words is not None:
            raise Refusal(Code.BAD_USER_INPUT, "办结或不采纳，要写明怎样办的、为什么", "words")
        if text is not None and masked(text) != text:
            raise Refusal(Code.BAD_USER_INPUT, "答复里不要写电话号码、身份证号", "words")
        account_id = (
            await unit.connection.execute(select(Feedback.account_id).where(Feedback.id == number))
        ).scalar_one()
        said: dict[str, Any] = {}
        if text is not None:
            said["answer"] = (await _key(unit, account_id)).seal(ANSWER, text)
        await _change(unit, number, version, state=state, answered_at=unit.at, **said)
        unit.note("answer", ENTITY, number, {"state": found.state}, {"state": state})
        unit.result = number
        return await one(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


async def own(
    connection: AsyncConnection, vault: Vault, account_id: int, part: Slice[tuple[int]]
) -> list[FeedbackRow]:
    """What an account has written, the newest first, in full."""
    rows = await sliced(connection, _COLUMNS.where(_of_account(account_id)), (Feedback.id,), part)
    return await _shown(connection, vault, rows, account_id)


async def count_own(connection: AsyncConnection, account_id: int) -> int:
    """How many `own` can give."""
    return await _counted(connection, _of_account(account_id))


async def box(
    connection: AsyncConnection,
    vault: Vault,
    committee_id: int,
    state: str | None,
    part: Slice[tuple[int]],
    rights: Rights,
) -> list[FeedbackRow]:
    """The feedback of a committee, perhaps of one state only, the newest first, for whoever answers it."""
    rows = await sliced(connection, _COLUMNS.where(_of(committee_id, state)), (Feedback.id,), part)
    return await _shown(connection, vault, rows, None, rights)


async def count_box(connection: AsyncConnection, committee_id: int, state: str | None) -> int:
    """How many `box` can give."""
    return await _counted(connection, _of(committee_id, state))


_COLUMNS: Any = select(
    *(Feedback.id, Feedback.account_id, Feedback.kind, Feedback.field, Feedback.page, Feedback.program),
    *(Feedback.named, Feedback.state, Feedback.version, Feedback.words, Feedback.addition, Feedback.answer),
    *(Feedback.written_at, Feedback.answered_at, Account.key, NAME, Account.department),
).join(Account, Account.id == Feedback.account_id)


async def _all(
    connection: AsyncConnection, vault: Vault, committee_id: int, state: str | None, rights: Rights
) -> list[FeedbackRow]:
    every = _COLUMNS.where(_of(committee_id, state)).order_by(Feedback.id.desc())
    return await _shown(connection, vault, (await connection.execute(every)).all(), None, rights)


async def _own(connection: AsyncConnection, vault: Vault, account_id: int, number: int) -> FeedbackRow:
    of_id = _COLUMNS.where(_of_account(account_id), Feedback.id == number)
    rows = (await connection.execute(of_id)).all()
    return _only(await _shown(connection, vault, rows, account_id))


async def read_all(store: Store, committee: str, actor: Actor, state: str | None) -> list[FeedbackRow]:
    """All feedback of a committee, perhaps of one state only, the newest first, for whoever answers it."""
    async with store.reading() as connection:
        committee_id = (await committee_of(connection, committee)).id
        rights = (await permitted(connection, committee_id, actor, Right.OPERATE)).rights
        return await _all(connection, store.vault, committee_id, state, rights)


async def take_out_all(store: Store, committee: str, actor: Actor, state: str | None) -> list[FeedbackRow]:
    """The same, to be written into a file: the trail says who took out how many."""
    async with unit_of_work(store, committee, actor, right=Right.OPERATE) as unit:
        found = await _all(unit.connection, unit.vault, unit.committee_id, state, unit.rights)
        unit.note(EXPORT, ENTITY, unit.committee_id, after={"state": state, "count": len(found)})
    return found


async def read_in_full(store: Store, committee: str, actor: Actor, number: int) -> FeedbackRow:
    """One of a committee's with nothing hidden, for whoever may read numbers; its writer can see who did.

    Raises `Refusal`.
    """
    async with unit_of_work(store, committee, actor, right=Right.DISCLOSE) as unit:
        of_id = _COLUMNS.where(_of(unit.committee_id, None), Feedback.id == number)
        rows = (await unit.connection.execute(of_id)).all()
        for row in rows:
            unit.note(DISCLOSE, ACCOUNT, row.account_id, after={"fields": [ENTITY]})
        return _only(await _shown(unit.connection, unit.vault, rows, rows[0].account_id if rows else None))


async def one(
    connection: AsyncConnection, vault: Vault, committee_id: int, number: int, rights: Rights
) -> FeedbackRow:
    """One of a committee's, for whoever answers it; raises `Refusal`."""
    of_id = _COLUMNS.where(_of(committee_id, None), Feedback.id == number)
    return _only(await _shown(connection, vault, (await connection.execute(of_id)).all(), None, rights))


def _only(found: Sequence[FeedbackRow]) -> FeedbackRow:
    if not found:
        raise Refusal(Code.NOT_FOUND, "没有这个编号的意见", "number")
    return found[0]


async def _shown(
    connection: AsyncConnection,
    vault: Vault,
    rows: Iterable[Any],
    account_id: int | None,
    rights: Rights | None = None,
) -> list[FeedbackRow]:
    """The rows as their writer sees them (`account_id`), or whoever answers, by their rights."""
    listed = list(rows)
    held = await held_by(connection, Account.id.in_({row.account_id for row in listed}))
    found = []
    for row in listed:
        is_own = row.account_id == account_id
        # Who keeps the roster right has to know whose entry it is that is wrong.
        told = is_own or row.named or (rights is not None and rights.has(Right.DISCLOSE))
        texts = {
            "words": opened(vault, row.key, WORDS, row.words),
            "addition": opened(vault, row.key, ADDITION, row.addition),
            "answer": opened(vault, row.key, ANSWER, row.answer),
        }
        if not is_own:
            texts = {name: None if text is None else masked(text) for name, text in texts.items()}
        holds = [role.name for role in held[row.account_id].roles]
        found.append(
            FeedbackRow(
                id=row.id,
                kind=row.kind,
                field=row.field,
                page=row.page,
                program=row.program,
                state=row.state,
                version=row.version,
                written_at=row.written_at,
                answered_at=row.answered_at,
                writer=row.real_name if told else None,
                department=row.department,
                roles=tuple(dict.fromkeys(holds)),
                **texts,
            )
        )
    return found


def _of_account(account_id: int) -> ColumnElement[bool]:
    return Feedback.account_id == account_id


def _of(committee_id: int, state: str | None) -> ColumnElement[bool]:
    of_committee = Feedback.committee_id == committee_id
    return of_committee if state is None else of_committee & (Feedback.state == state)


async def _counted(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    return (await connection.scalar(select(func.count()).select_from(Feedback).where(which))) or 0


async def _key(unit: Unit, account_id: int) -> PersonKey:
    """The key of an account that is not closed; raises `Refusal`."""
    wrapped = await unit.connection.scalar(select(Account.key).where(Account.id == account_id))
    if wrapped is None:
        raise Refusal(Code.CONFLICT, "写的人的账号已经注销，不能再答复，只能改状态", "words")
    return unit.vault.key(wrapped)


async def _change(unit: Unit, number: int, version: int, **values: Any) -> None:
    changed = update(Feedback).where(Feedback.id == number)
    await unit.connection.execute(changed.values(version=version + 1, **values))


def _check_version(found: FeedbackRow, version: int) -> None:
    if found.version != version:
        message = f"这一条已被别人改过（现在是第 {found.version} 次），请先看现在的再改"
        raise Refusal(Code.CONFLICT, message, "version")


def _checked(note: Note) -> dict[str, Any]:
    """The columns of a note; raises `Refusal`."""
    if note.kind != CORRECTION and note.field is not None:
        raise Refusal(Code.BAD_USER_INPUT, "只有个人信息更正写是哪一项", "field")
    field, page = _line(note.field, LONGEST_FIELD, "field"), _line(note.page, LONGEST_PAGE, "page")
    return {
        "kind": note.kind,
        "words": several_lines(note.words, "words"),
        "page": page,
        "field": field,
        "named": note.named,
    }


async def _check_field(unit: Unit, account_id: int, field: str | None) -> None:
    """Raises `Refusal` where nothing of that name is held of the writer."""
    if field is None:
        return
    names = await held_names(unit.connection, account_id)
    if field not in names:
        raise Refusal(Code.BAD_USER_INPUT, f"没有存着这一项，可以写 {'、'.join(names)}", "field")


def _line(text: str | None, longest: int, field: str) -> str | None:
    line = None if text is None else one_line(text, longest)
    if text is not None and (line is None or masked(line) != line):
        message = f"{field} 写 1 到 {longest} 个字，不写电话号码、身份证号；没有的不写"
        raise Refusal(Code.BAD_USER_INPUT, message, field)
    return line
