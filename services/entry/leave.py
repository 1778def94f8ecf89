"""Leave (请假): asked for before the occasion, decided by whom its kind says, never by whoever asks.

Reasons may tell of somebody's health: they are sealed under the key of the account that asked, stand in no
trail, and are gone with the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from files.cell import squeezed, words
from files.problem import masked
from models.clock import Now
from models.grant import Grant
from models.leave import APPROVERS, LEAVE_ANSWER, LEAVE_REASON, STATES, Leave
from models.record import LONGEST_TITLE, Record
from models.store import Store
from rules.catalogue import Kind
from services.actor import Actor, known
from services.entry.form import OccasionForm
from services.entry.ground import ground_of, kind_of
from services.entry.leave_row import LeaveRow, key_of, missing, one, requested
from services.entry.record import Ground
from services.members.roster import own_membership
from services.records.by_row import ByRow, RowOf
from services.records.correcting import Corrector
from services.records.leave_list import Granted, entered, on_leave
from services.records.reading import Reader
from services.refusal import Code, Refusal
from services.review.correction import propose
from services.review.department import may_review
from services.rights.departments import departments
from services.rights.entering import Written, department_of
from services.rights.held import Rights, held, today
from services.rights.leave import LEAVES
from services.rights.policy import RECORDS
from services.rights.role import Right
from services.runs.board import Boards
from services.runs.live import Live
from services.transitions import transitions
from services.unit_of_work import Unit, note_refusal, unit_of_work
from services.uploads.policy import LEAVE
from services.uploads.upload import attach
from wordlist import wordlist

ENTITY = "leave"
ASKED, APPROVED, *_ = STATES
SIGNER, OFFICE, ORGANISER = APPROVERS
LONGEST_REASON, MOST_OPEN, MOST_FILES = 500, 50, 5
STEPS = transitions("services.entry")
# The kinds whose leave the Chair gives.
_CHAIR = frozenset(wordlist("services.entry", "leave.yaml")["主席"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a member asks: away from a record, or from a kind of occasion on a day, entered later."""

    year: int
    reason: str
    record: int | None = None
    kind: str | None = None
    day: date | None = None
    title: str | None = None
    organiser: str | None = None
    files: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Leaves:
    """Where leave is asked for and decided. Every method is one unit of work; they raise `Refusal`."""

    store: Store
    live: Live

    async def ask(self, committee: str, actor: Actor | None, asking: Asking) -> LeaveRow:
        """Asks for leave of one's own, before the occasion is over."""
        async with unit_of_work(self.store, committee, known(actor), right=Right.READ_OWN) as unit:
            ground = await ground_of(unit, self.live.boards, asking.year, None)
            what = await _occasion(unit, ground, asking)
            if what["day"] < await today(unit.connection):
                message = "会后不能请假：由录入的部门写明情况"
                raise Refusal(Code.BAD_USER_INPUT, message, "record" if asking.record else "day")
            await _check_year(unit, self.live.boards, ground, what)
            membership_id = await _own_membership(unit, what)
            await _check_new(unit, membership_id, what)
            account_id, key = await key_of(unit.connection, unit.vault, unit.actor.account)
            added = insert(Leave).values(
                committee_id=unit.committee_id,
                account_id=account_id,
                membership_id=membership_id,
                state=ASKED,
                version=1,
                reason=key.seal(LEAVE_REASON, _text(asking.reason, "reason")),
                asked_at=Now(),
                **what,
                **await _decider(unit, ground, what, asking.organiser),
            )
            leave_id = (await unit.connection.execute(added.returning(Leave.id))).scalar_one()
            await _attach(unit, leave_id, asking.files)
            unit.note("ask", ENTITY, leave_id, after={"kind": what["kind"], "day": str(what["day"])})
            return await one(unit.connection, unit.vault, unit.committee_id, leave_id)

    async def withdraw(self, committee: str, actor: Actor | None, number: int, version: int) -> LeaveRow:
        """Takes back what one has asked for, as long as nobody has decided."""
        async with unit_of_work(self.store, committee, known(actor), right=Right.READ_OWN) as unit:
            found = await one(unit.connection, unit.vault, unit.committee_id, number)
            if found.account_id != unit.actor.account:
                raise missing()
            state = await _step(unit, found, version, "withdraw")
            unit.note("withdraw", ENTITY, number, {"state": found.state}, {"state": state})
            return await one(unit.connection, unit.vault, unit.committee_id, number)

    async def decide(
        self,
        committee: str,
        actor: Actor | None,
        number: int,
        version: int,
        approved: bool,
        words: str | None,
        record: int | None = None,
    ) -> LeaveRow:
        """Gives leave, or refuses it with the reason why; an occasion that is entered follows at once.

        `record` says which one it is, where the request names none and several of the day could be meant.
        """
        who = known(actor)
        try:
            async with unit_of_work(self.store, committee, who, right=Right.LEAVE) as unit:
                who = unit.actor
                found = await one(unit.connection, unit.vault, unit.committee_id, number)
                if _is_own(unit.rights, found):
                    raise _Own(Code.FORBIDDEN, "自己的请假不能自己批", "actor")
                if not LEAVES.may(unit.rights, requested(found)):
                    raise missing()
                await self._decided(unit, found, version, approved, words, record)
                unit.result = number
                return await one(unit.connection, unit.vault, unit.committee_id, number)
        except _Own:
            await note_refusal(self.store, committee, who, Right.LEAVE)
            raise

    async def _decided(
        self,
        unit: Unit,
        found: LeaveRow,
        version: int,
        approved: bool,
        words: str | None,
        record: int | None,
    ) -> None:
        if not approved and words is None:
            raise Refusal(Code.BAD_USER_INPUT, "不批准，要写明为什么", "words")
        said: dict[str, Any] = {"decided_at": Now(), "decided_by": unit.actor.signature}
        if words is not None:
            _, key = await key_of(unit.connection, unit.vault, found.account_id)
            said["answer"] = key.seal(LEAVE_ANSWER, _text(words, "words"))
        state = await _step(unit, found, version, "approve" if approved else "refuse", **said)
        unit.note("decide", ENTITY, found.id, {"state": found.state}, {"state": state})
        of = Granted(found.id, found.membership_id, found.record_id, found.kind, found.day, found.title)
        if approved and (record_id := await entered(unit, of, found.department, record)) is not None:
            await self._follow(unit, found, record_id)

    async def _follow(self, unit: Unit, found: LeaveRow, record_id: int) -> None:
        """Puts whoever is on leave into the list of an occasion that is entered already.

        An archived one stays as it is: what it is to say is a counter-entry, which is reviewed.
        """
        year = await unit.connection.scalar(select(Record.year).where(Record.id == record_id))
        if year is None:
            return
        ground = await ground_of(unit, self.live.boards, year, None)
        catalogue = ground.rule_set.catalogue
        (stored,) = await Reader(unit.connection, unit.committee_id, catalogue, ByRow()).of_ids([record_id])
        beforehand = await today(unit.connection) <= found.day
        record = on_leave(catalogue, stored.record, [str(found.membership_id)], beforehand=beforehand)
        if record == stored.record or stored.state == "withdrawn":
            return
        recorder = Corrector(unit, catalogue, year, stored.source, RowOf())
        if stored.state == "archived":
            unit.reason = "会前请假，已批准"
            try:
                await propose(unit, recorder, stored, record)
            except Refusal as refusal:
                raise Refusal(refusal.code, refusal.message, "number") from None
            return
        await recorder.change(record_id, stored.version, stored.record, record)
        written = Written(
            committee_id=unit.committee_id,
            id=record_id,
            kind=record.kind,
            attributes=record.attributes,
            department=stored.department,
        )
        if stored.state == "approved" and may_review(unit.rights, catalogue, written):
            await recorder.review([record_id], own=True)
        elif stored.state == "approved":
            await recorder.say_unseen([record_id])
        await self.live.follow(unit, recorder.touched)


