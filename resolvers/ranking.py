"""The ranking of a run: its arguments, and its rows as clients see them."""

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum
from fractions import Fraction
from functools import lru_cache, partial
from typing import Annotated, Any

import strawberry

from resolvers import argument, cursor, global_id
from resolvers.consequence import ConsequenceDefinition, ConsequencesArgument, following, subject
from resolvers.context import Info
from resolvers.field import answered, several
from resolvers.member import Member, of_entry
from resolvers.member_filter import MemberFilter, SearchArgument, WhereArgument, chosen_by, named
from resolvers.page import Connection, Keyset, Page
from resolvers.run import board_of, identity
from rules.document import Gate, Rounding
from rules.loader import EVERYONE
from scoring.member_score import NodeScore, number_text
from scoring.points import shown
from services.refusal import Code, Refusal
from services.results import groups as labels
from services.results.ranking import NOTHING, By, Measured, Order, Row, Spot, check_node, node_codes, order
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.memo import memo
from services.runs.run import RunRow

# A larger committee is sorted in a thread, so that other requests go on.
MANY = 2_000


def points_text(points: Fraction, rounding: Rounding) -> str:
    """Points with the digits of the measure, as `scoring.points.shown` writes them."""
    # A fraction as a key costs more than the rest of a row: its hash takes a modular inverse.
    to = rounding.to
    return _written(points.numerator, points.denominator, to.numerator, to.denominator, rounding.mode)


@lru_cache(maxsize=1 << 16)
def _written(points: int, parts: int, step: int, steps: int, mode: str) -> str:
    return shown(Fraction(points, parts), Rounding(Fraction(step, steps), mode))


@strawberry.enum(description="按什么排名")
class RankingBy(Enum):
    """What members are ranked by."""

    TOTAL = strawberry.enum_value("TOTAL", description="总分")
    POINTS = strawberry.enum_value("POINTS", description="一个节点的得分")
    RECORDS = strawberry.enum_value("RECORDS", description="一个节点取了几条履职事实")
    WORKS = strawberry.enum_value("WORKS", description="一个节点取了几件次")


@strawberry.enum(description="列出哪些委员")
class Listed(Enum):
    """Which members are listed."""

    ALL = strawberry.enum_value("ALL", description="参加排名的在前，不参加排名的在后")
    RANKED = strawberry.enum_value("RANKED", description="只列参加排名的")
    UNRANKED = strawberry.enum_value("UNRANKED", description="只列不参加排名的")


ScopeArgument = Annotated[
    str, strawberry.argument(description="名次的范围：全体，或委员的一个属性（如 界别），各组分别排名")
]
GroupArgument = Annotated[str | None, strawberry.argument(description="只看 scope 里的这一组，如 民革")]
ByArgument = Annotated[RankingBy, strawberry.argument(description="按总分，还是按一个节点的得分或数量")]
NodeArgument = Annotated[
    str | None, strawberry.argument(description="节点的代码，如 proposal；按总分时不写，否则必写")
]
ListedArgument = Annotated[Listed, strawberry.argument(description="列出哪些委员")]
RuleCode = Annotated[str, strawberry.argument(description="届内累计的一条的代码，见办法的 termCounts")]
NodeCode = Annotated[str, strawberry.argument(description="节点的代码，如 proposal")]
AgainstArgument = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="与这次记分相比，填入各行的 change；通常是一次有名称的记分"),
]


@strawberry.type(name="Gate", description="关口：达不到就限制或决定等次的要求")
class GateDefinition:
    """A condition that limits a grade."""

    id: str = strawberry.field(name="code", description="关口的代码")
    title: str = strawberry.field(description="关口的名称")
    citation: str = strawberry.field(description="出处")
    at_most: str | None = strawberry.field(description="等次最高到哪一等；空为不限")
    force: str | None = strawberry.field(description="等次直接定为哪一等；空为不定")
    ungraded: bool = strawberry.field(description="是否不评等次")


@strawberry.type(description="与另一次记分相比的变化")
class RankingChange:
    """What a member's place was in another run, and what has changed since."""

    rank: int | None = strawberry.field(description="那时的名次；空为那时不参加排名")
    value: str = strawberry.field(description="那时排名所依据的数")
    total: str = strawberry.field(description="那时的总分")
    grade: str | None = strawberry.field(description="那时的等次")
    rank_difference: int | None = strawberry.field(description="名次上升几位，下降为负；有一边不排名则空")
    difference: str = strawberry.field(description="排名所依据的数增加多少，减少为负")


def _points(root: "strawberry.Parent[RankingEntry]", node: NodeCode) -> str:
    """The points of the row's member at a node."""
    return points_text(_node(root, node).points, root.board.rule_set.rounding)


def _records(root: "strawberry.Parent[RankingEntry]", node: NodeCode) -> int:
    """How many records of the row's member a node took."""
    return _node(root, node).records


