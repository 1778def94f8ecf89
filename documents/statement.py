"""A member's statement in plain words: where they stand, each award in one line, what earned nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from documents.page import Page, Row, Section, in_lines
from rules.document import RuleSet
from rules.loader import EVERYONE
from scoring.points import shown
from scoring.statement import Account, Branch, Explanation, Line

SECTOR = "界别"
_COLUMNS = ("日期", "事项", "按哪一条", "得分")
_BOUND = re.compile(r" ?([≥≤><=]) (?=-?\d)")
_BOUNDS = {"≥": "不少于 ", "≤": "不超过 ", ">": "多于 ", "<": "少于 ", "=": "等于 "}
# How scoring says that no rule took a record, and how a member is told.
_UNTAKEN = {
    "没有规则取这条记录": "办法没有给这种情况记分",
    "日期在统计期以外": "日期不在这一年的统计期内",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all statements of one issue share: by whom, on which day, by which measure, from which data.

    `stand` says what the data is; `ranked` counts the members who are ranked, `input` is the run's digest.
    The `mark` stands on every sheet: who took it out, and when.
    """

    by: str
    day: date
    rule_set: RuleSet
    stand: str
    ranked: int
    input: str
    mark: str = ""


def statement(told: Explanation, name: str, sector: str, stamp: Stamp) -> Page:
    """The page of one member.

    Raises `ArithmeticError` where its lines do not add up to the total: better none than a wrong one.
    """
    rule_set = stamp.rule_set
    if sum((Fraction(line.kept) for line in told.lines), Fraction(0)) != Fraction(told.total):
        raise ArithmeticError(f"the lines of {told.key} do not add up to the total")
    sections = tuple(_sections(told.tree, rule_set))
    title = f"{rule_set.year} 年委员履职情况说明"
    words = Page(
        title=title,
        body=_body(rule_set.committee),
        head=tuple(_head(told, name, sector, stamp)),
        columns=_COLUMNS,
        sections=sections,
        total=("合计", told.total),
        closing=f"以上各行的得分相加，正好是总分 {told.total} 分。" if sections else "这一年没有得分的记录。",
        remarks_title="登记了而没有得分的：",
        remarks=tuple(_remarks(told, rule_set.year)),
        stamp=(
            f"经办：{stamp.by}，{_long(stamp.day)}出具。",
            f"依据：{rule_set.title}（版本 {rule_set.digest[:12]}）。",
            f"数据：{stamp.stand}（校验码 {stamp.input[:12]}）。",
        ),
        footer=f"{told.key} {name} {title} {stamp.mark}".strip(),
    )
    return in_lines(words)


def _body(committee: str) -> str:
    return committee if "政协" in committee else f"政协{committee}委员会"


def _head(told: Explanation, name: str, sector: str, stamp: Stamp) -> Iterator[str]:
    rule_set = stamp.rule_set
    yield f"姓名：{name}，{f'{SECTOR}：{sector}，' if sector else ''}委员编号：{told.key}。"
    grade = f"，等次：{told.grade}" if told.grade else ""
    yield f"{_long(rule_set.start)}至{_long(rule_set.end)}，您的履职总分是 {told.total} 分{grade}。"
    ranks = [(scope, told.ranks[scope]) for scope in rule_set.ranking.scopes if scope in told.ranks]
    places = [_place(scope, one.group, one.rank, stamp) for scope, one in ranks if one.rank]
    if places:
        yield f"名次：{'；'.join(places)}。"
    if told.unranked is not None:
        yield f"按办法不参加排名：{told.unranked}。"
    for gate in told.gates:
        because = _BOUND.sub(lambda found: _BOUNDS[found[1]], "；".join(gate.because))
        yield f"影响等次的规定：{gate.title}{f'（{because}）' if because else ''}。"
    for one in told.consequences or ():
        because = _BOUND.sub(lambda found: _BOUNDS[found[1]], "；".join(one.because))
        yield f"按办法适用：{one.title}{f'（{because}）' if because else ''}。"
    counted = [f"{one.title} {one.works} 件次" for one in told.term or () if one.works]
    if counted:
        yield f"本届累计：{'，'.join(counted)}。"
    for grade in told.passed_over:
        yield f"{grade}。"
    parts = [(part.title, _points(part)) for part in told.tree.children]
    earned = [f"{part} {shown(points, rule_set.rounding)} 分" for part, points in parts if points]
    if earned:
        yield f"其中：{'，'.join(earned)}。"


