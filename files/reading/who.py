"""Who is meant by a name: members looked up by name, number, phone and what else tells them apart."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from files.answers import Question, Section
from files.cell import identifier, name_text, squeezed
from files.cells.names import Person, split_names
from files.problem import Place, Refused
from rules.catalogue import Attribute, Catalogue
from rules.record import TERM_END, TERM_START, Member
from rules.source import close, nearest

# How the names of parties, committees, groups and offices end: no member is called so.
_BODY = re.compile(
    "(?:委员会|委会|工委|小组|界别|界别组|活动组|支部|总支|支社|工商联|联合会|协会|学会|商会|局|院|公司|办公室|大学)$"
)
_SHORTEST_BODY = 3
# A name that is compared as it stands: of a number, 第 and 号 would be left out.
_SPELT = re.compile("(?!第)[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)*(?<!号)")
_OUTSIDE = "外"
OUTSIDE = frozenset(
    (
        _OUTSIDE,
        "非委员",
        "非政协委员",
        "特邀",
        "特邀信息员",
        "信息员",
        "特邀人员",
        "特邀专家",
        "专家",
        "外单位",
        "群众",
        "嘉宾",
    )
)


@dataclass(frozen=True, slots=True)
class Outsider:
    """An author or guest who is no member, and is marked so."""

    name: str


class Evidence(NamedTuple):
    """What a row says of its person beside the name."""

    number: str = ""
    phone: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.number or self.phone or self.attributes)


NO_EVIDENCE = Evidence()


class Roster:
    """The members by name. `only` holds those whose name nobody shares, `limited` those with a term.
    `written` keeps whom a name in a list was found to tell, by its spelling; None: that is for the list.

    `serials` are the numbers that the office's roster gives its rows, with the key of the member in each.
    `refused` are the names and numbers in rows of the roster that were not read: whoever bears one is not
    unknown, and not somebody else either. `strangers` collects the names of those whom a file of former years
    knows and this roster does not; None where they are refused.
    """

    def __init__(
        self,
        members: Iterable[Member],
        catalogue: Catalogue,
        serials: Mapping[str, str] | None = None,
        refused: Mapping[str, Place] | None = None,
        strangers: set[str] | None = None,
    ) -> None:
        self.refused = refused or {}
        self.strangers = strangers
        self.members = list(members)
        self.serials = serials or {}
        self.by_key: dict[str, Member] = {}
        self.by_exact_key = {member.key: member for member in self.members}
        self.by_name: dict[str, list[Member]] = {}
        for member in sorted(self.members, key=lambda each: each.key):
            self.by_key[identifier(member.key)] = member
            self.by_name.setdefault(name_text(member.name), []).append(member)
        self.only = {
            name: found[0].key
            for name, found in self.by_name.items()
            if len(found) == 1 and name not in self.refused
        }
        self.limited = {m.key for m in self.members if {TERM_START, TERM_END} & m.attributes.keys()}
        own = catalogue.member_attributes()
        self._telling = [a for a in own if a.type in ("label", "choice")]
        self._values = {each.key: self._held(each) for each in self.members}
        self.written: dict[str, Person | None] = {}
        self._known: dict[str, bool] = {}
        told = (*self.by_name, *self.by_key, *self.refused)
        self._longest = max((len(word) for word in told if not word.isascii()), default=0)
        self._found: dict[tuple[Person, Evidence, date | None], Member | Outsider | Refused] = {}

    def known(self, name: str) -> bool:
        if name in self.by_name:
            return True
        known = self._known.get(name)
        if known is None:
            if len(name) > self._longest and _SPELT.fullmatch(name):
                return False
            called = name_text(name)
            known = called in self.by_name or identifier(called) in self.by_key or called in self.refused
            self._known[name] = known
        return known

    def not_read(self, word: str) -> Refused | None:
        """That the row of the roster with this name or number was not read; None where there is none."""
        place = self.refused.get(word) or self.refused.get(identifier(word))
        if place is None:
            return None
        return Refused(f"花名册第 {place.row} 行的“{word}”没有读入", "先改好花名册的这一行")

    def by_serial(self, serial: str, name: str) -> Member | None:
        """The member in that row of the roster, if of that name."""
        member = self.by_exact_key.get(self.serials.get(serial, ""))
        return member if member is not None and name_text(member.name) == name_text(name) else None

    def choices(self, name: str) -> dict[str, Member]:
        """The members of a name, each as a cell or an answer would have to name them."""
        members = self.by_name.get(name_text(name), [])
        return dict(zip(self._told_apart(members), members, strict=False))

    def whole(self, text: str, day: date | None) -> list[Member]:
        """Those in office on the day whom 全体委员, 全体常委 or 提案委员会全体委员 means; or nobody."""
        if "全体" not in text or text in self.by_name:
            return []
        before, _, behind = text.partition("全体")
        words = [word for word in (before, behind.removesuffix("成员")) if word not in ("", "委员")]
        return [
            member
            for member in self.members
            if all(any(word in held for held in self._values[member.key].values()) for word in words)
            and (day is None or in_office(member, day))
        ]

    def _called(self, name: str) -> list[Member]:
        """The members of a name, however it is spelt."""
        return self.by_name.get(name) or self.by_name.get(name_text(name), [])

    def find(
        self, person: Person, day: date | None, evidence: Evidence = NO_EVIDENCE
    ) -> Member | Outsider | Refused:
        """The member meant on that day; an outsider where marked; refused where unknown or not told apart."""
        shared = len(self._called(person.name)) > 1
        question = (person, evidence, day if shared else None)
        found = self._found.get(question)
        if found is None:
            found = self._found[question] = self._find(person, day, evidence)
        return found

    def _find(self, person: Person, day: date | None, evidence: Evidence) -> Member | Outsider | Refused:
        candidates = self._called(person.name)
        if not candidates and (numbered := self.by_key.get(identifier(name_text(person.name)))):
            candidates = [numbered]
        if person.qualifier:
            meant = self._qualified(candidates, person.qualifier)
            if not meant and person.qualifier in OUTSIDE:
                return Outsider(person.name)
            if candidates and not meant:
                return self._qualifier_wrong(person, candidates)
            candidates = meant
        if not candidates:
            return self._unknown(person, evidence)
        return self._narrowed(person, candidates, day, evidence)

    def _narrowed(
        self, person: Person, candidates: list[Member], day: date | None, evidence: Evidence
    ) -> Member | Refused:
        agreeing = [member for member in candidates if self._agrees(member, evidence)]
        if not agreeing:
            return self.not_read(person.name) or _contradicted(person, evidence)
        agreeing = self._most_exact(agreeing, evidence)
        if len(agreeing) > 1 and day is not None:
            agreeing = [member for member in agreeing if in_office(member, day)] or agreeing
        if not evidence and not person.qualifier and (unread := self.not_read(person.name)):
            # It may as well be the one whose row was not read.
            return Refused(f"{unread.message}，可能是这一位", unread.suggestion, "question")
        return agreeing[0] if len(agreeing) == 1 else self._ambiguous(person, agreeing)

    def told(self, text: str, day: date | None) -> Member | Outsider | None:
        """Whom an answer names who is asked for; None where that is nobody, or more than one."""
        persons = split_names(text, self.known)
        if isinstance(persons, Refused) or len(persons) != 1:
            return None
        found = self.find(persons[0], day)
        return None if isinstance(found, Refused) else found

    def holds(self, name: str, word: str) -> bool:
        """Whether a member of that name ever had `word` for one of the attributes that tell people apart."""
        members = self.by_name.get(name_text(name), ())
        return any(word in held for m in members for held in self._values[m.key].values())

    def _qualified(self, candidates: list[Member], qualifier: str) -> list[Member]:
        """Those whom the whole qualifier means, or else each of its words."""
        meant = self._meant(candidates, qualifier)
        words = Person("", qualifier).said
        if meant or len(words) < 2:
            return meant
        for word in words:
            candidates = self._meant(candidates, word)
        return candidates

    def _meant(self, candidates: list[Member], qualifier: str) -> list[Member]:
        number = identifier(qualifier)
        if exact := [
            m for m in candidates if identifier(m.key) == number or (m.phone and m.phone == qualifier)
        ]:
            return exact
        exact = [m for m in candidates if any(qualifier in held for held in self._values[m.key].values())]
        if exact:
            return exact
        if qualifier in OUTSIDE:
            # 非委员 has the letters of 委员 in it, and means the opposite.
            return []
        near = [m for m in candidates if any(abbreviates(qualifier, label) for label in self._labels(m))]
        if near:
            return near
        # 张三（女）, where the roster keeps no sex: says nothing against anybody.
        silent = [a.name for a in self._telling if qualifier in a.values]
        return [m for m in candidates if any(name not in self._values[m.key] for name in silent)]

    def _labels(self, member: Member) -> Iterator[str]:
        """The names of bodies, which people shorten; 常委 is no short form of anything."""
        held = self._values[member.key]
        return (value for a in self._telling if a.type == "label" for value in held.get(a.name, ()))

    def _agrees(self, member: Member, evidence: Evidence) -> bool:
        if evidence.number and identifier(member.key) != identifier(evidence.number):
            return False
        if evidence.phone and member.phone and member.phone != evidence.phone:
            return False
        held = self._values[member.key]
        return all(
            name not in held or any(abbreviates(text, value) for value in held[name])
            for name, text in evidence.attributes
        )

    def _most_exact(self, members: list[Member], evidence: Evidence) -> list[Member]:
        """Those who match to the letter, if any: 经济 is 经济 before it is an abbreviation of 经济界."""
        for name, text in evidence.attributes:
            exact = [member for member in members if text in self._values[member.key].get(name, ())]
            members = exact or members
        if evidence.phone:
            members = [member for member in members if member.phone == evidence.phone] or members
        return members

    def _held(self, member: Member) -> dict[str, set[str]]:
        """Every value that the member ever had of the attributes that tell people apart."""
        held: dict[str, set[str]] = {}
        for attribute in self._telling:
            values = {member.attributes.get(attribute.name)}
            values.update(change.value for change in member.changes if change.attribute == attribute.name)
            texts = {squeezed(value) for value in values if isinstance(value, str)}
            if texts:
                held[attribute.name] = texts | _synonyms(attribute, texts)
        return held

    def _unknown(self, person: Person, evidence: Evidence) -> Outsider | Refused:
        if evidence.number and (member := self.by_key.get(identifier(evidence.number))):
            message = f"委员编号“{evidence.number}”在花名册里是“{member.name}”，不是“{person.name}”"
            return Refused(message, "核对姓名和委员编号")
        if unread := self.not_read(person.name):
            return unread
        if _BODY.search(person.name) and len(person.name) > _SHORTEST_BODY:
            return Refused(
                f"“{person.name}”是单位，不是委员",
                "单位提的提案登记在“集体提案”表；和委员一起署名的单位写成“"
                f"{person.name}（外）”；只有执笔人的，写执笔人的姓名",
            )
        if self.strangers is not None:
            self.strangers.add(person.name)
            return Outsider(person.name)
        cure = nearest(person.name, self.by_name) or "补进花名册；不是委员的写成“姓名（外）”"
        like = [name for name in close(person.name, self.by_name) if len(self.by_name[name]) == 1]
        choices = (*like, str(Person(person.name, _OUTSIDE)))
        question = Question(Section.NAME, person.name, choices, "花名册里的姓名")
        return Refused(f"花名册里没有“{person.name}”", cure, ask=question)

    def _qualifier_wrong(self, person: Person, candidates: list[Member]) -> Refused:
        known = "、".join(f"“{each}”" for each in self._told_apart(candidates))
        return Refused(
            f"“{person}”与花名册对不上：花名册里是{known}",
            "核对括号里的界别或委员编号",
            "question",
        )

    def _ambiguous(self, person: Person, members: list[Member]) -> Refused:
        choices = self._told_apart(members)
        return Refused(
            f"花名册里有 {len(members)} 名“{person.name}”，分不清是哪一位",
            f"写成{'或'.join(f'“{choice}”' for choice in choices)}，或补上委员编号",
            "question",
        )

    def _told_apart(self, members: list[Member]) -> list[str]:
        """Each member as a cell would have to name them: by the first attribute in which all differ."""
        for attribute in (a for a in self._telling if a.type == "label"):
            values = [member.attributes.get(attribute.name) for member in members]
            if None not in values and len(set(values)) == len(values):
                return [f"{m.name}（{v}）" for m, v in zip(members, values, strict=True)][:6]
        return [f"{member.name}（{member.key}）" for member in members][:6]


def _contradicted(person: Person, evidence: Evidence) -> Refused:
    said = [f"委员编号 {evidence.number}"] if evidence.number else []
    said += ["电话"] if evidence.phone else []
    said += [f"{name} {text}" for name, text in evidence.attributes]
    return Refused(f"“{person.name}”与本行的{'、'.join(said)}对不上", "核对姓名，并与花名册对照", "question")


def _synonyms(attribute: Attribute, labels: set[str]) -> set[str]:
    return {squeezed(word) for label in labels for word in attribute.values.get(label, ())}


def in_office(member: Member, day: date) -> bool:
    start, end = member.attributes.get(TERM_START), member.attributes.get(TERM_END)
    return not (isinstance(start, date) and day < start) and not (isinstance(end, date) and day > end)


def abbreviates(one: str, other: str) -> bool:
    """Whether the words are equal or the shorter stands in the longer in its order: 民建, 中国民主建国会."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return short == long
    rest = iter(long)
    return all(letter in rest for letter in short)


def evidence_of(number: str, phone: str, attributes: Mapping[str, str]) -> Evidence:
    """The evidence of one row; a shared object where there is none."""
    if not (number or phone or attributes):
        return NO_EVIDENCE
    return Evidence(number, phone, tuple(sorted(attributes.items())))
