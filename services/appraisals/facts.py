"""What each subject of an appraisal did, as members and records of the rule language: an item is one as much
as whoever wrote, edited, signed or answered it. So one evaluator scores all of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.clock import day_of
from rules.record import Attributes, Member, Outcome, Part, Record, Value
from services.deadlines import Calendar
from services.opinions import analysis
from services.opinions.analysed import IssuedPaper, handled
from services.opinions.analysis import Analysed, Happening, Period, Span
from services.opinions.transitions import (
    BEGIN,
    GRANT_EXTENSION,
    ISSUE,
    REASSIGN,
    RECEIVE,
    RETURN,
    SAVE,
    SEND,
    SIGN,
)

# As the kinds beside this have them, and the catalogue.
ITEM, HANDLING, PAPER = "社情民意", "转办", "编发稿"
SOURCES = {"own": "自己了解", "meeting": "会议活动", "contact_point": "联系点", "commissioned": "约稿"}
_RESULTS = {analysis.ACCEPTED: "初审通过", analysis.ISSUED: "签发"}
_LEVELS = {analysis.ADOPTED: ("采用", "采用层级"), analysis.INSTRUCTED: ("批示", "领导级别")}
_OF_UNIT = {RECEIVE: "签收", RETURN: "退办", GRANT_EXTENSION: "延期"}
EDITOR, SIGNER = "编辑", "审签"


class Subject(StrEnum):
    """Whom, or what, an appraisal is about; each has a rule set of its name."""

    ITEMS = "items"
    OFFICERS = "officers"
    UNITS = "units"
    STAFF = "staff"


@dataclass(slots=True)
class Facts:
    """The subjects by their keys, what they did, and the items of each record by its key."""

    records: list[Record] = field(default_factory=list)
    items: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, record: Record, items: Iterable[int]) -> None:
        """Adds what a subject did, with the items that it was about."""
        self.records.append(record)
        self.items[record.key] = tuple(items)

    @property
    def members(self) -> list[Member]:
        """Everybody who did anything."""
        keys = dict.fromkeys(part.member for one in self.records for part in one.parts)
        return [Member(key, key) for key in keys]


def of_items(items: Iterable[Analysed], year: Period) -> Facts:
    """Each item to which anything happened in the year, by its number."""
    found = Facts()
    for item in items:
        if item.received is not None and any(one.day in year for one in item.happened):
            found.add(_item(item, f"{item.number}", item.received), [item.number])
    return found


def of_officers(items: Iterable[Analysed], year: Period) -> Facts:
    """What those who are no members submitted, by the number of the account."""
    found = Facts()
    for item in items:
        if not item.member and item.received is not None and any(one.day in year for one in item.happened):
            found.add(_item(item, f"{item.account}", item.received), [item.number])
    return found


def of_units(papers: Collection[IssuedPaper], calendar: Calendar, now: date) -> Facts:
    """What units led, from when it was theirs until it was handed on, by the name of the unit."""
    found = Facts()
    for paper in papers:
        for at, record in enumerate(_led(paper, calendar, now)):
            record.key = f"{paper.id}-{at}"
            found.add(record, paper.items)
    return found


def of_staff(papers: Collection[IssuedPaper], items: Mapping[int, Analysed]) -> Facts:
    """Who edited and who signed what was issued, by the number of the account."""
    found = Facts()
    for paper in papers:
        issued = next((day_of(one.at) for one in paper.done if one.action == ISSUE), None)
        if issued is None:
            continue
        happened = [one for number in paper.items for one in items[number].happened if one.figure in _LEVELS]
        for role, actions in ((EDITOR, (BEGIN, SAVE)), (SIGNER, (SIGN, ISSUE))):
            people = {one.account_id for one in paper.done if one.action in actions and one.account_id}
            parts = [Part(f"{one}", {"角色": role}) for one in sorted(people)]
            if parts:
                key = f"{paper.id}-{role}"
                found.add(Record(key, PAPER, issued, parts=parts, outcomes=_outcomes(happened)), paper.items)
    return found


def _item(item: Analysed, subject: str, received: date) -> Record:
    source = SOURCES.get(item.source)
    said: dict[str, Value] = {} if source is None else {"来源": source}
    return Record(
        key=f"{item.number}",
        kind=ITEM,
        day=received,
        attributes=said,
        parts=[Part(subject, {})],
        outcomes=_outcomes(item.happened),
    )


def _outcomes(happened: Iterable[Happening]) -> list[Outcome]:
    found: list[tuple[date, Attributes]] = []
    for one in happened:
        if one.figure in _RESULTS:
            found.append((one.day, {"结果": _RESULTS[one.figure]}))
        elif one.figure in _LEVELS and one.level is not None:
            result, level = _LEVELS[one.figure]
            found.append((one.day, {"结果": result, level: one.level}))
    return [Outcome(day, told, f"{at:03}") for at, (day, told) in enumerate(found)]


def _led(paper: IssuedPaper, calendar: Calendar, now: date) -> list[Record]:
    """A record for each unit that had it to lead; whether it answered in time, of the last."""
    found: list[Record] = []
    told: list[list[tuple[date, str]]] = []
    for one in paper.steps:
        if one.action in (SEND, REASSIGN):
            found.append(Record("", HANDLING, day_of(one.at), parts=[Part(one.other or paper.unit, {})]))
            told.append([])
        elif one.action in _OF_UNIT and told:
            told[-1].append((day_of(one.at), _OF_UNIT[one.action]))
    if told:
        told[-1] += _settled(handled(paper, calendar, now))
    for record, results in zip(found, told, strict=True):
        record.outcomes = [
            Outcome(day, {"结果": result}, f"{at:03}") for at, (day, result) in enumerate(results)
        ]
    return found


def _settled(happened: Iterable[Happening | Span]) -> Sequence[tuple[date, str]]:
    """How an answer was given, or that it was not, once that is settled."""
    days = {one.figure if isinstance(one, Happening) else one.step: one.day for one in happened}
    if analysis.IN_TIME in days:
        return [(days[analysis.IN_TIME], "按时答复")]
    if analysis.DUE not in days:
        return []
    late = days.get(analysis.HANDLE)
    return [(days[analysis.DUE], "逾期未答复")] if late is None else [(late, "逾期答复")]
