"""A bulletin in words: what it says of the year, by the figures of the closing and by what people wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from documents.bulletin import Annex, Bulletin, Section, numbered
from documents.page import in_lines
from models.clock import CHINA
from rules.document import RuleSet
from rules.loader import EVERYONE
from scoring.points import rounded, shown
from services.bulletins.bulletin import Content
from services.bulletins.figures import SECTOR, DepartmentFigures, YearFigures
from services.members.wording import label_on, last_day
from services.results.anonymous import FEWEST
from services.results.ranking import Row, order
from services.results.statistics import Spread

EMPLOYER = "单位"
OFFICIAL, BRIEF = "official", "brief"
DRAFT = "未签发"
_COLUMNS = ("名次", "姓名", SECTOR, "总分", "等次")


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a bulletin goes; `employer`: it is told of the members that it employs, and of nobody else but
    what all came to together.
    """

    recipient: str
    employer: bool = False


def worded(
    content: Content, figures: YearFigures, layout: str, to: Address | None = None, watermark: str = ""
) -> Bulletin:
    """The words of a bulletin in a layout, to somebody or to nobody yet."""
    rule_set, signed = figures.board.rule_set, content.signed
    employer = to is not None and to.employer
    if employer:
        content, figures = _of_all_together(content, figures)
    issuer = body_of(rule_set)
    day = long_day(_day(signed.signed_at)) if signed else DRAFT
    addressed = to.recipient if to else ""
    made = Bulletin(
        layout=layout,
        mark=f"{issuer}文件" if layout == OFFICIAL else "委员履职情况简报",
        number=_number(content, layout),
        title=(issuer, f"关于{rule_set.year}年度委员履行职责情况的通报"),
        recipient=addressed if layout == OFFICIAL else "",
        lead=_lead(content, rule_set),
        sections=numbered(
            [_overall(figures, highest=not employer), *_departments(content, figures), *_said(content)]
        ),
        annex=Annex(
            f"{rule_set.year}年度委员履行职责情况一览表",
            _COLUMNS,
            tuple(_cells(row, rule_set) for row in rows_for(figures, to)),
        ),
        issuer=issuer,
        day=day,
        signed=f"签发：{signed.signed_by if signed else DRAFT}",
        sent_to=f"报送：{addressed}" if addressed and layout == BRIEF else "",
        printed=(issuer, f"{day}印发" if signed else DRAFT),
        watermark=watermark,
    )
    return in_lines(made)


def rows_for(figures: YearFigures, to: Address | None) -> Iterator[Row]:
    """The members of whom a recipient is told, in the order of the ranking."""
    for row in order(figures.board).rows:
        if to is None or not to.employer or employer_of(row, figures.board.rule_set) == to.recipient:
            yield row


def _of_all_together(content: Content, figures: YearFigures) -> tuple[Content, YearFigures]:
    """The same without what tells of others than all together: a sector of one is a stranger's total."""
    many = figures.members >= FEWEST
    of_all = replace(
        figures,
        spread=figures.spread if many else None,
        grades=figures.grades if many else (),
        parts=tuple(one for one in figures.parts if one.members >= FEWEST),
        sectors=(),
        departments=(),
    )
    said = [one for one in content.analyses if one.department == EVERYONE]
    return replace(content, analyses=said), of_all


def employer_of(row: Row, rule_set: RuleSet) -> str:
    """Where a member worked at the end of the year; empty where nobody said."""
    attribute = rule_set.catalogue.attributes.get(EMPLOYER)
    member = row.entry.enrolled.member
    return label_on(member, attribute, last_day(member, rule_set.end)) if attribute else ""


def body_of(rule_set: RuleSet) -> str:
    """The committee as it calls itself in documents."""
    named = rule_set.committee
    return named if "政协" in named else f"政协{named}委员会"


def long_day(day: date) -> str:
    """2023年1月12日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _number(content: Content, layout: str) -> str:
    if content.signed is None:
        return DRAFT
    return content.signed.number if layout == OFFICIAL else f"第{content.signed.issue}期"


def _lead(content: Content, rule_set: RuleSet) -> str:
    closed = long_day(_day(content.closing.closed_at))
    checked = "，并经重新计算核对无误" if content.signed else ""
    return (
        f"根据《{rule_set.title}》，{rule_set.year}年度委员履行职责情况已统计完毕，"
        f"结果于{closed}定下{checked}。现通报如下。"
    )


def _overall(figures: YearFigures, highest: bool) -> Section:
    """What all came to; the `highest` total is that of one of them."""
    paragraphs = [f"公布的委员{figures.members}人，其中参加排名的{figures.ranked}人。"]
    if figures.spread is not None:
        paragraphs[0] += f"总分{_spread(figures.spread, figures, highest)}。"
    if figures.grades:
        counted = "、".join(f"{grade}{members}人" for grade, members in figures.grades)
        paragraphs.append(f"各等次人数：{counted}。")
    parts = [one for one in figures.parts if one.points.strip("0.")]
    if parts:
        told = "，".join(f"{one.title}{one.points}分（{one.members}人）" for one in parts)
        paragraphs.append(f"各项得分合计：{told}。")
    if figures.sectors:
        told = "；".join(f"{one.group}{one.members}人，{_mean(one, figures)}" for one in figures.sectors)
        paragraphs.append(f"各界别：{told}。")
    return Section("总体情况", tuple(paragraphs))


def _departments(content: Content, figures: YearFigures) -> Iterator[Section]:
    """What each department did and says, those that did or say anything."""
    known = {one.department: one for one in figures.departments}
    said = {one.department: one.text for one in content.analyses if one.department != EVERYONE}
    sections = tuple(
        Section(name, (*_figures(known.get(name), figures), *_paragraphs(said.get(name, ""))))
        for name in sorted({*known, *said})
    )
    if sections:
        yield Section("各部门情况", (), sections)


def _figures(of: DepartmentFigures | None, figures: YearFigures) -> Iterator[str]:
    if of is not None and of.records:
        told = "、".join(f"{kind}{records}条" for kind, records in of.records.items())
        yield f"录入计分的记录{sum(of.records.values())}条：{told}。"
    if of is not None and of.spread is not None:
        yield f"所属委员{of.spread.members}人，总分{_spread(of.spread, figures)}。"


def _said(content: Content) -> Iterator[Section]:
    for one in content.analyses:
        if one.department == EVERYONE:
            yield Section("综合分析和建议", _paragraphs(one.text))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def _cells(row: Row, rule_set: RuleSet) -> tuple[str, ...]:
    member, attribute = row.entry.enrolled.member, rule_set.catalogue.attributes.get(SECTOR)
    sector = label_on(member, attribute, last_day(member, rule_set.end)) if attribute else ""
    rank = "不排名" if row.rank is None else str(row.rank)
    total = shown(row.value, rule_set.rounding)
    return rank, member.name, sector, total, row.entry.place.grade or "不评"


def _mean(of: Spread, figures: YearFigures) -> str:
    rounding = figures.board.rule_set.rounding
    return f"平均{shown(rounded(of.mean, rounding), rounding)}分"


def _spread(of: Spread, figures: YearFigures, highest: bool = True) -> str:
    rounding = figures.board.rule_set.rounding
    middle, most = (shown(rounded(one, rounding), rounding) for one in (of.median, of.most))
    return f"{_mean(of, figures)}，中位数{middle}分{f'，最高{most}分' if highest else ''}"
