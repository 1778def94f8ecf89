"""Which members of a run are asked for: by attributes, and by what they are called."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Annotated

import strawberry

from resolvers import argument
from services.members.name_order import is_found
from services.refusal import Code, Refusal
from services.results import groups as labels
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.memo import memo

MOST_FILTERS, MOST_VALUES = 10, 50


@strawberry.input(description="只看某个属性取某几个值的委员，如 身份 为 常委；名次不因筛选而变")
class MemberFilter:
    """Members whose attribute has one of some values."""

    attribute: str = strawberry.field(description="属性的名称，如 界别、身份、专委会")
    values: list[str] = strawberry.field(
        description="取其中任一值的委员，1 到 50 个值", metadata={"most": MOST_VALUES}
    )


WhereArgument = Annotated[
    list[MemberFilter] | None, argument.several("筛选委员，各条须同时满足，最多 10 条", MOST_FILTERS)
]
SearchArgument = Annotated[
    str | None,
    strawberry.argument(
        description="姓名或委员编号里含有的字，或姓名的拼音首字母（zw）、从头起的拼音（zhangw）；"
        "不计空格和全角半角"
    ),
]


def chosen_by(board: Board, where: Sequence[MemberFilter] | None) -> list[Callable[[Entry], bool]]:
    """What the members have to satisfy that are asked for; raises `Refusal`."""
    found: list[Callable[[Entry], bool]] = []
    for one in argument.bounded(where or (), "where", MOST_FILTERS, 0):
        argument.text(one.attribute, "where.attribute")
        for value in argument.bounded(one.values, "where.values", MOST_VALUES):
            argument.text(value, "where.values")
        attribute = labels.grouping(board, one.attribute, "where.attribute")
        known = list(attribute.values) or (["是", "否"] if attribute.type == "yesno" else [])
        if attribute.type != "label" and not set(one.values) <= set(known):
            message = f"“{attribute.name}”只能是：{'、'.join(known)}"
            raise Refusal(Code.BAD_USER_INPUT, message, "where.values")
        of = labels.groups(board, attribute.name)
        found.append(partial(_among, of, frozenset(one.values)))
    return found


def named(board: Board, search: str | None) -> set[int] | None:
    """The memberships whose name, its pinyin or number has what is searched for; None where nothing is."""
    wanted = argument.searched(search)
    if wanted is None:
        return None
    known = memo(board, "findable", lambda: _findable(board))
    return {entry_id for entry_id, (texts, key) in known.items() if is_found(wanted, texts, key)}


def _findable(board: Board) -> dict[int, tuple[tuple[str, str], str]]:
    return {
        entry.id: (
            (argument.findable(entry.enrolled.member.name), argument.findable(entry.score.key)),
            entry.enrolled.sort_key,
        )
        for entry in board.entries
    }


def _among(of: Mapping[int, str], values: frozenset[str], entry: Entry) -> bool:
    return of[entry.id] in values
