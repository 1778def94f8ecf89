"""The groups of a run's members: by what they are at the end of its period."""

from collections.abc import Mapping

from rules.catalogue import Attribute
from rules.loader import EVERYONE
from services.members.wording import label_on, last_day
from services.refusal import Code, Refusal
from services.runs.board import Board
from services.runs.memo import memo

LABELLED = ("choice", "label", "yesno")


def grouping(board: Board, name: str, field: str) -> Attribute:
    """The member attribute of this name, if members can be grouped by it; raises `Refusal` about `field`."""
    known = [one for one in board.rule_set.catalogue.member_attributes() if one.type in LABELLED]
    for attribute in known:
        if attribute.name == name:
            return attribute
    raise Refusal(Code.BAD_USER_INPUT, f"没有这个分组，可用：{'、'.join(one.name for one in known)}", field)


def groups(board: Board, scope: str, field: str = "scope") -> Mapping[int, str]:
    """The group of every member, by membership, in a scope: 全体, or an attribute of members."""
    if scope == EVERYONE:
        return memo(board, ("groups", scope), lambda: dict.fromkeys(board.keys, EVERYONE))
    attribute = grouping(board, scope, field)
    return memo(board, ("groups", scope), lambda: _groups(board, attribute))


def group_order(board: Board, scope: str) -> Mapping[str, int]:
    """The place of each group of a scope: as the catalogue lists them, others by their text; none last."""
    if scope == EVERYONE:
        return {EVERYONE: 0, "": 1}
    listed = list(board.rule_set.catalogue.attributes[scope].values)
    found = {*groups(board, scope).values()} - {"", *listed}
    return {label: at for at, label in enumerate((*listed, *sorted(found), ""))}


def _groups(board: Board, attribute: Attribute) -> dict[int, str]:
    end, tally = board.until, board.tally
    found = {}
    for who, own in zip(tally.roll.enrolled, tally.scored, strict=True):
        known = own.score.groups.get(attribute.name)
        if known is None:
            known = label_on(who.member, attribute, last_day(who.member, end))
        found[who.id] = known
    return found
