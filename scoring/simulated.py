"""The result of a simulation as it is stored and shown: two measures on the same records. Plain data, typed.

Points are decimal strings. A pair has the number of the measure in force and that of the draft. `plain` gives
the data for JSON, `read` takes it back.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, convert, field, to_builtins
from msgspec.structs import replace

T = TypeVar("T")
Pair = tuple[T, T]


class Compared(Struct, frozen=True, kw_only=True):
    """A measure that was compared."""

    title: str
    year: int
    digest: str


class Totals(Struct, frozen=True, kw_only=True):
    """How many members gain or lose, the sums of all totals, and the most that one gains and loses."""

    gaining: int
    losing: int
    sum: Pair[str]
    most_gained: str
    most_lost: str


class Emptied(Struct, frozen=True, kw_only=True):
    """How many members had points, and how many of these are left with 0."""

    had: int = 0
    left: int = 0


class RankMoves(Struct, frozen=True, kw_only=True):
    """How many members rank better or worse, and how many come to be ranked or no longer are."""

    up: int
    down: int
    entering: int
    leaving: int


class GradeCount(Struct, frozen=True, kw_only=True):
    """How many members have a grade; `name` None: none."""

    name: str | None
    members: Pair[int]


class Reason(Struct, frozen=True, kw_only=True):
    """A rule with what it changed of one total."""

    id: str
    title: str
    points: str


class RuleEffect(Struct, frozen=True, kw_only=True):
    """A rule with what it changed of all totals together, and of how many."""

    id: str
    title: str
    gaining: int
    losing: int
    points: str


class MemberMove(Struct, frozen=True, kw_only=True):
    """A member before and after, with the rules that changed the total, the weightiest first.

    `more` of them are not told. `member` is the row of the membership, unset where there is no database.
    """

    key: str
    total: Pair[str]
    change: str
    rank: Pair[int | None]
    grade: Pair[str | None]
    reasons: tuple[Reason, ...]
    more: int
    member: int | UnsetType = UNSET


class Moving(Struct, frozen=True, kw_only=True):
    """How many members move, and those who move most."""

    count: int
    members: tuple[MemberMove, ...]


class Idle(Struct, frozen=True, kw_only=True):
    """What the draft says and nothing calls for; `before`: whether it was so already, None: it is new.

    `kind` is `rule`, `exclusion`, `unranked`, `gate` or `consequence`.
    """

    id: str
    title: str
    kind: str
    before: bool | None


class ConsequenceCount(Struct, frozen=True, kw_only=True):
    """For how many members a consequence follows; None: the measure has no such one."""

    id: str
    title: str
    members: Pair[int | None]


class Category(Struct, frozen=True, kw_only=True):
    """What a node right below the total gives to all members, and to how many; None: it is not there."""

    id: str
    title: str
    points: Pair[str | None]
    members: Pair[int]


class Bar(Struct, frozen=True, kw_only=True):
    """How many members have a total from `least` up to below `below`."""

    least: int = field(name="from")
    below: int = field(name="to")
    members: Pair[int]


class Simulated(Struct, frozen=True, kw_only=True):
    """Who moves and why, who crosses a line, what never fires, what it costs; all of it bounded in size.

    `consequences` is unset where neither measure has any.
    `input` is the digest that a run by the draft of these records has; `members` is how many there are.
    """

    input: str
    members: int
    before: Compared
    after: Compared
    totals: Totals
    ranks: RankMoves
    grades: tuple[GradeCount, ...]
    crossers: Moving
    movers: Moving
    rules: tuple[RuleEffect, ...]
    idle: tuple[Idle, ...]
    categories: tuple[Category, ...]
    distribution: tuple[Bar, ...]
    questions: Pair[int]
    # Simulations of former versions were not asked for it.
    emptied: Emptied = Emptied()
    consequences: tuple[ConsequenceCount, ...] | UnsetType = UNSET


def warnings(result: Simulated) -> tuple[str, ...]:
    """What nobody should overlook, in Chinese: totals halved or doubled, half of the members left with 0."""
    before, after = (Fraction(each) for each in result.totals.sum)
    said = []
    if before > 0 and after <= before / 2:
        said.append(f"总分合计由 {result.totals.sum[0]} 减到 {result.totals.sum[1]}，少了一半以上")
    if before > 0 and after >= before * 2:
        said.append(f"总分合计由 {result.totals.sum[0]} 增到 {result.totals.sum[1]}，是原来的两倍以上")
    if result.emptied.left * 2 >= result.emptied.had > 0:
        said.append(f"{result.emptied.had} 名有分的委员，{result.emptied.left} 名变为 0 分")
    if result.ranks.leaving * 2 >= result.members > 0:
        said.append(f"{result.members} 名委员，{result.ranks.leaving} 名不再参加排名")
    return tuple(said)


def with_rows(result: Simulated, rows: Mapping[str, int]) -> Simulated:
    """The result with the row of each membership by its member key."""

    def moving(group: Moving) -> Moving:
        return replace(group, members=tuple(replace(one, member=rows[one.key]) for one in group.members))

    return replace(result, crossers=moving(result.crossers), movers=moving(result.movers))


def plain(result: Simulated) -> dict[str, Any]:
    """The data for JSON; what is unset is left out."""
    data: dict[str, Any] = to_builtins(result)
    return data


def read(data: Mapping[str, Any]) -> Simulated:
    """The result that `plain` gave the data of."""
    return convert(data, Simulated)
