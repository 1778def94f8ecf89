"""What is done with members (人员管理, 履4): each a unit of work, its scores in the same transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from files.cell import squeezed
from models.member import ALWAYS
from models.store import Store
from rules.catalogue import Catalogue
from rules.record import TERM_START, Change, Member, Value
from services.actor import Actor, known
from services.committee.groups import ensure_groups
from services.committee.terms import term_meant
from services.entry.desk import Done
from services.entry.form import Faults
from services.entry.record import LONGEST_NUMBER
from services.members.history import FOREVER, changed_from, value_at
from services.members.phones import FIELD
from services.members.writing import Edit, Enroller, plain
from services.people.fields import NAME, PHONE, kept_by_committees
from services.people.form import ChangeForm, EntryForm
from services.people.identity import person_of
from services.people.office import (
    Office,
    check_apart,
    check_day,
    check_number,
    home_of,
    of_person,
    office_of_version,
)
from services.people.standing import STEPS, standing
from services.people.words import Words, day_words, known_labels
from services.reason import checked_reason, optional_reason
from services.refusal import Code, Refusal
from services.results.member import catalogue_of
from services.rights.held import today
from services.rights.policy import keeping
from services.rights.role import Right
from services.runs.live import Live, Step
from services.unit_of_work import Unit, note_refusal, unit_of_work
from services.value import from_json, to_json


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of work on one membership, by which catalogue it is read; all offices of its person, and how far
    they have come with them (`services.people.standing`).
    """

    unit: Unit
    catalogue: Catalogue
    office: Office
    offices: Sequence[Office]
    standing: str

    @property
    def enroller(self) -> Enroller:
        """Who writes memberships of its term."""
        assert self.office.term.id is not None
        return Enroller(self.unit, self.catalogue, self.office.term.id)


