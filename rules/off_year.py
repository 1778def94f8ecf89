"""Days that are those of another year: what lint says of the header, of windows and of supplements."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePath

from rules.document import RuleSet
from rules.fields import DAY
from rules.grafting import items_of, word
from rules.reach import reach
from rules.remark import Remarks, roots, value_at
from rules.source import Mapping, Problem, Tree, parse
from rules.supplement import Supplement

A_YEAR = timedelta(days=366)
# A measure of half a year, or of a year and a quarter, has been seen.
SHORTEST, LONGEST = 60, 550
WORDS = {"from": "第一天", "to": "最后一天"}
NAMED_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


def years(remarks: Remarks) -> None:
    """Remarks on a year, a period, windows and supplements that do not belong together."""
    _header(remarks)
    for root in roots(remarks.rule_set.tree):
        _windows(remarks, root, (remarks.rule_set.start, remarks.rule_set.end))
    remarks.problems.extend(strangers(remarks.rule_set))


def _header(remarks: Remarks) -> None:
    rule_set = remarks.rule_set
    start, end, year = rule_set.start, rule_set.end, rule_set.year
    days = (end - start).days + 1
    of_year = _year_days(start, end)
    most = max(of_year, key=lambda each: (of_year[each], each == year))
    mark, both = remarks.header("year"), f"年度是 {year}，统计期却是 {start} 至 {end}"
    if year not in of_year:
        remarks.error(mark, both, "改正 year 或 period：事实按统计期取，结果记在这个年度")
    elif of_year[year] < of_year[most]:
        remarks.warn(mark, f"{both}，大半在 {most} 年", "检查 year 和 period")
    if days > LONGEST:
        remarks.warn(remarks.header("period"), f"统计期有 {days} 天，一年半以上", "检查年份")
    if days < SHORTEST:
        remarks.warn(remarks.header("period"), f"统计期只有 {days} 天", "检查起止日期")
    stem = PurePath(rule_set.file).stem
    if NAMED_YEAR.fullmatch(stem) and int(stem) != year:
        message = f"年度是 {year}，文件名却是 {PurePath(rule_set.file).name}"
        remarks.warn(mark, message, "改正 year，或改文件名")


def _year_days(start: date, end: date) -> dict[int, int]:
    """How many days of a period lie in each calendar year."""
    return {
        year: (min(end, date(year, 12, 31)) - max(start, date(year, 1, 1))).days + 1
        for year in range(start.year, end.year + 1)
    }


def _windows(remarks: Remarks, tree: Tree, above: tuple[date, date]) -> None:
    """Windows that reach more than a year beyond the period, and days in force that bound nothing."""
    if not isinstance(tree, Mapping):
        return
    name, window = word(tree, "id"), _days(tree, "window")
    start, end = remarks.rule_set.start, remarks.rule_set.end
    first, last = window[0] or above[0], window[1] or above[1]
    # One that lies more than a year away is told of its rules.
    if window != (None, None) and first <= end + A_YEAR and last >= start - A_YEAR:
        sides = (("from", first, first < start - A_YEAR), ("to", last, last > end + A_YEAR))
        apart = first > end or last < start
        far = [] if apart else [(key, day) for key, day, beyond in sides if beyond]
        for key, day in far:
            if (found := value_at(tree, "window", key)) is not None:
                remarks.warn(found.mark, f"“{name}”的统计时间写到 {day}，离统计期一年以上", "检查年份")
        whole, inside = (last - first).days + 1, (min(last, end) - max(first, start)).days + 1
        if not far and 2 * inside < whole and (found := value_at(tree, "window")) is not None:
            part = "全" if apart else "大半"
            message = f"“{name}”的统计时间 {first} 至 {last} {part}在统计期（{start} 至 {end}）以外"
            remarks.warn(found.mark, message, "检查是不是上一年的")
    begins, ends = _days(tree, "in_force")
    for key, idle in (("from", begins and begins < first), ("to", ends and ends > last)):
        found = value_at(tree, "in_force", key)
        # What a supplement wrote there is its own day, which is told of it.
        if idle and found is not None and not found.mark.file:
            message = f"“{name}”执行的{WORDS[key]}在统计时间（{first} 至 {last}）以外，等于没有写"
            remarks.warn(found.mark, message, f"检查年份；全期都执行的删去 {key}")
    below = tree.entries.get("rules")
    for item in items_of(below.value) if below else ():
        _windows(remarks, item, (first, last))


def _days(rule: Mapping, key: str) -> tuple[date | None, date | None]:
    found = value_at(rule, key)
    texts = (word(found, "from"), word(found, "to")) if found else (None, None)
    first, last = (date.fromisoformat(text) if text and DAY.fullmatch(text) else None for text in texts)
    return first, last


def strangers(rule_set: RuleSet) -> Iterator[Problem]:
    """Supplements that are in force before the first day on which anything can count: those of another year.

    The measure reads the same without their days; whoever hands one in has the wrong file beside it.
    """
    first, _ = reach(rule_set)
    for one in rule_set.supplements:
        early = [change for change in one.changes if change.since is not None and change.since < first]
        if not early:
            continue
        mark = early[0].mark
        if one.effective == early[0].since and (written := _effective(one)) is not None:
            mark = written.mark
        message = f"{one.label}从 {early[0].since} 起执行，这份 {rule_set.year} 年的办法从 {first} 起才取事实"
        cure = "是别的年度的补充规定，就从旁边移走；管全年的写 retroactive: 是"
        yield Problem(one.file, mark.line, mark.column, message, cure)


def _effective(supplement: Supplement) -> Tree | None:
    return value_at(parse(supplement.text, supplement.file), "effective")
