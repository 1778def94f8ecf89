"""`luzhi members carry-over`: who goes on from one term into the next (换届, 履4)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import screen
from commands.ending import wrong_call
from commands.members import app, people_of, tell
from commands.option import ActorName, Address, CommitteeCode, Reason

if TYPE_CHECKING:
    from models.store import Store
    from services.actor import Actor
    from services.people.carrying import Carriage
    from services.people.form import GoesOn


@app.command("carry-over")
def carry_over(
    from_term: Annotated[str, typer.Argument(metavar="原来一届", help="如 第八届")],
    to_term: Annotated[str, typer.Argument(metavar="新一届", help="如 第九届；先用 luzhi terms set 设定")],
    listed: Annotated[
        Path,
        typer.Option("--list", metavar="FILE", help="连任的委员，文本文件，一行一名：编号，或 原编号,新编号"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，什么也不写")] = False,
    committee: CommitteeCode = None,
    as_name: ActorName = None,
    reason: Reason = None,
    database: Address = None,
) -> None:
    """换届：把连任的委员带到新的一届。先加 --dry-run 看，再办。"""
    from commands.database import changed
    from services.people.carrying import carry_over as carried_over
    from services.people.form import CarryForm

    numbers = _listed(listed)

    async def work(store: Store, code: str, who: Actor) -> Carriage:
        going = await _going(store, code, from_term, numbers)
        form = CarryForm(from_term=from_term, to_term=to_term, members=going)
        return await carried_over(people_of(store, who), code, form, reason, dry_run=dry_run)

    _show_carriage(changed(database, committee, as_name, work), to_term)


async def _going(store: Store, code: str, term: str, numbers: list[tuple[str, str | None]]) -> list[GoesOn]:
    """The members of a term by their numbers, each with the next; one that is not there has no row."""
    from files.cell import identifier
    from services.committee.committees import committee as committee_of
    from services.committee.terms import term_meant
    from services.people.form import GoesOn
    from services.people.listing import roster

    async with store.reading() as connection:
        of = await committee_of(connection, code)
        meant = await term_meant(connection, of.id, term)
        known = {identifier(one.number): one.id for one in await roster(connection, meant)}
    missing = [number for number, _ in numbers if identifier(number) not in known]
    if missing:
        wrong_call(f"{term}没有这几个编号：{'、'.join(missing[:20])}")
    return [GoesOn(known[identifier(number)], fresh) for number, fresh in numbers]


def _show_carriage(found: Carriage, to_term: str) -> None:
    screen.say(f"连任 {len(found.going)} 名：")
    for one in found.going:
        told = "，".join(f"{name} {value}" for name, value in one.words)
        anew = f"；重新定：{'、'.join(one.anew)}" if one.anew else ""
        screen.say(f"    {one.former_number} → {one.number} {one.name}：{told}{anew}")
    screen.say(f"期满在任、没有连任 {len(found.staying)} 名：")
    for staying in found.staying:
        screen.say(f"    {staying.number} {staying.member.name}")
    if not found.done:
        screen.say("只是看看，什么也没有写。")
        return
    tell(f"已带到{to_term}", found)


def _listed(path: Path) -> list[tuple[str, str | None]]:
    """The numbers in a file, each with the next one where it is written."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        wrong_call(f"读不出 {path}：写成 UTF-8 的文本文件，一行一名委员")
    found: list[tuple[str, str | None]] = []
    for line in text.replace("，", ",").splitlines():
        number, _, fresh = (part.strip() for part in line.partition(","))
        if number:
            found.append((number, fresh or None))
    return found