def _place(scope: str, group: str, rank: int, stamp: Stamp) -> str:
    if scope == EVERYONE:
        return f"{scope}第 {rank} 名（参加排名的共 {stamp.ranked} 人）"
    return f"{scope}“{group}”内第 {rank} 名"


def _sections(tree: Branch, rule_set: RuleSet) -> Iterator[Section]:
    """The large parts of the measure in which the member has points; what stands above them comes last."""
    titles = Counter(node.title for node in tree.walk())
    plain = _without_ids(tree)
    for part in tree.children:
        rows = tuple(_rows(part, part, titles, plain, rule_set.year))
        if rows:
            yield Section(part.title, shown(_points(part), rule_set.rounding), rows)
    own = tuple(_row(line, tree.title, plain, rule_set.year) for line in tree.awards if _pays(line))
    if own:
        points = sum((Fraction(line.kept) for line in tree.awards), Fraction(0))
        yield Section("其余", shown(points, rule_set.rounding), own)


def _rows(
    node: Branch, above: Branch, titles: Counter[str], plain: Callable[[str], str], year: int
) -> Iterator[Row]:
    """The award lines of a node and of those below it; a title that several rules have says under which."""
    alone = titles[node.title] == 1 or node is above
    title = node.title if alone else f"{above.title}·{node.title}"
    yield from (_row(line, title, plain, year) for line in node.awards if _pays(line))
    for child in node.children:
        yield from _rows(child, node, titles, plain, year)


def _pays(line: Line) -> bool:
    """Whether the line has to do with points: rules that only count records give 0."""
    return line.raw != "0" or line.kept != "0" or bool(line.cuts)


def _row(line: Line, rule: str, plain: Callable[[str], str], year: int) -> Row:
    what = line.basis or "" if line.record is None else line.record.title or line.record.key
    return Row(_short(line.day, year), what, "；".join(map(plain, line.cuts)), rule, line.kept)


def _points(node: Branch) -> Fraction:
    """What the lines of a part come to after every cut, those above it too: the parts add up to the total."""
    lines = (line for each in node.walk() for line in each.awards)
    return sum((Fraction(line.kept) for line in lines), Fraction(0))


def _remarks(told: Explanation, year: int) -> Iterator[str]:
    """The records that came to nothing, each with the reason, the earliest first."""
    paid = {(line.record.kind, line.record.key) for line in told.lines if line.record and _pays(line)}
    for one in reversed(told.records):
        if (one.kind, one.key) not in paid:
            reason = _reason(one)
            if reason:
                yield f"{_short(one.day, year)} {one.kind} {one.title or one.key}：{reason}"


def _reason(record: Account) -> str:
    if record.excluded is not None:
        return f"不计：{record.excluded}"
    if record.question is not None:
        return _UNTAKEN.get(record.question, record.question)
    state = "" if record.counted else f"{record.part.get('状态', '没有出席')}，"
    return f"{state}按办法记 0 分" if record.rules else ""


def _without_ids(tree: Branch) -> Callable[[str], str]:
    """Takes the ids of rules out of a sentence: they mean nothing to a member."""
    named = sorted((f"{node.title}（{node.id}）" for node in tree.walk()), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, named)))
    return lambda text: pattern.sub(lambda found: found[0][: found[0].rindex("（")], text)


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date | None, year: int) -> str:
    if day is None:
        return "全年"
    return f"{day.month}月{day.day}日" if day.year == year else _long(day)
