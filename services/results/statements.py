"""The explanations of many members of a run: as a closed year has them, else worked out together."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.explain import TOGETHER, explanations
from scoring.statement import Explanation, read
from services.results.explanation import traced
from services.results.statement import frozen
from services.runs.board import Board
from services.runs.companions import companions
from services.runs.entry import Entry


async def statements(
    connection: AsyncConnection, board: Board, chosen: Sequence[Entry]
) -> AsyncIterator[tuple[Entry, Explanation]]:
    """Each of these members of a board with the explanation, a few hundred in memory at a time.

    Raises `Refusal` where the lines of a kept run are not to be had any more.
    """
    ids = [entry.id for entry in chosen]
    if board.frozen:
        for start in range(0, len(ids), TOGETHER):
            texts = await frozen(connection, board.id, ids[start : start + TOGETHER])
            for entry in chosen[start : start + TOGETHER]:
                yield entry, read(texts.text(entry.id))
        return
    found = traced(board, await companions(connection, board, ids), ids)
    entries = {found.at[entry.id]: entry for entry in chosen}
    for member, told in explanations(found.run, list(entries), found.row):
        yield entries[member], told
