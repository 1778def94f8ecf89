"""Change of term (换届): who goes on, under which number and with what; shown first, then done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from files.cell import identifier, squeezed
from models.base import json_text
from models.member import Membership
from rules.catalogue import Catalogue
from rules.record import TERM_START, Member, Value, value_words
from services.committee.groups import ensure_groups
from services.committee.terms import TermRow, terms
from services.entry.form import Faults
from services.entry.record import LONGEST_NUMBER
from services.members.history import FOREVER
from services.members.writing import Edit, Enroller
from services.people.desk import People, held_on, note
from services.people.fields import settled_anew
from services.people.form import MOST_CARRIED, CarryForm
from services.people.office import Office, offices
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.results.member import catalogue_of
from services.rights.role import Right
from services.runs.live import Step
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Somebody who goes on: the former membership, the number in the next term, and what goes on with it;
    `anew` is what does not, and is said anew.
    """

    membership_id: int
    name: str
    former_number: str
    number: str
    attributes: dict[str, Value]
    anew: tuple[str, ...]

    @property
    def words(self) -> list[tuple[str, str]]:
        """What goes on, as text."""
        return [(name, value_words(value)) for name, value in sorted(self.attributes.items())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """A change of term: who goes on, and who is in office at the end of the former one and does not.

    Who stays has left with the term. `digest` is the same for the same going on; `done`: it was not only
    shown.
    """

    term_id: int
    going: tuple[Carried, ...]
    staying: tuple[Office, ...]
    digest: str
    done: bool
    steps: tuple[Step, ...] = ()


async def carry_over(
    people: People, committee: str, form: CarryForm, reason: str | None = None, *, dry_run: bool
) -> Carriage:
    """Takes members on into the next term, all of them or nobody; `dry_run` says who and changes nothing.

    Raises `Rejected` with everything wrong in the list, and `Refusal`, CONFLICT where something else would
    go on than what was shown.
    """
    async with people.unit(committee, Right.ENROL, optional_reason(reason)) as unit:
        found = await _plan(unit, form)
        if form.shown is not None and form.shown != found.carriage.digest:
            message = "和看过的不一样了：名册或名单有变动，重新看一遍再办"
            raise Refusal(Code.CONFLICT, message, "shown")
        if dry_run:
            return found.carriage
        return await _done(people, unit, found)


@dataclass(frozen=True, slots=True)
class _Plan:
    carriage: Carriage
    catalogue: Catalogue
    offices: Sequence[Office]
    ends: date
    begins: date


async def _done(people: People, unit: Unit, plan: _Plan) -> Carriage:
    """Writes the days of both offices: months in office are counted by them, and names told apart."""
    going = plan.carriage.going
    members = [Member(one.number, one.name, {**one.attributes, TERM_START: plan.begins}) for one in going]
    enroller = Enroller(unit, plan.catalogue, plan.carriage.term_id)
    await enroller.add(members, [one.person_id for one in plan.offices])
    lasting = [one for one in (*plan.offices, *plan.carriage.staying) if one.last_day != plan.ends]
    await enroller.change([_leaving(one, plan.ends) for one in lasting])
    await ensure_groups(unit, plan.catalogue, members)
    steps = (await people.followed(unit, going[0].membership_id, plan.ends)).steps
    unit.result = plan.carriage.term_id
    return Carriage(
        term_id=plan.carriage.term_id,
        going=going,
        staying=plan.carriage.staying,
        digest=plan.carriage.digest,
        done=True,
        steps=steps,
    )


async def _plan(unit: Unit, form: CarryForm) -> _Plan:
    catalogue, _ = await catalogue_of(unit.connection, unit.committee_id)
    former, fresh = await _terms(unit, form)
    of_term = select(Membership.id).where(Membership.term_id == former.id)
    known = await offices(unit, catalogue, list(await unit.connection.scalars(of_term)))
    faults = Faults()
    chosen = _chosen(form, known, former, faults)
    await _check_numbers(unit, fresh, form, chosen, faults)
    faults.check()
    going = tuple(_carried(one, number, catalogue) for one, number in chosen)
    listed = {one.membership_id for one in going}
    at_end = [one for one in known.values() if one.ends == (former.last_day or FOREVER) and not one.exited]
    staying = sorted((one for one in at_end if one.id not in listed), key=lambda one: one.number)
    assert fresh.id is not None
    told = [[one.membership_id, one.number, one.words] for one in going]
    digest = hashlib.sha256(json_text([fresh.id, told]).encode()).hexdigest()
    carriage = Carriage(term_id=fresh.id, going=going, staying=tuple(staying), digest=digest, done=False)
    assert former.last_day is not None
    assert fresh.first_day is not None
    of_going = [known[one.membership_id] for one in going]
    return _Plan(carriage, catalogue, of_going, former.last_day, fresh.first_day)


def _leaving(office: Office, day: date) -> Edit:
    edit = Edit(office.id, office.person_id, version=office.version, action="leave", days={"last_day": day})
    note(edit, office)
    return edit


async def _terms(unit: Unit, form: CarryForm) -> tuple[TermRow, TermRow]:
    """Both terms, the second behind the first; raises `Refusal`."""
    known = {one.name: one for one in await terms(unit.connection, unit.committee_id)}
    for field, name in (("fromTerm", form.from_term), ("toTerm", form.to_term)):
        if name not in known:
            names = "、".join(known) or "还没有"
            message = f"没有这一届，有：{names}；新一届先写明起止日期（本会设置，命令行 luzhi terms set）"
            raise Refusal(Code.NOT_FOUND, message, field)
    former, fresh = known[form.from_term], known[form.to_term]
    if former.last_day is None or fresh.first_day is None or former.last_day >= fresh.first_day:
        message = "原来一届的届满日期要写明，并且早于新一届的开始日期：在本会设置里改（luzhi terms set）"
        raise Refusal(Code.BAD_USER_INPUT, message, "toTerm")
    return former, fresh


def _chosen(
    form: CarryForm, known: dict[int, Office], former: TermRow, faults: Faults
) -> list[tuple[Office, str]]:
    """Who goes on, and the number of each; what is wrong goes to the faults."""
    if not 0 < len(form.members) <= MOST_CARRIED:
        faults.add("members", f"写明连任的委员，1 至 {MOST_CARRIED:,} 名")
        return []
    found: dict[int, tuple[Office, str]] = {}
    for at, one in enumerate(form.members):
        path, office = f"members[{at}]", known.get(one.membership_id)
        if office is None or office.exited:
            faults.add(f"{path}.member", f"{former.name}没有这名委员，或者已经退出", Code.NOT_FOUND)
        elif office.id in found:
            faults.add(f"{path}.member", "这名委员写了两次：只写一次")
        elif office.ends < (former.last_day or FOREVER):
            message = f"这名委员 {office.last_day} 已经离任，不是连任：用 enterMember 录入"
            faults.add(f"{path}.member", message, Code.CONFLICT)
        else:
            number = squeezed(one.number) if one.number is not None else office.number
            if not 0 < len(number) <= LONGEST_NUMBER:
                faults.add(f"{path}.number", f"编号写 1 至 {LONGEST_NUMBER} 个字")
            found[office.id] = office, number
    return list(found.values())


async def _check_numbers(
    unit: Unit, fresh: TermRow, form: CarryForm, chosen: list[tuple[Office, str]], faults: Faults
) -> None:
    columns = select(Membership.number, Membership.person_id).where(Membership.term_id == fresh.id)
    rows = (await unit.connection.execute(columns)).all()
    taken, there = {identifier(row.number) for row in rows}, {row.person_id for row in rows}
    places = {one.membership_id: at for at, one in enumerate(form.members)}
    for office, number in chosen:
        path = f"members[{places[office.id]}]"
        if office.person_id in there:
            faults.add(f"{path}.member", f"这名委员已在{fresh.name}里", Code.CONFLICT)
        elif identifier(number) in taken:
            faults.add(f"{path}.number", f"{fresh.name}已有编号 {number}：另写一个编号", Code.CONFLICT)
        taken.add(identifier(number))
        there.add(office.person_id)


def _carried(office: Office, number: str, catalogue: Catalogue) -> Carried:
    held = held_on(office, catalogue, office.ends)
    anew = settled_anew()
    return Carried(
        membership_id=office.id,
        name=office.member.name,
        former_number=office.number,
        number=number,
        attributes={name: value for name, value in held.items() if name not in anew},
        anew=tuple(
            sorted(
                name
                for name, value in held.items()
                if name in anew and value != catalogue.attributes[name].default_value
            )
        ),
    )
