"""What members said themselves, which no file takes back: leave that was given, co-signers' answers (履6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.catalogue import Catalogue
from rules.record import Record
from services.records.co_signed import answers_in, with_answers
from services.records.leave_list import Granted, bind, granted_in, on_leave
from services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class MembersWord:
    """All of a committee, read once. `keys` are the members of the file by their memberships."""

    catalogue: Catalogue
    keys: Mapping[int, str]
    leave: Mapping[int | date, list[Granted]]
    answers: Mapping[int, Mapping[int, bool]]

    def upon(self, record: Record, record_id: int | None = None) -> Record:
        """A record of a file with what members said of themselves; None: it is not there yet."""
        away = [one.membership_id for one in self._granted(record, record_id)]
        known = [self.keys[member] for member in away if member in self.keys]
        if known:
            record = on_leave(self.catalogue, record, known)
        answers = self.answers.get(record_id or 0)
        if not answers:
            return record
        said = {self.keys[one]: confirmed for one, confirmed in answers.items() if one in self.keys}
        return with_answers(record, said) if said else record

    async def bind(self, unit: Unit, record: Record, record_id: int) -> None:
        """Ties the leave of an occasion to its record."""
        await bind(unit, self._granted(record, record_id), record_id)

    def _granted(self, record: Record, record_id: int | None) -> list[Granted]:
        if not self.leave:
            return []
        near = [*self.leave.get(record.day, ()), *self.leave.get(record_id or 0, ())]
        return [one for one in near if one.is_of(record_id, record.kind, record.day, record.title)]


async def members_word(unit: Unit, catalogue: Catalogue, ids: Mapping[str, int]) -> MembersWord:
    """What the members of a committee have said; `ids` has the membership of each member key."""
    leave: dict[int | date, list[Granted]] = {}
    for one in await granted_in(unit):
        leave.setdefault(one.day if one.record_id is None else one.record_id, []).append(one)
    keys = {membership: key for key, membership in ids.items()}
    return MembersWord(catalogue, keys, leave, await answers_in(unit))
