"""Importing the roster of a year: what is new, what changed, who is gone; then all of it, or nothing."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select

from files.cell import identifier, squeezed
from files.reading.members import MembersFile
from files.reading.records import RecordsFile
from files.reading.starved import starved
from models.member import ALWAYS, Membership, Person
from models.store import Store
from rules.catalogue import Catalogue
from rules.record import Member
from services.committee.groups import ensure_groups
from services.committee.terms import TermRow, term_for
from services.members.history import FOREVER
from services.members.last_year import LastYear, last_year, unsaid
from services.members.phones import with_phones
from services.members.roster import Enrolled, enrolled
from services.members.writing import Edit, Enroller, office_of
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.rule_sets.versions import Version, of_committee
from services.runs.live import Live
from services.unit_of_work import Unit
from services.workbooks.comparison import Comparison, Difference
from services.workbooks.editing import NAME, PHONE, Editing, Kept, Span
from services.workbooks.former_term import former_roster
from services.workbooks.importing import (
    FileRefused,
    Request,
    judge,
    judge_lack,
    judge_mass,
    scored,
    unit_of,
    version_of,
)
from services.workbooks.leaving import LEAVING, leaving
from services.workbooks.mapping import told_by
from services.workbooks.mass_change import MassChanges
from services.workbooks.reading import limited_members


async def import_members(
    store: Store, live: Live, request: Request, path: Path, term: str | None = None
) -> Comparison:
    """Imports a members' workbook or CSV into a term (its name; None: the one that the year is in).

    The file tells of its year: attributes change for that year, and other years keep theirs. What a row does
    not state stays. Members of the term who are in office in the year and not in the file are listed as gone
    and stay as they are, unless the request says on which day they leave. The first roster of a term is
    compared with the term before (`services.workbooks.former_term`).

    Raises `FileRefused` where something is wrong with the file (see `Request`), `Refusal` where the year has
    no rules, the term is not clear, or somebody cannot leave on that day.
    """
    async with store.reading() as connection:
        committee_id, version = await version_of(connection, request)
        told = (await told_by(connection, committee_id)).joined(request.told)
    catalogue = version.rule_set.catalogue
    file = await limited_members(request.limits, path, catalogue, request.year, told)
    sheets = [replace(each, file=path.name) for each in file.sheets]
    verdict = judge(request, path.name, file.problems, file.unusable, sheets)
    if not file.members and not file.problems:
        raise FileRefused("文件里没有委员，没有导入。", path.name, [])
    if request.leave_on is not None and any(one.level == "question" for one in file.problems):
        message = f"有要核实的行，不知道是谁：{request.cures.leaving}。"
        raise FileRefused(message, path.name, file.problems, sheets)
    async with unit_of(store, request, Right.ENROL) as unit:
        _, now = await version_of(unit.connection, request)
        if now.rule_set.catalogue.text != catalogue.text:
            raise Refusal(Code.CONFLICT, "导入时办法有变动，请再试一次", "year")
        roster = _Roster(unit, now, await term_for(unit.connection, unit.committee_id, term, now.rule_set))
        comparison, new, edits = await roster.compare(path.name, request.year, file, request.leave_on)
        comparison.left_on = request.leave_on
        comparison.sheets = sheets
        names = (*(each.name for each in catalogue.member_attributes()), NAME, PHONE, LEAVING)
        many = judge_mass(request, comparison, roster.mass, names)
        # A closed year tells what is carried; of an open one, nobody has any.
        measure = replace(now.rule_set, carried=())
        lacking = starved(measure, replace(file, members=new), RecordsFile([]), told)
        lack = judge_lack(request, comparison, lacking)
        comparison.verdict = "".join(filter(None, (verdict, many, lack))) or None
        if not request.dry_run and (new or edits):
            await _write(unit, catalogue, roster.term, new, edits)
            await ensure_groups(unit, catalogue, file.members)
            await live.recompute(unit)
            await scored(unit, live, request.year)
            unit.result = comparison.revision = unit.revision
    return comparison


async def _write(
    unit: Unit, catalogue: Catalogue, term: TermRow, new: list[Member], edits: list[Edit]
) -> None:
    enroller = Enroller(unit, catalogue, await term.ensured(unit))
    await enroller.add(new)
    await enroller.change(edits)


@dataclass(slots=True)
class _Roster:
    """The memberships of a term beside the members of a file."""

    unit: Unit
    version: Version
    term: TermRow
    known: dict[str, Enrolled] = field(default_factory=dict)
    mass: MassChanges = field(default_factory=lambda: MassChanges("名"))
    last: Mapping[int, LastYear] = field(default_factory=dict)
    exited: frozenset[int] = frozenset()

    async def compare(
        self, file_name: str, year: int, file: MembersFile, leave_on: date | None
    ) -> tuple[Comparison, list[Member], list[Edit]]:
        """What the file changes, the members that are new, and the edits of the others."""
        comparison = Comparison("members", year, file_name, problems=file.problems)
        kept = Kept(file)
        await self._read()
        span = await self._span(year)
        new: list[Member] = []
        edits: list[Edit] = []
        seen: set[str] = set()
        left_out: list[str] = []
        for member in file.members:
            number = identifier(member.key)
            seen.add(number)
            stored = self.known.get(number)
            if stored is None:
                new.append(member)
                comparison.new.append(Difference(None, "委员", squeezed(member.key), member.name))
                continue
            if stored.id in self.exited:
                # What was erased does not come back with an old file.
                left_out.append(stored.member.key)
                continue
            last = self.last.get(stored.person_id)
            said = unsaid(member, stored.member, last, self.version.rule_set)
            catalogue = self.version.rule_set.catalogue
            edit, changes = Editing(stored, said, span, catalogue, kept, self.mass).edit()
            if edit:
                edits.append(edit)
                row = Difference(stored.id, "委员", member.key, member.name, tuple(changes))
                comparison.changed.append(row)
            else:
                comparison.unchanged += 1
        comparison.notes = kept.notes()
        edits += self._gone(comparison, seen, {identifier(one) for one in file.refused}, span, leave_on)
        if left_out:
            comparison.notes.append(f"已退出、个人信息已经删除的，没有改：{'、'.join(left_out[:20])}。")
        former = None if self.known else await former_roster(self.unit, self.version, self.term)
        if former is not None:
            former.tell(comparison, new, self.version.rule_set.catalogue)
        return comparison, new, edits

    def _gone(
        self,
        comparison: Comparison,
        seen: Collection[str],
        refused: Set[str],
        span: Span,
        leave_on: date | None,
    ) -> list[Edit]:
        """Tells who is in office and not in the file; the edits by which they leave, where a day is said.

        Whose row is there and could not be read, by `refused` names and numbers, is not gone.
        """
        edits, unread = [], 0
        for number, stored in self.known.items():
            if number in seen:
                self.mass.count(LEAVING, None)
            elif stored.id not in self.exited and _in_office(stored.member, span.period):
                if not refused.isdisjoint((number, identifier(stored.member.name))):
                    unread += 1
                    continue
                left = office_of(stored.member)["last_day"]
                if leave_on is not None and left is not None and left <= leave_on:
                    continue
                gone = Difference(stored.id, "委员", stored.member.key, stored.member.name)
                comparison.gone.append(gone)
                if leave_on is not None:
                    edits.append(leaving(stored, leave_on, self.term))
                    self.mass.count(LEAVING, stored.member.name)
        if unread:
            comparison.notes.append(f"{unread} 名在任的，文件里有而这次没有读入（见上面的提示），没有动。")
        return edits

    async def _read(self) -> None:
        if self.term.id is None:
            return
        connection, rule_set = self.unit.connection, self.version.rule_set
        of_term = Membership.term_id == self.term.id
        period = (rule_set.start, rule_set.end)
        rows = await enrolled(connection, self.unit.committee_id, rule_set.catalogue, period, of_term)
        columns = select(Membership.id, Membership.number).where(of_term)
        rows = await with_phones(connection, self.unit.vault, rows)
        numbers = {row.id: row.number for row in await connection.execute(columns)}
        gone = select(Membership.id).join(Person, Person.id == Membership.person_id)
        erased = await connection.scalars(gone.where(of_term, Person.exited_at.is_not(None)))
        self.exited = frozenset(erased)
        self.known = {identifier(numbers[one.id]): one for one in rows}
        self.last = await last_year(connection, self.unit.committee_id, rule_set)

    async def _span(self, year: int) -> Span:
        rule_set = self.version.rule_set
        kept = await of_committee(self.unit.connection, self.unit.committee_id)
        periods = [
            (one.year, one.rule_set.start, one.rule_set.end)
            for one in kept
            if one.in_force and one.year != year and self.term.meets(one.rule_set.start, one.rule_set.end)
        ]
        earlier = any(other < year for other, _, _ in periods)
        later = any(other > year for other, _, _ in periods)
        first, last = rule_set.start, rule_set.end
        return Span(first if earlier else ALWAYS, last if later else FOREVER, (first, last))


def _in_office(member: Member, period: tuple[date, date]) -> bool:
    days = office_of(member)
    first, last = days["first_day"] or ALWAYS, days["last_day"] or FOREVER
    return first <= period[1] and last >= period[0]
