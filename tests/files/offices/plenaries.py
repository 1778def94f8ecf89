"""The plenary, of which the office counts half-days."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.files.offices import words
from tests.files.offices.meetings import Office
from tests.files.offices.page import Fact, Line, Page, day_text, laid_out
from tests.files.offices.people import Person, named

KIND = "全会"
_HALVES = ("出席", "出席", "出席", "请假", "缺席")


def plenary(draw: Random, office: Office) -> Page:
    """Half-days across under one header, or a row a person with how many there were of each."""
    day = date(2022, draw.randint(1, 12), draw.randint(1, 20))
    spent = {who: [draw.choice(_HALVES) for _ in range(4)] for who in office.people}
    return _across(draw, office, day, spent) if draw.random() < 0.5 else _counted(draw, office, day, spent)


def _fact(day: date, who: Person, halves: list[str]) -> dict[Fact, Any]:
    said = tuple(halves.count(way) for way in ("出席", "请假", "缺席"))
    return {("到", KIND, day, "", who.who): said}


def _across(draw: Random, office: Office, day: date, spent: dict[Person, list[str]]) -> Page:
    upper = ["序号", "姓名", draw.choice(words.PLENARY), "", "", ""]
    lower = ["", ""]
    for at in range(4):
        when = day + timedelta(days=at // 2)
        half = "上午" if at % 2 == 0 else "下午"
        written = (
            f"{when.month}月{when.day}日" if office.yearless else f"{when.year}年{when.month}月{when.day}日"
        )
        lower.append(written + half)
    lines = []
    for who, halves in spent.items():
        marks = [draw.choice([mark for mark in words.MARKS[way] if mark != "×"]) for way in halves]
        lines.append(Line([str(who.serial), named(draw, who), *marks], _fact(day, who, halves)))
    page = laid_out(
        draw, "2全会考勤", "全会考勤表", [upper, lower], lines, ["2022年全会考勤表"], shuffled=False
    )
    page.shape = "plenary across"
    return page


def _counted(draw: Random, office: Office, day: date, spent: dict[Person, list[str]]) -> Page:
    headers = ["序号", "会议名称", "会议时间", "姓名", "应到半天", "出席半天", "请假半天", "缺席半天"]
    written = day_text(draw, day, not office.yearless)
    lines = []
    for who, halves in spent.items():
        counts = [
            draw.choice((f"{number}", f"{number}个半天"))
            for number in map(halves.count, ("出席", "请假", "缺席"))
        ]
        cells = [str(who.serial), "十届一次全体会议", written, named(draw, who), "4", *counts]
        lines.append(Line(cells, _fact(day, who, halves)))
    page = laid_out(draw, "2全会", draw.choice(words.PLENARY), [headers], lines, ["2022年全会出席情况"])
    page.shape = "plenary counted"
    return page
