"""How far a person has come, from office to exit (履4): the steps stand in the table beside this module."""

from collections.abc import Iterable

from sqlalchemy import select

from models.member import Person
from services.people.office import Office
from services.rights.held import today
from services.transitions import transitions
from services.unit_of_work import Unit

SERVING, LEFT, ASKED, EXITED = "serving", "left", "asked", "exited"
STEPS = transitions("services.people")


async def standing(unit: Unit, person_id: int, offices: Iterable[Office]) -> str:
    """The state of a person with these offices today; raises nothing."""
    columns = select(Person.exit_asked_at, Person.exited_at).where(Person.id == person_id)
    asked_at, exited_at = (await unit.connection.execute(columns)).one()
    if exited_at is not None:
        return EXITED
    if asked_at is not None:
        return ASKED
    day = await today(unit.connection)
    return SERVING if any(one.ends >= day for one in offices) else LEFT
