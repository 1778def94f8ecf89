"""Another key for the trail: the chain of each committee goes on with the one that is at hand."""

from sqlalchemy import select

from models.committee import Committee
from models.key import TRAIL as PURPOSE
from models.key import fingerprint
from models.store import Store
from services.actor import Actor
from services.chain import TRAIL
from services.unit_of_work import unit_of_work


async def renewed(store: Store, actor: Actor, reason: str | None) -> list[str]:
    """The names of the committees whose chain was made with another key and now goes on with this one.

    Where there is no key file one is made. Lines before can be proved with the former key only.
    """
    mark = fingerprint(store.keys.key(PURPOSE, make=True))
    columns = select(Committee.id, Committee.code, Committee.name).order_by(Committee.code)
    async with store.reading() as connection:
        others = (await connection.execute(columns.where(Committee.trail_key != mark))).all()
    for committee_id, code, _ in others:
        async with unit_of_work(store, code, actor, reason, renewed=True) as unit:
            unit.note("renew key", TRAIL, committee_id)
    return [name for _, _, name in others]
