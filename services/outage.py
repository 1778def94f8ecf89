"""What a sick database means for a request: the refusal that is told in place of a masked fault."""

from models.sickness import TOLD, sickness_of
from models.store import NotInTime, Unsettled
from services.refusal import Code, Refusal

TOO_LONG = "没有在时限内做完，已停止；这次什么也没有改。请缩小范围，或稍后再试"
UNSETTLED = "数据库在保存的最后一步出错，说不准有没有改成"
AGAIN = "带了 requestKey 的，原样再发一次，做过的不会做第二遍；没有带的，先查询再决定"


def outage(error: BaseException) -> Refusal | None:
    """The refusal for an error whose cause lies around the program; None for any other."""
    if isinstance(error, NotInTime):
        return Refusal(Code.TIMEOUT, TOO_LONG)
    if isinstance(error, Unsettled):
        return Refusal(Code.UNAVAILABLE, f"{UNSETTLED}。{AGAIN}")
    sickness = sickness_of(error)
    return None if sickness is None else Refusal(Code(sickness), TOLD[sickness].said)
