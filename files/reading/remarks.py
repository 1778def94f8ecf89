"""What the remarks of a roster say: 主席, 常委, 2022年7月增补, 2022年5月辞去委员."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from files.answers import Answers, Question, Section
from files.cell import squeezed
from files.cells.day import Years, read_day
from files.problem import Refused
from rules.catalogue import Attribute
from rules.record import TERM_END, TERM_START, Value

_RANK, _CHAIR = "身份", "主席会议成员"
_STANDING = "常委"
_PARTED = re.compile("[、,;。/]")
_CHAIRS = re.compile(r"(?:县|区|市|省)?(?:政协)?(?:副主席|主席|秘书长)")
_STANDINGS = re.compile(r"(?:政协)?(?:常委|常务委员|常务委员会委员)")
_PLAIN = re.compile("(?:政协)?委员")
_DATED = re.compile(
    r"(?P<day>(?:\d{4}[年./-])?\d{1,2}(?:[月./-]\d{1,2}[日号]?|月份?)|)(?P<what>"
    r"(?P<join>增补|补选|任职|当选|起任)|(?P<leave>辞去|辞职|辞任|免去|免职|撤销|离任|去世|病故|调离|退出))"
    r"(?:为|政协|县|委员|常委|资格|职务)*"
)
_TELLING = re.compile("主席|秘书长|常委|增补|补选|辞|免|撤销|离任|去世|病故|调离|退出")


@dataclass(slots=True)
class Said:
    """What one remark says of a member, and the questions that it leaves."""

    attributes: dict[str, Value] = field(default_factory=dict)
    asked: list[Refused] = field(default_factory=list)


def remarked(text: str, name: str, known: Mapping[str, Attribute], years: Years, answers: Answers) -> Said:
    """The attributes that a remark states of `name`; a month without a day is asked."""
    said = Said()
    for part in _PARTED.split(squeezed(text)):
        if _CHAIRS.fullmatch(part):
            said.attributes |= {_RANK: _STANDING, _CHAIR: True}
        elif _STANDINGS.fullmatch(part):
            said.attributes[_RANK] = _STANDING
        elif dated := _DATED.fullmatch(part):
            attribute = TERM_START if dated["join"] else TERM_END
            day = _day(dated["day"], attribute, name, years, answers)
            if isinstance(day, Refused):
                said.asked.append(day)
            else:
                said.attributes[attribute] = day
        elif _TELLING.search(part) and not _PLAIN.fullmatch(part):
            said.asked.append(_unclear(part, name))
    said.attributes = {one: value for one, value in said.attributes.items() if one in known}
    return said


def _day(written: str, attribute: str, name: str, years: Years, answers: Answers) -> date | Refused:
    day = read_day(written, years) if written else None
    if isinstance(day, date):
        return day
    first_last = _month(written, years)
    question = Question(Section.DAY, f"{attribute} {name}", tuple(map(str, first_last)), "一个日期")
    answer = answers.get(question.section, question.subject)
    answered = None if answer is None else read_day(answer, Years())
    if isinstance(answered, date):
        return answered
    what = "开始任职" if attribute == TERM_START else "离任"
    cure = f"加一列“{attribute}”写明；或回答一个日期"
    if first_last:
        cure += f"，如 {first_last[0]} 或 {first_last[1]}"
    return Refused(f"“{name}”是哪一天{what}的，备注没有写到日", cure, "question", question)


def _month(written: str, years: Years) -> tuple[date, ...]:
    """The first and the last day of the month that is written."""
    found = re.fullmatch(r"(?:(\d{4})[年./-])?(\d{1,2})月?份?", written)
    year = found and (int(found[1]) if found[1] else years.written)
    if not found or not year or not 1 <= int(found[2]) <= 12:
        return ()
    month = int(found[2])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _unclear(part: str, name: str) -> Refused:
    message = f"“{name}”的备注“{part[:30]}”看不出是什么身份、哪一天起止"
    return Refused(message, "把身份、任职起、任职止各写成一列", "question")
