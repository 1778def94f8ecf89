"""One row of a records sheet, with its people found in the roster."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from files.answers import Answers, Question, Section
from files.cell import STATE, clean, identifier, is_nothing, name_text, squeezed
from files.cells.half_days import ATTENDED, EXPECTED, SPENT, SURE, too_many, unlikely
from files.cells.heading import Role
from files.cells.names import Person
from files.cells.outcome_words import RESULT, OutcomeWords
from files.cells.presence import Presence
from files.cells.row import Columns, Row
from files.problem import Place, Refused
from files.reading.attributes import Carried
from files.reading.columns import PEOPLE, Names
from files.reading.presence import Stating
from files.reading.unread_rows import UnreadRows
from files.reading.who import Evidence, Outsider, Roster, evidence_of
from rules.catalogue import Catalogue, Kind
from rules.record import Member, Value, value_words

Author = str | Outsider
COUNTED = "照计"
# A work that was withdrawn, sent back, or told before.
_VOID = re.compile(
    "作废|撤[案回销稿]|退[稿回件]|(?<!不)重复|不予立案|(?<!尚)未立案|不予?计|^并[案入]|^转(?:社情|意见|信息)"
)


@dataclass(slots=True)
class Line:
    """What one row says of one record. `broken`: something in it could not be used, and was reported.

    `called` is the title as titles are compared. `unknown`: somebody named was not found, and was reported.
    `expected`: it comes from the sheet of those who did not come, and adds to what another row says.
    `part` holds the attributes of each person in the row, and may be shared with other lines; what stands
    in parentheses behind a name (`said`) goes before it for that person. `generic`: the title is no more than
    the kind's name. `events` are outcomes without a day of their own; `places` the rows of people, where the
    line stands for several.
    """

    place: Place
    columns: Columns
    kind: Kind
    number: str = ""
    day: date | None = None
    title: str = ""
    called: str = ""
    attributes: dict[str, Value] = field(default_factory=dict)
    part: dict[str, Value] = field(default_factory=dict)
    said: dict[Author, dict[str, Value]] | None = None
    parts: dict[Author, dict[str, Value]] | None = None
    outcome: dict[str, Value] = field(default_factory=dict)
    outcome_day: date | None = None
    remark: str = ""
    people: list[Author] = field(default_factory=list)
    links: tuple[str, ...] = ()
    broken: bool = False
    unknown: bool = False
    expected: bool = False
    generic: bool = False
    events: list[dict[str, Value]] = field(default_factory=list)
    places: dict[Author, int] = field(default_factory=dict)

    def refuse(
        self, column: Role | str, value: object, refused: Refused, author: Author | None = None
    ) -> None:
        """Reports what is wrong; of an author of whom another row of the sheet tells, in that row."""
        self.columns.problems.at(self.place_of(author), self.columns.heading(column), value, refused)

    def place_of(self, author: Author | None) -> Place:
        """Where the row tells of somebody: a line of a grid holds the people of many rows."""
        row = self.places.get(author) if author is not None else None
        return self.place if row is None else self.place._replace(row=row)

    def leave_out(self, people: list[Author]) -> None:
        """Takes somebody out of the row; why was reported."""
        self.people = [each for each in self.people if each not in people]
        self.unknown = True

    def part_of(self, author: Author) -> dict[str, Value]:
        """The attributes of one person in the row; to be asked when `part` does not change any more."""
        if not self.said or author not in self.said:
            return self.part
        if self.parts is None:
            self.parts = {each: self.part | said for each, said in self.said.items()}
        return self.parts[author]

    @property
    def known_as(self) -> str:
        """How messages name the record."""
        return f"{self.kind.name} {self.number}" if self.number else f"{self.kind.name}“{self.title}”"


class Lines:
    """Turns rows into lines."""

    def __init__(
        self, catalogue: Catalogue, kinds: dict[str, Carried], roster: Roster, answers: Answers
    ) -> None:
        self.roster = roster
        self.kinds = kinds
        self.answers = answers
        said = OutcomeWords(catalogue, answers)
        self._free = {
            Role.ADOPTED: said.adopted,
            Role.INSTRUCTED: said.instructed,
            Role.REMARK: said.remarked,
        }
        self._shared: dict[tuple[tuple[str, Value], ...], dict[str, Value]] = {}
        self.unread = UnreadRows(roster)

    def line(
        self,
        columns: Columns,
        kind: Kind,
        row: Row,
        day: date | None = None,
        stating: Stating | None = None,
    ) -> Line:
        """The row as a line of a record of `kind`, its people looked up.

        `day` is the record's, by which two members of one name may be told apart where the row has none.
        `stating` is how the sheet says who was there.
        """
        roles = row.roles
        line = Line(
            place=row.place,
            columns=columns,
            kind=kind,
            number=roles.get(Role.NUMBER) or roles.get(Role.KEY, ""),
            day=roles.get(Role.DAY),
            title=roles.get(Role.TITLE, ""),
        )
        line.called = squeezed(line.title)
        line.outcome_day, line.remark = roles.get(Role.OUTCOME_DAY), roles.get(Role.REMARK, "")
        if Role.LINKS in roles:
            line.links = tuple(clean(roles[Role.LINKS]).replace("，", "、").split("、"))
        part = self._sorted_out(line, row)
        line.part = self._sharing(part)
        line.broken = bool(row.refused)
        if wrong := too_many(row.attributes):
            line.refuse(*wrong)
            line.broken = True
        self._people(line, row, line.day or day)
        self._half_days(line, row)
        if stating is not None:
            self._presence(line, row, stating)
        if kind.form == "work":
            self._void(line)
            if RESULT in kind.attributes:
                self._outcomes(line, row)
        return line

    def _half_days(self, line: Line, row: Row) -> None:
        """Asks about half-days of which it is not said how many there were, or that nobody believes."""
        spent = [name for name in SPENT if name in row.attributes]
        if not spent or EXPECTED in row.attributes or EXPECTED in row.refused:
            return
        if ATTENDED in spent and line.columns.states(EXPECTED):
            refused = Refused(f"写了“{ATTENDED}”，没有写“{EXPECTED}”", f"补上“{EXPECTED}”", "question")
            line.refuse(EXPECTED, "", refused)
            line.leave_out(list(line.people))
            return
        for name in spent:
            most = unlikely(row.attributes[name])
            question = Question(Section.WORD, f"{name} {value_words(row.attributes[name])}", (SURE,))
            if most and self.answers.to(question) is None:
                message = f"一次{line.kind.name}有 {value_words(row.attributes[name])} 个半天？"
                line.refuse(
                    name, value_words(row.attributes[name]), Refused(message, most, "question", question)
                )
                line.leave_out(list(line.people))

    def _void(self, line: Line) -> None:
        """Asks whether a work counts whose remark says that it was withdrawn, sent back, or told before."""
        text = squeezed(line.remark)
        if not _VOID.search(text):
            return
        question = Question(Section.WORD, f"备注 {text[:40]}", (COUNTED,))
        if self.answers.to(question) is None:
            cure = f"不算的删去这一行，或改“立案”等列；照算的，在对应表的“词”里写“{COUNTED}”"
            refused = Refused("备注看不出这一件还算不算", cure, "question", question)
            line.refuse(Role.REMARK, line.remark, refused)
            line.broken = True

    def _outcomes(self, line: Line, row: Row) -> None:
        """What the row says in free words about what became of the work."""
        for role, read in self._free.items():
            text = row.roles.get(role)
            if not text:
                continue
            events = read(text)
            if isinstance(events, Refused):
                line.refuse(role, text, events)
            else:
                owned = self.kinds[line.kind.name].owners
                line.events += [{name: event[name] for name in event if name in owned} for event in events]

    def _presence(self, line: Line, row: Row, stating: Stating) -> None:
        """Whether those in the row were there: by its column, else its remark, else as the sheet means it."""
        stated = STATE in row.attributes or STATE in row.refused
        remarked = stating.remarked(line.remark, stated) if line.remark else None
        if isinstance(remarked, Presence) and len(line.people) > 1:
            remarked = Refused(
                "一行有几名委员，看不出备注说的是谁", "每人一行，或写在姓名后面的括号里", "question"
            )
        if row.signed and line.people and not self._signed(line, row.signed):
            refused = Refused(f"这一行签的是“{row.signed}”", "代签的，写明到了没有", "question")
            line.refuse(stating.heading or STATE, row.signed, refused)
            line.leave_out(list(line.people))
            return
        open_ones = [each for each in line.people if STATE not in (line.said or {}).get(each, {})]
        if isinstance(remarked, Refused):
            if not stated:
                line.refuse(Role.REMARK, line.remark, remarked)
                line.leave_out(open_ones)
            return
        if (stated and remarked is None) or not open_ones:
            return
        if stated:
            self._agree(line, row, remarked)
            return
        meant = remarked or stating.unstated(len(open_ones))
        if isinstance(meant, Refused):
            line.refuse(stating.heading or STATE, "", meant)
            line.leave_out(open_ones)
        elif not meant.status:
            line.people = [each for each in line.people if each not in open_ones]
        else:
            line.part = self._sharing(dict(sorted({**line.part, **meant.attributes()}.items())))

    def _signed(self, line: Line, name: str) -> bool:
        """Whether one of those in the row bears the name that stands for a signature."""
        keys = [each for each in line.people if isinstance(each, str)]
        return any(name in (name_text(self.roster.by_exact_key[key].name), key) for key in keys)

    def _agree(self, line: Line, row: Row, remarked: Presence | None) -> None:
        """A remark beside a mark adds that somebody came late, or contradicts it."""
        stated = row.attributes.get(STATE)
        if remarked is None or stated is None:
            return
        if remarked.status == stated:
            line.part = self._sharing(dict(sorted({**line.part, **remarked.attributes()}.items())))
        elif remarked.status:
            refused = Refused(f"“{STATE}”是{stated}，备注却是“{line.remark}”", "改成一致", "question")
            line.refuse(Role.REMARK, line.remark, refused)
            line.leave_out(list(line.people))

    def _sorted_out(self, line: Line, row: Row) -> dict[str, Value]:
        carried = self.kinds[line.kind.name]
        owners, part = carried.owners, dict(carried.part_defaults)
        for name, value in row.attributes.items():
            owner = owners.get(name)
            if owner == "part":
                part[name] = value
            elif owner == "record":
                line.attributes[name] = value
            elif owner == "outcome":
                line.outcome[name] = value
        return part

    def _sharing(self, part: dict[str, Value]) -> dict[str, Value]:
        return self._shared.setdefault(tuple(part.items()), part)

    def _people(self, line: Line, row: Row, day: date | None) -> None:
        numbers = self._numbers(row)
        phone = row.roles.get(Role.PHONE, "")
        listed = [role for role in PEOPLE if role in row.roles]
        for role in listed:
            names: Names = row.roles[role]
            state = PEOPLE[role]
            before = len(line.people)
            if names.keys and not (numbers or phone or row.evidence):
                line.people.extend(names.keys)
                self._listed(line, line.people[before:], state)
                continue
            persons = names.persons
            evidence = [] if line.people else _evidence(line.kind, persons, numbers, phone, row)
            self._find_all(line, role, persons, evidence, day)
            self._listed(line, line.people[before:], state)
            numbers, phone = [], ""
        if not line.people and numbers and not line.broken and not row.refused:
            self._find_all(line, Role.MEMBER, tuple(map(Person, numbers)), [], day)
        if len(listed) > 1 and sum(not PEOPLE[role] for role in listed) > 1:
            # 第一提案人 is often named again in the list of all.
            line.people = list(dict.fromkeys(line.people))

    def _listed(self, line: Line, people: list[Author], state: str) -> None:
        """Notes the state that the header of a list states of everybody in it."""
        if not state:
            return
        line.said = line.said or {}
        for author in people:
            said = line.said.setdefault(author, {})
            if said.setdefault(STATE, state) != state or line.people.count(author) > 1:
                name = author.name if isinstance(author, Outsider) else self.roster.by_exact_key[author].name
                refused = Refused(f"“{name}”在本行的几个名单里都有", "只留在一个名单里", "question")
                line.refuse(Role.NAMES, name, refused)
                line.leave_out([author])

    def _told_apart(
        self, line: Line, person: Person, refused: Refused, day: date | None
    ) -> Member | Outsider | Refused:
        """Who is meant by a name that nobody has, or several: by the list's number, or as was answered."""
        if refused.ask is not None:
            answer = self.answers.to(refused.ask)
            return (self.roster.told(answer, day) if answer else None) or refused
        choices = self.roster.choices(person.name)
        if len(choices) < 2 or refused.level != "question":
            return refused
        by_serial = self.roster.by_serial(line.columns.serials.get(line.place.row, ""), person.name)
        if by_serial is not None:
            return by_serial
        question = Question(Section.NAME, f"{person}（{line.place}）", tuple(choices), alike=str(person))
        answer = self.answers.to(question)
        return choices[answer] if answer is not None else replace(refused, ask=question)

    def _numbers(self, row: Row) -> list[str]:
        """The member numbers of a row; a natural one may hold the very marks that part several."""
        if Role.MEMBER not in row.roles:
            return []
        text = clean(row.roles[Role.MEMBER])
        if identifier(text) in self.roster.by_key:
            return [text]
        for mark in ",;/ ":
            text = text.replace(mark, "、")
        return [each for each in text.split("、") if not is_nothing(each)]

    def _told(self, line: Line, person: Person) -> tuple[Person, dict[str, Value]] | Refused:
        """The person without those words of the qualifier that say something of the part, and what they say.

        A word by which the roster knows somebody of that name is left to tell who it is.
        """
        behind = self.kinds[line.kind.name].behind
        said: dict[str, Value] = {}
        rest: list[str] = []
        for word in person.said:
            if word not in behind or self.roster.holds(person.name, word):
                rest.append(word)
                continue
            name, value = behind[word]
            if said.setdefault(name, value) != value:
                message = f"“{person}”的括号里，“{name}”写了两个：{said[name]}、{value}"
                return Refused(message, "只写一个", "question")
        return (Person(person.name, "、".join(rest)), said) if said else (person, {})

    def _note(self, line: Line, role: Role, person: Person, author: Author, said: dict[str, Value]) -> None:
        """Keeps what stands behind a name; somebody named twice in a row must not have it both ways."""
        line.said = line.said or {}
        known = line.said.setdefault(author, {})
        if any(known.get(name, value) != value for name, value in said.items()):
            line.refuse(role, str(person), Refused(f"“{person.name}”在本行写了两次，括号里不同", "只写一次"))
            line.broken = True
        known.update(said)

    def _find_all(
        self, line: Line, role: Role, persons: tuple[Person, ...], evidence: list[Evidence], day: date | None
    ) -> None:
        for at, person in enumerate(persons):
            beside = evidence[at] if at < len(evidence) else Evidence()
            if body := self.roster.whole(person.name, day):
                line.people.extend(member.key for member in body)
                continue
            told = self._told(line, person) if person.qualifier else (person, {})
            found = told if isinstance(told, Refused) else self.roster.find(told[0], day, beside)
            if isinstance(found, Refused) and not isinstance(told, Refused):
                found = self._told_apart(line, told[0], found, day)
            if not isinstance(told, Refused) and not isinstance(found, Refused) and told[1]:
                author = found if isinstance(found, Outsider) else found.key
                self._note(line, role, person, author, told[1])
            if isinstance(found, Refused):
                self.unread.refuse(person.name, line.place, found, partial(line.refuse, role, str(person)))
                # A work without one of its authors would be another work; a meeting without one is the same.
                line.unknown = True
                line.broken = line.broken or line.kind.form == "work"
            elif isinstance(found, Outsider):
                if line.kind.form == "work":
                    line.people.append(found)
            else:
                line.people.append(found.key)


def _evidence(
    kind: Kind, persons: tuple[Person, ...], numbers: list[str], phone: str, row: Row
) -> list[Evidence]:
    """What the row's other columns say of each person: of all where numbers are as many, else of the first.

    In a list of those present they would be true of somebody, and nobody could tell of whom.
    """
    if len(persons) > 1 and len(numbers) == len(persons):
        return [evidence_of(number, "", {}) for number in numbers]
    if len(persons) > 1 and kind.form == "occasion":
        return []
    return [evidence_of(numbers[0] if len(numbers) == 1 else "", phone, row.evidence)]
