"""What somebody hands in as a measure, and what comes back."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from rules import catalogue as catalogues
from rules.bundle import Text, join
from rules.source import MAX_CHARACTERS, Problem
from rules.supplement import MAX_SUPPLEMENTS
from rules.version_text import VersionText
from services.reason import one_line
from services.refusal import Code, Refusal
from services.runs.live import Step

LONGEST_DOCUMENT, LONGEST_FILE = 200, 200


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody hands in: the measure, its supplements in order, the committee's own kinds."""

    base: Text
    supplements: tuple[Text, ...] = ()
    catalogue: str | None = None

    def written(self) -> VersionText:
        """The text as it is kept; raises `Refusal` where it is too large even to be looked at."""
        texts = [self.base.text, *(one.text for one in self.supplements), self.catalogue or ""]
        if len(self.supplements) > MAX_SUPPLEMENTS or sum(map(len, texts)) > 2 * MAX_CHARACTERS:
            raise Refusal(Code.BAD_USER_INPUT, "文本太长：重新印发全文，或删去不用的注释", "text")
        for file in (self.base.file, *(one.file for one in self.supplements)):
            if len(PurePath(file).name) > LONGEST_FILE or not file.isprintable():
                raise Refusal(Code.BAD_USER_INPUT, f"文件名不超过 {LONGEST_FILE} 个字", "file")
        file = PurePath(self.base.file).name or "办法.yaml"
        text = join(self.base.text, self.supplements)
        return VersionText(text, file, catalogues.load().text, self.catalogue or None)


@dataclass(frozen=True, slots=True)
class Written:
    """A version after something was done to it; `problems` is what lint says of its text.

    `step` is the live run of its year before and after, where that was scored anew. `back` is the version
    that is in force again, or will be, where this one is withdrawn.
    """

    id: int
    problems: tuple[Problem, ...] = ()
    step: Step | None = None
    back: int | None = None


def problems_of(facts: dict[str, Any]) -> tuple[Problem, ...]:
    """What lint says of a text, out of what the sandbox says of it."""
    return tuple(Problem(**problem) for problem in facts["problems"])


def columns_of(written: VersionText, facts: dict[str, Any]) -> dict[str, Any]:
    """A text as columns of `models.rule_set.RuleSetVersion`."""
    return {
        "digest": facts["digest"],
        "title": facts["title"],
        "file": written.file,
        "text": written.text,
        "base_catalogue": written.base,
        "own_catalogue": written.own,
    }


def document_of(text: str | None) -> str | None:
    """The paper by which the committee decided, on one line; raises `Refusal`."""
    if text is None:
        return None
    line = one_line(text, LONGEST_DOCUMENT)
    if line is None:
        message = f"依据的文件写成一行，不超过 {LONGEST_DOCUMENT} 个字；没有就不写"
        raise Refusal(Code.BAD_USER_INPUT, message, "document")
    return line
