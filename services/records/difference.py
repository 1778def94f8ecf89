"""What is different between two states of a record, in the words of the office."""

from collections.abc import Iterator, Mapping
from typing import Any

from rules.record import value_words

_PLAIN = {
    "day": "日期",
    "title": "题目",
    "outsiders": "非委员作者",
    "matter": "关联",
    "late_reason": "补录的原因",
}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """A line for each thing that differs between two documents of the trail; nobody is named."""
    return tuple(_lines(before, after))


def _lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, word in _PLAIN.items():
        if before.get(name) != after.get(name):
            yield f"{word}：{told(before.get(name), after.get(name))}"
    was, now = before["attributes"], after["attributes"]
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            yield f"{name}：{told(was.get(name), now.get(name))}"
    if before["parts"] != after["parts"]:
        yield f"人员：{_people(before['parts'], after['parts'])}"
    if before["outcomes"] != after["outcomes"]:
        was, now = (f"{len(each['outcomes'])} 项" for each in (before, after))
        yield f"采用与批示：{told(was, now) if was != now else '内容有变'}"


def _people(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> str:
    was = {part["member"]: part.get("attributes") for part in before}
    now = {part["member"]: part.get("attributes") for part in after}
    changed = sum(was[member] != now[member] for member in was.keys() & now.keys())
    words = [
        f"增加 {len(now.keys() - was.keys())} 人" if now.keys() - was.keys() else "",
        f"减少 {len(was.keys() - now.keys())} 人" if was.keys() - now.keys() else "",
        f"{changed} 人的情况有变" if changed else "",
    ]
    return "，".join(word for word in words if word) or "次序有变"


def told(before: object, after: object) -> str:
    """A value before and after as people read it."""
    return f"{_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "（空）"
    text = value_words(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
