"""Deciding objections (履11): accepted for handling, passed on, answered with rule, clause and step;
withdrawn or closed by who raised them. Whoever had written the record (`review.writers`) decides nothing.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select, update

from files.problem import masked
from files.suggestion import suggestion
from models.account import Account
from models.change import Change
from models.objection import VERDICTS, Objection
from models.personal import PersonKey
from models.record import Record
from models.store import Store
from rules.document import RuleSet
from services.accounts.sessions import SessionRow
from services.actor import Actor, known
from services.objections.erasing import has_exited
from services.objections.objection import (
    ENTITY,
    STEPS,
    ObjectionRow,
    Step,
    check_step,
    check_version,
    one,
    only,
)
from services.objections.raising import add_step, standing
from services.reason import one_line, several_lines
from services.refusal import Code, Refusal
from services.review.writers import writers_of
from services.rights.held import Rights
from services.rights.objections import OBJECTIONS
from services.rights.role import MWC, Right
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.closings import in_effect
from services.unit_of_work import Unit, unit_of_work

REFUSED = "refused"
LONGEST_CLAUSE = 500
# So many codes of rules stand in a message.
_MOST_CODES = 100
OWN = (
    "这条记录是您录入、改正或提交过的，不能由您答复：请本部门的另一人答复；没有的，转委员工作委员会（passObjection，"
    "luzhi objections pass）；已经在委员工作委员会的，由那里的另一人答复"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A decision: the verdict, in which words; by which rule (its code), clause and step of the calculation.

    Of an award, rule, clause and step are those of its line where nothing is said. `correction` is the record
    that was put right for it, and the version that this made.
    """

    verdict: str
    words: str
    rule: str | None = None
    citation: str | None = None
    step: str | None = None
    correction: tuple[int, int] | None = None


def available(found: ObjectionRow, rights: Rights, account_id: int) -> list[Step]:
    """What somebody may do about an objection now. To answer is refused to whoever had written its record."""
    at_desk = OBJECTIONS.decides(rights, found.desk)
    own = found.account_id == account_id
    may = {
        Step.ACCEPT: at_desk,
        Step.PASS_ON: at_desk and found.desk != MWC,
        Step.ANSWER: at_desk and not own,
        Step.WITHDRAW: own,
        Step.CLOSE: own,
    }
    leaving = (Step(one.action) for one in STEPS.leaving(found.state))
    return [step for step in leaving if may[step]]


async def accept(
    store: Store, committee: str, actor: Actor | None, number: int, version: int
) -> ObjectionRow:
    """Takes an objection up; raises `Refusal`."""
    async with unit_of_work(store, committee, known(actor), right=Right.ANSWER_OBJECTIONS) as unit:
        found = await _at_own_desk(unit, number, version)
        return await _done(unit, found, Step.ACCEPT, None)


async def pass_on(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, words: str
) -> ObjectionRow:
    """Passes an objection on to the Members' Work Committee, and says why; raises `Refusal`."""
    text = _told(words)
    async with unit_of_work(store, committee, known(actor), right=Right.ANSWER_OBJECTIONS) as unit:
        found = await _at_own_desk(unit, number, version)
        if found.desk == MWC:
            raise Refusal(Code.CONFLICT, "已经由委员工作委员会办理，不能再转", "number")
        return await _done(unit, found, Step.PASS_ON, text, desk=MWC)


async def answer(
    store: Store, boards: Boards, committee: str, actor: Actor | None, number: int, version: int, said: Answer
) -> ObjectionRow:
    """Answers an objection; raises `Refusal`, to whoever had written the record as well."""
    text = _told(said.words)
    if said.verdict not in VERDICTS:
        raise Refusal(Code.BAD_USER_INPUT, "结论写成立、部分成立或不成立", "verdict")
    async with unit_of_work(store, committee, known(actor), right=Right.ANSWER_OBJECTIONS) as unit:
        found = await _at_own_desk(unit, number, version)
        await _check_other(unit, found)
        check_step(found, Step.ANSWER)
        clause = await _clause(unit, found, said)
        corrected = await _correction(unit, found, said)
        closed = await in_effect(unit.connection, unit.committee_id, found.year)
        of = (boards, unit.committee_id, found.year, found.membership_id)
        values = {
            "verdict": said.verdict,
            **clause,
            **corrected,
            "waits": bool(corrected) and closed is not None,
            "after": await standing(unit.connection, *of),
        }
        return await _done(unit, found, Step.ANSWER, text, **values)


async def withdraw(store: Store, session: SessionRow, number: int, version: int) -> ObjectionRow:
    """Takes an objection of one's own back before it is answered; raises `Refusal`."""
    return await _by_writer(store, session, number, version, Step.WITHDRAW)


async def close(store: Store, session: SessionRow, number: int, version: int) -> ObjectionRow:
    """Closes an objection of one's own that was answered; raises `Refusal`."""
    return await _by_writer(store, session, number, version, Step.CLOSE)


async def _by_writer(
    store: Store, session: SessionRow, number: int, version: int, step: Step
) -> ObjectionRow:
    async with unit_of_work(store, session.committee, session.actor, right=Right.OBJECT) as unit:
        mine = (Objection.account_id == session.account_id) & (Objection.id == number)
        found = await only(unit.connection, unit.vault, mine)
        check_version(found, version)
        return await _done(unit, found, step, None)


def _told(words: str) -> str:
    """What is told to whoever raised it; raises `Refusal`."""
    text = several_lines(words, "words")
    if masked(text) != text:
        raise Refusal(Code.BAD_USER_INPUT, "答复里不要写电话号码、身份证号", "words")
    return text


