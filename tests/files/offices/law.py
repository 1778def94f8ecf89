"""The law: what is read is true, and what is true is read, or a question or an error names its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from files.cell import squeezed
from files.problem import Problem
from rules.record import Attributes, Member, Record
from tests.files.offices.page import ASKED, Fact, Page


@dataclass(slots=True)
class Verdict:
    """How many facts there are, and were read; what breaks the law, in words."""

    facts: int = 0
    read: int = 0
    broken: list[str] = field(default_factory=list)


def verdict(pages: Iterable[Page], read: dict[Fact, Any], problems: Iterable[Problem]) -> Verdict:
    """Judges what was read of these pages."""
    pages = list(pages)
    found = Verdict()
    truth: dict[Fact, Any] = {}
    for page in pages:
        for fact, value in page.told.items():
            truth[fact] = value if truth.get(fact, value) == value else ASKED
    open_ones = {(p.file, p.sheet, p.row) for p in problems if p.level != "reminder"}
    for fact, value in read.items():
        if fact not in truth:
            found.broken.append(f"读出了没有的：{fact} = {value}")
        elif truth[fact] != value:
            found.broken.append(f"读错：{fact} = {value}，应是 {truth[fact]}")
    for fact, value in truth.items():
        found.facts += 1
        found.read += fact in read
        if fact not in read and not _named(pages, fact, open_ones):
            found.broken.append(f"没有读出，也没有问：{fact} = {value}")
    places = [(page.file, page.sheet, row) for page in pages for row in page.named]
    found.broken += [f"{place} 应当指出" for place in places if place not in open_ones]
    return found


def _named(pages: Iterable[Page], fact: Fact, open_ones: set[tuple[str, str, int | None]]) -> bool:
    """Whether a problem names a row that tells the fact, or the header, sheet or file of such a row."""
    return any(
        (page.file, sheet, row) in open_ones
        for page in pages
        if fact in page.told
        for row in (None, *page.heads, *page.places[fact])
        for sheet in (page.sheet, "")
    )


def facts_of(records: Iterable[Record], members: Iterable[Member], pages: Iterable[Page]) -> dict[Fact, Any]:
    """What was read, as the pages tell it. A record that no page tells of is a fact that is nowhere true."""
    who = {member.key: (member.name, member.attributes.get("界别", "")) for member in members}
    told: dict[tuple[str, Any], set[str]] = {}
    titled: set[Fact] = set()
    for page in pages:
        for fact in page.told:
            if fact[0] != "册":
                told.setdefault((fact[1], fact[2]), set()).add(fact[3])
            if fact[0] == "题":
                titled.add(fact)
    found: dict[Fact, Any] = {}
    for record in records:
        titles = told.get((record.kind, record.day), set())
        same = [title for title in titles if squeezed(title) == squeezed(record.title)]
        title = same[0] if same else min(titles) if len(titles) == 1 else record.title
        work = record.kind, record.day, title
        for fact, value in _told_of(record, work, who, titled):
            if fact in found:
                found["两次", *fact] = value
            found[fact] = value
    return found


def _told_of(
    record: Record, work: tuple[Any, ...], who: dict[str, tuple[Any, Any]], titled: set[Fact]
) -> Iterator[tuple[Fact, Any]]:
    for part in record.parts:
        person = who[part.member]
        if "位次" in part.attributes or "确认" in part.attributes:
            yield ("作", *work, person), part.attributes.get("序号")
        else:
            yield ("到", *work, person), _way(record.kind, part.attributes)
    if ("题", *work) in titled:
        yield ("题", *work), work[2] if squeezed(record.title) == squeezed(work[2]) else record.title
    if "立案" in record.attributes:
        yield ("立", *work), (record.attributes["立案"], record.attributes.get("立案结果"))
    if "场合" in record.attributes:
        yield ("说", *work), (record.attributes["场合"], record.attributes.get("形式"))
    for outcome in record.outcomes:
        level = outcome.attributes.get("采用层级", outcome.attributes.get("领导级别"))
        yield ("果", *work, outcome.attributes.get("结果"), level), True


def _way(kind: str, said: Attributes) -> Any:
    if kind == "全会":
        return tuple(said.get(name, 0) for name in ("出席半天", "请假半天", "缺席半天"))
    if said.get("状态") == "出席" and (said.get("迟到") or said.get("早退")):
        return "迟到" if said.get("迟到") else "早退"
    return said.get("状态")
