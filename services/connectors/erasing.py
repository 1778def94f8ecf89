"""What an exit erases of documents that wait: each keeps names of authors, sealed under a key of its own."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from files.cell import identifier, name_text
from models.connector import ConnectorEvent
from models.member import Membership, Person
from services.connectors.document import document_of
from services.connectors.event import IGNORED, WAITING, Kept, found_by
from services.connectors.intake import DISMISSED, ENTITY, put
from services.connectors.settling import Came
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class _Leaver:
    """Who exits: by membership, by number, by name. `namesakes` are the numbers of others of that name."""

    membership_ids: Collection[int]
    name: str
    numbers: frozenset[str]
    namesakes: frozenset[str]

    def among(self, kept: Kept) -> bool:
        """Whether an author of a document is, or may be, this person."""
        for at, author in enumerate(document_of(kept.said).authors, 1):
            found = kept.answers.get(at)
            if found is not None:
                if found in self.membership_ids:
                    return True
                continue
            number = None if author.number is None else identifier(author.number)
            if number in self.numbers:
                return True
            if name_text(author.name) == self.name and number not in self.namesakes:
                return True
        return False


async def dismiss_of(unit: Unit, person_id: int) -> None:
    """Dismisses the documents of the unit's committee that wait and name a person, who still has their name.

    Where nobody can tell which of two people of one name is meant, it goes as well: it can be handed in anew
    under a higher sequence.
    """
    leaver = await _leaver(unit, person_id)
    waiting = (ConnectorEvent.committee_id == unit.committee_id) & (ConnectorEvent.state == WAITING)
    for one in await found_by(unit.connection, unit.vault, waiting):
        if one.kept is not None and leaver.among(one.kept):
            await put(unit, one.id, Came(IGNORED, DISMISSED, one.record_id), None)
            unit.note("dismiss", ENTITY, one.id, {"state": WAITING}, {"state": IGNORED})


async def _leaver(unit: Unit, person_id: int) -> _Leaver:
    name = (await unit.connection.execute(select(Person.name).where(Person.id == person_id))).scalar_one()
    of_name = (Person.committee_id == unit.committee_id) & (Person.name == name)
    columns = select(Membership.id, Membership.number, Membership.person_id).join(
        Person, Person.id == Membership.person_id
    )
    rows = (await unit.connection.execute(columns.where(of_name))).all()
    own = [row for row in rows if row.person_id == person_id]
    others = [row for row in rows if row.person_id != person_id]
    return _Leaver(
        [row.id for row in own],
        name_text(name),
        frozenset(identifier(row.number) for row in own),
        frozenset(identifier(row.number) for row in others),
    )
