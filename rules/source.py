"""Strict YAML with a place for everything: text in, positioned tree out.

The tree keeps every scalar as it was written, so `0.10` is read as an exact number and `否` never
becomes a boolean by accident. Anchors, aliases, tags and text blocks are refused: a rule document has
one way to write a thing, and a hostile one cannot grow in memory.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from wordlist import wordlist

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
MAX_PROBLEMS = 1000


# What is called otherwise elsewhere, and what there is nowhere here.
_ADVICE: dict[str, list[str]] = wordlist("rules", "other_words.yaml")
_OTHER_WORDS = {word: advice for advice, words in _ADVICE.items() for word in words}


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a document: line and column, both counted from 1.

    `file` is the supplement it lies in; empty is the document that is being read.
    """

    line: int
    column: int
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行" if self.file else f"第 {self.line} 行"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a document, where, and what would be right.

    An `error` cannot have been meant; a document that is refused has nothing else. A `warning` may be right.
    """

    file: str
    line: int
    column: int
    message: str
    suggestion: str | None = None
    level: str = "error"

    def __str__(self) -> str:
        return f"{self.place}: {'提醒：' if self.level == 'warning' else ''}{self.said}"

    @property
    def place(self) -> str:
        """`2022.yaml:14:3`"""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def said(self) -> str:
        """What is wrong, with what would be right."""
        return f"{self.message}（{self.suggestion}）" if self.suggestion else self.message


class DocumentRefused(Exception):
    """A document cannot be used; `problems` lists every reason found, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.message))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    mark: Mark
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    items: "tuple[Tree, ...]"
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: "Tree"


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: dict[str, Entry]
    mark: Mark


