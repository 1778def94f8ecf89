"""Whether the key at hand is the one of what stands in a database, or one may still be made."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.committee import Committee
from models.key import TRAIL, fingerprint
from models.member import Person
from models.sickness import Sick
from models.store import Store


async def fits(store: Store, connection: AsyncConnection) -> bool:
    """Whether nothing that stands in the database was proved or sealed with another key only.

    While a key is replaced some committees have gone over to the next and others have not.
    """
    marks = set(await connection.scalars(select(Committee.trail_key).where(Committee.trail_key.is_not(None))))
    if marks:
        try:
            return fingerprint(store.keys.key(TRAIL)) in marks
        except Sick:
            return False
    # A migration seals before a trail begins.
    for table in (Person, Account):
        wrapped = await connection.scalar(select(table.key).where(table.key.is_not(None)).limit(1))
        if wrapped is not None:
            return store.vault.opens(wrapped)
    return True
