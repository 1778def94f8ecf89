"""A simulation as text: who moves and why, who crosses a line, what never fires, what it costs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncConnection

from scoring.simulated import Category, Idle, MemberMove, Reason, RuleEffect, Simulated, warnings
from services.results.member import described
from services.rule_sets.trail import SimulationRow
from services.rule_sets.versions import DIGEST

KINDS = {"rule": "规则", "exclusion": "剔除", "unranked": "不排名", "gate": "关口", "consequence": "处理"}
LETTERS = re.compile("[a-z_-]+", re.ASCII)
WAS_SO = {True: "，原来也没有", False: "，原来有", None: "，新增的"}


async def names_of(connection: AsyncConnection, result: Simulated) -> dict[int, str]:
    """The names of the members whom a simulation tells of."""
    moving = (*result.crossers.members, *result.movers.members)
    members = await described(connection, sorted({one.member for one in moving if one.member is not UNSET}))
    return {number: one.enrolled.member.name for number, one in members.items()}


def lines(row: SimulationRow, names: Mapping[int, str], most: int) -> Iterator[str]:
    """The result as it is read, at most `most` members of a kind."""
    result = row.simulated
    totals = result.totals
    if told := warnings(result):
        yield f"注意：{'；'.join(told)}。"
    yield f"试算：{result.after.title}（版本 {result.after.digest[:DIGEST]}）"
    yield f"对照：{result.before.title}（版本 {result.before.digest[:DIGEST]}）"
    yield f"用 {row.year} 年的数据，{result.members} 名委员；现在的结果没有动。"
    yield (
        f"总分：升 {totals.gaining} 人，降 {totals.losing} 人；合计 {_change(totals.sum)}；"
        f"一人最多升 {totals.most_gained}、降 {totals.most_lost.lstrip('-')}"
    )
    yield f"名次：升 {result.ranks.up} 人，降 {result.ranks.down} 人"
    for grade in result.grades:
        yield f"等次 {grade.name or '无'}：{_change(grade.members)} 人"
    for one in result.consequences or ():
        yield f"处理 {one.title}：{_change(one.members)} 人"
    for group, title in ((result.crossers, "等次有变"), (result.movers, "总分或名次有变")):
        shown = group.members[:most]
        rest = f"，下面是变动大的 {len(shown)} 人" if len(shown) < group.count else ""
        yield f"{title} {group.count} 人{rest}"
        yield from (f"  {_member(one, names)}" for one in shown)
    for rule in result.rules:
        moved = f"升 {rule.gaining} 人，降 {rule.losing} 人"
        yield f"改了总分的 {_rule(rule)}：{moved}，合计 {_signed(rule.points)}"
    for idle in result.idle:
        yield f"没有用到的{KINDS[idle.kind]} {_rule(idle)}{WAS_SO[idle.before]}"
    for category in result.categories:
        yield f"得分合计 {_rule(category)}：{_change(category.points)} 分，{_change(category.members)} 人有"
    for bar in result.distribution:
        yield f"总分 {bar.least} 至 {bar.below}：{_change(bar.members)} 人"
    yield f"没有规则取的事实：{_change(result.questions)} 条"
    yield f"依据的数据 {row.input[:DIGEST]}"


def _member(move: MemberMove, names: Mapping[int, str]) -> str:
    ranks = [f"第 {rank} 名" if rank else "不排名" for rank in move.rank]
    name = "" if move.member is UNSET else names.get(move.member, "")
    said = [f"{move.key} {name}", f"{_change(move.total)} 分", _change(ranks)]
    if move.grade[0] != move.grade[1]:
        said.append(_change([grade or "无等次" for grade in move.grade]))
    reasons = "，".join(f"{_rule(one)} {_signed(one.points)}" for one in move.reasons)
    more = f"，另有 {move.more} 条" if move.more else ""
    return "  ".join(said) + (f"：{reasons}{more}" if reasons else "")


def _rule(rule: RuleEffect | Reason | Idle | Category) -> str:
    """A rule as people know it; an id of letters alone (meeting) is none that a measure prints."""
    if rule.title in ("", rule.id):
        return rule.id
    return rule.title if LETTERS.fullmatch(rule.id) else f"{rule.id} {rule.title}"


def _signed(points: str) -> str:
    return points if points.startswith("-") or points == "0" else f"+{points}"


def _change(pair: Sequence[object]) -> str:
    first, second = ("无" if value is None else str(value) for value in pair)
    return first if first == second else f"{first} → {second}"
