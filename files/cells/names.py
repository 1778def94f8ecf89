"""Several names in one cell. A blank may part two names or stand inside one: the roster decides."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from files.cell import Cell, clean, name_text
from files.problem import Refused
from rules.folding import DOT

_LONGEST = 20
_PARTING = re.compile(r"[、,;/|&+\n\r\t]+(?![^()]*\))")
_BESIDE_PARENTHESES = re.compile(r"\s*([()])\s*")
_WORD = re.compile(r"([^()]*)(?:\(([^()]*)\))?")
_AND_OTHERS = re.compile(r"(.*?)等(?:\d+|[一二三四五六七八九十]+)?(?:人|名|位|名委员|位委员|委员)?")


@dataclass(frozen=True, slots=True)
class Person:
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
    if not isinstance(raw, str):
        return (Person(clean(raw)),)
    found: list[Person] = []
    for piece in _pieces(raw):
        if known(piece):
            found.append(Person(piece))
            continue
        persons = _persons(piece, known)
        if isinstance(persons, Refused):
            return persons
        found.extend(persons)
    return tuple(found)


def _pieces(raw: str) -> list[str]:
    # Line breaks part names, so the lines are cleaned one by one.
    lines = [clean(line) for line in re.split(r"[\n\r\t\v\f]+", raw)]
    text = _BESIDE_PARENTHESES.sub(r"\1", "\n".join(lines))
    text = text.replace(")(", "、").replace(")", ") ")
    return [piece.strip() for piece in _PARTING.split(text) if piece.strip()]


def _persons(piece: str, known: Known) -> list[Person] | Refused:
    words = []
    for text in re.findall(r"[^\s()]*\([^()]*\)|[^\s]+", piece):
        word = _WORD.fullmatch(text)
        if word is None:
            return Refused(f"“{piece[:40]}”的括号不成对", "补齐括号，名字之间用顿号")
        words.append(Person(name_text(word[1]), _qualifier(word[2] or "")))
    if len(words) == 1:
        return _checked(words, known)
    grouped = _grouped(words, known)
    if grouped is None:
        return Refused(
            f"分不清“{piece[:40]}”里是哪几个名字", "名字之间用顿号“、”隔开，名字里面不留空格", "question"
        )
    return _checked(grouped, known)


def _qualifier(text: str) -> str:
    """`民建 执笔` are two words, `民 建` is one."""
    words = text.split(" ")
    return name_text("、".join(words) if all(len(word) > 1 for word in words) else text)


def _checked(persons: list[Person], known: Known) -> list[Person] | Refused:
    for person in persons:
        if not known(person.name) and (others := _AND_OTHERS.fullmatch(person.name)):
            return Refused(f"名单没有写完：“{others[0]}”", "写出每一个人的姓名，去掉“等”", "question")
    return persons


def _grouped(words: list[Person], known: Known) -> list[Person] | None:
    """The one reading of blank-separated words that leaves the fewest names unknown; None if not one only."""
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
