"""From a form to a record, checked by the rule set of its year: everything wrong is found at once.

Members are named by their rows here, so that a record keeps everybody in it, scored or not; what a record
then says is what the same row of an office's file says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from files.cell import identifier, squeezed, words
from files.cells.day import Period
from files.cells.outcome_words import RESULT
from files.reading.attributes import defaults
from models.record import LONGEST_KEY, LONGEST_TITLE
from rules.catalogue import Kind
from rules.document import RuleSet
from rules.reach import reach, reaching
from rules.record import Attributes, Outcome, Part, Record, Value, counted_days, value_words
from services.entry import form as forms
from services.entry.value import Values
from services.records.matter import Other
from services.records.reading import Stored
from services.refusal import Code
from services.runs.board import Board

LONGEST_NUMBER = 100
OUTSIDE = "非委员"
# From it the term for entering runs, where an occasion had several days.
LAST_DAY = "结束日期"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a year's entries are checked against: its rule set, and who is in it.

    `keys` has the member number of everybody enrolled; `strangers` are other memberships of the committee
    that a form names, `linked` is the record that it names. `lives` are the live runs of the committee.
    """

    year: int
    rule_set: RuleSet
    keys: Mapping[int, str]
    lives: Sequence[Board]
    strangers: frozenset[int] = frozenset()
    linked: Other | None = None


