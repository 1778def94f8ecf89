"""How an opinion item is written: its choices and bounds, read from the document beside this; and what an
author has written, checked.

What is classified may not be held at all (议14): it is refused before anything is kept, by what its author
declares and by the marks that official papers bear.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import orjson

from files.cell import identifier, name_text, words
from services.entry.form import Faults
from services.reason import one_line
from services.refusal import Code, Refusal
from wordlist import wordlist

FILE = "form.yaml"
LONGEST_NAME, LONGEST_NUMBER = 40, 20
TWICE = "同一个人写了两次"
# The sources that name a contact point, or a call (议7).
POINT, CALL = "contact_point", "commissioned"
PARTS = {"situation": "情况", "causes": "原因", "advice": "建议"}
# Categories of Unicode: control and format, marks put over another character, blanks.
_UNSEEN = frozenset("CMZ")
DECLARED = "涉密的内容不能写在这里，什么都没有保存：请按保密规定另行报送"


@dataclass(frozen=True, slots=True)
class Urgency:
    """A class of urgency: what it is called, and within how many working days it has its first review."""

    name: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The choices, each by its code, and the bounds: of a title, of the three parts together from which on
    there is a warning (`advised`) and beyond which nothing is taken (`most`), in characters that are no
    blanks; of drafts of one author; of co-authors and files of an item.
    """

    areas: Mapping[str, str]
    urgencies: Mapping[str, Urgency]
    sources: Mapping[str, str]
    reasons: Mapping[str, str]
    marks: tuple[str, ...]
    longest_title: int
    advised: int
    most: int
    most_drafts: int
    most_authors: int
    most_files: int


@dataclass(frozen=True, slots=True)
class CoAuthor:
    """Somebody who wrote an item, too: by name, a member by number as well."""

    name: str
    number: str | None = None

    @property
    def compared(self) -> "CoAuthor":
        """The same in the form in which names and numbers are compared."""
        return CoAuthor(name_text(self.name), None if self.number is None else identifier(self.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an author has written of an item: anything may be missing yet.

    `follows` is the number of an earlier item that this one continues, `call` of the call that it answers,
    `point` of the contact point at which it was collected, `lead` of the lead that it takes up; `files` are
    rows of uploads. `open`: it may be published inside the system (议14).
    """

    title: str = ""
    situation: str = ""
    causes: str = ""
    advice: str = ""
    area: str | None = None
    urgency: str = "ordinary"
    source: str = "own"
    open: bool = True
    follows: int | None = None
    call: int | None = None
    point: int | None = None
    lead: int | None = None
    authors: tuple[CoAuthor, ...] = ()
    files: tuple[int, ...] = ()

    @property
    def compared(self) -> "Written":
        """The same with its authors in the form in which they are compared."""
        return replace(self, authors=tuple(one.compared for one in self.authors))

    @property
    def characters(self) -> int:
        """How long the three parts are together, without blanks."""
        return sum(len("".join(part.split())) for part in (self.situation, self.causes, self.advice))

    def to_text(self) -> str:
        """The same as the text that is sealed."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def of_text(cls, text: str) -> "Written":
        """What `to_text` made a text of."""
        told: dict[str, Any] = orjson.loads(text)
        told["authors"] = tuple(CoAuthor(**one) for one in told["authors"])
        return cls(**{**told, "files": tuple(told["files"])})


@cache
def form() -> Form:
    """The form of the document."""
    told = wordlist("services.opinions", FILE)
    length, bounds = told["length"], told["bounds"]
    return Form(
        areas=told["areas"],
        urgencies={code: Urgency(**one) for code, one in told["urgencies"].items()},
        sources=told["sources"],
        reasons=told["reasons"],
        marks=tuple(told["marks"]),
        longest_title=length["title"],
        advised=length["advised"],
        most=length["most"],
        most_drafts=bounds["drafts"],
        most_authors=bounds["authors"],
        most_files=bounds["files"],
    )


def warnings(written: Written) -> list[str]:
    """What may be better, and is taken all the same."""
    if written.characters <= form().advised:
        return []
    return [f"一般不超过 {form().advised:,} 字，现在 {written.characters:,} 字：请看能不能再精炼"]


def check_not_classified(written: Written, *, declared: bool) -> None:
    """Raises `Refusal` unless the author declares that nothing is classified, and nothing of what is `tidied`
    bears a mark.
    """
    if not declared:
        raise Refusal(Code.BAD_USER_INPUT, DECLARED, "notClassified")
    for name in ("title", *PARTS):
        check_unmarked(getattr(written, name), name)
    for one in written.authors:
        check_unmarked(one.name, "coAuthors")
        check_unmarked(one.number or "", "coAuthors")


def check_unmarked(text: str, field: str) -> None:
    """Raises `Refusal` where a text bears a mark of what is classified, whatever blanks or characters that
    nobody sees stand in between.
    """
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] not in _UNSEEN)
    told = "".join(seen)
    if any(mark in told for mark in form().marks):
        raise Refusal(Code.BAD_USER_INPUT, f"写着密级标志。{DECLARED}", field)


