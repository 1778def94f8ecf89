"""Several names in one cell. A blank may part two names or stand inside one: the roster decides."""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from files.answers import Question, Section
from files.cell import Cell, Unreadable, clean, name_text
from files.problem import Refused
from rules.folding import DOT

_LONGEST = 20
_LONGEST_LIST = 100
_HAN = re.compile("[\u4e00-\u9fff]+")
_LATIN = re.compile("[A-Za-z.'-]+")
_THERE = ("出席", "参加", "到会", "参会")
_PARTING = re.compile(r"[、,;/|&+\n\r\t]+(?![^()]*\))")
_BESIDE_PARENTHESES = re.compile(r"\s*([()])\s*")
_WORD = re.compile(r"([^()]*)(?:\(([^()]*)\))?")
_AND_OTHERS = re.compile(r"(.*?)等(\d+|[一二三四五六七八九十]+)?(?:人|名|位|名委员|位委员|委员)?")
_ET_AL = re.compile(r"等(?:\d+|[一二三四五六七八九十]+)(?:人|名|位|名委员|位委员|委员)?$", re.ASCII)
_HOW_MANY = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
_NUMBERED = re.compile(r"(?:^|(?<=[\s,;、。]))\d{1,3}[.、)]\s*(?=[^\d\s])")
_LABEL = re.compile(r"(出席|参加|到会|参会|请假|缺席|列席|未到)(?:人员|委员|者|的有)?:")
_AND = re.compile("以及|和|与|及")
_TITLES = re.compile("(?:副?主席|秘书长|副秘书长|主任|副主任|常委|委员|同志|女士|先生)$")


class Person(NamedTuple):
    """A name as written, with what stands in parentheses behind it: `张三（民建）（执笔）`."""

    name: str
    qualifier: str = ""

    @property
    def said(self) -> list[str]:
        """The words of the qualifier one by one."""
        return [word for word in _PARTING.split(self.qualifier) if word]

    def __str__(self) -> str:
        return f"{self.name}（{self.qualifier}）" if self.qualifier else self.name


Known = Callable[[str], bool]


def split_names(raw: Cell, known: Known) -> tuple[Person, ...] | Refused:
    """The persons of a cell in their order; `known` says whether a name is in the roster.

    `张 三 李 四` is read as the roster allows; where it allows several readings, or the list ends in 等,
    it is a question.
    """
    if isinstance(raw, Unreadable):
        return raw.refused
    if not isinstance(raw, str):
        return (Person(clean(raw)),)
    found: list[Person] = []
    for label, text in _labelled(raw):
        listed: list[Person] = []
        for piece in _pieces(text):
            persons = [Person(_spelt(piece))] if known(piece) else _persons(piece, known)
            if isinstance(persons, Refused):
                return persons
            listed.extend(persons)
        whole = _whole(listed, raw, known)
        if isinstance(whole, Refused):
            return whole
        found.extend((_with(label, person) for person in whole) if label else whole)
    return tuple(found)


def _labelled(raw: str) -> list[tuple[str, str]]:
    """The lists in a cell, each with the state that stands before it: `出席：…；请假：…`."""
    if "：" not in raw and ":" not in raw:
        return [("", raw)]
    parts = _LABEL.split(unicodedata.normalize("NFKC", raw)) if _LABEL.search(clean(raw)) else [raw]
    labels = ["", *("" if label in _THERE else label for label in parts[1::2])]
    return [
        (label, text.strip("。;, \n")) for label, text in zip(labels, parts[::2], strict=True) if text.strip()
    ]


def _spelt(name: str) -> str:
    """A name in the form in which names are compared; one in Latin letters keeps its blanks."""
    if _HAN.fullmatch(name) or all(_LATIN.fullmatch(word) for word in name.split()):
        return name
    return name_text(name)


def _with(label: str, person: Person) -> Person:
    said = [label] if label else []
    return Person(person.name, "、".join([word for word in (person.qualifier, *said) if word]))


def _whole(found: list[Person], raw: str, known: Known) -> tuple[Person, ...] | Refused:
    """The list, if it ends; one that ends in 等4人 has ended where four are named."""
    for at, person in enumerate(found):
        others = None if known(person.name) else _AND_OTHERS.fullmatch(person.name)
        if others is None:
            continue
        count = int(others[2]) if (others[2] or "").isdigit() else _HOW_MANY.get(others[2] or "")
        if at == len(found) - 1 and count == len(found):
            return (*found[:-1], Person(others[1], person.qualifier))
        question = Question(Section.LIST, clean(raw)[:_LONGEST_LIST], other="每个人的姓名，用顿号隔开")
        return Refused(
            f"名单没有写完：“{others[0]}”",
            "写出每一个人的姓名，去掉“等”",
            "question",
            question,
        )
    return tuple(found)


