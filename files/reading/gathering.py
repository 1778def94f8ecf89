"""Rows gathered into records: which rows are of one occasion or work, and whether they agree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from files.cell import squeezed
from files.cells.heading import Role
from files.problem import Refused
from files.reading.attributes import Carried
from files.reading.line import Line
from files.reading.who import Outsider
from rules.catalogue import Kind
from rules.record import Outcome, Part, Record, Value, value_words


@dataclass(slots=True)
class Candidate:
    """One record in the making. `first` is its first author; `broken`: left out, and a problem says why."""

    kind: Kind
    lines: list[Line]
    number: str = ""
    day: date | None = None
    title: str = ""
    attributes: dict[str, Value] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    outsiders: int = 0
    matter: str | None = None
    broken: bool = False
    key: str = ""
    first: str = ""

    @property
    def known_as(self) -> str:
        return self.lines[0].known_as

    def record(self) -> Record:
        assert self.day is not None
        return Record(
            key=self.key,
            kind=self.kind.name,
            day=self.day,
            title=self.title,
            attributes=self.attributes,
            parts=self.parts,
            outcomes=sorted(self.outcomes, key=lambda outcome: (outcome.day, outcome.key)),
            matter=self.matter,
            outsiders=self.outsiders,
        )


def gathered(lines: Iterable[Line], kinds: dict[str, Carried]) -> list[Candidate]:
    """The records that the lines are about, in an order that does not depend on theirs.

    Rows of one number and kind are one record. Rows without a number are one record if kind, day, title
    and, for a work, first author are the same.
    """
    numbered: dict[tuple[str, str], list[Line]] = defaultdict(list)
    loose: dict[tuple[str, date | None, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.number:
            numbered[line.kind.name, line.number].append(line)
        else:
            loose[line.kind.name, line.day, line.called].append(line)
    candidates = [Candidate(group[0].kind, group, number) for (_, number), group in numbered.items()]
    by_title: dict[tuple[str, date | None, str], list[Candidate]] = defaultdict(list)
    if loose:
        for candidate in candidates:
            for key in {(line.kind.name, line.day, line.called) for line in candidate.lines}:
                by_title[key].append(candidate)
    for key, group in loose.items():
        candidates.extend(_loose(group, by_title.get(key, []), kinds[key[0]]))
    return _named(candidates)


def _named(candidates: list[Candidate]) -> list[Candidate]:
    """An occasion of which a sheet tells only kind and day is the one of that kind and day with a title."""
    nameless = [each for each in candidates if all(line.generic for line in each.lines)]
    if not nameless:
        return candidates
    titled: dict[tuple[str, date | None], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if not all(line.generic for line in candidate.lines):
            for day in {line.day for line in candidate.lines}:
                titled[candidate.kind.name, day].append(candidate)
    joined: set[int] = set()
    for candidate in nameless:
        found = titled.get((candidate.kind.name, candidate.lines[0].day), [])
        if len(found) == 1:
            for line in candidate.lines:
                line.called = line.title = ""
            found[0].lines.extend(candidate.lines)
            joined.add(id(candidate))
        elif found:
            _ask(candidate, f"当日有几次{candidate.kind.name}，分不清是哪一次", "在列名里写明题目")
    return [each for each in candidates if id(each) not in joined]


def _loose(group: list[Line], numbered: list[Candidate], carried: Carried) -> list[Candidate]:
    """Candidates of rows without a number that share kind, day and title; joined to a numbered occasion."""
    kind = group[0].kind
    if kind.form == "occasion":
        if len(numbered) == 1:
            numbered[0].lines.extend(group)
            return []
        candidate = Candidate(kind, group)
        if numbered:
            _ask(candidate, "同日同题的会议活动有几次，分不清是哪一次", "补上编号")
        return [candidate]
    candidates = [Candidate(kind, lines) for lines in _works(group, carried.telling).values()]
    if numbered:
        for candidate in candidates:
            same = numbered[0].lines[0]
            _ask(
                candidate,
                f"没有编号，与{same.place}的“{same.known_as}”同日同题，分不清是不是同一件",
                "补上编号",
            )
    elif len({_first(candidate.lines) for candidate in candidates}) > 1 and carried.ranked:
        for candidate in candidates:
            _ask(
                candidate,
                "同日同题而第一作者不同，分不清是一件联名还是几件",
                "给每件补上编号，联名的写在一行",
            )
    return candidates


def _works(group: list[Line], told: tuple[str, ...]) -> dict[tuple[object, ...], list[Line]]:
    """The rows of each work: by first author, and by form or level where one text is used several times."""
    works: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in group:
        works[_name(line), *(line.attributes.get(name) for name in told)].append(line)
    return works


def _first(lines: list[Line]) -> str:
    return _name(lines[0])


def _name(line: Line) -> str:
    first = line.people[0] if line.people else ""
    return first.name if isinstance(first, Outsider) else first


def _ask(candidate: Candidate, message: str, suggestion: str) -> None:
    candidate.broken = True
    for line in candidate.lines:
        if not line.broken:
            line.refuse(Role.NUMBER, "", Refused(message, suggestion, "question"))


def _order(line: Line) -> tuple[object, ...]:
    """The lines of a grid may begin in one row; what they say tells them apart."""
    return line.expected, line.generic, line.place, str(line.part) if line.places else ""


def settle(candidate: Candidate, carried: Carried) -> None:
    """Day, title, attributes and key of the record, if its rows agree; otherwise it is broken."""
    if len(candidate.lines) > 1:
        candidate.lines.sort(key=_order)
    sound = [line for line in candidate.lines if not line.broken]
    whole = len(sound) == len(candidate.lines) or candidate.kind.form == "occasion"
    if not whole or all(line.expected for line in sound):
        candidate.broken = True
    if len(sound) == 1:
        # Most works have one row, which agrees with itself.
        (line,) = sound
        candidate.day, candidate.title = line.day, line.title
        said = line.attributes.items()
        candidate.attributes |= {name: value for name, value in said if value is not None and value != ""}
    else:
        _agree(candidate, sound)
    if not candidate.broken:
        _complete(candidate, carried)
    candidate.key = candidate.number or _natural_key(candidate, carried)


def _agree(candidate: Candidate, sound: list[Line]) -> None:
    """What several rows say of a record; where they do not agree, it is broken."""
    agreed = _Agreed(candidate)
    day = agreed.on(Role.DAY, [(line, line.day) for line in sound])
    candidate.day = day if isinstance(day, date) else None
    agreed.on(Role.TITLE, [(line, line.called) for line in sound])
    candidate.title = min((line.title for line in sound if line.title), default="")
    for name in dict.fromkeys(name for line in sound for name in line.attributes):
        value = agreed.on(name, [(line, line.attributes.get(name)) for line in sound])
        if value is not None:
            candidate.attributes[name] = value


@dataclass(slots=True)
class _Agreed:
    candidate: Candidate

    def on(self, column: Role | str, said: list[tuple[Line, Value | None]]) -> Value | None:
        """The one value that the lines give; every line that gives another one than the first is told so."""
        given = [(line, value) for line, value in said if value is not None and value != ""]
        if not given:
            return None
        first, value = given[0]
        for line, other in given[1:]:
            if other != value:
                self.candidate.broken = True
                name = column.value if isinstance(column, Role) else column
                same = f"与{first.place}是同一条记录（{first.known_as}）"
                message = f"{same}，{name}却不同：那里是“{value_words(value)}”"
                line.refuse(
                    column, value_words(other), Refused(message, "改正其中一行；若是两条记录，写不同的编号")
                )
        return value


def _complete(candidate: Candidate, carried: Carried) -> None:
    """Fills in what the catalogue says by default; what no row gave and none may lack is a problem."""
    if candidate.day is None:
        candidate.broken = True
        candidate.lines[0].refuse(Role.DAY, "", Refused("没有写日期", f"补上{candidate.kind.date}"))
    if not candidate.number and not candidate.title:
        candidate.broken = True
        for line in candidate.lines:
            line.refuse(Role.TITLE, "", Refused("没有写编号，也没有写题目", "至少写一样"))
    candidate.attributes = carried.record_defaults | candidate.attributes
    for name in candidate.kind.required:
        owner = carried.owners[name]
        lines = candidate.lines[:1] if owner == "record" else candidate.lines
        for line in lines:
            if owner != "outcome" and name not in (candidate.attributes if owner == "record" else line.part):
                candidate.broken = True
                line.refuse(name, "", Refused(f"没有写“{name}”", f"{candidate.kind.name}必须写{name}"))


def loose_key(kind: str, day: date | None, title: str) -> str:
    """What all natural keys of a kind, day and title begin with."""
    return f"{kind} {day} {squeezed(title)}"


def _natural_key(candidate: Candidate, carried: Carried) -> str:
    """Kind, day and title; for a work its first author, and what tells apart several uses of one text."""
    words = [loose_key(candidate.kind.name, candidate.day, candidate.title)]
    if candidate.kind.form == "work":
        words.append(_first(candidate.lines))
        words += [
            value_words(candidate.attributes[name])
            for name in carried.telling
            if name in candidate.attributes
        ]
    return " ".join(words)
