"""Raising an objection (履11): by a member on their own results, or by a department; to whoever organised
what it is about, or to the Members' Work Committee.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import day_of
from models.objection import Objection, ObjectionStep
from models.personal import PersonKey
from models.record import Part, Record
from models.store import Store
from rules.document import RuleSet
from scoring.member_score import number_text
from scoring.statement import Line
from services.accounts.sealing import OBJECTION_TITLE, OBJECTION_WORDS
from services.accounts.sessions import SessionRow
from services.committee.workdays import calendar_of
from services.deadlines import UnknownYear
from services.objections.erasing import has_exited
from services.objections.objection import ENTITY, WORKING_DAYS, ObjectionRow, State, Step, only, waiting_of
from services.reason import one_line, several_lines
from services.refusal import Code, Refusal
from services.results.explanation import explained
from services.review.writers import writers_of
from services.rights.entering import ANY, department_of
from services.rights.held import held_by_all
from services.rights.objections import OBJECTIONS
from services.rights.policy import TOLD
from services.rights.role import MWC, Right
from services.rule_sets import versions
from services.runs.board import Board, Boards
from services.unit_of_work import Unit, unit_of_work
from services.uploads.policy import OBJECTION
from services.uploads.upload import attach, attached

# Of one account so many may be open, each with so many files.
MOST_OPEN, MOST_FILES, LONGEST_TITLE = 20, 10, 200
SYSTEM = "系统"
MOVED = "这个部门没有别的人可以答复，转委员工作委员会"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody objects to, and in which words.

    Of a `record`, its row; of what is `missing`, kind, day and title; of an `award`, the rule of its line and
    the record, where the line has one; of a `rank`, nothing more. `membership_id` is whose it is where a
    department objects. `to_mwc`: to the Members' Work Committee, else to whoever organised it, who for what
    is missing may be named.
    """

    year: int
    about: str
    words: str
    record_id: int | None = None
    kind: str | None = None
    day: date | None = None
    title: str | None = None
    rule: str | None = None
    membership_id: int | None = None
    to_mwc: bool = False
    organiser: str | None = None
    files: tuple[int, ...] = ()


async def object_to(store: Store, boards: Boards, session: SessionRow, claim: Claim) -> ObjectionRow:
    """Raises an objection of whoever is signed in; raises `Refusal` where it is about nothing of theirs.

    One that waits already and says the very same is given instead, as to who presses twice or whose answer
    was lost: no digest of what is said may outlast its seal, so there is no key to know it by.
    """
    words = several_lines(claim.words, "words")
    _check_said(claim)
    membership = await _membership(store, boards, session, claim)
    line = await _line(store, boards, session, claim, membership)
    async with unit_of_work(store, session.committee, session.actor, right=Right.OBJECT) as unit:
        rule_set = (await versions.in_force(unit.connection, unit.committee_id, claim.year)).rule_set
        await _check_record(unit, claim, membership)
        department = await _department(unit, claim, rule_set, for_member=membership in session.rights.own)
        waiting = await waiting_of(unit.connection, unit.vault, session.account_id)
        title = None if claim.title is None else one_line(claim.title, LONGEST_TITLE)
        matter = (claim.about, claim.year, membership, claim.record_id, claim.kind, claim.day, title, line)
        same = await _same(unit, waiting, (*matter, department, words), claim.files)
        if same is not None:
            return same
        if len(waiting) >= MOST_OPEN:
            raise Refusal(Code.CONFLICT, f"您有 {MOST_OPEN} 条异议还没有答复，先等答复", "words")
        moved = department != MWC and not await _has_others(unit, department, claim.record_id)
        desk = MWC if moved else department
        key = await _key(unit, session.account_id)
        added = insert(Objection).values(
            committee_id=unit.committee_id,
            account_id=session.account_id,
            membership_id=membership,
            about=claim.about,
            year=claim.year,
            record_id=claim.record_id,
            kind=claim.kind,
            day=claim.day,
            title=None if title is None else key.seal(OBJECTION_TITLE, title),
            line=line,
            state=State.SUBMITTED,
            version=1,
            desk=desk,
            raised_at=unit.at,
            revision=unit.revision,
            due=await _due(unit),
            waits=False,
            before=await standing(unit.connection, boards, unit.committee_id, claim.year, membership),
        )
        number = (await unit.connection.execute(added.returning(Objection.id))).scalar_one()
        await attach(unit, claim.files, OBJECTION, number)
        await add_step(unit, number, Step.RAISE, None, department, words, key)
        if moved:
            await add_step(unit, number, Step.PASS_ON, department, MWC, MOVED, key, SYSTEM)
        after = {"about": claim.about, "year": claim.year, "record": claim.record_id, "desk": desk}
        unit.note(Step.RAISE, ENTITY, number, after=after | {"files": len(claim.files)})
        unit.result = number
        return await only(unit.connection, unit.vault, Objection.id == number)


