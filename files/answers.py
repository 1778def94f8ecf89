"""What an office has told about its files: what its columns, words and marks mean, and answers to questions.

Every question that reading asks has a section and a subject, and is answered by one word. Answers about
words, columns, marks and sheets hold for next month's file as well: a mapping file keeps them (对应表).
Answers about one person or one day hold for this year's files only.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rules.folding import folded


class Section(StrEnum):
    """What a question is about; the value is the heading in files of answers."""

    SHEET = "表"
    COLUMN = "列"
    MARK = "记号"
    WORD = "词"
    DEFAULT = "缺省"
    STATUS = "状态"
    NAME = "姓名"
    LIST = "名单"
    DAY = "日期"


# What holds for every file of the office, and so goes into its mapping.
LASTING = (Section.SHEET, Section.COLUMN, Section.MARK, Section.WORD, Section.DEFAULT)
NOT_READ = "不读"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `subject` within its section, and what may be answered.

    One of the `choices`; where `other` says what else it may be, such as a day, any text. `alike` is the
    subject by which all that are asked in the same words are answered at once; "" where there is none.
    """

    section: Section
    subject: str
    choices: tuple[str, ...] = ()
    other: str = ""
    alike: str = ""

    @property
    def fitting(self) -> str:
        """What may be answered, in words."""
        return "、".join(self.choices) + ("，或" if self.choices and self.other else "") + self.other


def subject_key(subject: str) -> str:
    """A subject as it is compared: half-width, without blanks, small letters."""
    return "".join(folded(subject).split()).casefold()


@dataclass(slots=True)
class Answers:
    """The answers by section and subject as it was written. `used` are those that reading has asked for."""

    said: Mapping[tuple[Section, str], str] = field(default_factory=dict)
    used: set[tuple[Section, str]] = field(default_factory=set)
    _by_key: dict[tuple[Section, str], tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_key = {
            (section, subject_key(subject)): (subject, answer)
            for (section, subject), answer in self.said.items()
        }

    def get(self, section: Section, *subjects: str) -> str | None:
        """The answer about the first of the subjects that has one; None where nobody was told."""
        if not self._by_key:
            return None
        for subject in subjects:
            found = self._by_key.get((section, subject_key(subject)))
            if found is not None:
                self.used.add((section, found[0]))
                return found[1]
        return None

    def to(self, question: Question) -> str | None:
        """The answer to a question, a choice as it was offered; one that is none of them counts as none."""
        answer = self.get(question.section, question.subject, *filter(None, [question.alike]))
        if answer is None:
            return None
        meant = subject_key(answer)
        chosen = next((each for each in question.choices if subject_key(each) == meant), None)
        return chosen or (answer if question.other else None)

    def joined(self, other: "Answers") -> "Answers":
        """Both; where they differ, the other's."""
        return Answers({**self.said, **other.said})

    def without(self, subjects: Collection[tuple[Section, str]]) -> "Answers":
        """All but those about `subjects`."""
        dropped = {(section, subject_key(subject)) for section, subject in subjects}
        kept = {key: word for key, word in self.said.items() if (key[0], subject_key(key[1])) not in dropped}
        return Answers(kept)

    def lasting(self) -> "Answers":
        """Those that hold for the office's files of other months and years as well."""
        return Answers({key: answer for key, answer in self.said.items() if key[0] in LASTING})
