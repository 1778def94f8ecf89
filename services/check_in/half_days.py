"""How many half-days a sign-in stands for, where an occasion has several: nobody can tell from one alone.

Of one half-day it is known. Of more, or where it is not said how many there are, the organiser is asked.
"""

from fractions import Fraction

from files.cell import STATE
from files.cells.half_days import ATTENDED, EXPECTED, MISSED, ON_LEAVE, SPENT
from files.cells.presence import LEAVE
from rules.record import Part, Record
from services.check_in.arrivals import Roll
from services.records.half_days import common
from services.refusal import Code, Refusal

MOST = 100
FIELD = "halfDays"


def stands_for(record: Record, carried: set[str], listed: Roll, given: int | None) -> int:
    """How many half-days whoever signed in attended, by what the organiser has `given`; 0: that is written
    otherwise. Raises `Refusal` where it has to be asked, or does not agree with what the record says.
    """
    if ATTENDED not in carried:
        if given:
            message = "这一种会议活动不记半天：不写 halfDays"
            raise Refusal(Code.BAD_USER_INPUT, message, FIELD)
        return 0
    if given is not None and not 0 <= given <= MOST:
        raise Refusal(Code.BAD_USER_INPUT, f"halfDays 写 0 到 {MOST} 的整数", FIELD)
    come = {one.membership_id for one in listed.present}
    written = sum(_is_written(part, come=int(part.member) in come) for part in record.parts)
    if given is None and (common(record.parts) != 1 or written):
        message = (
            "这一种会议活动记几个半天，一次签到看不出到了几个：halfDays 写签到的人算到了几个半天；"
            "各人不同、以后再写的，写 0"
        )
        raise Refusal(Code.BAD_USER_INPUT, message, FIELD)
    number = 1 if given is None else given
    if number == 0:
        _check_written(record, come)
        return 0
    if written:
        message = (
            f"记录里已经写了 {written} 人出席、请假、缺席几个半天，不知道哪个对："
            "照记录里写的，halfDays 写 0；照签到的，先改正记录，去掉那几项"
        )
        raise Refusal(Code.CONFLICT, message, FIELD)
    most = [part.attributes[EXPECTED] for part in record.parts if EXPECTED in part.attributes]
    if any(isinstance(one, int | Fraction) and number > one for one in most):
        raise Refusal(Code.BAD_USER_INPUT, "多于记录里写的应到半天：核对哪一个写错了", FIELD)
    return number


def _is_written(part: Part, *, come: bool) -> bool:
    """Whether somebody has written of one member what a sign-in would say: leave is known beforehand, and
    stands beside the list. Who has `come` in spite of leave for a part of it has two things said of them.
    """
    said = part.attributes
    away = said.get(STATE) == LEAVE and not said.get(ATTENDED) and not said.get(MISSED)
    if away and (not come or said.get(ON_LEAVE) == said.get(EXPECTED)):
        return False
    return any(said.get(name) for name in SPENT)


def _check_written(record: Record, come: set[int]) -> None:
    """Raises `Refusal` where the half-days of the record say otherwise than the list who has `come`."""
    wrong = 0
    for part in record.parts:
        spent = any(part.attributes.get(name) for name in SPENT)
        attended = bool(part.attributes.get(ATTENDED))
        wrong += spent and attended != (int(part.member) in come)
    if wrong:
        message = f"记录里有 {wrong} 人的半天数和签到名单对不上（到了的没有出席半天，或没到的有）：先改正记录"
        raise Refusal(Code.CONFLICT, message, FIELD)
