"""Whether somebody was there: the marks and words of attendance sheets, and what a blank means."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from files.answers import Answers, Question, Section
from files.cell import STATE, Cell, Unreadable, squeezed, words
from files.problem import Refused
from rules.catalogue import Attribute
from rules.record import Value
from wordlist import wordlist

_WORDS: dict[str, Any] = wordlist("files.cells", "presence.yaml")
PRESENT, LEAVE, ABSENT = "出席", "请假", "缺席"
LATE, EARLY, UNCALLED = "迟到", "早退", "未通知"
LISTS: dict[str, list[str]] = _WORDS["lists"]
COLUMNS: list[str] = _WORDS["columns"]
SIGNING: list[str] = _WORDS["signing"]
_MEANINGS = (PRESENT, LEAVE, ABSENT, LATE, EARLY, UNCALLED)
_GROUPS = {
    "present": PRESENT,
    "leave": LEAVE,
    "absent": ABSENT,
    "late": LATE,
    "early": EARLY,
    "uncalled": UNCALLED,
}
_BUILT_IN: dict[str, str] = {
    str(word): meaning for group, meaning in _GROUPS.items() for word in _WORDS[group]
}
WORDS = frozenset(_BUILT_IN)
# What only lists of those present say; a tick or 是 may say anything.
_OWN_WORDS = WORDS - {word for word in WORDS if len(word) < 2 or word.isascii()} - {"参加", "正常", "没有"}
_CROSSES = frozenset(map(str, _WORDS["cross"]))
_CLOCK = re.compile(r"\d{1,2}[:时]\d{1,2}分?(?::\d{2})?", re.ASCII)
_BEHIND = re.compile(r"(.+?)\(([^()]*)\)")
_EXCUSED = re.compile(r"(?:已|因.{1,6})请假")
# Who stayed away, came for somebody or left: a remark with one of these is asked where it is not understood.
_TELLING = re.compile(
    "请假|缺席|未到|未参加|未出席|旷|迟到|早退|未签到|缺卡|未能|不能|无法|没[来到参出签]|不[参出]|因[病事公故]"
    r"|冲突|出差|住院|代为|代会|代参|委托|[代替].{2,4}(?:参加|参会|出席|开会)|提前离|中途离"
)
# What behind a mark may turn it round: 缺席（已请假）, 出席（委托他人）, 请假（未批准）.
_TURNING = re.compile("代|委托|替|[未不没]获?批|未准")
_LEAVING = re.compile("(?<![未没无不])(?:请假|[病事公]假)")
_LEGEND = re.compile(
    r"((?:[^\s、,;:()=]{1,4}/)*[^\s、,;:()=]{1,4}?)\s*[=:为表示]*\s*(无故缺席|出席|到会|参加|请假|缺席|迟到|早退|未通知|不要求)"
)
# The other way round: `请假打√`.
_PUT = re.compile(
    r"(无故缺席|出席|到会|参加|请假|缺席|迟到|早退|未通知)(?:的|者|人员|委员)?[打画划填标]([^\s、,;:。()打]{1,2})"
)
_STAYED_AWAY = re.compile("请假|缺席|缺勤|未[到参出签]|没[到参去来]|旷会|[病事公]假|出差")
_SHORT = 12
_ATTENDING = re.compile("[到席勤假缺]|参会|参加|签")
_DATES = re.compile(r"\d+[月年.]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Presence:
    """What a mark means: the 状态, and whether somebody came late or left early; no `status`: not called.

    `signed` is the name with which somebody signed.
    """

    status: str
    late: bool = False
    early: bool = False
    signed: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.late or self.early:
            return LATE if self.late else EARLY
        return self.status or UNCALLED

    def attributes(self) -> dict[str, Value]:
        """As attributes of a participation."""
        said: dict[str, Value] = {STATE: self.status}
        return said | {name: True for name, true in ((LATE, self.late), (EARLY, self.early)) if true}


NOT_CALLED = Presence("")
_OF = {LATE: Presence(PRESENT, late=True), EARLY: Presence(PRESENT, early=True), UNCALLED: NOT_CALLED}


def presence(meaning: str) -> Presence:
    """The presence that a word of our own names."""
    return _OF.get(meaning) or Presence(meaning)


def is_clock(cell: Cell) -> bool:
    """Whether a cell holds a time of day."""
    return isinstance(cell, time) or bool(_CLOCK.fullmatch(squeezed(cell)))


def state_of(part: Mapping[str, Value]) -> str:
    """How a participation's attributes are called in a question."""
    return str(Presence(str(part.get(STATE, "")), bool(part.get(LATE)), bool(part.get(EARLY))))


def is_telling(heading: str, filled: Collection[Cell]) -> bool:
    """Whether a column of an unknown header says who was there, by its words or by ticks."""
    texts = [squeezed(cell) for cell in filled]
    if any(len(text) <= _SHORT and _STAYED_AWAY.search(text) for text in texts):
        return True
    marks = [text for cell in filled if (text := squeezed(cell).casefold()) in WORDS or text in _CROSSES]
    if 2 * len(marks) <= len(filled):
        return False
    return bool(_ATTENDING.search(heading)) or not _OWN_WORDS.isdisjoint(marks)


