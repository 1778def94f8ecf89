"""Works: proposals, social opinions and speeches, with their authors in order and what became of them."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from tests.files.offices import words
from tests.files.offices.meetings import Office
from tests.files.offices.page import ASKED, Fact, Line, Page, day_text, laid_out
from tests.files.offices.people import Person, listed, named


def writings(draw: Random, office: Office, kind: str) -> list[Page]:
    """A sheet of works of one kind, sometimes with another for what became of them."""
    count = draw.randint(2, 6)
    titles = draw.sample(words.MATTERS, count)
    days = [date(2022, draw.randint(1, 12), draw.randint(1, 26)) for _ in range(count)]
    several = draw.random() < 0.6
    authors = [
        draw.sample(office.people, draw.randint(1, min(4, len(office.people))) if several else 1)
        for _ in days
    ]
    how = draw.choice(("one list", "first and others", "a row an author")) if several else "one list"
    if kind != "提案" and how == "first and others":
        how = "one list"
    number = how == "a row an author" or kind == "提案" or draw.random() < 0.5
    headers = ["署名序号" if how == "a row an author" else "序号", draw.choice(words.WORK_TITLE[kind])]
    headers += [draw.choice(words.WORK_NUMBER[kind])] if number else []
    headers += [draw.choice(words.WORK_DAY[kind])]
    if how == "first and others":
        headers += [draw.choice(words.FIRST), draw.choice(words.OTHERS)]
    else:
        headers += [draw.choice(words.AUTHORS[kind])]
    apart = number and kind != "发言" and draw.random() < 0.4
    more = ([], [[] for _ in days], [{} for _ in days]) if apart else _more(draw, kind, len(days))
    headers += more[0]
    lines: list[Line] = []
    for at, (title, day, who) in enumerate(zip(titles, days, authors, strict=True)):
        work = kind, day, title
        facts: dict[Fact, Any] = {("作", *work, person.who): place for place, person in enumerate(who, 1)}
        facts |= {(name, *work, *rest): value for (name, *rest), value in more[2][at].items()}
        written = day_text(draw, day, not office.yearless)
        before = [
            title,
            *([draw.choice(("{}", "第{}号", "{:03}")).format(at + 1)] if number else []),
            written,
        ]
        for place, cell in _author_cells(draw, how, who):
            line = Line([place or str(len(lines) + 1), *before, *cell, *more[1][at]], dict(facts))
            lines.append(line)
        _twist(draw, office, lines[-1], who, len(before) + 1, len(who) > 1 and how == "a row an author")
    sheet = draw.choice((kind, f"{kind}登记表", f"2022年{kind}统计表", f"{kind}汇总"))
    page = laid_out(
        draw, f"5{sheet}", sheet, [headers], lines, [f"2022年{kind}登记表"] * (draw.random() < 0.5)
    )
    page.shape = f"{kind} {how}"
    if not apart:
        return [page]
    became = _became(draw, office, kind, list(zip(titles, days, strict=True)))
    for fact in became.told:
        # A work that is left out, and named, takes its outcomes with it.
        rows = [rows for other, rows in page.places.items() if other[1:4] == fact[1:4]]
        page.told[fact], page.places[fact] = True, set().union(*rows)
    return [page, became]


def _became(draw: Random, office: Office, kind: str, works: list[tuple[str, date]]) -> Page:
    """The sheet of what became of works, which it names by their numbers."""
    results: dict[str, tuple[str, Any]] = {
        "批示": ("批示", "市领导"),
        **({"重点": ("重点", None)} if kind == "提案" else {"采用": ("采用", "省政协")}),
    }
    lines = []
    for at, (title, day) in enumerate(works, 1):
        if draw.random() < 0.5:
            continue
        word, (result, level) = draw.choice(list(results.items()))
        cells = [draw.choice(words.WORK_KINDS[kind]), draw.choice((str(at), f"第{at}号")), "2022-12-30", word]
        cells += [level or "" if result == "采用" else "", level or "" if result == "批示" else ""]
        lines.append(Line(cells, {("果", kind, day, title, result, level): True}))
    headers = ["种类", "编号", "日期", "结果", "采用层级", "领导级别"]
    page = laid_out(draw, "6采用与批示", draw.choice(("采用与批示", "采用和批示")), [headers], lines)
    page.shape = "became"
    return page


def _twist(draw: Random, office: Office, line: Line, who: Sequence[Person], at: int, parted: bool) -> None:
    if office.twist == "外人" and not parted:
        line.cells[at] = f"{line.cells[at]}、令狐冲"
        line.facts = dict.fromkeys(line.facts, ASKED)
        line.stranger = True
    elif office.twist == "同名" and not parted and any(each.shared for each in who):
        line.cells[at] = who[0].name
        if not who[0].shared:
            line.cells[at] = next(each for each in who if each.shared).name
        if len(line.cells) > at + 1 and isinstance(line.cells[at + 1], str):
            line.facts = dict.fromkeys(line.facts, ASKED)


def _author_cells(draw: Random, how: str, who: Sequence[Person]) -> list[tuple[str, list[str]]]:
    if how == "a row an author":
        return [(str(place), [named(draw, person)]) for place, person in enumerate(who, 1)]
    if how == "first and others":
        return [("", [named(draw, who[0]), listed(draw, who[1:])])]
    return [("", [listed(draw, who)])]


def _more(draw: Random, kind: str, count: int) -> tuple[list[str], list[list[Any]], list[dict[Fact, Any]]]:
    """Columns that say what became of the works: headers, cells a work, facts a work."""
    cells: list[list[Any]] = [[] for _ in range(count)]
    facts: list[dict[Fact, Any]] = [{} for _ in range(count)]
    if kind == "提案":
        filed = [draw.choice(list(words.FILING)) for _ in range(count)]
        remarks = [draw.choice(("", "", "重点提案", "优秀提案", "已答复")) for _ in range(count)]
        for at, (word, remark) in enumerate(zip(filed, remarks, strict=True)):
            cells[at] += [word, "县某局", remark, f"2022年12月{at + 20}日" if remark.endswith("提案") else ""]
            facts[at]["立",] = words.FILING[word]
            if remark in ("重点提案", "优秀提案"):
                facts[at]["果", remark[:2], None] = True
        return [draw.choice(words.FILED), "承办单位", "备注", "结果日期"], cells, facts
    if kind == "社情民意":
        dated = draw.random() < 0.7
        for at in range(count):
            adopted, led = draw.choice(list(words.ADOPTED)), draw.choice(list(words.LEADERS))
            value: Any = True if dated else ASKED
            cells[at] += [
                adopted,
                led,
                *(["2022-12-30" if words.ADOPTED[adopted] or words.LEADERS[led] else ""] if dated else []),
            ]
            facts[at] |= {("果", "采用", level): value for level in words.ADOPTED[adopted]}
            facts[at] |= {("果", "批示", leader): value for leader in words.LEADERS[led]}
        return ["采用情况", "批示情况", *(["采用日期"] if dated else [])], cells, facts
    for at in range(count):
        place, form = draw.choice(("全会", "常委会", "专题协商会")), draw.choice(("口头", "书面"))
        cells[at] += [place, form]
        facts[at]["说",] = place, form
    return [draw.choice(("发言场合", "场合")), draw.choice(("发言形式", "形式"))], cells, facts
