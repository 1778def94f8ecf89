"""How a measure comes into force: drafted, simulated, reviewed, published by a second person (履8, 履13)."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import insert, select, update

from models.committee import Committee
from models.rule_set import RuleSetVersion
from models.store import Store
from rules import catalogue as catalogues
from rules.source import Problem
from rules.version_text import VersionText
from rules.year_shift import renamed
from services.actor import Actor, known
from services.committee.committees import committee as committee_of
from services.drafting.handed_in import Draft, Written, columns_of, document_of, problems_of
from services.drafting.publishing import check_publishable, check_withdrawable, check_withdrawal
from services.reason import checked_reason, optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets import versions
from services.rule_sets.trail import (
    ASKED,
    DRAFTED,
    ENTITY,
    PUBLISHED,
    RESTORED,
    RETURNED,
    REWRITTEN,
    WITHDRAWN,
    asked,
)
from services.rule_sets.versions import STATES, Version
from services.runs.live import Live
from services.sandbox.sandbox import Sandbox
from services.unit_of_work import Unit, check_right, unit_of_work


class Versions:
    """Brings versions from one state to the next; each change is a unit of work of `actor`.

    Every method raises `Refusal`, and `DocumentRefused` where a text is no measure; nothing has changed then.
    """

    def __init__(self, store: Store, live: Live, sandbox: Sandbox, actor: Actor | None) -> None:
        self.store = store
        self.live = live
        self.sandbox = sandbox
        self.actor = actor

    async def draft(
        self,
        committee: str,
        draft: Draft,
        year: int | None = None,
        document: str | None = None,
        reason: str | None = None,
    ) -> Written:
        """Keeps a text as a draft of its year, which is `year` where that is given."""
        await check_right(self.store, committee, known(self.actor), Right.DRAFT)
        return await self._kept(committee, draft.written(), year, document, reason, None)

    async def copy(
        self,
        committee: str | None,
        source: int,
        to_year: int,
        document: str | None = None,
        reason: str | None = None,
    ) -> Written:
        """Keeps the text of a version as a draft of another year, its comments with it.

        Period, year and dates move; what supplements brought holds from the beginning of the new year.
        """
        version = await self._mine(source, Right.DRAFT, committee)
        code = committee or await self._code(version)
        years = to_year - version.year
        if years == 0:
            raise Refusal(Code.BAD_USER_INPUT, f"这一版就是 {to_year} 年的：复制到另一年", "toYear")
        old = version.written
        text = await self.sandbox.ask("shifted", old.text, old.file, years, True)
        file = renamed(old.file, str(version.year), years)
        written = VersionText(text, file, catalogues.load().text, old.own)
        return await self._kept(code, written, to_year, document, reason, version.digest)

    async def change(
        self, version_id: int, draft: Draft, digest: str | None = None, reason: str | None = None
    ) -> Written:
        """Puts another text in the place of a draft's; `digest` names the one that it was made from.

        Without a catalogue the draft keeps the one it has.
        """
        version = await self._mine(version_id)
        written = draft.written()
        if written.own is None:
            written = VersionText(written.text, written.file, written.base, version.written.own)
        facts = await self._checked(version.committee_id, written)
        if facts["year"] != version.year:
            message = f"这一版是 {version.year} 年的，文本写的是 {facts['year']} 年：另拟一稿"
            raise Refusal(Code.BAD_USER_INPUT, message, "text")
        async with self._unit(version, reason) as (unit, now):
            if now.state != "draft":
                raise _state(now, "只有草稿能改：送审的先退回（luzhi rules return），其余的另拟一稿")
            if now.digest != (digest or version.digest):
                raise Refusal(Code.CONFLICT, "这份草稿已被别人改过：重新打开再改", "digest")
            if facts["digest"] != now.digest:
                await self._check_new(unit, facts["digest"])
                await self._set(unit, now.id, **columns_of(written, facts))
                unit.note(REWRITTEN, ENTITY, now.id, now.digest, facts["digest"])
        return Written(version_id, problems_of(facts))

    async def submit(self, version_id: int, reason: str | None = None) -> Written:
        """Hands a draft in for review; lint must have found no error in it."""
        version = await self._mine(version_id)
        if version.state != "draft":
            raise _state(version, "只有草稿能送审")
        facts = await self._checked(version.committee_id, version.written)
        problems = _without_errors(facts, "改正后再送审")
        await self._move(version, "submit", ("draft",), "in_review", reason)
        return Written(version_id, problems)

    async def give_back(self, version_id: int, reason: str | None = None) -> Written:
        """Returns a version under review as a draft; one that somebody asked to withdraw stays in force."""
        version = await self._mine(version_id)
        async with self._unit(version, reason) as (unit, now):
            if version_id in await asked(unit.connection, [version_id]):
                unit.note(RETURNED, ENTITY, version_id, {"asked to withdraw": True}, {"state": now.state})
                return Written(version_id)
        await self._move(version, RETURNED, ("in_review",), "draft", reason)
        return Written(version_id)

    async def withdraw(self, version_id: int, reason: str | None = None) -> Written:
        """Takes back a version that was never in force; of one in force it is asked for, with a reason.

        It stays in force then until a second person has confirmed it.
        """
        version = await self._mine(version_id)
        if not version.in_force:
            await self._move(version, WITHDRAWN, ("draft", "in_review"), "withdrawn", reason)
            return Written(version_id)
        async with self._unit(version, checked_reason(reason or "")) as (unit, now):
            first = (await asked(unit.connection, [now.id])).get(now.id)
            if first is not None:
                raise Refusal(Code.CONFLICT, f"{first.actor}已要求撤回这一版，等另一人确认", "id")
            back = await check_withdrawable(unit.connection, now)
            unit.note(ASKED, ENTITY, now.id, {"state": now.state}, {"to be in force": back and back.digest})
        return Written(version_id, back=back.id if back else None)

    async def confirm_withdrawal(self, version_id: int, reason: str | None = None) -> Written:
        """Ends a version in force that another person has asked to withdraw.

        The one before is in force again and its year scored by it; without one, the year has no result.
        """
        version = await self._mine(version_id, Right.PUBLISH)
        async with self._unit(version, reason, Right.PUBLISH) as (unit, now):
            back = await check_withdrawal(unit.connection, now, unit.actor)
            await self._set(unit, now.id, state="withdrawn")
            told = {"state": "withdrawn", "in force": back and back.digest}
            unit.note(WITHDRAWN, ENTITY, now.id, {"state": now.state}, told)
            if back is None:
                step = await self.live.end(unit, now.year)
            else:
                await self._set(unit, back.id, state="published")
                unit.note(RESTORED, ENTITY, back.id, {"state": back.state}, {"state": "published"})
                (step,) = await self.live.recompute(unit, now.year)
        return Written(version_id, step=step, back=back.id if back else None)

    async def publish(
        self, version_id: int, document: str | None = None, reason: str | None = None
    ) -> Written:
        """Puts a reviewed version in force: the one before is superseded, and the year is scored anew.

        `document` is the paper by which the committee decided; without it that of the draft stays.
        """
        version = await self._version(version_id)
        code = await self._code(version)
        actor = await check_right(self.store, code, known(self.actor), Right.PUBLISH)
        async with self.store.reading() as connection:
            await check_publishable(connection, version, actor)
        # Read once more where it can do no harm, before it is read in the process that serves.
        facts = await self._checked(version.committee_id, version.written)
        if facts["digest"] != version.digest:
            raise Refusal(Code.CONFLICT, "这份文本现在读出来与送审时不同：退回重拟", "id")
        # More may be known for an error than when it was handed in.
        _without_errors(facts, "退回改正")
        async with self._unit(version, reason, Right.PUBLISH) as (unit, now):
            await check_publishable(unit.connection, now, unit.actor)
            if now.digest != version.digest:
                raise Refusal(Code.CONFLICT, "这一版刚被别人改过：重新打开看看", "id")
            before = await versions.supersede(unit, now.year)
            decided = document_of(document) or now.document
            done = {"publisher": unit.actor.signature, "published_at": unit.at, "document": decided}
            await self._set(unit, now.id, state="published", **done)
            after = {"state": "published", "digest": now.digest, "document": decided}
            unit.note(PUBLISHED, ENTITY, now.id, {"state": now.state, "in force": before}, after)
            steps = await self.live.recompute(unit, now.year)
        return Written(version_id, problems_of(facts), steps[0] if steps else None)

    # What all of them do

    async def _version(self, version_id: int, committee: str | None = None) -> Version:
        async with self.store.reading() as connection:
            found = await versions.version(connection, version_id)
            if committee is not None and (await committee_of(connection, committee)).id != found.committee_id:
                raise Refusal(Code.NOT_FOUND, "没有这一版办法", "id")
            return found

    async def _mine(
        self, version_id: int, right: Right = Right.DRAFT, committee: str | None = None
    ) -> Version:
        """A version that the actor may do something with, before anything is said of it."""
        actor, version = known(self.actor), await self._version(version_id, committee)
        await check_right(self.store, await self._code(version), actor, right)
        return version

    async def _code(self, version: Version) -> str:
        async with self.store.reading() as connection:
            of_version = select(Committee.code).where(Committee.id == version.committee_id)
            code: str = (await connection.execute(of_version)).scalar_one()
        return code

    async def _checked(self, committee_id: int, written: VersionText) -> dict[str, Any]:
        """What the text says of itself, read in the sandbox, beside the last measure of a year before."""
        facts: dict[str, Any] = await self.sandbox.ask("checked", written)
        async with self.store.reading() as connection:
            before = RuleSetVersion.year < facts["year"]
            own = RuleSetVersion.committee_id == committee_id
            found = await versions.chosen(connection, own & before & RuleSetVersion.in_force)
        if found:
            last = max(found, key=lambda one: one.year)
            facts = await self.sandbox.ask("checked", written, last.written)
        return facts

    async def _kept(
        self,
        committee: str,
        written: VersionText,
        year: int | None,
        document: str | None,
        reason: str | None,
        source: str | None,
    ) -> Written:
        async with self.store.reading() as connection:
            committee_id = (await committee_of(connection, committee)).id
        decided = document_of(document)
        facts = await self._checked(committee_id, written)
        if year is not None and facts["year"] != year:
            message = f"文本写的是 {facts['year']} 年，不是 {year} 年"
            raise Refusal(Code.BAD_USER_INPUT, message, "year")
        why = optional_reason(reason)
        async with unit_of_work(self.store, committee, known(self.actor), why, right=Right.DRAFT) as unit:
            await self._check_new(unit, facts["digest"])
            added = insert(RuleSetVersion).values(
                committee_id=committee_id,
                year=facts["year"],
                state="draft",
                author=unit.actor.signature,
                added_at=unit.at,
                document=decided,
                **columns_of(written, facts),
            )
            version_id: int = (await unit.connection.execute(added.returning(RuleSetVersion.id))).scalar_one()
            told = {"year": facts["year"], "digest": facts["digest"], "copy of": source}
            unit.note(DRAFTED, ENTITY, version_id, None, told)
            unit.result = version_id
        return Written(version_id, problems_of(facts))

    async def _check_new(self, unit: Unit, digest: str) -> None:
        same = (RuleSetVersion.committee_id == unit.committee_id) & (RuleSetVersion.digest == digest)
        found = await versions.chosen(unit.connection, same, 1)
        if found:
            message = f"已有同样文本的一版：v{found[0].id}，{STATES[found[0].state]}"
            raise Refusal(Code.CONFLICT, f"{message}；要另立一版，在文本里注明有何不同", "text")

    async def _move(
        self, version: Version, action: str, since: Sequence[str], state: str, reason: str | None
    ) -> None:
        async with self._unit(version, reason) as (unit, now):
            if now.state not in since:
                names = "、".join(STATES[one] for one in since)
                raise _state(now, f"{names}的才能这样做")
            if now.digest != version.digest:
                raise Refusal(Code.CONFLICT, "这份草稿刚被别人改过：重新打开看看", "id")
            await self._set(unit, now.id, state=state)
            unit.note(action, ENTITY, now.id, {"state": now.state}, {"state": state})

    async def _set(self, unit: Unit, version_id: int, **values: Any) -> None:
        row = update(RuleSetVersion).where(RuleSetVersion.id == version_id)
        await unit.connection.execute(row.values(**values))

    @asynccontextmanager
    async def _unit(
        self, version: Version, reason: str | None, right: Right = Right.DRAFT
    ) -> AsyncIterator[tuple[Unit, Version]]:
        """A unit of work with the version as it is now that nobody else can change it."""
        code, actor, why = await self._code(version), known(self.actor), optional_reason(reason)
        async with unit_of_work(self.store, code, actor, why, right=right) as unit:
            unit.result = version.id
            yield unit, await versions.version(unit.connection, version.id)


def _without_errors(facts: dict[str, Any], cure: str) -> tuple[Problem, ...]:
    """What lint says of a text; raises `Refusal` where it found an error in it."""
    problems = problems_of(facts)
    wrong = [one for one in problems if one.level == "error"]
    if wrong:
        message = f"检查还有 {len(wrong)} 处错误，{cure}。第一处：{wrong[0]}"
        raise Refusal(Code.CONFLICT, message, "id")
    return problems


def _state(version: Version, cure: str) -> Refusal:
    return Refusal(Code.CONFLICT, f"这一版{STATES[version.state]}：{cure}", "id")
