"""The members of a year, as the live run has them."""

from typing import Annotated

import strawberry

from resolvers import argument, cursor
from resolvers.argument import YearArgument
from resolvers.context import Info
from resolvers.member import Member, of_entry
from resolvers.member_filter import SearchArgument, WhereArgument, chosen_by, named
from resolvers.page import Connection, Keyset, Page
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.runs.board import Board
from services.runs.entry import Entry


async def members(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    where: WhereArgument = None,
    search: SearchArgument = None,
    *,
    asked: Page,
) -> Connection[Member]:
    """The members in office in a year, by number; those whom the measure does not list among them."""
    board = await info.context.live(root.id, argument.year(year))
    chosen, wanted = chosen_by(board, where), named(board, search)
    entries = [
        entry
        for entry in board.entries
        if all(satisfied(entry) for satisfied in chosen) and (wanted is None or entry.id in wanted)
    ]
    filters = [(one.attribute, sorted(one.values)) for one in where or ()]
    keyset: Keyset[Entry] = Keyset(
        cursor.mark("members", root.id, year, filters, argument.searched(search)),
        lambda entry: entry.score.key,
        lambda entry: [entry.score.key],
        lambda position: cursor.string(*position),
    )
    return keyset.cut(entries, asked, lambda entry: of_entry(board, entry))


async def member(
    root: strawberry.Parent[CommitteeRow],
    info: Info,
    year: YearArgument,
    number: Annotated[str, strawberry.argument(description="委员编号，如 W0001")],
) -> Member:
    """The member of this number in a year."""
    argument.text(number, "number")
    board: Board = await info.context.live(root.id, argument.year(year))
    membership_id = board.tally.roll.ids.get(number)
    if membership_id is None:
        raise Refusal(Code.NOT_FOUND, "这一年没有这个编号的委员", "number")
    return of_entry(board, board.by_id[membership_id])