class Proposed:
    """The record that a form makes, of a kind, out of nothing or out of what is `stored`.

    Nothing here raises: what is wrong stands in `faults`.
    """

    def __init__(self, ground: Ground, kind: Kind, stored: Stored | None = None) -> None:
        self.ground = ground
        self.kind = kind
        self.stored = stored
        self.id = stored.id if stored else None
        self.was = was = stored.record if stored else None
        self.faults = forms.Faults()
        self.values = Values(ground.rule_set.catalogue, kind, self.faults)
        self._period = Period(ground.rule_set.start, ground.rule_set.end).around()
        self._kept = {part.member for part in was.parts} if was else set()

    def record(self, form: forms.AnyForm) -> Record:
        """The record, without its matter."""
        record = self._occasion(form) if isinstance(form, forms.OccasionForm) else self._work(form)
        self._check_counted(record)
        return record

    def keyed_anew(self, record: Record) -> bool:
        """Whether the record has a key that another may have."""
        return bool(record.key) and (self.was is None or record.key != self.was.key)

    def check_key(self, record: Record, state: str | None, *, given: bool) -> None:
        """Finds fault with a key that a record of this `state` has already; None: none has it."""
        if state is None:
            return
        which = "这个编号" if given else "同日同题"
        cure = "恢复那一条" if state == "withdrawn" else "改正那一条"
        known = "已撤回" if state == "withdrawn" else "已录入"
        message = f"{which}的“{record.kind}”{known}：{cure}；不是同一条的，写另一个编号"
        self.faults.add("number", message, Code.CONFLICT)

    def check_link(self, form: forms.AnyForm) -> None:
        """Finds fault with a record to be linked to that cannot be."""
        if not isinstance(forms.linked_to(form), int):
            return
        other = self.ground.linked
        if other is None:
            self.faults.add("linkedTo", "没有这条记录：写本政协一条记录的 id", Code.NOT_FOUND)
        elif other.id == self.id:
            self.faults.add("linkedTo", "不能与自己关联：写另一条记录的 id")
        elif other.state == "withdrawn":
            self.faults.add("linkedTo", "这条记录已撤回：先恢复它，再关联")

    def _occasion(self, form: forms.OccasionForm) -> Record:
        record = self._header(form, "occasion")
        ended = record.attributes.get(LAST_DAY)
        if isinstance(ended, date) and ended < record.day:
            self.faults.add(f"attributes.{LAST_DAY}", f"{LAST_DAY}早于日期 {record.day}：核对哪一个写错了")
        if form.participants is not None:
            record.parts = self._participations(form.participants)
        elif self.was is None:
            self.faults.add("participants", "没有写参加人：写明到会、请假、缺席的委员；还没有的写空表")
        return self._keyed(form, record)

    def _work(self, form: forms.WorkForm) -> Record:
        record = self._header(form, "work")
        if form.authors is not None:
            record.parts = self._authorships(form.authors)
            record.outsiders = sum(author.member is None for author in form.authors)
        elif self.was is None:
            self.faults.add("authors", "没有写作者：按署名次序写")
        if form.outcomes is not None:
            record.outcomes = self._outcomes(form.outcomes, record.day)
        elif any(outcome.day < record.day for outcome in record.outcomes):
            self.faults.add("day", "日期晚于这件作品已有的结果：核对日期，或一并改正结果")
        self._sign(record, given=form.attributes is not None)
        return self._keyed(form, record, form.authors[0].member if form.authors else None)

    def _header(self, form: forms.Form, owner: str) -> Record:
        base = self.was or Record("", self.kind.name, self.ground.rule_set.start)
        record = replace(base, parts=list(base.parts), outcomes=list(base.outcomes))
        if form.title is not None or self.was is None:
            record.title = self._title(form.title or "")
        if form.day is not None:
            record.day = self._day(form.day, "day")
        elif self.was is None:
            self.faults.add("day", f"没有写日期：写{self.kind.date}")
        if form.attributes is not None or self.was is None:
            given = self.values.of(owner, form.attributes or (), "attributes")
            record.attributes = {**self._defaults(owner), **given}
            self._required(owner, record.attributes, "attributes")
        return record

    def _required(self, owner: str, attributes: Attributes, path: str) -> None:
        carried = {one.name for one in self.ground.rule_set.catalogue.attributes_of(self.kind, owner)}
        for name in self.kind.required:
            if name in carried and name not in attributes:
                self.faults.add(f"{path}.{name}", f"没有写{name}：{self.kind.name}必须写")

    def _title(self, text: str) -> str:
        title = words(text)
        if not title:
            self.faults.add("title", "没有写题目")
        elif len(title) > LONGEST_TITLE:
            self.faults.add("title", f"题目太长：最多 {LONGEST_TITLE} 个字")
        return title

    def _day(self, day: date, path: str) -> date:
        if not self._period.holds(day):
            start, end = self._period
            self.faults.add(path, f"日期离 {self.ground.year} 年太远：写 {start} 至 {end} 之间的一天")
        return day

    def _check_counted(self, record: Record) -> None:
        """Finds fault with days that the measure of the year does not count, which others might: whoever
        enters a record for a year expects it to count there.
        """
        days = {*counted_days(record)}
        known = self.was is not None and days == {*counted_days(self.was)}
        rule_set, year = self.ground.rule_set, self.ground.year
        if known or reaching(rule_set)(record.kind, days) or not self._period.holds(record.day):
            return
        first, last = reach(rule_set)
        other = f"登记在 {record.day.year} 年" if record.day.year != year else "登记在它那一年"
        message = f"{year} 年的办法只计 {first} 至 {last} 的，这条记录谁也不计分：核对日期，或{other}"
        self.faults.add("day", message)

    def _defaults(self, owner: str) -> dict[str, Value]:
        return defaults(self.ground.rule_set.catalogue.attributes_of(self.kind, owner))

    def _participations(self, given: Sequence[forms.Present]) -> list[Part]:
        count = sum(len(present.members) for present in given)
        if count > forms.MOST_PARTICIPANTS or len(given) > forms.MOST_PARTICIPANTS:
            self.faults.add("participants", f"参加人太多：最多 {forms.MOST_PARTICIPANTS:,} 人")
            return []
        base = self._defaults("participation")
        parts: dict[int, Attributes] = {}
        for at, present in enumerate(given):
            path = f"participants[{at}]"
            own = {**base, **self.values.of("participation", present.attributes, f"{path}.attributes")}
            for place, member in enumerate(present.members):
                self._member(member, f"{path}.members[{place}]", known=member in parts)
                parts.setdefault(member, own)
        # As files have them; the order of participants means nothing.
        return [Part(str(member), parts[member]) for member in sorted(parts)]

    def _member(self, member: int, path: str, known: bool) -> None:
        if known:
            self.faults.add(path, "这名委员写了两次：一条记录里只写一次")
        elif member in self.ground.keys or str(member) in self._kept:
            return
        elif member in self.ground.strangers:
            self.faults.add(path, f"这名委员不在 {self.ground.year} 年的名册里：先更新名册")
        else:
            self.faults.add(path, "没有这名委员：写本政协委员的 id", Code.NOT_FOUND)

    def _authorships(self, given: Sequence[forms.Author]) -> list[Part]:
        if len(given) > forms.MOST_AUTHORS:
            self.faults.add("authors", f"作者太多：最多 {forms.MOST_AUTHORS} 人")
            return []
        if all(author.member is None for author in given):
            self.faults.add("authors", "没有写作者：至少写一名委员，按署名次序")
        base = self._defaults("authorship")
        parts: dict[int, Part] = {}
        for at, author in enumerate(given):
            path = f"authors[{at}]"
            if author.member is None:
                if author.attributes:
                    self.faults.add(f"{path}.attributes", "不是委员的作者只占署名的位置，不写属性")
                continue
            own = self.values.of("authorship", author.attributes, f"{path}.attributes")
            self._member(author.member, f"{path}.member", known=author.member in parts)
            placed = self._placed(own, at + 1, f"{path}.attributes")
            parts.setdefault(author.member, Part(str(author.member), {**base, **own, **placed}))
        return list(parts.values())

    def _placed(self, own: Attributes, position: int, path: str) -> dict[str, Value]:
        """Position and rank, which follow from the order of the authors; whoever says them must agree."""
        carried = self.ground.rule_set.catalogue.attributes_of(self.kind, "authorship")
        found: dict[str, Value] = {}
        for attribute in carried:
            if attribute.derived == "position":
                found[attribute.name] = position
            elif attribute.derived == "rank" and len(attribute.values) > 1:
                found[attribute.name] = list(attribute.values)[0 if position == 1 else 1]
        for name, value in found.items():
            if own.get(name, value) != value:
                self.faults.add(f"{path}.{name}", f"按署名次序，“{name}”应是 {value_words(value)}：可以不写")
        return found

    def _sign(self, record: Record, given: bool) -> None:
        """Says whether the work is a joint one, unless somebody said so: that follows from its authors."""
        was = self.was
        for attribute in self.ground.rule_set.catalogue.attributes_of(self.kind, "work"):
            if attribute.derived != "joint":
                continue
            derived = was is not None and was.attributes.get(attribute.name) == _joint(was)
            if derived and not given:
                record.attributes = {**record.attributes, attribute.name: _joint(record)}
            else:
                record.attributes = {attribute.name: _joint(record), **record.attributes}

    def _outcomes(self, given: Sequence[forms.Event], day: date) -> list[Outcome]:
        if len(given) > forms.MOST_OUTCOMES:
            self.faults.add("outcomes", f"结果太多：最多 {forms.MOST_OUTCOMES} 个")
            return []
        found: list[Outcome] = []
        for at, event in enumerate(given):
            path = f"outcomes[{at}]"
            outcome = self._outcome(event, path)
            if event.day < day:
                self.faults.add(f"{path}.day", f"结果的日期早于作品的日期：不早于 {day}")
            else:
                self._day(event.day, f"{path}.day")
            if outcome in found:
                self.faults.add(path, "这个结果写了两次：确是两次的，写不同的编号")
            found.append(outcome)
        return found

    def _outcome(self, event: forms.Event, path: str) -> Outcome:
        own = self.values.of("outcome", event.attributes, f"{path}.attributes")
        catalogue = self.ground.rule_set.catalogue
        known = [attribute.name for attribute in catalogue.attributes_of(self.kind, "outcome")]
        if RESULT in known and not _named(event.attributes, RESULT):
            labels = "、".join(catalogue.attributes[RESULT].values)
            self.faults.add(f"{path}.attributes.{RESULT}", f"没有写结果：可以填 {labels}")
        elif not known and not event.attributes:
            self.faults.add(path, f"“{self.kind.name}”没有结果：删去这一项")
        key = squeezed(event.key or "")
        if len(key) > LONGEST_NUMBER:
            self.faults.add(f"{path}.number", f"太长：最多 {LONGEST_NUMBER} 个字")
        says = (value if isinstance(value, str) else name for name, value in own.items() if value)
        natural = " ".join([*says, key]).strip()
        # Whoever reads a record and enters it again says the whole key.
        whole = key and any(squeezed(each.key) == key for each in (self.was.outcomes if self.was else ()))
        return Outcome(event.day, own, (event.key or "" if whole else natural)[:LONGEST_KEY])

    def _keyed(self, form: forms.Form, record: Record, first: int | None = None) -> Record:
        """The record under its external number; without one, under what names it in files."""
        if form.key is not None and (self.was is None or form.key != self.was.key):
            record.key = identifier(form.key)
            if not record.key or len(record.key) > LONGEST_NUMBER:
                self.faults.add("number", f"编号写 1 至 {LONGEST_NUMBER} 个字，没有就不写")
        elif self.was is None:
            record.key = self._natural_key(record, first)
            if len(record.key) > LONGEST_KEY:
                self.faults.add("number", "题目太长，不能代替编号：写一个编号")
        return record

    def _natural_key(self, record: Record, first: int | None) -> str:
        said = [self.kind.name, str(record.day), squeezed(record.title)]
        if self.kind.form == "work":
            said.append(OUTSIDE if first is None else self.ground.keys.get(first, ""))
            if self.kind.same_matter:
                telling = self.ground.rule_set.catalogue.attributes_of(self.kind, "work")
                said += [
                    value_words(record.attributes[each.name])
                    for each in telling
                    if each.type == "choice" and each.name in record.attributes
                ]
        return " ".join(said)


def _joint(record: Record) -> bool:
    return len(record.parts) + record.outsiders > 1


def _named(given: forms.Given, name: str) -> bool:
    return any(each == name for each, _ in given)
