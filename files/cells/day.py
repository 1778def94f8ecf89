"""Dates as offices write them. Which year `3月15日` means is said once, and never taken from today."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from files.cell import Cell, Unreadable, squeezed
from files.problem import Refused

_FIRST_YEAR, _LAST_YEAR = 1949, 2200
# Day 0 of the serial numbers that spreadsheets store, with the day that Lotus invented in 1900 behind it.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 110_000)
_BEHIND = (
    r"(?:\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?"
    r"(?:上午|下午|晚上|晚|全天|早上|中午|半天)?"
    r"T?(?:\d{1,2}[:时点](?:\d{1,2}分?)?(?::\d{2}(?:\.\d+)?)?)?"
    r"(?:[-~至—](?:\d{1,2}[:时点](?:\d{1,2}分?)?)?)?"
)
# Of a meeting of several days the first is the day by which it counts.
_TO = r"(?:[-~至—到](?:(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}[日号]|\d{4}[./\-]\d{1,2}[./\-]\d{1,2}))?"
_FULL = re.compile(rf"(\d{{4}})[年./\-](\d{{1,2}})[月./\-](\d{{1,2}})[日号]?{_TO}{_BEHIND}", re.ASCII)
_SHORT = re.compile(rf"(\d{{1,2}})[月./\-](\d{{1,2}})[日号]?{_TO}{_BEHIND}", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)", re.ASCII)
_TWO_DIGITS = re.compile(rf"'?\d\d[./\-年]\d{{1,2}}[./\-月]\d{{1,2}}日?{_BEHIND}", re.ASCII)
_FORMS = "写成 2022-03-15、2022.3.15 或 2022年3月15日"


class Period(NamedTuple):
    """From the first to the last day, both inside."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def around(self) -> "Period":
        """A year more on either side: windows start before a period, outcomes come after it."""
        return Period(self.start - timedelta(days=366), self.end + timedelta(days=366))


@dataclass(frozen=True, slots=True)
class Years:
    """Where the year of `3月15日` comes from: the file's own word, else the period that holds the day."""

    written: int | None = None
    period: Period | None = None

    def day(self, month: int, of_month: int) -> date | Refused:
        years: Iterable[int]
        if self.written is not None:
            years = [self.written]
        elif self.period is not None:
            years = range(self.period.start.year, self.period.end.year + 1)
        else:
            return Refused("日期没有写年份", "把年份写进日期，或在表的标题里写一次，如“2022年度”")
        days = [made for year in years if (made := _made(year, month, of_month)) is not None]
        if self.written is None and self.period is not None and len(days) > 1:
            days = [day for day in days if self.period.holds(day)]
        if len(days) == 1:
            return days[0]
        return Refused("分不清是哪一年", "把年份写进日期") if days else _impossible(month, of_month)


def year_in(*texts: str) -> int | None:
    """The year that a title names, from the first text that names exactly one; None where none does."""
    for text in texts:
        found = set(_YEAR.findall(text))
        if len(found) == 1:
            return int(found.pop())
    return None


def read_day(raw: Cell, years: Years) -> date | Refused:
    """The date in a cell, or why there is none."""
    if isinstance(raw, datetime):
        return _in_range(raw.date())
    if isinstance(raw, date):
        return _in_range(raw)
    if isinstance(raw, float | int):
        return _from_number(float(raw), years) if 0 < raw < 1e8 else Refused("不是日期", _FORMS)
    if isinstance(raw, Unreadable):
        return raw.refused
    return _from_text(squeezed(raw), years)


def _from_number(raw: float, years: Years) -> date | Refused:
    if int(raw) in _SERIALS:
        return _EPOCH + timedelta(days=int(raw))
    if raw.is_integer():
        return _from_text(str(int(raw)), years)
    hundredths = round(raw * 100)
    if not (raw < 13 and abs(raw * 100 - hundredths) < 1e-9):
        return Refused("不是日期", _FORMS)
    month, of_month = divmod(hundredths, 100)
    if of_month in (10, 20, 30):
        # A spreadsheet stores a typed 3.10 as 3.1: the first and the tenth look the same.
        return Refused(
            f"分不清是 {month}月{of_month // 10}日还是 {month}月{of_month}日",
            f"写成“{month}月{of_month // 10}日”或“{month}月{of_month}日”",
            "question",
        )
    return years.day(month, of_month)


def _from_text(text: str, years: Years) -> date | Refused:
    if full := _FULL.fullmatch(text):
        return _whole(int(full[1]), int(full[2]), int(full[3]))
    if short := _SHORT.fullmatch(text):
        return years.day(int(short[1]), int(short[2]))
    if text.isascii() and text.isdigit():
        if len(text) == 8:
            return _whole(int(text[:4]), int(text[4:6]), int(text[6:]))
        if len(text) <= 6 and int(text) in _SERIALS:
            return _EPOCH + timedelta(days=int(text))
    if re.fullmatch(r"\d{5,6}\.\d+", text, re.ASCII) and int(float(text)) in _SERIALS:
        return _EPOCH + timedelta(days=int(float(text)))
    return _unreadable(text)


def _unreadable(text: str) -> Refused:
    if _TWO_DIGITS.fullmatch(text):
        return Refused("年份要写四位", _FORMS)
    if re.fullmatch(r"\d{4}[年./\-]\d{1,2}月?", text, re.ASCII):
        return Refused("日期没有写到日", _FORMS)
    if re.search(r"\d.*[-~至到—–、,].*\d", text):
        return Refused("这里只能写一个日期", "写一天，几天的会议活动写第一天，如 2022-03-15")
    return Refused("不是日期", _FORMS)


def _whole(year: int, month: int, of_month: int) -> date | Refused:
    made = _made(year, month, of_month)
    return _impossible(month, of_month, year) if made is None else _in_range(made)


def _in_range(day: date) -> date | Refused:
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    return Refused(f"年份 {day.year} 不对", _FORMS)


def _made(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _impossible(month: int, of_month: int, year: int | None = None) -> Refused:
    shown = f"{year}年{month}月{of_month}日" if year else f"{month}月{of_month}日"
    return Refused(f"没有 {shown} 这一天", "核对月份和日期")