async def add_step(
    unit: Unit,
    number: int,
    action: Step,
    department: str | None,
    desk: str,
    words: str | None,
    key: PersonKey | None,
    actor: str | None = None,
) -> None:
    """Notes a step for those who follow the objection. What can be sealed for nobody any more is not kept."""
    added = insert(ObjectionStep).values(
        committee_id=unit.committee_id,
        objection_id=number,
        action=action,
        at=unit.at,
        actor=actor or unit.actor.signature,
        department=department,
        desk=desk,
        words=None if words is None or key is None else key.seal(OBJECTION_WORDS, words),
    )
    await unit.connection.execute(added)


async def standing(
    connection: AsyncConnection, boards: Boards, committee_id: int, year: int, membership: int | None
) -> dict[str, Any] | None:
    """Total (exact) and rank among all of a member as they are now; None where there is none."""
    board = await _board(connection, boards, committee_id, year)
    entry = None if board is None or membership is None else board.by_id.get(membership)
    if entry is None:
        return None
    return {"total": number_text(entry.score.total), "rank": entry.rank()}


def _check_said(claim: Claim) -> None:
    """Raises `Refusal` where something is said too much, or too little."""
    wanted = {
        "record": {"record"},
        "missing": {"kind", "day", "title"},
        "award": {"rule"},
        "rank": set[str](),
    }[claim.about]
    said = {"record": claim.record_id, "kind": claim.kind, "day": claim.day, "title": claim.title}
    told = {name for name, value in {**said, "rule": claim.rule}.items() if value is not None}
    if claim.about == "award":
        told -= {"record"}
    for name in sorted(wanted ^ told):
        message = "这一种异议要写这一项" if name in wanted else "这一种异议不写这一项"
        raise Refusal(Code.BAD_USER_INPUT, message, name)
    if claim.organiser is not None and (claim.to_mwc or claim.about != "missing"):
        message = "只有说缺了一条记录、请组织者答复的，才写是哪个部门组织的"
        raise Refusal(Code.BAD_USER_INPUT, message, "organiser")
    if claim.title is not None and one_line(claim.title, LONGEST_TITLE) is None:
        raise Refusal(Code.BAD_USER_INPUT, f"title 应为 1 到 {LONGEST_TITLE} 个字", "title")
    if len(claim.files) > MOST_FILES or len(set(claim.files)) < len(claim.files):
        message = f"最多附 {MOST_FILES} 个文件，每个写一次"
        raise Refusal(Code.BAD_USER_INPUT, message, "files")


async def _membership(store: Store, boards: Boards, session: SessionRow, claim: Claim) -> int | None:
    """Whose results it is about: one's own of the year, or of whom a department says; raises `Refusal`."""
    rights = session.rights
    async with store.reading() as connection:
        board = await _board(connection, boards, session.committee_id, claim.year)
        gone = await has_exited(connection, claim.membership_id)
    scored = frozenset[int]() if board is None else board.by_id.keys()
    if claim.membership_id is not None:
        if not rights.has(Right.READ) and claim.membership_id not in rights.own:
            raise Refusal(Code.FORBIDDEN, "只能就本人的结果提出异议", "member")
        if claim.membership_id not in scored:
            raise Refusal(Code.NOT_FOUND, "这一年没有这名委员的记分", "member")
        if gone:
            message = "这名委员已退出，信息已删除，不再写有关的话；记录有错的，照更正的办法改"
            raise Refusal(Code.CONFLICT, message, "member")
        return claim.membership_id
    own = sorted(rights.own & scored) or sorted(rights.own)
    if own:
        return own[-1]
    if claim.about in ("award", "rank"):
        raise Refusal(Code.BAD_USER_INPUT, "部门就得分、名次提出的，写明是哪名委员的", "member")
    return None