Tree = Scalar | Listing | Mapping


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`, as a cure for a message; None where nothing is like it."""
    found = _likest(word, choices)
    return f"是不是“{found}”？" if found else None


def cure(word: str, choices: Iterable[str], instead: str) -> str:
    """What to write for a word that is none of `choices`: the one it was a slip of, else `instead`.

    A word that is only like one of them was meant: what it asks for is not there, and the like is no cure.
    """
    if word in _OTHER_WORDS:
        return _OTHER_WORDS[word]
    found = _likest(word, choices)
    if found is None:
        return instead
    return f"是不是“{found}”？" if _slip(word, found) else f"没有这种写法，{instead}；最接近的是“{found}”"


def close(word: str, choices: Iterable[str], most: int = 3) -> list[str]:
    """The choices most like `word`, the likest first; none where nothing is like it."""
    known = [choice for choice in choices if choice]
    contained = [choice for choice in known if word and (word in choice or choice in word)]
    return difflib.get_close_matches(word, known, n=most, cutoff=0.5) or sorted(contained, key=len)[:most]


def _likest(word: str, choices: Iterable[str]) -> str | None:
    return next(iter(close(word, choices, 1)), None)


def slip(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` differs from by one letter only."""
    return next((choice for choice in choices if _slip(word, choice)), None)


def _slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two have changed places; no word is one letter."""
    if min(len(one), len(other)) < 2:
        return False
    same = _shared(one, other)
    one, other = one[same:], other[same:]
    end = _shared(one[::-1], other[::-1])
    left, right = one[: len(one) - end], other[: len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def colon(word: str) -> str | None:
    """The cure for a key that swallowed its value behind a full-width colon."""
    return "冒号要用半角，后面空一格" if "：" in word else None


@dataclass
class Refusals:
    """Collects the problems of one file, so that all are told at once; nobody reads the thousandth."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, mark: Mark, message: str, suggestion: str | None = None) -> None:
        self.problems.append(Problem(mark.file or self.file, mark.line, mark.column, message, suggestion))
        if len(self.problems) >= MAX_PROBLEMS:
            self.check()

    def check(self) -> None:
        """Raises `DocumentRefused` if anything was refused."""
        if self.problems:
            raise DocumentRefused(self.problems)


def parse(text: str, file: str, origin: str = "") -> Tree:
    """Reads one document; raises `DocumentRefused` where it is not strict YAML.

    `origin` goes into every mark, where the tree will become a part of another document's.
    """
    refusals = Refusals(file)
    if len(text) > MAX_CHARACTERS:
        refusals.add(Mark(1, 1), f"文件超过 {MAX_CHARACTERS:,} 个字符", "拆成几个文件")
    refusals.check()
    # A BOM is what Windows editors put in front; the parser would count it as a column.
    text = text.removeprefix("\ufeff")
    if unfit := _UNFIT.search(text):
        refusals.add(_place(text, unfit.start()), "有不能使用的控制字符", "删去该字符")
    refusals.check()
    try:
        events = list(_shallow(yaml.parse(text, Loader=_Loader), refusals))
    except yaml.MarkedYAMLError as error:
        place = _error_place(error, text)
        refusals.add(place, "YAML 写法有误", _syntax_cure(error, text, place.line))
        raise DocumentRefused(refusals.problems) from None
    tree = _Composer(events, refusals, origin).document()
    refusals.check()
    return tree


def read(path: Path, shown_as: str | None = None) -> tuple[str, str]:
    """The text of a file in UTF-8 and the name to show; raises `DocumentRefused` if it cannot be read."""
    name = shown_as or str(path)
    try:
        return path.read_text(encoding="utf-8"), name
    except FileNotFoundError:
        raise DocumentRefused([Problem(name, 1, 1, "找不到文件", "检查路径")]) from None
    except UnicodeDecodeError:
        raise DocumentRefused([Problem(name, 1, 1, "文件不是 UTF-8 编码", "用编辑器另存为 UTF-8")]) from None
    except (OSError, ValueError):  # a name with a null byte is a ValueError
        raise DocumentRefused([Problem(name, 1, 1, "文件打不开", "检查是否为文件、有无读取权限")]) from None


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML cannot hold, looked for here: the parser tells only a byte offset.
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _place(text: str, at: int) -> Mark:
    lines = f"{text[:at]}?".splitlines()
    return Mark(len(lines), len(lines[-1]))


def _shallow(events: Iterable[yaml.Event], refusals: Refusals) -> Iterator[yaml.Event]:
    """The events, refused where they nest too deep: the parser's time grows with the square of the depth."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            refusals.add(_mark(event), f"嵌套超过 {MAX_DEPTH} 层")
            refusals.check()
        yield event


def _error_place(error: yaml.MarkedYAMLError, text: str) -> Mark:
    # A key without its colon is noticed at the next colon, often a line later; the key is what is wrong.
    key = error.context == "while scanning a simple key"
    mark = error.context_mark if key else error.problem_mark or error.context_mark
    if mark is None:
        return Mark(1, 1)
    above = text.splitlines()[mark.line - 1] if mark.line else ""
    if "：" in above and ":" not in above:
        return Mark(mark.line, above.index("：") + 1)
    return Mark(mark.line + 1, mark.column + 1)


def _syntax_cure(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    if error.context in ("while scanning an anchor", "while scanning an alias"):
        return "以 * 或 & 开头的文字加双引号"
    if "cannot start any token" in (error.problem or "") and "\t" not in text:
        return "以 @、%、` 开头的文字加双引号"
    lines = text.splitlines()
    near = "\n".join(lines[max(0, line - 2) : line])
    if "\t" in near:
        return "缩进不能用制表符，改用空格"
    if "：" in near or "，" in near or "［" in near or "｛" in near:
        return "冒号、逗号、括号要用半角，冒号后空一格"
    return "检查缩进、括号是否成对、冒号后是否有空格"


class _Composer:
    """Builds the tree from parser events, refusing what the strict form excludes."""

    def __init__(self, events: list[yaml.Event], refusals: Refusals, origin: str) -> None:
        self.events = [e for e in events if not isinstance(e, yaml.StreamStartEvent | yaml.StreamEndEvent)]
        self.refusals = refusals
        self.origin = origin
        self.at = 0

    def document(self) -> Tree:
        if not self.events:
            raise DocumentRefused([Problem(self.refusals.file, 1, 1, "文件是空的", "从示例复制一份再改")])
        self.at = 1
        tree = self._tree()
        if self.at + 1 < len(self.events):
            self.refusals.add(_mark(self.events[self.at + 1]), "一个文件只能有一份文档", "删去“---”")
        return tree

    def _next(self) -> yaml.Event:
        event = self.events[self.at]
        self.at += 1
        return event

    def _tree(self) -> Tree:
        event = self._next()
        mark = _mark(event, self.origin)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refusals.add(
                mark, "不能使用锚点和引用（& 和 *）", "把内容写全；以 * 或 & 开头的文字加双引号"
            )
        if getattr(event, "tag", None):
            self.refusals.add(mark, "不能使用标签（!）", "删去“!”和后面的标签；以 ! 开头的文字加双引号")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(mark)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(self.events[self.at], yaml.SequenceEndEvent):
                items.append(self._tree())
            self.at += 1
            return Listing(tuple(items), mark)
        if isinstance(event, yaml.ScalarEvent):
            if event.style in ("|", ">", "'"):
                self.refusals.add(mark, "文字不能用单引号或 | > 文字块", "不加引号，必要时用双引号")
            return Scalar(event.value, mark, event.style is not None and event.style != "")
        return Scalar("", mark)

    def _mapping(self, mark: Mark) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(self.events[self.at], yaml.MappingEndEvent):
            key = self._tree()
            value = self._tree()
            if not isinstance(key, Scalar):
                self.refusals.add(key.mark, "这里只能写一个名称", "检查缩进和括号")
            elif key.text in entries:
                first = Mark(entries[key.text].key.mark.line, 1)
                self.refusals.add(key.mark, f"“{key.text}”重复", f"{first}已经写过，留一个")
            else:
                entries[key.text] = Entry(key, value)
        self.at += 1
        return Mapping(entries, mark)


def _mark(event: yaml.Event, origin: str = "") -> Mark:
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1, origin) if start else Mark(1, 1, origin)
