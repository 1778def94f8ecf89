"""Another master key: the trail of each committee goes on with it, and personal data is sealed anew.

A committee at a time, each whole or not at all; so what was interrupted goes on where it stopped.
"""

from sqlalchemy import or_, select

from models.committee import Committee
from models.key import TRAIL as PURPOSE
from models.key import fingerprint
from models.personal import Vault
from models.store import Store
from services.accounts import sealing
from services.actor import Actor
from services.chain import TRAIL
from services.connectors import connector as connectors
from services.members import phones
from services.opinions import sealing as opinions
from services.unit_of_work import unit_of_work
from services.uploads import upload as uploads


async def replaced(store: Store, former: Vault, actor: Actor, reason: str | None) -> list[str]:
    """The names of the committees that go on with the key of the store, in place of the former.

    Raises `Sick` where the former key is not the one with which their personal data was sealed.
    """
    return await _each(store, former, actor, reason)


async def lost(store: Store, actor: Actor, reason: str | None) -> list[str]:
    """The same where the former key is lost: what was sealed with it is lost, too, and is taken out."""
    return await _each(store, None, actor, reason)


async def _each(store: Store, former: Vault | None, actor: Actor, reason: str | None) -> list[str]:
    mark = fingerprint(store.keys.key(PURPOSE, make=True))
    columns = select(Committee.id, Committee.code, Committee.name).order_by(Committee.code)
    others = columns.where(or_(Committee.trail_key.is_(None), Committee.trail_key != mark))
    async with store.reading() as connection:
        found = (await connection.execute(others)).all()
    for committee_id, code, _ in found:
        async with unit_of_work(store, code, actor, reason, right=None, renewed=True) as unit:
            if former is None:
                done = {
                    "lost": await phones.take_out(unit),
                    "lost accounts": await sealing.take_out(unit),
                    "lost uploads": await uploads.take_out(unit),
                    "lost connectors": await connectors.take_out(unit),
                    "lost opinions": await opinions.take_out(unit),
                }
            else:
                done = {
                    "sealed": await phones.seal_anew(unit, former),
                    "sealed accounts": await sealing.seal_anew(unit, former),
                    "sealed uploads": await uploads.seal_anew(unit, former),
                    "sealed connectors": await connectors.seal_anew(unit, former),
                    "sealed opinions": await opinions.seal_anew(unit, former),
                }
            unit.note("renew key", TRAIL, committee_id, after=done)
    return [name for _, _, name in found]