@dataclass(frozen=True, slots=True)
class People:
    """Where members are kept. They raise `Refusal` for one thing that cannot be, and `Rejected` for a form
    with everything wrong in it.
    """

    store: Store
    live: Live
    actor: Actor | None

    async def enter(self, committee: str, form: EntryForm, reason: str | None = None) -> Done:
        """Enters a person into a term, with number, attributes and the first day in office."""
        async with self.unit(committee, Right.ENROL, optional_reason(reason)) as unit:
            catalogue, _ = await catalogue_of(unit.connection, unit.committee_id)
            term = await term_meant(unit.connection, unit.committee_id, form.term, form.first_day)
            faults = Faults()
            labels = await known_labels(unit.connection, unit.committee_id, catalogue)
            words = Words(catalogue, labels, faults, new=form.new_words)
            name, phone = words.name(form.name), None if form.phone is None else words.phone(form.phone)
            said, number = words.values(form.attributes), _number(form.number, faults)
            faults.check()
            assert term.id is not None
            if form.first_day is not None:
                check_day(term, form.first_day, "firstDay")
            await check_number(unit, term.id, number)
            person_id = await person_of(unit, form, name, phone)
            if person_id is not None:
                others = await of_person(unit, catalogue, person_id)
                check_apart(others, term, form.first_day)
            attributes: dict[str, Value] = {key: one for key, one in said.items() if one is not None}
            if form.first_day is not None:
                attributes[TERM_START] = form.first_day
            member = Member(number, name, attributes, phone=phone)
            people = None if person_id is None else [person_id]
            enroller = Enroller(unit, catalogue, term.id)
            if people is None:
                people = await enroller.new_people([member])
            (membership_id,) = await enroller.add([member], people)
            await ensure_groups(unit, catalogue, [member])
            begins = form.first_day or term.first_day or ALWAYS
            return await self.followed(unit, membership_id, begins)

    async def change(
        self, membership_id: int, version: int | None, form: ChangeForm, reason: str | None = None
    ) -> Done:
        """Puts what the form says in place of what held, from a day on; a transfer is such a change.

        A special committee does so with what is kept by it of its own members (`services.people.fields`).
        """
        why = optional_reason(reason)
        async with self.on(membership_id, version, Right.KEEP, why) as place:
            unit, office, catalogue = place.unit, place.office, place.catalogue
            STEPS.after(place.standing, "change")
            day = await today(unit.connection)
            since = form.since or day
            _check_keeper(unit, office, since, day)
            faults = Faults()
            labels = await known_labels(unit.connection, unit.committee_id, catalogue)
            words = Words(catalogue, labels, faults, new=form.new_words)
            said = words.values(form.attributes)
            _check_fields(unit, form, faults)
            if since > office.ends:
                faults.add("since", f"变动的日期晚于离任的日期 {office.ends}：写任职期间的一天")
            edit = Edit(office.id, office.person_id, version=office.version)
            if form.name is not None and (name := words.name(form.name)) != office.member.name:
                edit.person["name"] = name
            if form.phone is not None:
                edit.person[FIELD] = words.phone(form.phone)
            start = ALWAYS if since <= office.begins else since
            for name, value in said.items():
                _splice(edit, office, catalogue, name, value, start, faults)
            faults.check()
            if not edit:
                raise Refusal(Code.CONFLICT, "没有改动：写的和现在的一样", "attributes")
            note(edit, office)
            await place.enroller.change([edit])
            changed = Member(office.number, "", {}, _changes(edit, catalogue, start))
            await ensure_groups(unit, catalogue, [changed])
            scored = edit.histories or "name" in edit.person
            return await self.followed(unit, office.id, start if scored else FOREVER)

    async def leave(
        self, membership_id: int, version: int | None, last_day: date | None, reason: str
    ) -> Done:
        """Says the last day in office (离任), or another one; None: the member has not left after all."""
        async with self.on(membership_id, version, Right.ENROL, checked_reason(reason)) as place:
            office, unit = place.office, place.unit
            gone = last_day is not None and last_day < await today(unit.connection)
            STEPS.after(place.standing, "leave" if gone else "stay")
            if last_day == office.last_day:
                what = "没有离任，不用撤销" if last_day is None else f"任职止已经是 {last_day}"
                raise Refusal(Code.CONFLICT, f"这名委员{what}", "lastDay")
            if last_day is not None:
                check_day(office.term, last_day, "lastDay")
                if last_day < office.begins:
                    message = f"离任的日期早于任职起 {day_words(office.begins)}：核对日期"
                    raise Refusal(Code.BAD_USER_INPUT, message, "lastDay")
            _check_before_return(place.offices, office, last_day)
            edit = Edit(office.id, office.person_id, version=office.version, action="leave")
            edit.days["last_day"] = last_day
            note(edit, office)
            await place.enroller.change([edit])
            before = office.last_day or FOREVER
            return await self.followed(unit, office.id, min(before, last_day or FOREVER))

    async def come_back(
        self, membership_id: int, version: int | None, number: str, first_day: date, reason: str
    ) -> Done:
        """Takes somebody who has left back into office in the same term: a membership of its own, with its
        days and its number, and with what held on the last day of the former.
        """
        async with self.on(membership_id, version, Right.ENROL, checked_reason(reason)) as place:
            office, unit, faults = place.office, place.unit, Faults()
            STEPS.after(place.standing, "come back")
            number = _number(number, faults)
            faults.check()
            assert office.term.id is not None
            check_day(office.term, first_day, "firstDay")
            await check_number(unit, office.term.id, number)
            check_apart(place.offices, office.term, first_day)
            held = held_on(office, place.catalogue, office.ends)
            member = Member(number, office.member.name, {**held, TERM_START: first_day})
            (fresh,) = await place.enroller.add([member], [office.person_id])
            return await self.followed(unit, fresh, first_day)

    async def followed(self, unit: Unit, membership_id: int, first: date) -> Done:
        """Scores every open year that holds a day from `first` on; `FOREVER`: none has anything to score."""
        steps: list[Step] = []
        for board in await self.live.boards.lives(unit.connection, unit.committee_id):
            if first <= board.rule_set.end:
                steps += await self.live.recompute(unit, board.year)
        unit.result = membership_id
        return Done(membership_id, steps=tuple(steps))

    @asynccontextmanager
    async def unit(self, committee: str, right: Right, reason: str | None) -> AsyncIterator[Unit]:
        """A unit of work; that somebody is refused what is another's is noted."""
        actor = known(self.actor)
        try:
            async with unit_of_work(self.store, committee, actor, reason, right=right) as unit:
                actor = unit.actor
                yield unit
        except NotTheirMember:
            await note_refusal(self.store, committee, actor, right)
            raise

    @asynccontextmanager
    async def on(
        self, membership_id: int, version: int | None, right: Right, reason: str | None
    ) -> AsyncIterator[Place]:
        """A unit of work on a membership of this version; None: of whatever version it is."""
        known(self.actor)
        async with self.store.reading() as connection:
            committee = await home_of(connection, membership_id)
        async with self.unit(committee, right, reason) as unit:
            catalogue, _ = await catalogue_of(unit.connection, unit.committee_id)
            office = await office_of_version(unit, catalogue, membership_id, version)
            own = await of_person(unit, catalogue, office.person_id)
            yield Place(unit, catalogue, office, own, await standing(unit, office.person_id, own))


