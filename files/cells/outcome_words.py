"""What became of a work, in an office's free words: 市政协、省政协采用; 县委书记批示; 不予立案（转信息）."""

import re
from collections.abc import Iterable
from typing import Any

from files.answers import Answers, Question, Section
from files.cell import Cell, Reader, squeezed, words
from files.problem import Refused
from rules.catalogue import Attribute, Catalogue
from rules.record import Value
from wordlist import wordlist

_WORDS: dict[str, Any] = wordlist("files.cells", "outcome_words.yaml")
_NONE, _PLAIN = frozenset(map(str, _WORDS["none"])), frozenset(map(str, _WORDS["plain"]))
_LEADERS = {word: label for label, leaders in _WORDS["leaders"].items() for word in leaders}
_FILING: dict[str, dict[str, Value]] = _WORDS["filing"]
_PARTED = re.compile("[、,;/+&和及]")
_NOT = re.compile("[非未不]")
RESULT, LEVEL, LEADER, FILED = "结果", "采用层级", "领导级别", "立案"
NO_RESULT = "不算"

Event = dict[str, Value]


class Several(dict[str, Value]):
    """Attributes that one cell states together."""


class OutcomeWords:
    """Reads the free words about works. `attributes` are those of outcomes, by name."""

    def __init__(self, catalogue: Catalogue, answers: Answers) -> None:
        self.answers = answers
        self.attributes = {a.name: a for a in catalogue.attributes.values() if "outcome" in a.of}

    def adopted(self, text: str) -> list[Event] | Refused:
        """The adoptions that a cell of 采用情况 tells of, one a level."""
        return self._events(text, "采用", LEVEL, _WORDS["adopted"], {})

    def instructed(self, text: str) -> list[Event] | Refused:
        """The instructions that a cell of 批示情况 tells of, one a leader."""
        return self._events(text, "批示", LEADER, _WORDS["instructed"], _LEADERS)

    def remarked(self, text: str) -> list[Event] | Refused:
        """The results that a remark names: 重点提案; asked where one stands in a longer sentence."""
        attribute = self.attributes.get(RESULT)
        if attribute is None:
            return []
        known = _labels(attribute)
        parts = [part for part in _PARTED.split(squeezed(text)) if part]
        found = [known[part] for part in parts if part in known]
        if len(found) == len(parts):
            return [{RESULT: label} for label in found]
        named = [word for word in known if len(word) > 2 and word in squeezed(text)]
        if not named or any(_NOT.search(part) for part in parts if any(word in part for word in named)):
            return []
        question = Question(Section.WORD, f"备注 {squeezed(text)[:40]}", (*attribute.values, NO_RESULT))
        answer = self.answers.to(question)
        if answer is not None:
            return [] if answer == NO_RESULT else [{RESULT: answer}]
        message = f"备注里提到“{named[0]}”，看不出是不是这件的结果"
        return Refused(message, "是的，备注只写这个词；或在对应表的“词”里写明", "question", question)

    def _events(
        self, raw: str, result: str, name: str, verbs: Iterable[str], more: dict[str, str]
    ) -> list[Event] | Refused:
        text = squeezed(raw).casefold()
        if text in _NONE:
            return []
        if text in _PLAIN:
            return [{RESULT: result}]
        attribute = self.attributes.get(name)
        events: list[Event] = []
        for part in _PARTED.split(text):
            word = _stripped(part, verbs)
            if not word:
                continue
            label = self._label(attribute, word, more)
            if isinstance(label, Refused):
                return label
            events.append({RESULT: result, name: label})
        return events

    def _label(self, attribute: Attribute | None, word: str, more: dict[str, str]) -> str | Refused:
        if attribute is None:
            return Refused(f"“{word}”不知道记在哪里", "改用“采用与批示”工作表", "question")
        question = Question(Section.WORD, f"{attribute.name} {word}", tuple(attribute.values))
        label = self.answers.to(question) or more.get(word) or _labels(attribute).get(word)
        return (
            label
            if label in attribute.values
            else Refused(
                f"“{word}”不知道是哪一个{attribute.name}",
                f"可以是：{'、'.join(list(attribute.values)[:12])}；在对应表的“词”里写一次",
                "question",
                question,
            )
        )


def _labels(attribute: Attribute) -> dict[str, str]:
    known = {squeezed(word): label for label, others in attribute.values.items() for word in others}
    return known | {squeezed(label): label for label in attribute.values}


def _stripped(text: str, verbs: Iterable[str]) -> str:
    text = re.sub(r"\([^()]*\)", "", text).removeprefix("被").removeprefix("获")
    for verb in verbs:
        text = text.removesuffix(verb)
    return text


def filing_reader(yesno: Reader, own: Iterable[str]) -> Reader:
    """Reads 是否立案: yes or no, or what became of it instead; only attributes that the kind has."""
    owned = frozenset(own)

    def read(raw: Cell) -> Value | Refused:
        text = squeezed(raw)
        behind = re.fullmatch(r"(.+?)\((.+)\)", text)
        said: dict[str, Value] = {}
        for part in (behind[1], behind[2]) if behind else (text,):
            if part in _FILING:
                said |= _FILING[part]
        if not said or (behind and behind[1] not in _FILING):
            found = yesno(raw)
            cure = "可以填：是、否，或立案、并案、不予立案、转社情民意、转意见建议、撤案"
            return (
                Refused(f"“{FILED}”里看不懂“{words(raw)[:40]}”", cure)
                if isinstance(found, Refused)
                else found
            )
        return Several({name: value for name, value in said.items() if name in owned})  # type: ignore[return-value]

    return read
