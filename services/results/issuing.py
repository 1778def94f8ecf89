"""Statements of members (`documents.statement`) out of a board: by whom, from which data, told to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from documents.folder import Named
from documents.page import Page
from documents.statement import SECTOR, Stamp, statement
from models.clock import CHINA
from rules.document import RuleSet
from rules.record import Member
from scoring.statement import Explanation, Rank
from services.members.wording import label_on, last_day
from services.results.anonymous import FEWEST
from services.results.ranking import order
from services.results.statements import statements
from services.runs.board import Board
from services.runs.closings import ClosingRow, closings_of_runs
from services.runs.entry import Entry


@dataclass(frozen=True, slots=True)
class Issued:
    """By whom statements are issued, and on which day; the `mark` is on every sheet.

    `own`: it is told to the member. Then nothing is said of a group so small that it would tell of others.
    """

    by: str
    day: date
    mark: str = ""
    own: bool = False


async def pages(
    connection: AsyncConnection, board: Board, chosen: Sequence[Entry], issued: Issued
) -> Mapping[Named, Page]:
    """The page of each of these members of a board; of a closed year as it was closed.

    Raises `Refusal` where the lines of a kept run are not to be had any more.
    """
    closing = (await closings_of_runs(connection, [board.id])).get(board.id)
    ranked = sum(entry.rank() is not None for entry in board.entries)
    stamp = Stamp(
        issued.by, issued.day, board.rule_set, _stand(board, closing), ranked, board.input, issued.mark
    )
    found = {}
    async for entry, told in statements(connection, board, chosen):
        who = entry.enrolled.member
        said = _to_member(board, entry, told) if issued.own else told
        found[Named(told.key, who.name)] = statement(said, who.name, sector_of(who, board.rule_set), stamp)
    return found


def sector_of(member: Member, rule_set: RuleSet) -> str:
    """The sector of a member at the end of a measure's period; empty where it knows none."""
    attribute = rule_set.catalogue.attributes.get(SECTOR)
    return label_on(member, attribute, last_day(member, rule_set.end)) if attribute else ""


def _to_member(board: Board, entry: Entry, told: Explanation) -> Explanation:
    ranks: dict[str, Rank] = {}
    for scope, rank in told.ranks.items():
        row = order(board, scope).row_of(entry.id)
        if row is not None and order(board, scope).sizes.get(row.group, 0) >= FEWEST:
            ranks[scope] = rank
    return replace(told, ranks=ranks)


def _stand(board: Board, closing: ClosingRow | None) -> str:
    if closing is None:
        return f"数据库里现有的记录；{board.year} 年还没有关账，以后补录、改正的会改变结果"
    at = closing.closed_at.astimezone(CHINA)
    day = f"{at.year}年{at.month}月{at.day}日"
    return f"{board.year} 年已由{closing.closed_by}于{day}关账（{board.name}），照关账时的结果"
