"""A list of names as people paste it from Word, a chat or a sheet: who is meant, and how it was with them.

Names are parted and found as in the cells of a file (`files.cells.names`, `files.reading.who`); what is added
is what only a pasted text has: numbering, counts, headings of sectors and states, columns, words of a chat.
Nothing is guessed: whoever cannot be told apart is answered with those it may be.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from typing import Any

from files.answers import Answers
from files.cell import STATE, clean, name_text, squeezed
from files.cells.names import Person, split_names
from files.cells.presence import Marks, Presence, presence
from files.problem import Refused, masked
from files.reading.who import NO_EVIDENCE, Evidence, Outsider, Roster, evidence_of
from rules.catalogue import Catalogue
from rules.record import Member, Value
from wordlist import wordlist

LONGEST_TEXT, MOST_NAMES = 40_000, 2_500
MOST_NEAREST, NEAREST_OF = 3, 50
_LONGEST_WRITTEN = 60
_WORDS: dict[str, Any] = wordlist("files.cells", "pasted.yaml")
_STATES: dict[str, str] = {str(word): state for state, words in _WORDS["states"].items() for word in words}
_NOTHING = frozenset(map(str, _WORDS["nothing"]))
_TITLES = sorted(map(str, _WORDS["titles"]), key=len, reverse=True)


def _any(words: Any) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))


_HEADING = rf"({_any(_STATES)})(?:{_any(_WORDS['endings'])})?"
_LABEL = re.compile(rf"(?:^|(?<=[\s,;、。.\])]))\[?{_HEADING}\]?\s*:")
_ALONE = re.compile(rf"\[?({_any(_STATES)})((?:{_any(_WORDS['endings'])})?)\]?")
_COUNT = re.compile(rf"(?<!等)\(?(?:{_any(_WORDS['counts'])})?:?\s*\d{{1,4}}\s*[人名位](?:委员)?\)?")
_BULLET = re.compile(r"^[\s@#•·●○■◆▪*\-—–>]+|(?<=[\s,;、])@")
_NUMBER = r"\(?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[).、:]"
_NUMBERING = re.compile(rf"^{_NUMBER}\s*(?=\S)|^\d{{1,4}}\s*(?=[^\d\s.])")
_BEHIND = re.compile(r"([^\s:、,;()]+)\s*:\s*([^:]+)")
_GLUED = re.compile(rf"(.+?)(?:已|因.{{1,6}})?({_any(_STATES)})")
_PIECE = re.compile(r"[^、,;/|+&()]+")
_SECTOR_END = re.compile(rf"(?:{_any(_WORDS['sector_endings'])})$")
PRESENT = presence("出席")
_LINES, _BLANKS = re.compile(r"[\n\r\v\f\u2028\u2029]"), re.compile(r"\t| {4,}|\u3000{3,}")
_BRACKETS = str.maketrans("【】［］〔〕「」", "[][][][]")
_DIGITS = re.compile(r"[\d\s\-+.]*\d[\d\s\-+.]*", re.ASCII)


class Found(StrEnum):
    """What became of a name."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    REPEATED = "repeated"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the text, with the `line` in which it stands, from 1.

    `attributes` are what the text says of the member's part: 状态, 迟到, 早退; nothing where it says nothing.
    `candidates` are those who may be meant, each as the text could name them; `nearest` the members whose
    names are most like one that is unknown. `message` says what to do where nobody was found.
    """

    line: int
    written: str
    found: Found
    member: Member | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    candidates: Mapping[str, Member] = field(default_factory=dict)
    nearest: tuple[Member, ...] = ()
    message: str | None = None


@dataclass(slots=True)
class _Heading:
    """What the headings above say of those below them.

    `within`: the state was said in a line, before names. It holds to the end of that list; whether also of a
    line right below one that has ended (`open`), nobody can know.
    """

    state: Presence | None = None
    sector: Evidence = NO_EVIDENCE
    within: bool = False
    open: bool = False

    def says(self, state: Presence | None, *, within: bool = False) -> None:
        """Notes the state of those who follow; None: nothing is said of them."""
        self.state, self.within, self.open = state, within, False


def read_pasted(text: str, catalogue: Catalogue, roster: Roster, day: date | None) -> list[Named]:
    """Every name of a text in its order; of more than `MOST_NAMES` the first, and one more."""
    return list(islice(_Reader(catalogue, roster, day).names(text), MOST_NAMES + 1))


class _Reader:
    def __init__(self, catalogue: Catalogue, roster: Roster, day: date | None) -> None:
        self.roster = roster
        self.day = day
        self.marks = Marks(catalogue.attributes[STATE], Answers())
        labels = [a.name for a in catalogue.member_attributes() if a.type == "label"]
        self._sectors = {
            squeezed(value): (name, value)
            for member in reversed(roster.members)
            for name in reversed(labels)
            if isinstance(value := member.attributes.get(name), str)
        }
        self._known: dict[str, Named] = {}
        self._guessed = 0

    def names(self, text: str) -> Iterator[Named]:
        """Line by line; what a heading says holds until the next."""
        heading, above = _Heading(), ""
        for at, line in enumerate(_LINES.split(text), 1):
            cells = [cell for cell in map(_plain, _BLANKS.split(line)) if cell]
            if not cells and heading.within:
                heading.says(None)
            alone = len(cells) == 1 and self._heads(cells[0], above, heading)
            above = line
            if alone:
                continue
            if len(cells) > 1:
                yield from self._row(at, cells, heading)
            elif cells:
                yield from self._listed(at, cells[0], heading)

    def _heads(self, cell: str, above: str, heading: _Heading) -> bool:
        """Whether a line is a heading, which is noted: `经济界（5人）：`, `【请假】`."""
        bare = _COUNT.sub("", cell).strip(" :,;。").strip()
        marked = cell.strip() != bare or not above.strip()
        if (sector := self._sector(bare.strip("[]() "))) is not None:
            # A lone sector below a name may as well be a cell of a column that stands beside it.
            heading.sector = evidence_of("", "", dict([sector])) if marked else NO_EVIDENCE
            heading.says(None)
            return True
        alone = _ALONE.fullmatch(bare)
        if alone and (marked or alone[2]) and not self.roster.known(bare):
            heading.says(presence(_STATES[alone[1]]))
            return True
        return not bare or bare in _NOTHING

    def _sector(self, text: str) -> tuple[str, str] | None:
        word = squeezed(text)
        if self.roster.known(word):
            return None
        return self._sectors.get(word) or self._sectors.get(_SECTOR_END.sub("", word))

    def _row(self, at: int, cells: list[str], heading: _Heading) -> Iterator[Named]:
        """A row of a sheet: its names, and what the cells beside them say of those."""
        said: Presence | Refused | None = None
        evidence: dict[str, str] = {}
        names: list[str] = []
        for cell in cells:
            if _DIGITS.fullmatch(cell) or squeezed(cell) in _NOTHING or self._is_title(cell):
                continue
            if (sector := self._sector(cell)) is not None:
                evidence[sector[0]] = sector[1]
            elif not self.roster.known(name_text(cell)) and self.marks.is_mark(cell):
                said = self.marks.read(cell)
            else:
                names.append(cell)
        own = replace(heading, sector=evidence_of("", "", evidence) or heading.sector)
        if isinstance(said, Presence):
            own.state = said
        known = [one for one in names if self._knows(one)]
        for cell in known or names:
            for one in self._listed(at, cell, own):
                yield self._unclear(one, said.message) if isinstance(said, Refused) else one

    def _knows(self, cell: str) -> bool:
        """Whether a cell begins with a name of the roster: beside it a unit stands that is nobody's name."""
        found = split_names(cell, self.roster.known)
        return not isinstance(found, Refused) and any(self.roster.known(one.name) for one in found)

    def _listed(self, at: int, text: str, heading: _Heading) -> Iterator[Named]:
        """The names of a list, which may say behind whom it speaks: `出席：…；请假：…`."""
        pieces = _LABEL.split(text if self.roster.known(text) else _COUNT.sub(" ", text))
        for one in self._persons(at, pieces[0], heading):
            unclear = heading.open and heading.state != PRESENT
            yield (
                self._unclear(one, f"看不出上一行的“{heading.state}”是不是也说这一位：写明")
                if unclear
                else one
            )
        for state, listed in zip(pieces[1::2], pieces[2::2], strict=True):
            heading.says(presence(_STATES[state]), within=True)
            yield from self._persons(at, listed, heading)
        last = pieces[-1].strip()
        if len(pieces) > 1 and squeezed(last) in _NOTHING:
            heading.says(None)
        elif len(pieces) > 1 and not last:
            heading.within = False
        heading.open = heading.within and not last.endswith(tuple("、,;"))

    def _persons(self, at: int, text: str, heading: _Heading) -> Iterator[Named]:
        text = text.strip(" .。,;、:")
        if ":" in text:
            text = self._behind(text, heading)
        if not text.strip() or squeezed(text) in _NOTHING:
            return
        if not self.roster.known(name_text(text)) and (body := self.roster.whole(squeezed(text), self.day)):
            for member in body:
                yield self._once(Named(at, member.name, Found.FOUND, member, self._said(heading.state)))
            return
        persons = split_names(_PIECE.sub(self._titleless, text), self.roster.known)
        if isinstance(persons, Refused):
            told = f"{persons.message}：{persons.suggestion}"
            yield Named(at, _shown(text), Found.UNCLEAR, message=masked(told))
            return
        for person in self._joined(persons):
            yield self._person(at, person, heading)

    def _joined(self, persons: Iterable[Person]) -> list[Person]:
        """The persons, with the words of a state that stand beside a name put behind it; no titles."""
        found: list[Person] = []
        for person in persons:
            word = None if self.roster.known(person.name) else self._word(person.name)
            if found and word is not None:
                found[-1] = Person(found[-1].name, "、".join((*found[-1].said, word)))
            elif not self._is_title(person.name) and masked(person.name) == person.name:
                found.append(person)
        return found

    def _behind(self, text: str, heading: _Heading) -> str:
        """`经济界：张三、李四` heads its own line, `张三：请假` speaks of one."""
        before, _, listed = text.partition(":")
        if (sector := self._sector(before)) is not None:
            heading.sector = evidence_of("", "", dict([sector]))
            return listed
        told = _BEHIND.fullmatch(text)
        if told and self.roster.known(self._untitled(told[1])) and self._word(told[2]) is not None:
            return f"{told[1]}({told[2]})"
        return text.replace(":", "、")

    def _word(self, text: str) -> str | None:
        """The word of a state that a text says, if it says one."""
        word = squeezed(text)
        if word in _STATES:
            return word
        if len(word) > 1 and not word.isascii() and isinstance(self.marks.read(word), Presence):
            return word
        glued = _GLUED.fullmatch(word)
        return word if glued and glued[1] in ("已", "因病", "因事", "因公", "有事", "临时有事") else None

    def _is_title(self, text: str) -> bool:
        return squeezed(text) in _TITLES and not self.roster.known(squeezed(text))

    def _untitled(self, name: str) -> str:
        """The name without titles before and behind it, and without the state glued to it, if it is known."""
        if self.roster.known(name):
            return name
        for title in _TITLES:
            for bare in (name.removesuffix(title), name.removeprefix(title)):
                if bare != name and self.roster.known(bare):
                    return bare
        return name

    def _titleless(self, piece: re.Match[str]) -> str:
        """A piece of a list without the title behind its name, which may have a blank in it: `张 三主席`."""
        bare = self._untitled(name_text(piece[0]))
        return bare if self.roster.known(bare) else piece[0]

    def _person(self, at: int, person: Person, heading: _Heading) -> Named:
        name, glued = self._untitled(person.name), ""
        if not self.roster.known(name) and (told := _GLUED.fullmatch(person.name)):
            bare = self._untitled(told[1])
            if self.roster.known(bare):
                name, glued = bare, told[2]
        said = [word for word in person.said if self._speaks(name, word)]
        rest = [word for word in person.said if word not in said]
        states = {self._read(word) for word in (*said, *([glued] if glued else []))}
        if heading.state is not None and not (states and heading.state == PRESENT):
            states.add(heading.state)
        written, merged = _shown(str(person)), _merged(states)
        asked = Person(name, "、".join(rest))
        if isinstance(merged, Refused):
            return Named(at, written, Found.UNCLEAR, message=merged.message)
        found = self._find(asked, heading)
        if isinstance(found, Refused) and rest and self.roster.known(name):
            found = self._without_remark(name, rest, heading) or found
        attributes = self._said(merged)
        if isinstance(found, Member):
            return self._once(Named(at, written, Found.FOUND, found, attributes))
        if isinstance(found, Outsider):
            return Named(at, written, Found.OUTSIDE, message="不是委员的，不录入")
        choices = self.roster.choices(name)
        message = masked(f"{found.message}：{found.suggestion}" if found.suggestion else found.message)
        if choices:
            kind = Found.AMBIGUOUS if len(choices) > 1 else Found.UNCLEAR
            return Named(at, written, kind, None, attributes, choices, message=message)
        near = self._nearest(name)
        return Named(at, written, Found.UNKNOWN, None, attributes, nearest=near, message=message)

    def _find(self, person: Person, heading: _Heading) -> Member | Outsider | Refused:
        """Whom a name means: the sector above it is asked only where the name alone does not tell."""
        found = self.roster.find(person, self.day)
        if isinstance(found, Refused) and found.level == "question" and heading.sector:
            told = self.roster.find(person, self.day, heading.sector)
            return found if isinstance(told, Refused) else told
        return found

    def _without_remark(self, name: str, rest: list[str], heading: _Heading) -> Member | None:
        """Whoever alone has a name, where what stands behind it is a title: `张三（主席）`."""
        if all(word in _TITLES for word in rest):
            found = self._find(Person(name), heading)
            return found if isinstance(found, Member) else None
        return None

    def _speaks(self, name: str, word: str) -> bool:
        """Whether a word behind a name is about the part, and not about who it is."""
        return not self.roster.holds(name, word) and self._word(word) is not None

    def _read(self, word: str) -> Presence:
        found = _STATES.get(word)
        if found is not None:
            return presence(found)
        read = self.marks.read(word)
        if isinstance(read, Presence):
            return read
        glued = _GLUED.fullmatch(word)
        return presence(_STATES[glued[2]]) if glued else Presence("")

    def _said(self, state: Presence | None) -> dict[str, Value]:
        return {} if state is None or not state.status else state.attributes()

    def _once(self, named: Named) -> Named:
        """The same; somebody who stands in the list before is told so, and counts once."""
        assert named.member is not None
        before = self._known.setdefault(named.member.key, named)
        if before is named:
            return named
        told = f"第 {before.line} 行已有这名委员"
        if before.attributes != named.attributes:
            told += "，写的情况不同：留一处"
            return replace(named, found=Found.UNCLEAR, message=told)
        return replace(named, found=Found.REPEATED, message=f"{told}，只算一次")

    def _unclear(self, named: Named, message: str) -> Named:
        return replace(named, found=Found.UNCLEAR, member=None, message=masked(message))

    def _nearest(self, name: str) -> tuple[Member, ...]:
        self._guessed += 1
        if self._guessed > NEAREST_OF:
            return ()
        names = get_close_matches(name_text(name), self.roster.by_name, n=MOST_NEAREST, cutoff=0.5)
        found = [member for one in names for member in self.roster.by_name[one]]
        return tuple(found[:MOST_NEAREST])


def _merged(states: set[Presence]) -> Presence | Refused | None:
    """One presence out of what a text says in several words: 迟到 and 早退 are no contradiction."""
    if not states:
        return None
    statuses = {one.status for one in states}
    if len(statuses) > 1:
        said = "、".join(sorted(map(str, states)))
        return Refused(f"又写{said}，看不出是哪一样：只写一样", "", "question")
    (status,) = statuses
    return Presence(status, any(one.late for one in states), any(one.early for one in states))


def _plain(cell: str) -> str:
    """A cell of a line as it is read: half-width, without bullets and numbering before it."""
    text = clean(cell.translate(_BRACKETS))
    return text if _DIGITS.fullmatch(text) else _NUMBERING.sub("", _BULLET.sub("", text)).strip()


def _shown(text: str) -> str:
    return masked(text)[:_LONGEST_WRITTEN]
