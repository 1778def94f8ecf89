"""The word that somebody may have meant, as a cure for a message: never one that means the opposite."""

import re
from collections.abc import Iterable

from rules.source import nearest

# Where somebody was, by the words of lists of attendance; 缺席 and 出席 differ in one letter only.
_SENSES = {
    "present": "出席 列席 到会 到场 参会 参加 与会 签到 打卡 已到 实到 出勤 在场",
    "absent": "缺席 缺勤 缺卡 缺会 未到 未签到 请假 事假 病假 公假 休假 旷会 旷工 旷 出差 外出 因公",
    "partly": "迟到 早退 补签 补卡",
}
_SENSE = {word: sense for sense, words in _SENSES.items() for word in words.split()}
_WORD = re.compile("|".join(sorted(_SENSE, key=len, reverse=True)))
_NOT = frozenset("未不非无没否缺")
_WHETHER = re.compile("是否|有无")


def suggestion(text: str, words: Iterable[str]) -> str | None:
    """The one of `words` most like `text`, asked as a question; None where none is like it.

    Words of the opposite sense are none: 签到 is no cure for 未签到, nor 出席 for 出差.
    """
    meant = _sense(text)
    return nearest(text, (word for word in words if not _opposite(meant, _sense(word))))


def _sense(text: str) -> tuple[frozenset[str], bool]:
    """Where somebody was, if the text says so, and whether something is denied besides: 未请假, 不予立案."""
    text = _WHETHER.sub("", text)
    senses = {_SENSE[word] for word in _WORD.findall(text)}
    denied = not _NOT.isdisjoint(_WORD.sub("", text))
    if denied and senses == {"present"}:
        return frozenset(("absent",)), False
    return frozenset(senses), denied


def _opposite(one: tuple[frozenset[str], bool], other: tuple[frozenset[str], bool]) -> bool:
    (senses, denied), (others, other_denied) = one, other
    return denied != other_denied or bool(senses and others and senses != others)
