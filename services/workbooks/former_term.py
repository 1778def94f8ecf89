"""The first roster of a term beside the term before: who goes on, who joins, who does not go on (换届)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from files.cell import name_text
from models.member import Membership
from rules.catalogue import Catalogue
from rules.record import Member
from services.committee.terms import TermRow, terms
from services.members.history import FOREVER, value_at
from services.members.phones import with_phones
from services.members.roster import Enrolled, enrolled
from services.members.writing import histories_of, office_of
from services.records.difference import told
from services.rule_sets.versions import Version
from services.unit_of_work import Unit
from services.workbooks.comparison import Comparison, Difference


@dataclass(frozen=True, slots=True)
class FormerTerm:
    """Who was in office at the end of the term before."""

    term: TermRow
    members: tuple[Enrolled, ...]

    def tell(self, comparison: Comparison, new: list[Member], catalogue: Catalogue) -> None:
        """Says of the new memberships whose member goes on, with what is otherwise than it was, and of the
        former ones who does not. Who goes on is the same person by name and telephone number.
        """
        known = {(name_text(one.member.name), one.member.phone): one for one in self.members}
        namesakes = {name_text(one.member.name) for one in self.members}
        comparison.former = self.term.name
        comparison.new = []
        stays, asked = set[int](), list[str]()
        for member in new:
            name = name_text(member.name)
            former = known.get((name, member.phone)) if member.phone else None
            if former is None:
                comparison.new.append(Difference(None, "委员", member.key, member.name))
                asked += [member.name] if name in namesakes else []
                continue
            stays.add(former.id)
            changes = self._changes(former, member, catalogue)
            if changes:
                row = Difference(former.id, "委员", member.key, member.name, tuple(changes))
                comparison.changed.append(row)
            else:
                comparison.unchanged += 1
        comparison.gone = [
            Difference(one.id, "委员", one.member.key, one.member.name)
            for one in self.members
            if one.id not in stays
        ]
        if asked:
            shown = "、".join(asked[:20])
            comparison.notes.append(
                f"与{self.term.name}的委员同名，电话没有写或不同，当作另一人：{shown}。是同一人的，写上原来的电话。"
            )

    def _changes(self, former: Enrolled, member: Member, catalogue: Catalogue) -> list[str]:
        """What is otherwise of who goes on; what the roster does not say is not told."""
        was, now = histories_of(former.member, catalogue), histories_of(member, catalogue)
        end = self.term.last_day or FOREVER
        return [
            f"{name}：{told(old, new)}"
            for name in sorted(now)
            if (new := value_at(now[name], date.max)) != (old := value_at(was.get(name, []), end))
            and not (old is None and new == catalogue.attributes[name].default_value)
        ]


async def former_roster(unit: Unit, version: Version, term: TermRow) -> FormerTerm | None:
    """The members at the end of the term before this one; None where there is none."""
    begins = term.first_day
    known = [
        one
        for one in await terms(unit.connection, unit.committee_id)
        if one.id != term.id and one.last_day is not None and begins is not None and one.last_day < begins
    ]
    if not known:
        return None
    former, rule_set = known[-1], version.rule_set
    of_term = Membership.term_id == former.id
    period = (rule_set.start, rule_set.end)
    rows = await enrolled(unit.connection, unit.committee_id, rule_set.catalogue, period, of_term)
    numbers = select(Membership.id, Membership.number).where(of_term)
    own = {row.id: row.number for row in await unit.connection.execute(numbers)}
    for one in rows:
        one.member.key = own[one.id]
    at_end = [
        one
        for one in await with_phones(unit.connection, unit.vault, rows)
        if (office_of(one.member)["last_day"] or FOREVER) >= (former.last_day or FOREVER)
    ]
    return FormerTerm(former, tuple(sorted(at_end, key=lambda one: one.member.key)))
