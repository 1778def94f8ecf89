"""Outcomes of works: dated events, on a sheet of their own or beside the work."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from files.answers import Answers, Question, Section
from files.cell import squeezed
from files.cells.day import Years, read_day
from files.cells.heading import Role
from files.cells.kinds import Kinds
from files.cells.outcome_words import RESULT
from files.cells.row import Columns, Row
from files.problem import Place, Refused
from files.reading.attributes import Carried
from files.reading.gathering import Candidate
from files.reading.index import Index
from files.reading.line import Line
from files.reading.who import abbreviates
from rules.record import Outcome, Value

# The answer by which outcomes without a day count on the day of their work.
OWN_DAY = "作品日期"


@dataclass(slots=True)
class Event:
    """An outcome with the row it stands in."""

    place: Place
    columns: Columns
    day: date
    attributes: dict[str, Value]
    remark: str = ""

    def refuse(self, column: Role | str, value: object, refused: Refused) -> None:
        self.columns.problems.at(self.place, self.columns.heading(column), value, refused)


class Outcomes:
    """Collects the events of each work, then gives them to it."""

    def __init__(self, answers: Answers, carried: dict[str, Carried], kinds: Kinds, works: Index) -> None:
        self.answers = answers
        self.carried = carried
        self.kinds = kinds
        self.works = works
        self.events: dict[int, list[Event]] = defaultdict(list)

    def row(self, columns: Columns, row: Row) -> None:
        """A row of the sheet of outcomes."""
        candidate = self._work(columns, row)
        day = row.roles.get(Role.OUTCOME_DAY)
        if day is None and Role.OUTCOME_DAY.value not in row.refused:
            self._refuse(columns, row, Role.OUTCOME_DAY, "", Refused("没有写日期", "补上采用或批示的日期"))
        if candidate is None or day is None or row.refused:
            return
        event = Event(row.place, columns, day, row.attributes, row.roles.get(Role.REMARK, ""))
        if self._fits(candidate, event):
            self.events[id(candidate)].append(event)

    def beside(self, candidate: Candidate, line: Line) -> None:
        """The outcomes that a row of a work's own sheet carries."""
        told = [line.outcome] if line.outcome or (line.outcome_day and not line.events) else []
        told += [event for event in line.events if event.items() - line.outcome.items()]
        if line.broken or not told:
            return
        day = line.outcome_day or self._default_day(candidate, line)
        if isinstance(day, Refused):
            line.refuse(RESULT if line.outcome else Role.OUTCOME_DAY, "", day)
            return
        # A sheet with a row an author says on each of them what became of the one work.
        said = [
            (each.day, each.attributes) for each in self.events[id(candidate)] if each.columns is line.columns
        ]
        for attributes in told:
            event = Event(line.place, line.columns, day, attributes)
            if (day, attributes) not in said and self._fits(candidate, event):
                self.events[id(candidate)].append(event)

    def _default_day(self, candidate: Candidate, line: Line) -> date | Refused:
        """The day of an outcome of which none is written, as the office has told."""
        question = Question(Section.DEFAULT, f"结果日期（{candidate.kind.name}）", (OWN_DAY,), "一个日期")
        answer = self.answers.to(question) or self.answers.get(Section.DEFAULT, "结果日期")
        if answer in (OWN_DAY, candidate.kind.date) and candidate.day is not None:
            return candidate.day
        day = None if answer is None else read_day(answer, Years())
        if isinstance(day, date):
            return max(day, candidate.day) if candidate.day is not None else day
        return Refused(
            "结果没有写日期",
            f"补上“结果日期”列；或回答一次：“{OWN_DAY}”，或都算在哪一天",
            "question",
            question,
        )

    def give(self, candidate: Candidate) -> None:
        """Fills in the outcomes of `candidate`: equal ones are one, unless their remarks tell them apart."""
        alike: dict[tuple[object, ...], list[Event]] = defaultdict(list)
        for event in self.events.get(id(candidate), ()):
            if candidate.day is not None and event.day < candidate.day:
                refused = Refused(
                    f"结果的日期早于作品（{candidate.known_as}）的日期 {candidate.day}",
                    "核对两个日期",
                    "question",
                )
                event.refuse(Role.OUTCOME_DAY, str(event.day), refused)
                continue
            alike[event.day, *sorted(event.attributes.items())].append(event)
        for events in alike.values():
            self._give(candidate, sorted(events, key=lambda e: e.place))

    def _give(self, candidate: Candidate, events: list[Event]) -> None:
        remarks = {squeezed(event.remark): event for event in reversed(events) if event.remark} or {
            "": events[0]
        }
        order = self.carried[candidate.kind.name].of("outcome")
        for remark, event in remarks.items():
            # In the order of the catalogue: that of the columns tells nothing.
            held = ((name, event.attributes.get(name)) for name in order)
            values = (value if isinstance(value, str) else name for name, value in held if value)
            candidate.outcomes.append(
                Outcome(event.day, event.attributes, " ".join([*values, remark]).strip())
            )
        kept = {id(event) for event in remarks.values()}
        for event in events:
            if id(event) not in kept:
                refused = Refused(
                    f"{candidate.known_as}的这个结果写了几次，只算一次",
                    "删去重复的行；确是两次的，在备注里写明",
                    "question",
                )
                event.refuse(RESULT, event.attributes.get(RESULT, ""), refused)

    def _work(self, columns: Columns, row: Row) -> Candidate | None:
        number, title = (
            row.roles.get(Role.NUMBER) or row.roles.get(Role.KEY, ""),
            row.roles.get(Role.TITLE, ""),
        )
        if not number and not title:
            if Role.NUMBER.value not in row.refused:
                self._refuse(
                    columns, row, Role.NUMBER, "", Refused("没有写是哪一件作品", "补上编号，或唯一的题目")
                )
            return None
        kind = self.kinds.of_cell(row.roles[Role.KIND]) if Role.KIND in row.roles else None
        if isinstance(kind, Refused):
            self._refuse(columns, row, Role.KIND, row.roles[Role.KIND], kind)
            return None
        found = self.works.find(number, title, kind)
        column = Role.NUMBER if number else Role.TITLE
        if isinstance(found, Refused):
            self._refuse(columns, row, column, number or title, found)
            return None
        if found is None:
            return None
        titles = [line.called for line in found.lines if line.title]
        if number and title and titles and not any(abbreviates(squeezed(title), each) for each in titles):
            refused = Refused(
                f"编号“{number}”的题目是“{found.lines[0].title[:40]}”，对不上", "核对编号和题目", "question"
            )
            self._refuse(columns, row, Role.TITLE, title, refused)
            return None
        return found

    def _fits(self, candidate: Candidate, event: Event) -> bool:
        """Whether the attributes are of the work's kind, and the result is said."""
        known = self.carried[candidate.kind.name].of("outcome")
        foreign = [name for name in event.attributes if name not in known]
        for name in foreign:
            cure = (
                f"{candidate.kind.name}的结果可以写：{'、'.join(sorted(known))}"
                if known
                else "删去这一行，或在种类目录里补充"
            )
            event.refuse(name, event.attributes[name], Refused(f"“{candidate.kind.name}”没有“{name}”", cure))
        if not foreign and RESULT in known and RESULT not in event.attributes:
            event.refuse(RESULT, "", Refused("没有写结果", "填这是哪一种结果，如采用、批示、重点、优秀"))
            return False
        return not foreign

    def _refuse(self, columns: Columns, row: Row, role: Role, value: object, refused: Refused) -> None:
        columns.problems.at(row.place, columns.heading(role), value, refused)
