"""What is said of a member, read as cells of a roster are. A label like a known one is asked about."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from files.cell import is_nothing, reader
from files.cells.day import Years, read_day
from files.problem import Refused
from files.reading.members import name_reader, phone_reader
from models.department import Department, Group
from models.member import MemberAttribute
from rules.catalogue import Attribute, Catalogue
from rules.record import TERM_END, TERM_START, Value
from services.entry.form import Faults, Given
from services.entry.value import LONGEST_TEXT, told
from services.rights.policy import DEPARTMENT

OFFICE = {TERM_START: "enterMember 的 firstDay", TERM_END: "leaveOffice"}


class Words:
    """Reads what is said of one member; `known` are the labels that others have, by attribute."""

    def __init__(
        self, catalogue: Catalogue, known: Mapping[str, Collection[str]], faults: Faults, *, new: bool
    ) -> None:
        own = catalogue.member_attributes()
        self._attributes = {one.name: one for one in own if one.derived is None}
        self._known = known
        self._faults = faults
        self._new = new

    def values(self, given: Given) -> dict[str, Value | None]:
        """The values by attribute, None where an empty one is said; what is wrong goes to the faults."""
        found: dict[str, Value | None] = {}
        for at, (name, text) in enumerate(given):
            attribute = self._attributes.get(name)
            if attribute is None or name in OFFICE:
                self._foreign(name, at)
            elif name in found:
                self._faults.add(f"attributes.{name}", f"“{name}”写了两次，只写一次")
            else:
                found[name] = None if is_nothing(text) else self._value(attribute, text)
        return found

    def name(self, text: str) -> str:
        """The name as rosters have it; empty where it is none."""
        found = name_reader(text)
        return self._read("name", found)

    def phone(self, text: str) -> str | None:
        """The digits of a telephone number; None where an empty one is said."""
        return None if is_nothing(text) else self._read("phone", phone_reader(text))

    def _read(self, field: str, found: Value | Refused) -> str:
        if isinstance(found, Refused):
            self._faults.add(field, told(found))
            return ""
        return str(found)

    def _foreign(self, name: str, at: int) -> None:
        if name in OFFICE:
            self._faults.add(f"attributes.{name}", f"“{name}”不在这里写，用 {OFFICE[name]}")
            return
        names = [one for one in self._attributes if one not in OFFICE]
        self._faults.add(f"attributes[{at}]", f"委员没有这一项；可以写：{'、'.join(names)}")

    def _value(self, attribute: Attribute, text: str) -> Value | None:
        field = f"attributes.{attribute.name}"
        value = read_day(text, Years()) if attribute.type == "date" else reader(attribute)(text)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            value = Refused(f"“{attribute.name}”太长", f"最多 {LONGEST_TEXT} 个字")
        if isinstance(value, Refused):
            self._faults.add(field, told(value))
            return None
        if attribute.type == "label" and isinstance(value, str):
            self._ask(attribute.name, value, field)
        return value

    def _ask(self, name: str, value: str, field: str) -> None:
        known = self._known.get(name, ())
        if self._new or value in known:
            return
        if (meant := next((one for one in sorted(known) if alike(value, one)), None)) is not None:
            message = (
                f"{name}里没有“{value}”，是不是“{meant}”？"
                "确实是新的，写明 newWords：true（命令行加 --new-words）"
            )
            self._faults.add(field, message)


def alike(one: str, other: str) -> bool:
    """Whether two labels may be one, of which one is a slip: a letter more, less, other or elsewhere, or one
    in the other. 提案委员会 and 经济委员会 are two.
    """
    shorter, longer = sorted((one, other), key=len)
    if shorter in longer or sorted(one) == sorted(other):
        return True
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


async def known_labels(
    connection: AsyncConnection, committee_id: int, catalogue: Catalogue
) -> Mapping[str, Collection[str]]:
    """The labels of a committee's groups and departments, and those that its members have, by attribute."""
    labels = [one.name for one in catalogue.member_attributes() if one.type == "label"]
    found: dict[str, set[str]] = defaultdict(set)
    groups = select(Group.attribute, Group.name).where(Group.committee_id == committee_id)
    held = (
        select(MemberAttribute.attribute, MemberAttribute.value)
        .where(MemberAttribute.committee_id == committee_id, MemberAttribute.attribute.in_(labels))
        .distinct()
    )
    for rows in (groups, held):
        for name, value in await connection.execute(rows):
            found[name].add(str(value))
    departments = select(Department.name).where(Department.committee_id == committee_id)
    found[DEPARTMENT].update(await connection.scalars(departments))
    return found


def day_words(day: date | None) -> str:
    """A day, or that none was said."""
    return "没有写明" if day is None else day.isoformat()
