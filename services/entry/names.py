"""Names that people paste where they enter an occasion: whom they mean in a year."""

import asyncio
from datetime import date

from files.cell import STATE
from files.reading.pasted import LONGEST_TEXT, MOST_NAMES, Named, read_pasted
from files.reading.who import Roster
from services.refusal import Code, Refusal
from services.runs.board import Board


async def names_read(board: Board, day: date | None, text: str) -> list[Named]:
    """Every name of a pasted text in its order, found among the members of a year (履6: 手动录入).

    `day` is that of the occasion: of two of one name the one in office is meant. Raises `Refusal` for a text
    that is too long, or has more names than an occasion has participants.
    """
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise Refusal(Code.BAD_USER_INPUT, f"名单写 1 至 {LONGEST_TEXT:,} 个字", "text")
    catalogue = board.rule_set.catalogue
    if STATE not in catalogue.attributes:
        raise Refusal(Code.BAD_USER_INPUT, "这一年的种类目录里没有“状态”，不能读名单", "year")
    members = [entry.enrolled.member for entry in board.entries]
    # Of a large committee that takes a while, and others are served meanwhile.
    found = await asyncio.to_thread(lambda: read_pasted(text, catalogue, Roster(members, catalogue), day))
    if len(found) > MOST_NAMES:
        raise Refusal(Code.BAD_USER_INPUT, f"名单最多 {MOST_NAMES:,} 人", "text")
    return found
