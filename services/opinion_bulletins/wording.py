"""A bulletin of opinion items in words, by its frozen figures; whoever wrote is named as they are now."""

from collections.abc import Iterator, Mapping, Sequence

from documents.bulletin import Annex, Bulletin, Section, numbered
from documents.page import in_lines
from models.clock import day_of
from services.opinion_bulletins.bulletin import BulletinRow, Frozen, Late
from services.opinions import analysis
from services.opinions.report import FigureRow, LevelCount

OFFICIAL, BRIEF = "official", "brief"
GROUPS = {
    analysis.DEPARTMENT: "部门",
    analysis.SECTOR: "界别",
    analysis.UNIT: "主办单位",
    analysis.AREA: "关注重点",
    analysis.AUTHOR: "提交人",
}
COLUMNS = ("收到", "类别", "名称", "签发", "采用、批示")
NOBODY = "没有写的"
_OUTCOMES = {"adoption": "采用", "instruction": "批示"}


def worded(
    row: BulletinRow, committee: str, names: Mapping[str, str], layout: str, watermark: str = ""
) -> Bulletin:
    """The words of a bulletin in a layout; `names` are those of accounts by number, as text."""
    told, day = row.told, _long(f"{day_of(row.signed_at)}")
    called = _called(row)
    made = Bulletin(
        layout=layout,
        mark=f"{committee}文件" if layout == OFFICIAL else "社情民意信息简报",
        number=row.number if layout == OFFICIAL else f"第{row.issue}期",
        title=(committee, f"关于{called}社情民意信息工作情况的通报"),
        recipient="",
        lead=f"根据千岛议家管理办法，现将{called}社情民意信息收到、编发、采用、办理的情况通报如下。",
        sections=numbered([_overall(told.report.total), *_handled(told), *_late(told.late)]),
        annex=Annex(f"{called}社情民意信息一览表", COLUMNS, tuple(_rows(told, names))),
        issuer=committee,
        day=day,
        signed=f"签发：{row.signed_by}",
        sent_to="",
        printed=(committee, f"{day}印发"),
        watermark=watermark,
    )
    return in_lines(made)


def _called(row: BulletinRow) -> str:
    year = row.first_day.year
    if (row.last_day - row.first_day).days > 100:
        return f"{year}年"
    return f"{year}年第{'一二三四'[(row.first_day.month - 1) // 3]}季度"


def _long(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}年{int(month)}月{int(date)}日"


def _overall(total: FigureRow) -> Section:
    share = f"，占签发的{round(100 * total.adopted / total.issued)}%" if total.issued else ""
    paragraphs = [
        f"收到{total.received}条，初审通过{total.accepted}条，编发{total.issued}条。",
        f"采用{total.adopted}条{share}{_levels(total.adopted_at)}；"
        f"领导批示{total.instructed}条{_levels(total.instructed_at)}。",
        "一条在一个数里只算一次，按事情发生的那一天算。",
    ]
    return Section("总体情况", tuple(paragraphs))


def _levels(counts: Sequence[LevelCount]) -> str:
    return f"（{'、'.join(f'{one.level}{one.count}条' for one in counts)}）" if counts else ""


def _handled(told: Frozen) -> Iterator[Section]:
    """How units answered, those that answered the most in time first."""
    units = [one for one in told.report.groups.get(analysis.UNIT, []) if one.key and one.due]
    if units:
        total = told.report.total
        ranked = sorted(units, key=lambda one: (-one.in_time / one.due, -one.due, one.key))
        said = "；".join(f"{one.name}应当答复{one.due}条，按时{one.in_time}条" for one in ranked)
        answered = f"应当答复{total.due}条，按时答复{total.in_time}条。"
        rated = f"作者评价定下的{total.rated}条{_levels(total.rated_at)}。" if total.rated else ""
        yield Section("办理情况", (answered + rated, f"各主办单位：{said}。"))


def _late(late: Sequence[Late]) -> Iterator[Section]:
    """What an earlier bulletin would have told."""
    if late:
        told = [
            f"{one.item}号信息，{_long(f'{one.day}')}{one.level}{_OUTCOMES[one.outcome]}。" for one in late
        ]
        yield Section("上期以后补记的", tuple(told))


def _rows(told: Frozen, names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for by, kind in GROUPS.items():
        for one in told.report.groups.get(by, []):
            name = names.get(one.key, NOBODY) if by == analysis.AUTHOR else one.name or NOBODY
            yield str(one.received), kind, name, str(one.issued), f"{one.adopted}、{one.instructed}"
