"""Who took part in an occasion, from all the rows about it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from files.answers import Answers, Question, Section
from files.cell import squeezed
from files.cells.heading import Role
from files.cells.presence import state_of
from files.problem import Refused
from files.reading.gathering import Candidate
from files.reading.line import Line
from files.reading.who import Outsider, Roster
from rules.record import Part, Value

_NAMED_AT_MOST = 5
TWO_SESSIONS = "是两次"


def take_part(candidate: Candidate, roster: Roster, answers: Answers) -> None:
    """Fills in the parts of `candidate`, in the order of member keys.

    Rows that say the same of somebody count once; somebody of whom rows say different things is left out,
    unless the office has answered which is right.
    """
    present = _Present(candidate, roster, answers)
    for line in candidate.lines:
        if not line.broken:
            present.take(line)
    candidate.parts = [
        Part(key, present.held[key]) for key in sorted(present.held) if key not in present.disputed
    ]
    if present.held:
        return
    candidate.broken = True
    if not any(line.broken or line.unknown for line in candidate.lines):
        refused = Refused("没有写任何委员", "补上姓名；没有委员参加的，删去这一行", "question")
        candidate.lines[0].refuse(Role.NAMES, "", refused)


def compare_sessions(candidates: Iterable[Candidate], roster: Roster, answers: Answers) -> None:
    """Occasions of one kind, day and title under numbers of different series: entered by two departments?

    Two numbers of one series are two sessions. A reminder names the second; somebody who is told of
    differently counts in neither until it is answered.
    """
    alike: dict[tuple[str, date | None, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.kind.form == "occasion" and candidate.number and not candidate.broken:
            alike[candidate.kind.name, candidate.day, squeezed(candidate.title)].append(candidate)
    for group in alike.values():
        first, *others = sorted(group, key=lambda each: each.number)
        for other in others:
            if _series(other) == _series(first):
                continue
            message = f"与编号“{first.number}”同日同题，编号不同：是两次，还是一次登记了两遍？现在算两次"
            refused = Refused(message, "是一次的，改成同一个编号", "reminder")
            other.lines[0].refuse(Role.NUMBER, other.number, refused)
            _contradict(first, other, roster, answers)


def _series(candidate: Candidate) -> str:
    """A number without its digits."""
    return re.sub(r"\d+", "", candidate.number)


def _contradict(first: Candidate, other: Candidate, roster: Roster, answers: Answers) -> None:
    held = {part.member: state_of(part.attributes) for part in first.parts}
    for part in list(other.parts):
        states = held.get(part.member), state_of(part.attributes)
        if states[0] is None or states[0] == states[1]:
            continue
        member = roster.by_exact_key[part.member]
        subject = f"{other.kind.name} {other.day} {member.name}（{member.key}）"
        question = Question(Section.STATUS, subject, (*sorted(map(str, states)), TWO_SESSIONS))
        answer = answers.to(question)
        if answer == TWO_SESSIONS:
            continue
        for candidate, state in ((first, states[0]), (other, states[1])):
            if state != answer:
                candidate.parts = [each for each in candidate.parts if each.member != part.member]
        if answer is None:
            message = (
                f"“{member.name}”在编号“{first.number}”里是{states[0]}，在同日同题的这一次里是{states[1]}"
            )
            cure = f"改成一致；是两次的，回答“{TWO_SESSIONS}”"
            line = next(each for each in other.lines if part.member in each.people)
            line.refuse(Role.NAMES, member.name, Refused(message, cure, "question", question), part.member)


@dataclass(slots=True)
class _Present:
    candidate: Candidate
    roster: Roster
    answers: Answers
    held: dict[str, dict[str, Value]] = field(default_factory=dict)
    first: dict[str, Line] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)

    def take(self, line: Line) -> None:
        repeated = []
        for key in line.people:
            if isinstance(key, Outsider):
                continue
            held, part = self.held.get(key), line.part_of(key)
            if held is None:
                self.held[key] = part
                self.first[key] = line
            elif held is part or (state_of(held) == state_of(part) and held.items() >= part.items()):
                repeated.append(key)
            elif state_of(held) != state_of(part):
                self._decide(key, line, part)
            elif differing := [name for name in part if held.get(name, part[name]) != part[name]]:
                self._dispute(key, line, differing[0])
            else:
                self.held[key] = held | part
        if repeated:
            self._repeated(line, repeated)

    def _decide(self, key: str, line: Line, part: dict[str, Value]) -> None:
        """Two rows tell differently how it was with somebody: as was answered, else neither."""
        first, member = self.first[key], self.roster.by_exact_key[key]
        states = state_of(self.held[key]), state_of(part)
        kind, day = self.candidate.kind.name, self.candidate.day
        question = Question(
            Section.STATUS, f"{kind} {day} {member.name}（{member.key}）", tuple(sorted(states))
        )
        answer = self.answers.to(question)
        if answer is not None:
            if answer == states[1]:
                self.held[key], self.first[key] = part, line
            return
        self.disputed.add(key)
        where = f"同一次{kind}（{day}）里，{first.place_of(key)}"
        message = f"“{member.name}”在{where}是{states[0]}，这里是{states[1]}"
        refused = Refused(message, "两处改成一致，或回答哪一个对", "question", question)
        line.refuse(Role.NAMES, member.name, refused, key)

    def _dispute(self, key: str, line: Line, name: str) -> None:
        self.disputed.add(key)
        first, member = self.first[key], self.roster.by_exact_key[key].name
        message = f"“{member}”在{first.place}的同一次{self.candidate.kind.name}里“{name}”不同"
        line.refuse(Role.NAMES, member, Refused(message, "两行只留一行，或改成一致"), key)

    def _repeated(self, line: Line, keys: list[str]) -> None:
        names = "、".join(self.roster.by_exact_key[key].name for key in keys[:_NAMED_AT_MOST])
        more = f"等 {len(keys)} 人" if len(keys) > _NAMED_AT_MOST else ""
        first = self.first[keys[0]]
        where = "本行里" if first is line else f"与{first.place}"
        refused = Refused(f"“{names}”{more}{where}重复，只算一次", "删去重复的", "reminder")
        line.refuse(Role.NAMES, names, refused)