def is_tick(raw: Cell) -> bool:
    """Whether this says no more than that the header of its column holds."""
    return _BUILT_IN.get(squeezed(raw).casefold()) == PRESENT or squeezed(raw) == "○"


def is_cross(raw: Cell) -> bool:
    """Whether this says no: under 是否请假, that somebody was not on leave."""
    return squeezed(raw).casefold() in _CROSSES


def legend(lines: Iterable[str]) -> dict[str, str]:
    """The marks that a sheet explains itself: `√出席 假=请假 缺/×=无故缺席`."""
    found: dict[str, str] = {}
    for line in lines:
        text = squeezed(line.replace("　", " ").replace(" ", "、"))
        if _DATES.search(text):
            continue
        for marks, meaning in _LEGEND.findall(text):
            label = _BUILT_IN[meaning]
            for mark in marks.split("/"):
                if mark and mark != meaning:
                    found[mark.casefold()] = label
        found |= {mark.casefold(): _BUILT_IN[meaning] for meaning, mark in _PUT.findall(text)}
    return found


@dataclass(slots=True)
class Marks:
    """How the marks of one sheet are read, and how often each of them came.

    `told` are those that the sheet explains. `leave_stated`: leave is written on the sheet, so a cross is no
    leave. `late_counts`: a note says that coming late may count as absent.
    """

    attribute: Attribute
    answers: Answers
    told: Mapping[str, str] = field(default_factory=dict)
    leave_stated: bool = False
    late_counts: bool = False
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _labels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for label, others in self.attribute.values.items():
            self._labels.update(dict.fromkeys(map(squeezed, (label, *others)), label))

    def survey(self, cells: Iterable[Cell]) -> set[str]:
        """What the cells of the sheet mean, as far as it is clear; from then on a cross may be clear too."""
        texts = {self._text(cell) for cell in cells if cell != ""}
        meanings = {found for text in texts if isinstance(found := self._meaning(text), str)}
        self.leave_stated = self.leave_stated or LEAVE in meanings
        if self.leave_stated and not texts.isdisjoint(_CROSSES):
            meanings.add(ABSENT)
        return meanings

    def read(self, raw: Cell) -> Presence | Refused:
        """What a mark means; asked where it is not known."""
        if isinstance(raw, Unreadable):
            return raw.refused
        text = self._text(raw)
        if isinstance(raw, datetime) or is_clock(raw):
            return Presence(PRESENT)
        found = self._meaning(text)
        return found if isinstance(found, Refused) else presence(found)

    def is_mark(self, raw: Cell) -> bool:
        """Whether this is a mark of attendance, clear or not, or hides one."""
        if isinstance(raw, Unreadable):
            return True
        text = self._text(raw)
        return text in _CROSSES or isinstance(self._meaning(text), str)

    def _text(self, raw: Cell) -> str:
        return squeezed(raw).casefold()

    def _meaning(self, text: str) -> str | Refused:
        answer = self.answers.get(Section.MARK, text)
        if answer is not None:
            return answer if answer in (*_MEANINGS, *self.attribute.values) else _unknown(text, answer)
        base = behind[1] if (behind := _BEHIND.fullmatch(text)) else text
        for form in (text, base):
            if form in self.told:
                return self._lateness(self.told[form])
            meant = self._labels.get(form) or _BUILT_IN.get(form)
            if meant and behind and form == base and _turned(meant, behind[2]):
                return _unknown(text)
            if meant:
                return self._lateness(meant)
        if _EXCUSED.fullmatch(base):
            return LEAVE
        if base in _CROSSES:
            return ABSENT if self.leave_stated else _cross(text)
        return _unknown(text)

    def _lateness(self, meaning: str) -> str | Refused:
        if meaning != LATE or not self.late_counts:
            return meaning
        return Refused(
            "表下注明迟到的有时按缺席算，表里看不出迟到了多久",
            "按出席（记迟到）的答“迟到”，都按缺席的答“缺席”；只有几次按缺席的，把那几格改成缺席",
            "question",
            Question(Section.MARK, LATE, (LATE, ABSENT)),
        )


def _turned(meaning: str, behind: str) -> bool:
    """Whether what stands behind a mark in brackets may say something else than the mark."""
    return bool(_TURNING.search(behind) or (meaning != LEAVE and _LEAVING.search(behind)))


def _cross(text: str) -> Refused:
    return Refused(
        f"“{text}”看不出是请假还是缺席",
        "写明请假或缺席；或在对应表的“记号”里写一次",
        "question",
        Question(Section.MARK, text, (ABSENT, LEAVE, UNCALLED)),
    )


def _unknown(text: str, answer: str = "") -> Refused:
    why = f"对应表里“{text}”写作“{answer}”，没有这一项" if answer else f"“{words(text)[:40]}”看不出到没到"
    return Refused(
        why,
        "写明出席、请假或缺席；或在对应表的“记号”里写一次",
        "error",
        Question(Section.MARK, text, _MEANINGS),
    )


def in_remark(marks: Marks, remark: str) -> Presence | Refused | None:
    """What a remark says of somebody's presence; None where it says nothing, asked where it may."""
    text = squeezed(remark).casefold()
    if len(text) < 2 and not marks.told.get(text):
        return None
    found = marks.read(remark)
    if isinstance(found, Presence):
        return found
    return found if _TELLING.search(text) else None