class _Own(Refusal):
    """That whoever asked does not decide."""


def _is_own(rights: Rights, row: LeaveRow) -> bool:
    return row.account_id == rights.account_id or row.membership_id in rights.own


async def _occasion(unit: Unit, ground: Ground, asking: Asking) -> dict[str, Any]:
    """The columns that say from what; raises `Refusal`."""
    if asking.record is None:
        if asking.kind is None or asking.day is None:
            raise Refusal(Code.BAD_USER_INPUT, "写明哪次会议活动：record，或者 kind、day、title", "kind")
        kind = kind_of(ground, asking.kind, OccasionForm(), "kind")
        title = words(asking.title or "")
        if not 0 < len(title) <= LONGEST_TITLE:
            raise Refusal(Code.BAD_USER_INPUT, f"题目写 1 至 {LONGEST_TITLE} 个字", "title")
        if masked(title) != title:
            raise Refusal(Code.BAD_USER_INPUT, "题目里不要写电话号码、身份证号", "title")
        return {"record_id": None, "kind": kind.name, "day": asking.day, "title": title}
    holder = await held(unit.connection, unit.committee_id, unit.actor.account or 0)
    columns = select(Record.id.label("record_id"), Record.kind, Record.day, Record.title, Record.form)
    own = columns.where(Record.id == asking.record, RECORDS.rows(holder), Record.state != "withdrawn")
    row = (await unit.connection.execute(own)).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, "没有这条记录，或者名单里没有您：写 kind、day、title", "record")
    if row.form != "occasion":
        raise Refusal(Code.BAD_USER_INPUT, "作品不用请假", "record")
    return {name: value for name, value in row._mapping.items() if name != "form"}