async def _at_own_desk(unit: Unit, number: int, version: int) -> ObjectionRow:
    """The objection, if it is the actor's to deal with now; raises `Refusal`."""
    found = await one(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
    check_version(found, version)
    if not OBJECTIONS.decides(unit.rights, found.desk):
        raise Refusal(Code.FORBIDDEN, f"这条异议现在由{found.desk}办理", "number")
    return found


async def _check_other(unit: Unit, found: ObjectionRow) -> None:
    """Raises `Refusal` where the actor had written what is objected to, or objects."""
    records = [] if found.record_id is None else [found.record_id]
    involved = await writers_of(unit.connection, unit.committee_id, records, found.revision)
    if unit.actor.signature in involved or unit.actor.account == found.account_id:
        raise Refusal(Code.SECOND_PERSON_REQUIRED, OWN, "actor")


async def _clause(unit: Unit, found: ObjectionRow, said: Answer) -> dict[str, str]:
    """Rule, clause and step of an answer; raises `Refusal` where one is neither said nor known."""
    line = found.line or {}
    rule = said.rule or line.get("rule")
    rule_set = (await versions.in_force(unit.connection, unit.committee_id, found.year)).rule_set
    node = None if rule is None else rule_set.known().get(rule)
    if rule is None:
        raise Refusal(Code.BAD_USER_INPUT, "写明依据哪条规则：写它的代码，如 A1", "rule")
    if node is None and rule != line.get("rule"):
        raise _unknown_rule(rule, rule_set)
    cited = line.get("citation") if rule == line.get("rule") else node and node.citation
    citation = one_line(said.citation or cited or "", LONGEST_CLAUSE)
    if citation is None:
        raise Refusal(Code.BAD_USER_INPUT, "写明依据办法的哪一条", "citation")
    step = one_line(said.step or _step_of(line), LONGEST_CLAUSE)
    if step is None:
        raise Refusal(Code.BAD_USER_INPUT, "写明算到哪一步，如 记 2 分，封顶以后计 1 分", "step")
    return {"rule": rule, "citation": citation, "step": step}


def _unknown_rule(rule: str, rule_set: RuleSet) -> Refusal:
    """That the measure has no rule of this code, with those that it has."""
    codes = list(rule_set.known())
    more = f"等 {len(codes)} 条" if len(codes) > _MOST_CODES else ""
    message = (
        f"{rule_set.year} 年的办法没有代码为“{rule[:20]}”的规则。{suggestion(rule, codes) or ''}"
        f"有：{'、'.join(codes[:_MOST_CODES])}{more}"
    )
    return Refusal(Code.BAD_USER_INPUT, message, "rule")


def _step_of(line: dict[str, Any]) -> str:
    """The step of an award line, in words; empty where there is none."""
    if not line:
        return ""
    return "；".join([f"记 {line['raw']} 分", *line["cuts"], f"计 {line['kept']} 分"])[:LONGEST_CLAUSE]


async def _correction(unit: Unit, found: ObjectionRow, said: Answer) -> dict[str, int]:
    """The record that was put right, if any; raises `Refusal` where that is not what the verdict asks for."""
    if said.verdict == REFUSED:
        if said.correction is not None:
            raise Refusal(Code.BAD_USER_INPUT, "不成立的，不写改正了哪条记录", "correction")
        return {}
    if said.correction is None:
        message = "成立的，先录入、改正或撤回记录，再写明改的是哪一条、改成了第几版"
        raise Refusal(Code.BAD_USER_INPUT, message, "correction")
    record_id, version = said.correction
    of_record = (Record.committee_id == unit.committee_id) & (Record.id == record_id)
    made = await unit.connection.scalar(select(Record.version).where(of_record))
    if made is None:
        raise Refusal(Code.NOT_FOUND, "没有这条记录", "correction.record")
    of_trail = (Change.committee_id == unit.committee_id) & (Change.entity == "record")
    since = of_trail & (Change.entity_id == record_id) & (Change.revision > found.revision)
    if made != version or not await unit.connection.scalar(select(exists().where(since))):
        message = f"这条记录现在是第 {made} 版：写提出异议以后改成的那一版"
        raise Refusal(Code.CONFLICT, message, "correction.version")
    return {"correction_id": record_id, "correction_version": version}


async def _done(
    unit: Unit, found: ObjectionRow, done: Step, words: str | None, **values: Any
) -> ObjectionRow:
    """Takes a step; raises `Refusal` where it cannot be taken now."""
    after = check_step(found, done)
    changed = update(Objection).where(Objection.id == found.id)
    await unit.connection.execute(changed.values(state=after, version=found.version + 1, **values))
    by_writer = done in (Step.WITHDRAW, Step.CLOSE)
    desk = values.get("desk", found.desk)
    key = await _key(unit, found)
    await add_step(unit, found.id, done, None if by_writer else found.desk, desk, words, key)
    told = ("desk", "verdict", "rule", "correction_id", "correction_version", "waits")
    noted = {name: values[name] for name in told if name in values}
    unit.note(done, ENTITY, found.id, {"state": found.state}, {"state": after, **noted})
    unit.result = found.id
    return await only(unit.connection, unit.vault, Objection.id == found.id)


async def _key(unit: Unit, found: ObjectionRow) -> PersonKey | None:
    """The key of who raised it; None where what is said is kept for nobody: the account is closed, or the
    member has exited, of whom nothing more is written.
    """
    if await has_exited(unit.connection, found.membership_id):
        return None
    wrapped = await unit.connection.scalar(select(Account.key).where(Account.id == found.account_id))
    return None if wrapped is None else unit.vault.key(wrapped)
