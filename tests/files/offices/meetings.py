"""Occasions, and the sheets on which offices keep who was there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from tests.files.offices import words
from tests.files.offices.page import ASKED, Fact, Line, Page, day_text, laid_out
from tests.files.offices.people import Person, listed, named

Ways = dict[Person, str]


@dataclass(slots=True)
class Occasion:
    """`ways` says of everybody who was called how it was: 出席, 请假, 缺席, 迟到, 早退."""

    kind: str
    day: date
    title: str
    ways: Ways

    def at(self, person: Person) -> Fact:
        return "到", self.kind, self.day, self.title, person.who

    @property
    def titled(self) -> dict[Fact, Any]:
        return {("题", self.kind, self.day, self.title): self.title}


@dataclass(slots=True)
class Office:
    """What the shapes have to know: who there is, whether dates need no year, which days are taken."""

    people: list[Person]
    yearless: bool = True
    twist: str = ""
    days: set[date] = field(default_factory=set)


def occasions(draw: Random, office: Office, count: int) -> list[Occasion]:
    """Occasions on days of their own, each with most of the people."""
    people = office.people
    free = [date(2022, month, day) for month in range(1, 13) for day in range(1, 27)]
    days = draw.sample([day for day in free if day not in office.days], count)
    office.days.update(days)
    found = []
    for day in days:
        kind = draw.choice(list(words.OCCASIONS))
        title = f"{draw.choice(words.TOPICS)}{draw.choice(words.OCCASIONS[kind])}"
        called = draw.sample(people, draw.randint(2, len(people)))
        odds = draw.choice(([8, 1, 1, 0, 0], [6, 2, 1, 1, 0], [5, 2, 2, 1, 1], [1, 0, 0, 0, 0]))
        ways = {who: draw.choices(list(words.STATES), odds)[0] for who in called}
        if "出席" not in ways.values():
            ways[called[0]] = "出席"
        found.append(Occasion(kind, day, title, ways))
    return found


def _told(occasion: Occasion, ways: Ways | None = None) -> dict[Fact, Any]:
    told = {occasion.at(person): way for person, way in (occasion.ways if ways is None else ways).items()}
    return told | occasion.titled


def _kind_sheet(draw: Random, kind: str) -> str:
    name = draw.choice(words.OCCASIONS[kind]) + draw.choice(("", *words.FORMS))
    return draw.choice(("", "2022年", "2022年度")) + name


def _above(draw: Random, text: str) -> list[str]:
    lines = [text] if draw.random() < 0.6 else []
    if draw.random() < 0.3:
        lines.append(draw.choice(("填报单位：委员工作委员会", "（截至2022年12月）", "单位：次")))
    return lines


def _noise(draw: Random) -> list[tuple[str, Callable[[], str]]]:
    found: list[tuple[str, Callable[[], str]]] = []
    if draw.random() < 0.4:
        found.append((draw.choice(words.NOISE), lambda: draw.choice(("县政协", "", "三楼会议室"))))
    if draw.random() < 0.15:
        found.append((draw.choice(words.UNKNOWN), lambda: draw.choice(("老王", "", "有安排"))))
    return found


def register(draw: Random, office: Office, occasions: Sequence[Occasion]) -> Page:
    """A row an occasion, with the names of those who were there, and perhaps of those who were not."""
    kinds = {occasion.kind for occasion in occasions}
    mixed = len(kinds) > 1 or draw.random() < 0.3
    headers = [draw.choice(words.SERIAL), draw.choice(words.DAY), draw.choice(words.TITLE)]
    headers += [draw.choice(words.KIND)] if mixed else []
    how = draw.choice(("three", "behind", "labelled", "present"))
    lists = {"three": [draw.choice(words.LIST), draw.choice(words.ON_LEAVE), draw.choice(words.ABSENT)]}
    headers += lists.get(how, [draw.choice(words.LIST)])
    noise = _noise(draw)
    headers += [name for name, _ in noise]
    lines = []
    for serial, occasion in enumerate(occasions, 1):
        line = _row(draw, office, occasion, how)
        first = [str(serial), day_text(draw, occasion.day, not office.yearless), occasion.title]
        first += [draw.choice(words.OCCASIONS[occasion.kind])] if mixed else []
        line.cells = [*first, *line.cells, *(word() for _, word in noise)]
        if office.twist == "种类" and mixed and serial > 1 and draw.random() < 0.6:
            line.cells[3] = draw.choice(words.UNKNOWN_KINDS)
            line.facts = dict.fromkeys(line.facts, ASKED)
        elif office.twist == "日期" and draw.random() < 0.4:
            line.cells[1] = draw.choice(words.UNKNOWN_DAYS)
            line.facts = dict.fromkeys(line.facts, ASKED)
        lines.append(line)
    sheet = (
        draw.choice(("活动登记表", "Sheet1", "1月", "履职活动")) if mixed else _kind_sheet(draw, min(kinds))
    )
    page = laid_out(draw, f"3{sheet}", sheet, [headers], lines, _above(draw, f"2022年{sheet}"))
    page.shape = f"register {how}"
    return page


def _row(draw: Random, office: Office, occasion: Occasion, how: str) -> Line:
    by_way: dict[str, list[Person]] = {}
    for person, way in occasion.ways.items():
        by_way.setdefault("出席" if way in ("迟到", "早退") else way, []).append(person)
    plain = {who: "出席" if way in ("迟到", "早退") else way for who, way in occasion.ways.items()}
    if how == "three":
        cells = [listed(draw, by_way.get(way, ())) for way in ("出席", "请假", "缺席")]
        return Line(cells, _told(occasion, plain))
    if how == "behind":
        order = draw.sample(list(plain), len(plain))
        said = ["" if plain[who] == "出席" else plain[who] for who in order]
        return Line([listed(draw, order, said)], _told(occasion, plain))
    if how == "labelled":
        parts = [f"{way}：{listed(draw, by_way[way])}" for way in ("出席", "请假", "缺席") if way in by_way]
        return Line([draw.choice(("；", "。", "\n")).join(parts)], _told(occasion, plain))
    there = {who: way for who, way in plain.items() if way == "出席"}
    cell = listed(draw, there)
    if draw.random() < 0.05:
        return Line(
            [draw.choice(("全体委员", "全体政协委员"))], _told(occasion, dict.fromkeys(office.people, "出席"))
        )
    if office.twist == "等" and draw.random() < 0.6:
        cell = f"{'、'.join(named(draw, who) for who in there)}等{len(there) + draw.randint(1, 3)}人"
        return Line([cell], dict.fromkeys(_told(occasion, there), ASKED))
    if office.twist == "外人" and draw.random() < 0.6:
        return Line(
            [f"{'、'.join(named(draw, who) for who in there)}、令狐冲"], _told(occasion, there), stranger=True
        )
    return Line([cell], _told(occasion, there))


def roll(draw: Random, office: Office, occasions: Sequence[Occasion]) -> Page:
    """A row a person and occasion, with a word or a mark for how it was."""
    kinds = {occasion.kind for occasion in occasions}
    mixed = len(kinds) > 1
    sector = draw.random() < 0.4
    headers = [draw.choice(words.SERIAL), draw.choice(words.DAY), draw.choice(words.TITLE)]
    headers += [draw.choice(words.NAME[:6]), draw.choice(words.STATE)]
    headers += [draw.choice(words.KIND)] if mixed else []
    headers += [draw.choice(("界别", "所属界别"))] if sector else []
    noise = _noise(draw)
    headers += [name for name, _ in noise]
    state = _stating(draw, [way for occasion in occasions for way in occasion.ways.values()])
    if office.twist == "列名":
        headers[4] = draw.choice(words.RARE_STATES)
    excused = office.twist == "列名" and draw.random() < 0.3
    if excused:
        headers[4] = "是否请假"
    lines: list[Line] = []
    for occasion in occasions:
        day = day_text(draw, occasion.day, not office.yearless)
        for person, way in occasion.ways.items():
            cells = [str(len(lines) + 1), day, occasion.title, named(draw, person, bare=sector), state(way)]
            if excused:
                way = "请假" if way == "请假" else "出席"
                cells[4] = "是" if way == "请假" else "否"
            cells += [draw.choice(words.OCCASIONS[occasion.kind])] if mixed else []
            cells += [person.sector] if sector else []
            cells += [word() for _, word in noise]
            lines.append(Line(cells, {occasion.at(person): way, **occasion.titled}))
            _twist_state(draw, office, lines[-1], occasion, person, sector)
    sheet = draw.choice(("活动签到", "Sheet1", "考勤记录")) if mixed else _kind_sheet(draw, min(kinds))
    page = laid_out(draw, f"4{sheet}", sheet, [headers], lines, _above(draw, f"2022年{sheet}"))
    page.shape = "roll"
    return page


def _twist_state(
    draw: Random, office: Office, line: Line, occasion: Occasion, person: Person, sector: bool
) -> None:
    if office.twist == "记号" and draw.random() < 0.3:
        line.cells[4] = draw.choice(words.UNKNOWN_MARKS)
        line.facts[occasion.at(person)] = ASKED
    elif office.twist == "同名" and person.shared and not sector:
        line.cells[3] = person.name
        line.facts[occasion.at(person)] = ASKED


def _stating(draw: Random, ways: Sequence[str]) -> Callable[[str], str]:
    """How a column says who was there: in words, blank for those who came, or blank for those who did not."""
    said = set(ways)
    if said == {"出席", "缺席"} and draw.random() < 0.3:
        return lambda way: "" if way == "缺席" else "√"
    if said & {"请假", "缺席"} and said <= {"出席", "请假", "缺席"} and draw.random() < 0.3:
        return lambda way: "" if way == "出席" else draw.choice(words.STATES[way][:2])
    crossed = "请假" in said and draw.random() < 0.2
    return lambda way: "×" if crossed and way == "缺席" else draw.choice(words.STATES[way])


def ticked(draw: Random, office: Office, occasions: Sequence[Occasion]) -> Page:
    """One meeting: a row a person, with a column each for those who came, were excused, stayed away."""
    (occasion,) = occasions[:1]
    headers = ["序号", "姓名", "出席", "请假", "缺席"]
    tick = draw.choice(("√", "✓", "1"))
    plain = {who: "出席" if way in ("迟到", "早退") else way for who, way in occasion.ways.items()}
    lines = [
        Line(
            [str(at), named(draw, who), *(tick if way == each else "" for each in ("出席", "请假", "缺席"))],
            {occasion.at(who): way, **occasion.titled},
        )
        for at, (who, way) in enumerate(plain.items(), 1)
    ]
    page = laid_out(
        draw, "签到", "签到表", [headers], lines, _heading(draw, office, occasion), shuffled=False
    )
    page.shape = "ticked"
    return page


def _heading(draw: Random, office: Office, occasion: Occasion) -> list[str]:
    """The lines above the list of one meeting."""
    day = occasion.day
    written = f"{day.year}年{day.month}月{day.day}日"
    if office.yearless and draw.random() < 0.3:
        written = f"{day.month}月{day.day}日"
    title = draw.choice(
        (
            f"{occasion.title}签到表",
            f"{occasion.title}出席情况",
            f"会议名称：{occasion.title}",
            occasion.title,
        )
    )
    when = draw.choice(("时间：{}", "会议时间：{}上午", "日期：{}", "（{}）", "时间：{}    地点：三楼会议室"))
    more = ["应到12人，实到10人", "主持人：令狐冲", "记录人：张三丰", "地点：三楼会议室"]
    return [title, when.format(written), *draw.sample(more, draw.choice((0, 0, 1, 2)))]


def meeting(draw: Random, office: Office, occasions: Sequence[Occasion]) -> Page:
    """The list of one meeting: its name and day stand above, people sign or are marked."""
    (occasion,) = occasions[:1]
    ways = occasion.ways
    how = draw.choice(("state", "sign", "remark"))
    plain = {who: way for who, way in ways.items() if way in ("出席", "请假", "缺席")}
    if office.twist == "空格" and "请假" in ways.values():
        how = "state"
    if how == "state":
        state = _stating(draw, list(ways.values()))
        headers = ["序号", draw.choice(words.NAME[:6]), draw.choice(words.STATE)]
        if office.twist == "列名":
            headers[2] = draw.choice(words.RARE_STATES)
        lines = [
            Line(["", named(draw, who), state(way)], {occasion.at(who): way}) for who, way in ways.items()
        ]
        for line, (who, way) in zip(lines, ways.items(), strict=True):
            if office.twist == "空格" and {"出席", "请假"} <= set(ways.values()) and way == "缺席":
                line.cells[2], line.facts = "", {occasion.at(who): ASKED}
    elif how == "sign":
        signed = draw.choice(words.SIGNED)
        headers = ["序号", draw.choice(words.NAME[:6]), draw.choice(words.SIGN), "备注"]
        lines = [
            Line(
                [
                    "",
                    named(draw, who),
                    (signed or who.name) if way == "出席" else "",
                    draw.choice(words.REMARKS["请假"]) if way == "请假" else "",
                ],
                {occasion.at(who): way},
            )
            for who, way in plain.items()
        ]
    else:
        headers = ["序号", draw.choice(words.NAME[:6]), "备注"]
        lines = [
            Line(["", named(draw, who), draw.choice(words.REMARKS.get(way, ("",)))], {occasion.at(who): way})
            for who, way in plain.items()
        ]
    for at, line in enumerate(lines, 1):
        line.cells[0] = str(at)
        line.facts |= occasion.titled
    above = _heading(draw, office, occasion)
    sheet = draw.choice(("签到表", "Sheet1", "名单表"))
    if draw.random() < 0.3 and len(lines) > 2:
        headers, lines = _halves(headers, lines)
    page = laid_out(draw, f"8{occasion.title}", sheet, [headers], lines, above, shuffled=False, ordered=True)
    page.shape = f"meeting {how}"
    return page


def _halves(headers: list[str], lines: list[Line]) -> tuple[list[str], list[Line]]:
    """Two lists beside one another."""
    middle = (len(lines) + 1) // 2
    left, right = lines[:middle], lines[middle:]
    blank = Line([""] * len(headers))
    right += [blank] * (middle - len(right))
    joined = [
        Line([*one.cells, *other.cells], one.facts | other.facts)
        for one, other in zip(left, right, strict=True)
    ]
    return headers * 2, joined


def grid(draw: Random, office: Office, occasions: Sequence[Occasion]) -> Page:
    """Members down, meetings across."""
    occasions = sorted(occasions, key=lambda each: (each.kind, each.day))
    double = draw.random() < 0.6
    own = [draw.choice(words.SERIAL[:2]), draw.choice(words.NAME[:4])]
    bare = draw.random() < 0.1
    upper, lower = list(own), ["", ""] if draw.random() < 0.7 else list(own)
    titled = []
    for at, occasion in enumerate(occasions):
        head, group, says_title = _head(draw, office, occasion, double)
        same = double and at and occasions[at - 1].kind == occasion.kind
        upper.append("" if same else group)
        lower.append(head)
        titled.append(says_title)
    stated = {way for occasion in occasions for way in occasion.ways.values()}
    blanks = bool(stated & {"请假", "缺席"})
    crossed = "请假" in stated
    lines = []
    for person in office.people:
        facts: dict[Fact, Any] = {}
        cells: list[Any] = [str(person.serial), named(draw, person)]
        for occasion, says_title in zip(occasions, titled, strict=True):
            way = occasion.ways.get(person)
            marks = [mark for mark in words.MARKS[way] if mark != "×" or crossed] if way else ["/", "—"]
            cells.append(draw.choice(marks) if way or not blanks or draw.random() < 0.4 else "")
            if way:
                facts[occasion.at(person)] = way
                facts |= occasion.titled if says_title else {}
            if way and office.twist == "记号" and draw.random() < 0.15:
                cells[-1] = draw.choice(words.UNKNOWN_MARKS)
                facts[occasion.at(person)] = ASKED
        lines.append(Line(cells, facts))
    if office.twist == "打叉":
        _cross(lines, occasions, office.people, stated)
    above = [draw.choice(("2022年度委员参加会议活动考勤表", "委员考勤表（2022年）", "2022年考勤"))]
    if office.twist != "打叉" and draw.random() < 0.4:
        above.append(draw.choice(("（√出席  假=请假  缺/×=无故缺席  迟=迟到）", "√出席、假请假、缺缺席")))
    headers = [upper, lower] if double else [[*own, *lower[2:]]]
    if bare:
        headers = [row[1:] for row in headers]
        for line in lines:
            line.cells = line.cells[1:]
    page = laid_out(
        draw, "2考勤表", draw.choice(("考勤", "Sheet1", "考勤表")), headers, lines, above, shuffled=False
    )
    page.shape = "grid double" if double else "grid"
    return page


def _cross(
    lines: list[Line], occasions: Sequence[Occasion], people: Sequence[Person], stated: set[str]
) -> None:
    """Crosses where nobody is excused in so many words: it is not said what they are."""
    for line, person in zip(lines, people, strict=True):
        for at, occasion in enumerate(occasions, 2):
            way = occasion.ways.get(person)
            if way in ("缺席", "请假"):
                line.cells[at] = "×"
                line.facts[occasion.at(person)] = ASKED
            elif not way:
                line.cells[at] = "/"


def _head(draw: Random, office: Office, occasion: Occasion, double: bool) -> tuple[str, str, bool]:
    """The header of a meeting's column: what stands there, its group, and whether it names the title."""
    day = occasion.day
    forms = [f"{day.year}年{day.month}月{day.day}日", f"{day.year}-{day.month:02}-{day.day:02}"]
    if office.yearless:
        forms = [f"{day.month}月{day.day}日", f"{day.month}.{day.day:02}", f"{day.month}月{day.day}日上午"]
    written = draw.choice(forms)
    group = draw.choice(words.OCCASIONS[occasion.kind])
    if double and draw.random() < 0.6:
        return written, group, False
    title = occasion.title
    form = draw.choice(("{0}{1}", "{0} {1}", "{1}（{0}）", "{1}\n{0}", "{0}\n{1}"))
    return form.format(written, title), group, True