def _pieces(raw: str) -> list[str]:
    # Line breaks part names, so the lines are cleaned one by one.
    lines = [_NUMBERED.sub("、", clean(line)) for line in re.split(r"[\n\r\t\v\f]+", raw)]
    text = _BESIDE_PARENTHESES.sub(r"\1", "\n".join(lines))
    text = text.replace(")(", "、").replace(")", ") ")
    return [piece.strip() for piece in _PARTING.split(text) if piece.strip()]


def _persons(piece: str, known: Known) -> list[Person] | Refused:
    if (more := _ET_AL.search(piece)) and more.start():
        # 张 三等2人: the blank is within the name before it.
        persons = _persons(piece[: more.start()], known)
        if isinstance(persons, Refused):
            return persons
        return [*persons[:-1], Person(persons[-1].name + more[0], persons[-1].qualifier)]
    words = []
    for text in re.findall(r"[^\s()]*\([^()]*\)|[^\s]+", piece):
        word = _WORD.fullmatch(text)
        if word is None:
            return Refused(f"“{piece[:40]}”的括号不成对", "补齐括号，名字之间用顿号")
        words.append(Person(name_text(word[1]), _qualifier(word[2] or "")))
    if len(words) > 1 and all(_LATIN.fullmatch(word.name) for word in words):
        # John Smith has a blank that belongs to the name.
        return [Person(" ".join(word.name for word in words), words[-1].qualifier)]
    plain = [_plain(person, known) for person in words]
    for person, persons in zip(words, plain, strict=True):
        if person.qualifier and len(persons) > 1:
            message = f"“{person}”括号里写的，看不出说的是几个人"
            return Refused(message, "名字之间用顿号，各人的写在各人后面的括号里", "question")
    words = [part for persons in plain for part in persons]
    if len(words) == 1:
        return words
    grouped = _grouped(words, known)
    if grouped is None:
        return Refused(
            f"分不清“{piece[:40]}”里是哪几个名字", "名字之间用顿号“、”隔开，名字里面不留空格", "question"
        )
    return grouped


def _plain(person: Person, known: Known) -> list[Person]:
    """The person without a title behind the name, or those that an `和` joins, if the roster knows them."""
    if known(person.name):
        return [person]
    if known(shorter := _TITLES.sub("", person.name)):
        return [Person(shorter, person.qualifier)]
    joined = [name for name in _AND.split(person.name) if name]
    if len(joined) > 1 and all(known(name) or known(_TITLES.sub("", name)) for name in joined):
        return [found for name in joined for found in _plain(Person(name, person.qualifier), known)]
    return [person]


def _qualifier(text: str) -> str:
    """`民建 执笔` are two words, `民 建` is one."""
    words = text.split(" ")
    return name_text("、".join(words) if all(len(word) > 1 for word in words) else text)


def _grouped(words: list[Person], known: Known) -> list[Person] | None:
    """The one reading of blank-separated words that leaves the fewest names unknown; None if not one only."""
    if len(words) < 4 and not any(len(word.name) > 1 or known(word.name) for word in words):
        # `张 三`, most of them by far: no word is a name of its own, so only all of them together are one.
        return None if any(word.qualifier for word in words[:-1]) else [_joined(words, known)]
    # best[i]: cost, number of readings and one reading of the first i words
    best: list[tuple[int, int, list[Person]]] = [(0, 1, [])]
    for end in range(1, len(words) + 1):
        cheapest, ways, reading = 10**6, 0, []
        for start in range(max(0, end - 4), end):
            person = _joined(words[start:end], known)
            cost = _cost(words[start:end], person, known)
            if cost is None or not best[start][1]:
                continue
            total = best[start][0] + cost
            if total < cheapest:
                cheapest, ways, reading = total, best[start][1], [*best[start][2], person]
            elif total == cheapest:
                ways += best[start][1]
        best.append((cheapest, ways, reading))
    return best[-1][2] if best[-1][1] == 1 else None


def _joined(words: list[Person], known: Known) -> Person:
    """The words as one name; a blank may have been written for the dot in a name of the roster."""
    if len(words) == 1:
        return words[0]
    dotted = DOT.join(word.name for word in words)
    name = dotted if known(dotted) else "".join(word.name for word in words)
    return Person(name, words[-1].qualifier)


def _cost(words: list[Person], person: Person, known: Known) -> int | None:
    """0 for a name of the roster, 1 for what may be a name, None for what cannot be one."""
    if any(word.qualifier for word in words[:-1]) or len(person.name) > _LONGEST:
        return None
    if known(person.name):
        return 0
    if len(words) == 1:
        return 1 if len(person.name) >= 2 else None
    return 1 if len(person.name) <= 3 and all(len(word.name) == 1 for word in words) else None
