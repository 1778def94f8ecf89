"""The headers that each kind of sheet may have, and what each of them means there."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from files.answers import NOT_READ, Answers, Section
from files.cell import STATE
from files.cells.heading import Column, Role, heading_text
from files.cells.outcome_words import RESULT
from files.cells.presence import COLUMNS, LISTS
from files.problem import Refused
from rules.catalogue import Attribute, Catalogue, Kind
from wordlist import wordlist

Vocabulary = dict[str, Column]
# The headers that offices write, by what they mean.
_WORDS: dict[str, Any] = wordlist("files.cells", "headings.yaml")
_HEADERS: dict[Role, list[str]] = {Role[name]: words for name, words in _WORDS["roles"].items()}
_ANYWHERE = (Role.PHONE, Role.MEMBER, Role.REMARK, Role.KIND, Role.NOTHING)
_UNIT = re.compile(r"(?<=.)(?:\([^()]*\)|\[[^\[\]]*\]|【[^】]*】)$")


def column_of(heading: str, vocabulary: Vocabulary) -> Column | None:
    """What a header means, with or without a unit in parentheses behind it."""
    return vocabulary.get(heading) or vocabulary.get(_UNIT.sub("", heading))


def member_words(catalogue: Catalogue) -> Vocabulary:
    words: Vocabulary = {}
    _attributes(words, catalogue.member_attributes())
    _put(words, Role.MEMBER, (*_HEADERS[Role.MEMBER], "编号"))
    _put(words, Role.NAMES, ("姓名", "委员姓名", "委员", "名字"))
    _roles(words, Role.PHONE, Role.REMARK, Role.ROW, Role.NOTHING)
    return words


def change_words() -> Vocabulary:
    words: Vocabulary = {}
    _put(words, Role.MEMBER, (*_HEADERS[Role.MEMBER], "编号"))
    _put(words, Role.NAMES, ("姓名", "委员姓名", "委员"))
    _roles(words, Role.ATTRIBUTE, Role.VALUE, Role.SINCE, Role.PHONE, Role.REMARK, Role.ROW, Role.NOTHING)
    return words


def kind_words(catalogue: Catalogue, kind: Kind) -> Vocabulary:
    """For a sheet of `kind`: its attributes first; members' attributes tell two of one name apart."""
    words: Vocabulary = {}
    owners = ("occasion", "participation") if kind.form == "occasion" else ("work", "authorship", "outcome")
    _attributes(words, catalogue.attributes_of(kind, *owners))
    _put(words, Role.DAY, (kind.date, kind.date.replace("日期", "时间"), *_WORDS["days"]))
    _put(
        words,
        Role.TITLE,
        (each + end for each in (kind.name, kind.group) for end in ("名称", "题目", "标题", "主题")),
    )
    _roles(words, Role.NUMBER, Role.KEY, Role.NAMES, Role.TITLE, Role.LINKS)
    if kind.form == "occasion":
        _put(words, Role.DAY, _WORDS["occasion_days"])
        _presence(words, catalogue, kind)
    else:
        _put(words, Role.DAY, _WORDS["work_days"].get(kind.date, ()))
        _roles(words, Role.OUTCOME_DAY, Role.FIRST, Role.OTHERS)
        if RESULT in kind.attributes:
            _roles(words, Role.ADOPTED, Role.INSTRUCTED)
    return _finished(words, catalogue)


def _presence(words: Vocabulary, catalogue: Catalogue, kind: Kind) -> None:
    """The columns that say who was there, and lists of those who were not."""
    if STATE not in kind.attributes:
        return
    _put(words, catalogue.attributes[STATE], COLUMNS)
    for role in (Role.ON_LEAVE, Role.ABSENTEES, Role.SITTING_IN):
        _put(words, role, LISTS[role.value[:2]])


def outcome_words(catalogue: Catalogue) -> Vocabulary:
    """For the sheet of dated outcomes."""
    words: Vocabulary = {}
    _attributes(words, (a for a in catalogue.attributes.values() if "outcome" in a.of))
    _put(words, Role.OUTCOME_DAY, _WORDS["days"])
    _roles(words, Role.OUTCOME_DAY)
    _roles(words, Role.NUMBER, Role.KEY, Role.TITLE, Role.NAMES, Role.FIRST, Role.OTHERS)
    return _finished(words, catalogue)


def expected_words(catalogue: Catalogue) -> Vocabulary:
    """For the sheet of those expected who did not come."""
    words: Vocabulary = {}
    _attributes(words, (a for a in catalogue.attributes.values() if "participation" in a.of))
    _put(words, Role.DAY, (*_WORDS["days"], *_WORDS["occasion_days"]))
    _put(words, Role.NAMES, ("未到人员", "未到委员", "应到委员", "请假人员", "缺席人员"))
    _roles(words, Role.NUMBER, Role.NAMES, Role.TITLE)
    return _finished(words, catalogue)


def kind_column_words(loose: bool) -> Vocabulary:
    """For the column that names each row's kind; `loose` where the sheet's name does not."""
    words: Vocabulary = {}
    _roles(words, Role.KIND)
    if loose:
        _put(words, Role.KIND, _WORDS["loose_kinds"])
    return words


def answered(words: Vocabulary, answers: Answers, known: Vocabulary) -> Vocabulary:
    """The headers with those that the office has told: what each is in its own words, or 不读."""
    told: Vocabulary = {}
    for (section, subject), answer in answers.said.items():
        if section is not Section.COLUMN:
            continue
        column = Role.NOTHING if answer == NOT_READ else column_of(heading_text(answer), words)
        column = column or column_of(heading_text(answer), known)
        if column is not None:
            told[heading_text(subject)] = column
    return {**words, **told} if told else words


def not_understood(answers: Answers, known: Vocabulary) -> list[Refused]:
    """What was told of a column in words that mean no column: left aside it would be read otherwise."""
    return [
        Refused(
            f"列“{subject}”写作“{answer}”，没有这一项",
            f"写表里该有的列名（如 日期、姓名、状态），或“{NOT_READ}”",
        )
        for (section, subject), answer in answers.said.items()
        if section is Section.COLUMN and answer != NOT_READ and not column_of(heading_text(answer), known)
    ]


def all_words(catalogue: Catalogue) -> Vocabulary:
    """Every header that any sheet of records may have: by these the header row is found."""
    words = {**outcome_words(catalogue), **expected_words(catalogue)}
    for kind in catalogue.kinds.values():
        words.update(kind_words(catalogue, kind))
    return words


def _finished(words: Vocabulary, catalogue: Catalogue) -> Vocabulary:
    _roles(words, *_ANYWHERE, Role.ROW)
    _put(words, Role.NOTHING, _WORDS["loose_kinds"])
    _attributes(words, catalogue.attributes.values())
    return words


def _roles(words: Vocabulary, *roles: Role) -> None:
    for role in roles:
        _put(words, role, _HEADERS[role])


def _attributes(words: Vocabulary, attributes: Iterable[Attribute]) -> None:
    for attribute in list(attributes):
        _put(words, attribute, (attribute.name, *attribute.synonyms))


def _put(words: Vocabulary, column: Column, headers: Iterable[str]) -> None:
    """The first to claim a header keeps it."""
    for header in headers:
        words.setdefault(_compared(header), column)


@lru_cache(maxsize=1 << 12)
def _compared(header: str) -> str:
    """A header of ours as it is compared; each sheet puts its list together anew, of the same words."""
    return heading_text(header)
