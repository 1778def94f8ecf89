"""A rule set as it is printed, word for word in the order of reading: each clause beside its rules."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says: its id and title, sentences, and the note that tells what was chosen."""

    name: str
    words: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its citation, with the rules that follow it. `cited`: whether the text gives one."""

    citation: str
    cited: bool
    rules: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part without clauses, as the grades: a title and lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A line of the table of contents; `page` is empty where a document has no sheets."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """All words of a printed rule set, each a single line of text (`documents.page.one_line`).

    `contents` has a line for each clause, then one for each part.
    """

    title: str
    head: tuple[str, ...]
    contents_title: str
    contents: tuple[Content, ...]
    columns: tuple[str, str]
    clauses: tuple[Clause, ...]
    parts: tuple[Part, ...]
    stamp: tuple[str, ...]
    footer: str

    def words(self) -> Iterator[str]:
        """What is read from the first sheet to the last, but for the footers."""
        yield from (self.title, *self.head, self.contents_title)
        for line in self.contents:
            yield from (line.title, line.page)
        yield from self.columns
        for clause in self.clauses:
            yield clause.citation
            for rule in clause.rules:
                yield from (rule.name, *rule.words, rule.note)
        for part in self.parts:
            yield from (part.title, *part.lines)
        yield from self.stamp
