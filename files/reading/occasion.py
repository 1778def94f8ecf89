"""Who took part in an occasion, from all the rows about it."""

from dataclasses import dataclass, field

from files.answers import Answers, Question, Section
from files.cells.heading import Role
from files.cells.presence import state_of
from files.problem import Refused
from files.reading.gathering import Candidate
from files.reading.line import Line
from files.reading.who import Outsider, Roster
from rules.record import Part, Value

_NAMED_AT_MOST = 5


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
        message = f"“{member.name}”在同一次{kind}里，{first.place_of(key)}是{states[0]}，这里是{states[1]}"
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
