"""`luzhi rules notes`: how the Members' Work Committee interprets the rules of a year (履19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import screen
from commands.option import Address, CommitteeCode, Year

if TYPE_CHECKING:
    from models.store import Store
    from services.rule_sets.interpretations import InterpretationRow


def notes(year: Year, committee: CommitteeCode = None, database: Address = None) -> None:
    """列出对一年的规则、对录入期限的解释（履19），新的在前；撤回的注明。"""
    from commands.database import on_database, reading
    from services.rule_sets.interpretations import interpretations

    async def read(store: Store) -> list[InterpretationRow]:
        async with reading(store, committee) as (connection, committee_id):
            return await interpretations(connection, committee_id, year)

    found = on_database(database, read)
    if not found:
        screen.say(f"{year} 年还没有解释。")
    for one in found:
        ended = "" if one.withdrawn_at is None else f"（{one.withdrawn_at:%Y-%m-%d} 撤回）"
        told = f"{one.code or '录入期限'}：{one.text}（{one.author}，{one.written_at:%Y-%m-%d}）"
        screen.say(f"{one.id}  {told}{ended}")
