"""What came after a year was closed and waits until it is opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.record import SCORED, Record
from models.rows import batches
from rules.reach import reach, term_reach
from services.records.past import ADD, REINSTATE, WITHDRAW, Happened, happened, touches
from services.refusal import Code, Refusal
from services.runs.board import Boards
from services.runs.closings import in_effect


@dataclass(frozen=True, slots=True)
class Late:
    """A record that was added, changed or withdrawn since the closing: the last who did, when and why.

    `what` is `added`, `changed`, `withdrawn` or `reinstated`, from the closing to now.
    """

    record_id: int
    kind: str
    key: str
    day: date
    title: str
    what: str
    at: datetime
    actor: str
    department: str | None
    reason: str | None
    times: int


async def late(connection: AsyncConnection, boards: Boards, committee_id: int, year: int) -> list[Late]:
    """The records that wait for a closed year to be opened, the latest first; raises `Refusal` if it is open.

    They are those that the measure of the year can count, as they are now or as they were since.
    """
    closing = await in_effect(connection, committee_id, year)
    if closing is None:
        raise Refusal(Code.CONFLICT, f"{year} 年没有关账，记录随到随计", "year")
    board = await boards.run(connection, closing.run_id)
    reached, of_term = reach(board.rule_set), term_reach(board.rule_set)
    since = await happened(connection, committee_id, closing.revision)
    found = []
    for some in batches(since):
        columns = select(
            *(Record.id, Record.kind, Record.key, Record.day, Record.title, Record.state),
            *(Record.first_day, Record.last_day),
        ).where(Record.committee_id == committee_id, Record.id.in_(some))
        for row in await connection.execute(columns):
            lines = since[row.id]
            what = _what(lines, row.state)
            spans = [reached]
            if of_term is not None and row.kind in of_term.kinds:
                spans.append((of_term.first, of_term.last))
            now = (row.first_day, row.last_day)
            if what is not None and any(touches(lines, now, span) for span in spans):
                last = lines[0]
                found.append(
                    Late(
                        record_id=row.id,
                        kind=row.kind,
                        key=row.key,
                        day=row.day,
                        title=row.title,
                        what=what,
                        at=last.at,
                        actor=last.actor,
                        department=last.department,
                        reason=last.reason,
                        times=len(lines),
                    )
                )
    return sorted(found, key=lambda one: (one.at, one.record_id), reverse=True)


def _what(lines: Sequence[Happened], state: str) -> str | None:
    """What became of a record since; None where it was added and is withdrawn again."""
    actions = [line.action for line in lines]
    if ADD in actions:
        return None if state == "withdrawn" else "added"
    # The first that was done to its state tells which it had.
    first = next((action for action in reversed(actions) if action in (WITHDRAW, REINSTATE)), None)
    if first == WITHDRAW and state == "withdrawn":
        return "withdrawn"
    if first == REINSTATE:
        return "reinstated" if state in SCORED else None
    return "changed"
