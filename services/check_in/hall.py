"""Sign-in at an occasion as its organiser sees it at this moment: the code, and who has come."""

from dataclasses import dataclass

from models.clock import now
from models.store import Store
from services.actor import Actor
from services.check_in.arrivals import Roll, roll
from services.check_in.code import Codes, Shown
from services.check_in.occasion import CheckInRow, check_in_of, check_reader, occasion
from services.runs.board import Boards


@dataclass(frozen=True, slots=True)
class Hall:
    """A check-in, the code that is shown for it (None: it is not open), and its list."""

    check_in: CheckInRow
    shown: Shown | None
    roll: Roll


async def hall(
    store: Store, boards: Boards, codes: Codes, actor: Actor | None, record_id: int
) -> Hall | None:
    """What the organiser of an occasion sees of it; None: sign-in was never opened. Raises `Refusal`."""
    async with store.reading() as connection:
        await check_reader(connection, boards, actor, await occasion(connection, record_id))
        found = await check_in_of(connection, record_id)
        if found is None:
            return None
        moment = await now(connection)
        shown = codes.shown(store, found.id, moment) if found.is_open(moment) else None
        return Hall(found, shown, await roll(connection, found))