async def _check_year(unit: Unit, boards: Boards, ground: Ground, what: dict[str, Any]) -> None:
    """Raises `Refusal` where an occasion is of another year than the one that leave is asked in.

    Of a year that has no rules yet, as in January, leave is asked in one that has.
    """
    year, day = ground.year, what["day"]
    if what["record_id"] is not None:
        of_record = await unit.connection.scalar(select(Record.year).where(Record.id == what["record_id"]))
        if of_record != year:
            message = f"这次会议活动登记在 {of_record} 年：year 写 {of_record}"
            raise Refusal(Code.BAD_USER_INPUT, message, "year")
    elif not ground.rule_set.start <= day <= ground.rule_set.end and await _has_rules(unit, boards, day.year):
        said = f"{year} 年是 {ground.rule_set.start} 至 {ground.rule_set.end}"
        cure = f"year 写 {day.year}" if day.year != year else "year 写它那一年"
        raise Refusal(Code.BAD_USER_INPUT, f"{day} 不在这一年里（{said}）：{cure}，或核对日期", "year")


async def _has_rules(unit: Unit, boards: Boards, year: int) -> bool:
    try:
        await ground_of(unit, boards, year, None)
    except Refusal:
        return False
    return True


async def _own_membership(unit: Unit, what: dict[str, Any]) -> int:
    """The membership in which whoever asks is expected; raises `Refusal`."""
    holder = await held(unit.connection, unit.committee_id, unit.actor.account or 0)
    of = (unit.connection, unit.committee_id, holder.own, what["day"], what["record_id"])
    found = await own_membership(*of)
    if found is None:
        raise Refusal(Code.FORBIDDEN, "您当日不是委员，不用请假", "day")
    return found[0]


async def _check_new(unit: Unit, membership_id: int, what: dict[str, Any]) -> None:
    waiting = (Leave.membership_id == membership_id) & Leave.state.in_((ASKED, APPROVED))
    columns = select(Leave.record_id, Leave.kind, Leave.day, Leave.title, Leave.state).where(waiting)
    rows = (await unit.connection.execute(columns)).all()
    for row in rows:
        same = row.record_id is not None and row.record_id == what["record_id"]
        titled = (row.kind, row.day) == (what["kind"], what["day"])
        if same or (titled and squeezed(row.title) == squeezed(what["title"])):
            raise Refusal(Code.CONFLICT, "这次已经请过假：等批复，或先撤回原来的", "kind")
    if sum(row.state == ASKED for row in rows) >= MOST_OPEN:
        raise Refusal(Code.CONFLICT, f"有 {MOST_OPEN} 次请假还没有批，先等批复", "kind")


async def _decider(
    unit: Unit, ground: Ground, what: dict[str, Any], department: str | None
) -> dict[str, str | None]:
    """Who decides: by kind the Chair, for whom the signers act where there are any, or whoever organises."""
    if what["kind"] in _CHAIR:
        day = await today(unit.connection)
        in_force = (Grant.first_day <= day) & (Grant.last_day.is_(None) | (Grant.last_day >= day))
        of_role = (Grant.committee_id == unit.committee_id) & (Grant.role == SIGNER)
        signer = await unit.connection.scalar(select(Grant.id).where(of_role, in_force).limit(1))
        return {"approver": OFFICE if signer is None else SIGNER, "department": None}
    kind = ground.rule_set.catalogue.kinds[what["kind"]]
    return {"approver": ORGANISER, "department": await _organiser(unit, kind, what, department)}


async def _organiser(unit: Unit, kind: Kind, what: dict[str, Any], department: str | None) -> str | None:
    """The department that organises: that of whoever entered the record, else as the member says."""
    fixed, known_ones = department_of(kind, {}), await departments(unit.connection, unit.committee_id)
    if fixed in known_ones:
        return fixed
    if what["record_id"] is not None:
        of_record = select(Record.department).where(Record.id == what["record_id"])
        entered = await unit.connection.scalar(of_record)
        department = entered if entered in known_ones else department
    if department is not None and department not in known_ones:
        message = f"没有这个部门，可以写：{'、'.join(sorted(known_ones)[:20])}"
        raise Refusal(Code.BAD_USER_INPUT, message, "organiser")
    return department


async def _attach(unit: Unit, leave_id: int, files: Sequence[int]) -> None:
    """Hangs the asker's own uploads on the request; raises `Refusal` for any other."""
    if len(files) > MOST_FILES:
        raise Refusal(Code.BAD_USER_INPUT, f"证明材料最多 {MOST_FILES} 个", "files")
    await attach(unit, set(files), LEAVE, leave_id)


async def _step(unit: Unit, found: LeaveRow, version: int, action: str, **said: Any) -> str:
    """Takes a step of the table; the state after it. Raises `Refusal`."""
    state = STEPS.after(found.state, action)
    if found.version != version:
        raise Refusal(Code.CONFLICT, "这次请假已被别人改过，请先看现在的再改", "version")
    changed = update(Leave).where(Leave.id == found.id)
    await unit.connection.execute(changed.values(state=state, version=version + 1, **said))
    return state


def _text(text: str, field: str) -> str:
    line = words(text)
    if not 0 < len(line) <= LONGEST_REASON:
        raise Refusal(Code.BAD_USER_INPUT, f"写 1 至 {LONGEST_REASON} 个字", field)
    return line