def _works(root: "strawberry.Parent[RankingEntry]", node: NodeCode) -> int:
    """How many works and occasions of the row's member a node took."""
    return _node(root, node).works


def _term_works(root: "strawberry.Parent[RankingEntry]", rule: RuleCode) -> int:
    """How many works and occasions of the row's member a rule of the term counted."""
    if all(rule != one.id for one in root.board.rule_set.term_counts):
        raise Refusal(Code.NOT_FOUND, "办法里没有这一条届内累计，代码见 measure 的 termCounts", "rule")
    _, works = root.entry.score.term.get(rule, (0, 0))
    return works


def _node(root: "RankingEntry", node: str) -> NodeScore:
    check_node(root.board, node)
    return root.entry.score.nodes.get(node, NOTHING)


@strawberry.type(description="排名里的一行")
class RankingEntry:
    """A row of a ranking."""

    member: Member = strawberry.field(description="委员")
    group: str | None = strawberry.field(description="所在的组；没有填这一属性则空，也没有名次")
    rank: int | None = strawberry.field(description="在组内的名次，同分同名次；空为不参加排名")
    tied: int = strawberry.field(description="组内与之同名次的还有几人")
    value: str = strawberry.field(description="排名所依据的数：分数保留办法规定的位数，或整数")
    total: str = strawberry.field(description="总分，保留办法规定的位数")
    grade: str | None = strawberry.field(description="等次；空为不评等次")
    unranked: str | None = strawberry.field(description="为什么不参加排名；空为参加")
    gates: list[GateDefinition] = several(2, "没有通过的关口，影响等次，不影响名次")
    consequences: list[ConsequenceDefinition] = several(2, "适用的等次以外的处理")
    questions: int = strawberry.field(description="没有规则取的履职事实有几条，需要核对")
    change: RankingChange | None = strawberry.field(
        description="与 against 相比的变化；没有写 against 或那时没有此人则空"
    )
    points: str | None = answered(_points, "在一个节点的得分，上级节点扣减之前", cost=1)
    records: int | None = answered(_records, "一个节点取了几条履职事实", cost=1)
    works: int | None = answered(_works, "一个节点取了几件次，一件作品的几个结果只算一件", cost=1)
    term_works: int | None = answered(_term_works, "届内累计的一条数到几件次", cost=1)
    board: strawberry.Private[Board]
    entry: strawberry.Private[Entry]


@strawberry.type(description="排名的一页")
class Ranking(Connection[RankingEntry]):
    """A page of a ranking, with the size of the groups as a whole."""

    ranked_count: int = strawberry.field(description="这个范围里参加排名的共几人，不因筛选而变")


async def ranking(
    root: strawberry.Parent[RunRow],
    info: Info,
    scope: ScopeArgument = EVERYONE,
    group: GroupArgument = None,
    by: ByArgument = RankingBy.TOTAL,
    node: NodeArgument = None,
    where: WhereArgument = None,
    listed: ListedArgument = Listed.ALL,
    search: SearchArgument = None,
    against: AgainstArgument = None,
    consequences: ConsequencesArgument = None,
    *,
    asked: Page,
) -> Ranking:
    """The page of a run's ranking that is asked for."""
    board = await board_of(root, info)
    found = await ordered(board, scope, Measured(By[by.name], node))
    rows = _chosen(found, group, where, listed, search)
    wanted = subject(board, consequences)
    if wanted is not None:
        rows = [row for row in rows if not wanted.isdisjoint(row.entry.place.consequences)]
    other = await _other(board, found, against, info)
    filters = [(one.attribute, sorted(one.values)) for one in where or ()]
    of = (scope, group, by.name, node, filters, listed.value, argument.searched(search))
    of_list = cursor.mark("ranking", *identity(board), *of, *sorted(consequences or ()))
    part = keyset(found, of_list).cut(rows, asked, _shown(found, other))
    # Of everybody in the scope, in all groups together.
    return Ranking(**vars(part), ranked_count=sum(found.sizes.values()))


def gate_definition(gate: Gate) -> GateDefinition:
    """A gate as clients see it."""
    return GateDefinition(
        id=gate.id,
        title=gate.title,
        citation=gate.citation,
        at_most=gate.at_most,
        force=gate.force,
        ungraded=gate.ungraded,
    )


def stopped(board: Board, entry: Entry) -> list[GateDefinition]:
    """The gates that stopped a member."""
    if not entry.place.gates:
        return []
    return [gate_definition(gate) for gate in board.rule_set.gates if gate.id in entry.place.gates]


def why_unranked(board: Board, entry: Entry) -> str | None:
    """The title of the reason why a member is not ranked."""
    if entry.score.unranked is None:
        return None
    return next(one.title for one in board.rule_set.unranked if one.id == entry.score.unranked)


