"""Facts outside a member's term of office: they count as written, and somebody should look."""

from files.cells.heading import Role
from files.problem import Refused
from files.reading.gathering import Candidate
from files.reading.who import Roster, in_office
from rules.record import TERM_END, TERM_START, Member


def remind_of_terms(candidate: Candidate, roster: Roster) -> None:
    """A reminder for each member who took part, or signed, before or after the term; once a record."""
    if candidate.day is None or candidate.broken:
        return
    asked: set[str] = set()
    for line in candidate.lines:
        for key in line.people:
            if not isinstance(key, str) or key in asked or key not in roster.limited:
                continue
            member = roster.by_exact_key[key]
            if not in_office(member, candidate.day):
                asked.add(key)
                line.refuse(Role.NAMES, member.name, _reminder(member))


def _reminder(member: Member) -> Refused:
    held = [
        f"{name} {member.attributes[name]}" for name in (TERM_START, TERM_END) if name in member.attributes
    ]
    message = f"“{member.name}”当日不在任（{'，'.join(held)}），照原样计入"
    return Refused(message, "核对姓名和日期；任职起止写错的，改花名册", "reminder")
