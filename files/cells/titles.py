"""What the lines above a table say of all its rows: the meeting's name, its day, its kind."""

import re
from collections.abc import Iterable

from files.cell import squeezed

_DAY = re.compile(
    r"(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?"
    r"(?:[-~至—](?:\d{1,2}[月./])?\d{1,2}[日号]?)?",
    re.ASCII,
)
_HALF = re.compile(_DAY.pattern + r"(?:上午|下午|晚上|全天)?", re.ASCII)
_WHEN = re.compile(r"(?:会议|活动|召开|举办|培训|签到)?(?:时间|日期):?")
_NAMED = re.compile(r"(?:会议|活动|培训)?(?:名称|主题|议题|题目):(.+)")
_ENDINGS = re.compile(
    r"(?:人员|委员|参会人员|参会|出席)?(?:签到|考勤|登记|统计|汇总|出席|到会|参会|情况|名单|花名)(?:表|册|簿|单|情况表|情况|汇总)?$"
)
_PLACE = re.compile(r"(?:会议|活动)?(?:地点|地址|主持人?|记录人?|应到|实到|单位|填报单位|制表人?):")


def day_in(text: str) -> str:
    """The first date in a line, as it stands there; empty where there is none."""
    found = _DAY.search(squeezed(text))
    return found[0] if found else ""


def without_day(text: str) -> str:
    """The line without its first date and the half-day behind it."""
    rest = _HALF.sub("", squeezed(text), count=1)
    return re.sub(
        r"^[年度\s]*|^\(?(?:上午|下午|晚上|全天)\)?|\(\)|\(?(?:周|星期)[一二三四五六日天]\)?", "", rest
    ).strip(":-_、,() ")


def stated_day(lines: Iterable[str]) -> str:
    """The date behind 时间 or 日期 in the lines above a table; else the only date in them."""
    found = []
    for line in lines:
        text = squeezed(line)
        if (when := _WHEN.search(text)) and (day := day_in(text[when.end() :])):
            return day
        if day := day_in(text):
            found.append(day)
    return found[0] if len(set(found)) == 1 else ""


def stated_title(lines: Iterable[str]) -> str:
    """The name of the meeting: behind 会议名称, else the first line, without what names the form."""
    lines = list(lines)
    for line in lines:
        if named := _NAMED.search(squeezed(line)):
            return re.split(r"(?:时间|日期|地点):", named[1])[0]
    for line in lines:
        text = squeezed(line)
        if _WHEN.match(text) or _PLACE.match(text) or text.startswith("("):
            continue
        return _ENDINGS.sub("", text)
    return ""