async def _line(
    store: Store, boards: Boards, session: SessionRow, claim: Claim, membership: int | None
) -> dict[str, Any] | None:
    """The award line that is meant, as it is now and without names; raises `Refusal` where there is none."""
    if claim.about != "award" or membership is None:
        return None
    async with store.reading() as connection:
        board = await boards.live(connection, session.committee_id, claim.year)
    statement = (await explained(store, boards, board.id, membership)).statement
    for line in statement.lines:
        if line.rule == claim.rule and _record_of(line) == claim.record_id:
            return {
                "rule": line.rule,
                "citation": line.citation,
                "raw": line.raw,
                "kept": line.kept,
                "cuts": list(line.cuts),
            }
    raise Refusal(Code.NOT_FOUND, "得分说明里没有这一行：照 awards 里的写规则代码和记录", "rule")


def _record_of(line: Line) -> int | None:
    return line.record.id if line.record is not None and isinstance(line.record.id, int) else None


async def _check_record(unit: Unit, claim: Claim, membership: int | None) -> None:
    """Raises `Refusal` for a record that the committee has not, or in which the member has no part."""
    if claim.record_id is None:
        return
    of_id = (Record.committee_id == unit.committee_id) & (Record.id == claim.record_id)
    columns = select(Record.id).where(of_id)
    if not unit.rights.has(Right.READ):
        own = Part.membership_id == membership
        columns = columns.join(Part, Part.record_id == Record.id).where(own, TOLD)
    if await unit.connection.scalar(columns) is None:
        raise Refusal(Code.NOT_FOUND, "没有这条记录，或者不是本人的", "record")


async def _department(unit: Unit, claim: Claim, rule_set: RuleSet, *, for_member: bool) -> str:
    """Whose desk it goes to; raises `Refusal` for a kind that there is not."""
    kind = None if claim.kind is None else rule_set.catalogue.kinds.get(claim.kind)
    if claim.kind is not None and kind is None:
        raise Refusal(Code.NOT_FOUND, "这一年没有这个种类的记录，种类见办法的 kinds", "kind")
    if claim.to_mwc or not for_member:
        return MWC
    if claim.record_id is not None:
        of_id = select(Record.department).where(Record.id == claim.record_id)
        return await unit.connection.scalar(of_id) or MWC
    if kind is None:
        return MWC
    said = department_of(kind, {})
    return (claim.organiser or MWC) if said in ANY else said


async def _due(unit: Unit) -> date | None:
    """Until when it is to be answered; None where the working days of the year are not known."""
    try:
        calendar = await calendar_of(unit.connection, unit.committee_id)
        return calendar.due(day_of(unit.at), WORKING_DAYS)
    except UnknownYear:
        return None


async def _has_others(unit: Unit, department: str, record_id: int | None) -> bool:
    """Whether somebody of a department may answer who has not written the record."""
    records = [] if record_id is None else [record_id]
    involved = await writers_of(unit.connection, unit.committee_id, records, unit.revision)
    for account_id, rights in (await held_by_all(unit.connection, unit.committee_id)).items():
        if OBJECTIONS.answers_at(rights, department) and f"account:{account_id}" not in involved:
            return True
    return False


async def _same(
    unit: Unit, waiting: Iterable[ObjectionRow], said: tuple[Any, ...], files: Iterable[int]
) -> ObjectionRow | None:
    """One of those that wait that says the very same, with the same files."""
    alike = {one.id: one for one in waiting if _said_in(one) == said}
    for number, found in (await attached(unit.connection, unit.vault, OBJECTION, alike)).items():
        if {file.id for file in found} == {*files}:
            return alike[number]
    return None


def _said_in(one: ObjectionRow) -> tuple[Any, ...]:
    """All that was said when it was raised."""
    matter = (one.about, one.year, one.membership_id, one.record_id, one.kind, one.day, one.title, one.line)
    return (*matter, one.steps[0].desk, one.steps[0].words)


async def _key(unit: Unit, account_id: int) -> PersonKey:
    wrapped = await unit.connection.scalar(select(Account.key).where(Account.id == account_id))
    if wrapped is None:
        raise Refusal(Code.CONFLICT, "这个账号没有登记手机号，不能提出异议：请办公室重新登记", "words")
    return unit.vault.key(wrapped)


async def _board(connection: AsyncConnection, boards: Boards, committee_id: int, year: int) -> Board | None:
    try:
        return await boards.live(connection, committee_id, year)
    except Refusal:
        return None
