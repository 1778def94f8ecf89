"""One sheet of an office, with what each of its rows tells; laid out with titles, notes and totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

# What a fact is about, and what it says. ASKED: the sheet leaves it open, so nothing may be read of it.
Fact = tuple[Any, ...]
ASKED = "要问"


@dataclass(slots=True)
class Line:
    """A row: its cells, and the facts that it tells."""

    cells: list[Any]
    facts: dict[Fact, Any] = field(default_factory=dict)
    # Somebody in it is not in the roster: the row has to be named even if all facts are read.
    stranger: bool = False


@dataclass(slots=True)
class Page:
    """A finished sheet. `told` are its facts, `places` their rows, `named` rows that must be named."""

    file: str
    sheet: str
    rows: list[list[Any]]
    told: dict[Fact, Any] = field(default_factory=dict)
    places: dict[Fact, set[int]] = field(default_factory=dict)
    heads: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    shape: str = ""


def laid_out(
    draw: Random,
    file: str,
    sheet: str,
    headers: Sequence[Sequence[str]],
    lines: Iterable[Line],
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    shuffled: bool = True,
    ordered: bool = False,
) -> Page:
    """The sheet with its columns in any order (`shuffled`), its rows in any order unless `ordered`."""
    lines = list(lines)
    width = len(headers[-1])
    order = draw.sample(range(width), width) if shuffled and draw.random() < 0.4 else list(range(width))
    if not ordered:
        draw.shuffle(lines)
    # The header of a grid's column holds a title, which is no word to dress up.
    plain = [[row[at] for at in order] for row in headers]
    head = [[dressed(draw, text) for text in row] for row in plain] if shuffled else plain
    rows: list[list[Any]] = [[text] + [""] * (width - 1) for text in above]
    if draw.random() < 0.2:
        rows.insert(draw.randrange(len(rows) + 1), [""] * width)
    page = Page(file, sheet, rows)
    page.heads.update(range(len(rows) + 1, len(rows) + 1 + len(head)))
    rows.extend(head)
    repeat = draw.randrange(len(lines)) if len(lines) > 3 and len(head) == 1 and draw.random() < 0.1 else -1
    for at, line in enumerate(lines):
        if at == repeat:
            rows.append(list(head[0]))
        if draw.random() < 0.03:
            rows.append([""] * width)
        rows.append([line.cells[each] for each in order])
        for fact, value in line.facts.items():
            if page.told.setdefault(fact, value) != value:
                page.told[fact] = ASKED
            page.places.setdefault(fact, set()).add(len(rows))
        if line.stranger:
            page.named.add(len(rows))
    rows.extend(_under(draw, width, len(lines)))
    rows.extend([text] + [""] * (width - 1) for text in below)
    return page


def _under(draw: Random, width: int, count: int) -> list[list[Any]]:
    rows: list[list[Any]] = []
    blank = [""] * width
    if draw.random() < 0.2:
        rows.append(["合计", str(count), *blank][:width] if width > 1 else ["合计"])
    if draw.random() < 0.2:
        rows.append(["注：本表由办公室汇总，如有出入请及时反馈。", *blank][:width])
    if draw.random() < 0.2:
        rows += [list(blank), [*["填表人：李四", "", "审核人："], *blank][:width]]
    if draw.random() < 0.1 and width > 1:
        rows.append([*[""] * (width - 2), "制表人：王秘书", "2022年3月10日"])
    return [(row + blank)[:width] for row in rows]


def dressed(draw: Random, heading: str) -> str:
    """A header with what offices put round it."""
    chance = draw.random()
    if not heading or chance > 0.12:
        return heading
    if chance < 0.03:
        return f"*{heading}"
    if chance < 0.06:
        return f"{heading}："
    if chance < 0.09 and len(heading) == 2:
        return f"{heading[0]}　{heading[1]}"
    return f"{heading[:2]}\n{heading[2:]}" if len(heading) > 3 and chance < 0.12 else heading


def day_text(draw: Random, day: date, with_year: bool) -> Any:
    """A date as offices type it; without its year where that is known otherwise."""
    y, m, d = day.year, day.month, day.day
    forms: list[Any] = [
        f"{y}-{m:02}-{d:02}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}.{m:02}.{d:02}",
        f"{y}年{m}月{d}日",
        f" {y} 年 {m} 月 {d} 日",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日上午",
        f"{y}/{m}/{d}下午",
        f"{y}-{m:02}-{d:02} 09:00",
        f"{y}-{m:02}-{d:02} 00:00:00",
        f"{y}年{m}月{d}日（星期{'一二三四五六日'[day.weekday()]}）",
        f"{y}年{m}月{d}日至{d + 1}日",
        f"{y}年{m}月{d}号",
        f"{y}．{m}．{d}",
        f"{y}年{m:02}月{d:02}日14:30",
        day,
    ]
    if not with_year:
        forms += [
            f"{m}月{d}日",
            f"{m}.{d:02}",
            f"{m}/{d}",
            f"{m}月{d}日-{d + 1}日",
            f"{m}月{d}日上午",
            f"{m}月{d}日下午3:00",
            f"{m}月{d}号",
            f"{m}月{d}日（周{'一二三四五六日'[day.weekday()]}）",
        ]
    return draw.choice(forms)