def held_on(office: Office, catalogue: Catalogue, day: date) -> dict[str, Value]:
    """What holds of a member on a day."""
    found = {}
    for name, history in office.histories.items():
        value = value_at(history, day)
        if value is not None:
            found[name] = from_json(catalogue.attributes[name], value)
    return found


def note(edit: Edit, office: Office) -> None:
    """Fills in what the trail says: what was before and is after, without names and numbers."""
    for column, day in edit.days.items():
        was: date | None = getattr(office, column)
        edit.before[column] = was and was.isoformat()
        edit.after[column] = day and day.isoformat()
    for column in edit.person:
        edit.after[f"{column}_changed"] = True
    if edit.histories:
        edit.before["attributes"] = plain({name: office.history(name) for name in edit.histories})
        edit.after["attributes"] = plain(edit.histories)


def _splice(
    edit: Edit,
    office: Office,
    catalogue: Catalogue,
    name: str,
    value: Value | None,
    since: date,
    faults: Faults,
) -> None:
    """What a value from a day on changes: it holds until the next change that is known."""
    stored = office.history(name)
    if value is None:
        if since != ALWAYS:
            faults.add(f"attributes.{name}", "从哪天起没有了，写“无”；从来没有的，since 写任职的第一天")
        elif stored:
            edit.histories[name] = []
        return
    fresh = changed_from(stored, since, to_json(catalogue.attributes[name], value))
    if fresh != stored:
        edit.histories[name] = fresh


class NotTheirMember(Refusal):
    """A member whom another special committee keeps current (履4)."""


def _check_keeper(unit: Unit, office: Office, since: date, day: date) -> None:
    """Raises where it is another's member, on the day of the change or today (履4)."""
    if not all(keeping(one).may(unit.rights, office.on(one)) for one in (since, day)):
        message = "只能更新本专委会在任的委员（履4）：变动的那天和今天都要是；别的由委员工作委员会改"
        raise NotTheirMember(Code.FORBIDDEN, message, "actor")


def _check_fields(unit: Unit, form: ChangeForm, faults: Faults) -> None:
    """What the Members' Work Committee alone may change, a special committee may not (履4)."""
    if unit.rights.has(Right.ENROL):
        return
    said = [(name, f"attributes.{name}") for name, _ in form.attributes]
    said += [(NAME, "name")] if form.name is not None else []
    said += [(PHONE, "phone")] if form.phone is not None else []
    theirs = kept_by_committees()
    for name, field in said:
        if name not in theirs:
            message = f"这一项由委员工作委员会改（履4）；专委会更新的是：{'、'.join(sorted(theirs))}"
            faults.add(field, message, Code.FORBIDDEN)


def _check_before_return(others: Sequence[Office], office: Office, last_day: date | None) -> None:
    """Raises where a member who came back would be in office twice."""
    until = min(last_day or FOREVER, office.term.last_day or FOREVER)
    for one in others:
        if one.id != office.id and one.term.id == office.term.id and office.begins < one.begins <= until:
            message = f"这个人从 {one.begins} 起又任职（编号 {one.number}）：离任的日期要早于它"
            raise Refusal(Code.CONFLICT, message, "lastDay")


def _changes(edit: Edit, catalogue: Catalogue, since: date) -> list[Change]:
    """The values that an edit brings, for the groups that they name."""
    found = []
    for name, history in edit.histories.items():
        value = value_at(history, since)
        if value is not None:
            found.append(Change(since, name, from_json(catalogue.attributes[name], value)))
    return found


def _number(text: str, faults: Faults) -> str:
    number = squeezed(text)
    if not 0 < len(number) <= LONGEST_NUMBER:
        faults.add("number", f"编号写 1 至 {LONGEST_NUMBER} 个字，同一届里不重复")
    return number
