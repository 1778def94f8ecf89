"""What a roster changes of one membership, and what it leaves as it was."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from files.cell import EMPTIED, name_text
from files.reading.changes import CANCELLED
from files.reading.members import MembersFile
from models.member import ALWAYS
from rules.catalogue import Catalogue
from rules.record import Member, value_words
from services.members.history import FOREVER, History, spliced, supplemented, value_at
from services.members.roster import Enrolled
from services.members.writing import OFFICE, Edit, histories_of, office_of, plain
from services.records.difference import told
from services.value import JsonValue, to_json
from services.workbooks.mass_change import MassChanges

NAME, PHONE = "姓名", "电话"


@dataclass(slots=True)
class Span:
    """The days that the file tells of: its year, and whatever no other year tells of."""

    first: date
    last: date
    period: tuple[date, date]

    def same_office(self, column: str, told_day: date | None, stored: date | None) -> bool:
        """Whether a day of office is the same, as far as this year can tell."""
        if told_day is not None or stored is None:
            return told_day == stored
        if column == "first_day":
            return self.first != ALWAYS and stored <= self.period[0]
        return self.last != FOREVER and stored > self.period[1]


@dataclass(slots=True)
class Kept:
    """What a file says of each member, and how often it leaves something open, which then stays."""

    file: MembersFile
    blank: Counter[str] = field(default_factory=Counter)
    absent: set[str] = field(default_factory=set)
    changes: int = 0
    vain: list[str] = field(default_factory=list)

    def leave(self, name: str) -> None:
        """Notes that the file says nothing of an attribute that is known."""
        if name in self.file.columns:
            self.blank[name] += 1
        else:
            self.absent.add(name)

    def notes(self) -> list[str]:
        """What stays, in the words of the office."""
        found = list(self.vain)
        if self.absent:
            found.append(f"文件里没有这几列，保留原值：{'、'.join(sorted(self.absent))}。")
        if self.blank:
            counted = "、".join(f"{name} {count} 名" for name, count in sorted(self.blank.items()))
            found.append(f"文件里空着，保留原值：{counted}（不要原值的，写“{EMPTIED}”）。")
        if self.changes:
            found.append(
                f"文件里没有写的年中变动，保留 {self.changes} 处"
                f"（不要的，在“变动”里把新值写成“{CANCELLED}”）。"
            )
        return found


@dataclass(slots=True)
class Editing:
    """One membership beside its row: what the file changes of it, and how to say so."""

    stored: Enrolled
    member: Member
    span: Span
    catalogue: Catalogue
    kept: Kept
    mass: MassChanges
    words: list[str] = field(default_factory=list)

    def edit(self) -> tuple[Edit, list[str]]:
        """The edit, empty where nothing changes, and its words."""
        edit = Edit(self.stored.id, self.stored.person_id)
        self._person(edit)
        before, held = office_of(self.stored.member), histories_of(self.stored.member, self.catalogue)
        self._office(edit, before)
        said = histories_of(self.member, self.catalogue)
        for name in sorted(held.keys() | said.keys()):
            self._attribute(edit, name, held.get(name, []), said.get(name, []))
        _note(edit, before, held)
        return edit, self.words

    @property
    def stated(self) -> frozenset[str]:
        return self.kept.file.stated[self.member.key]

    def _count(self, name: str, change: str | None) -> None:
        """Counts a thing that was known, and its change; the example names the member."""
        shown = None if change is None else f"{self.member.name}{change and f'（{change}）'}"
        self.mass.count(name, shown)

    def _person(self, edit: Edit) -> None:
        known, member = self.stored.member, self.member
        if renamed := name_text(known.name) != name_text(member.name):
            edit.person["name"] = member.name
            self.words.append(NAME)
        self._count(NAME, "" if renamed else None)
        # A roster without phone numbers takes none away: they only tell people of one name apart.
        moved = (member.phone or PHONE in self.stated) and member.phone != known.phone
        if moved:
            edit.person["phone"] = member.phone
            self.words.append(PHONE)
        if known.phone:
            self._count(PHONE, "" if moved else None)

    def _office(self, edit: Edit, before: dict[str, date | None]) -> None:
        after = office_of(self.member)
        for label, column in OFFICE.items():
            was, now = before[column], after[column]
            if label not in self.stated:
                if was is not None:
                    self.kept.leave(label)
                self._count(label, None)
            elif self.span.same_office(column, now, was):
                self._count(label, None)
                if now != was:
                    self.kept.vain.append(f"{self.member.name}的{label}没有清空：{was} 在这一年以外。")
            else:
                edit.days[column] = now
                self.words.append(f"{label}：{told(was, now)}")
                self._count(label, told(was, now))

    def _attribute(self, edit: Edit, name: str, old: History, said: History) -> None:
        span, stated = self.span, name in self.stated
        if not stated:
            said = [(since, value) for since, value in said if since != ALWAYS or not old]
        cancelled = self._cancelled(name)
        whole = supplemented(said, old, span.first, span.last, stated=stated or not old, cancelled=cancelled)
        fresh = spliced(old, whole, span.first, span.last)
        was = value_at(old, span.period[0])
        if not stated and was is not None and was != self._default(name):
            self.kept.leave(name)
        days = {since for since, _ in said}
        self.kept.changes += sum(since not in days for since, _ in fresh if since > span.first)
        change = None
        if fresh != old:
            edit.histories[name] = fresh
            change = _history_words(name, old, fresh, span.period)
            self.words.append(change)
        elif stated and not said and old:
            self.kept.vain.append(f"{self.member.name}的{name}没有清空：原值从更早的年份起就有。")
        if old:
            self._count(name, change and change.partition("：")[2])

    def _cancelled(self, name: str) -> frozenset[date]:
        key = self.member.key
        of_member = self.kept.file.cancelled
        return frozenset(day for member, each, day in of_member if (member, each) == (key, name))

    def _default(self, name: str) -> JsonValue | None:
        attribute = self.catalogue.attributes[name]
        value = attribute.default_value
        return None if value is None else to_json(attribute, value)


def _note(edit: Edit, before: dict[str, date | None], held: dict[str, History]) -> None:
    """Fills in what the trail says: everything that changed, before and after, without names and numbers."""
    for column, day in edit.days.items():
        was = before[column]
        edit.before[column] = was and was.isoformat()
        edit.after[column] = day and day.isoformat()
    for column in edit.person:
        edit.after[f"{column}_changed"] = True
    if edit.histories:
        edit.before["attributes"] = plain({name: held.get(name, []) for name in edit.histories})
        edit.after["attributes"] = plain(edit.histories)


def _history_words(name: str, before: History, after: History, period: tuple[date, date]) -> str:
    first, last = period
    was, now = value_at(before, first), value_at(after, first)
    if was != now:
        return f"{name}：{told(was, now)}"
    later = [(since, value) for since, value in after if first < since <= last]
    if later:
        since, value = later[-1]
        return f"{name}：{since} 起 {value_words(value)}"
    return f"{name}：{told(value_at(before, last), value_at(after, last))}"
