"""Members whom a roster does not have any more, and who leave office by it."""

from datetime import date

from models.member import ALWAYS
from services.committee.terms import TermRow
from services.members.history import FOREVER
from services.members.roster import Enrolled
from services.members.writing import Edit, office_of
from services.refusal import Code, Refusal

# What is accepted by `--accept` where many leave at once.
LEAVING = "离任"


def leaving(stored: Enrolled, day: date, term: TermRow) -> Edit:
    """The edit by which a member leaves; raises `Refusal` where that cannot be the last day in office."""
    days = office_of(stored.member)
    first, last = days["first_day"], days["last_day"]
    begins, ends = first or term.first_day or ALWAYS, term.last_day or FOREVER
    if not begins <= day <= ends:
        message = f"{stored.member.key} 不能在 {day} 离任：任职的日子在 {begins} 以后、本届期满以前，核对日期"
        raise Refusal(Code.BAD_USER_INPUT, message, "leaveOn")
    edit = Edit(stored.id, stored.person_id, action="leave", days={"last_day": day})
    edit.before["last_day"] = last and last.isoformat()
    edit.after["last_day"] = day.isoformat()
    return edit