async def ordered(board: Board, scope: str, measured: Measured) -> Order:
    """The order of a ranking; a larger committee's is sorted beside other requests."""
    found = order(board, scope, measured)
    if board.members > MANY and "rows" not in found.__dict__:
        await asyncio.to_thread(lambda: found.rows)
    return found


async def _other(board: Board, now: Order, against: str | None, info: Info) -> Order | None:
    """The ranking to compare with; raises `Refusal` where it cannot be compared."""
    if against is None:
        return None
    number = global_id.number(against, "ScoreRun", "against")
    try:
        other = await info.context.run(number)
    except Refusal:
        raise global_id.missing("ScoreRun", "against") from None
    if other.committee_id != board.committee_id:
        raise global_id.missing("ScoreRun", "against")
    measured = now.measured
    if measured.node is not None and measured.node not in node_codes(other):
        raise Refusal(Code.BAD_USER_INPUT, "那次记分的办法里没有这个节点，不能相比", "against")
    try:
        return await ordered(other, now.scope, measured)
    except Refusal:
        raise Refusal(Code.BAD_USER_INPUT, "那次记分里没有这个分组，不能相比", "against") from None


def _chosen(
    found: Order, group: str | None, where: Sequence[MemberFilter] | None, listed: Listed, search: str | None
) -> Sequence[Row]:
    rows: Sequence[Row] = found.rows
    if group is not None:
        argument.text(group, "group")
        if found.scope == EVERYONE and group != EVERYONE:
            raise Refusal(Code.BAD_USER_INPUT, "先用 scope 说明按什么分组，如 界别", "group")
        if group not in labels.group_order(found.board, found.scope):
            raise Refusal(Code.NOT_FOUND, f"{found.scope}里没有这一组", "group")
        rows = [row for row in rows if row.group == group]
    for chosen in chosen_by(found.board, where):
        rows = [row for row in rows if chosen(row.entry)]
    wanted = named(found.board, search)
    if wanted is not None:
        rows = [row for row in rows if row.entry.id in wanted]
    if listed is not Listed.ALL:
        rows = [row for row in rows if row.unranked == (listed is Listed.UNRANKED)]
    return rows


def value_text(found: Order, value: Fraction) -> str:
    """What members are ranked by, as text: points with the digits of the measure, or a whole number."""
    if found.measured.by in (By.TOTAL, By.POINTS):
        return points_text(value, found.board.rule_set.rounding)
    return str(value)


def _shown(found: Order, other: Order | None) -> Callable[[Row], RankingEntry]:
    """How clients see a row. What is not compared is made once: the first pages are asked for all day."""
    if other is not None:
        return partial(_entry, found, other)
    made: dict[int, RankingEntry] = memo(found.board, ("shown", found.scope, found.measured), dict)

    def show(row: Row) -> RankingEntry:
        known = made.get(row.entry.id)
        if known is None:
            known = made[row.entry.id] = _entry(found, None, row)
        return known

    return show


def _entry(found: Order, other: Order | None, row: Row) -> RankingEntry:
    board, entry = found.board, row.entry
    total = points_text(entry.score.total, board.rule_set.rounding)
    return RankingEntry(
        member=of_entry(board, entry),
        group=row.group or None,
        rank=row.rank,
        tied=row.tied,
        value=total if found.measured.by is By.TOTAL else value_text(found, row.value),
        total=total,
        grade=entry.place.grade,
        unranked=why_unranked(board, entry),
        gates=stopped(board, entry),
        consequences=following(board, entry),
        questions=entry.questions,
        board=board,
        entry=entry,
        change=None if other is None else _change(found, row, other, other.row_of(entry.id)),
    )


def _change(found: Order, row: Row, other: Order, before: Row | None) -> RankingChange | None:
    if before is None:
        return None
    moved = None if row.rank is None or before.rank is None else before.rank - row.rank
    return RankingChange(
        rank=before.rank,
        value=value_text(other, before.value),
        total=points_text(before.entry.score.total, other.board.rule_set.rounding),
        grade=before.entry.place.grade,
        rank_difference=moved,
        difference=value_text(found, row.value - before.value),
    )


def keyset(found: Order, mark: str) -> Keyset[Row]:
    """How the rows of a ranking are cut into pages: a place in it is a member's own numbers."""
    return Keyset(
        mark,
        lambda row: found.sort(found.spot(row)),
        lambda row: _position(found.spot(row)),
        lambda position: found.sort(_spot(*position)),
    )


def _position(spot: Spot) -> list[Any]:
    return [spot.unranked, spot.group, [number_text(number) for number in spot.numbers], spot.key]


def _spot(unranked: Any, group: Any, numbers: Any, key: Any) -> Spot:
    if type(unranked) is not bool or not isinstance(numbers, list):
        raise ValueError("no place in a ranking")
    return Spot(unranked, cursor.string(group), tuple(map(cursor.exact, numbers)), cursor.string(key))