def tidied(written: Written) -> Written:
    """The same without invisible characters, checked as far as it is written; raises `Refusal`."""
    title = words(written.title)
    if len(title) > form().longest_title:
        raise Refusal(Code.BAD_USER_INPUT, f"题目最多 {form().longest_title} 个字", "title")
    # Blanks are not counted, but kept: so what comes is bounded before it is looked through.
    if sum(len(getattr(written, name)) for name in PARTS) > 2 * form().most:
        raise _too_long()
    parts: dict[str, Any] = {name: _lines(getattr(written, name)) for name in PARTS}
    told = replace(written, title=title, authors=tuple(map(_author, written.authors)), **parts)
    if told.characters > form().most:
        raise _too_long()
    choices = (("area", form().areas), ("urgency", form().urgencies), ("source", form().sources))
    for name, known in choices:
        if (code := getattr(told, name)) is not None and code not in known:
            raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(known)}", name)
    if len(told.authors) > form().most_authors:
        raise Refusal(Code.BAD_USER_INPUT, f"合写的最多 {form().most_authors} 人", "coAuthors")
    if len({one.compared for one in told.authors}) < len(told.authors):
        raise Refusal(Code.BAD_USER_INPUT, TWICE, "coAuthors")
    if len(told.files) > form().most_files or len({*told.files}) < len(told.files):
        raise Refusal(Code.BAD_USER_INPUT, f"最多附 {form().most_files} 个文件，每个写一次", "files")
    return told


def check_complete(written: Written) -> None:
    """Raises `Rejected` with all that is missing for it to be submitted (议5)."""
    faults = Faults()
    if not written.title:
        faults.add("title", "写上题目")
    if written.area is None:
        faults.add("area", "选一项关注重点")
    for name in ("situation", "advice"):
        if not getattr(written, name):
            faults.add(name, f"写上{PARTS[name]}")
    if (written.source == POINT) != (written.point is not None):
        said = "选是哪个联系点" if written.source == POINT else "来源是联系点的，才写联系点"
        faults.add("contactPoint", said)
    if (written.source == CALL) != (written.call is not None):
        faults.add("call", "选是哪次约稿" if written.source == CALL else "来源是约稿的，才写哪次约稿")
    faults.check()


def _too_long() -> Refusal:
    return Refusal(Code.BAD_USER_INPUT, f"情况、原因、建议合计最多 {form().most:,} 字", "situation")


def _lines(text: str) -> str:
    return "\n".join(words(line) for line in text.splitlines()).strip()


def _author(one: CoAuthor) -> CoAuthor:
    name = one_line(one.name, LONGEST_NAME)
    if name is None:
        raise Refusal(Code.BAD_USER_INPUT, f"合写的人写姓名，1 到 {LONGEST_NAME} 个字", "coAuthors")
    number = None if one.number is None else words(one.number) or None
    if number is not None and len(number) > LONGEST_NUMBER:
        raise Refusal(Code.BAD_USER_INPUT, f"委员编号最多 {LONGEST_NUMBER} 个字", "coAuthors")
    return CoAuthor(name, number)
