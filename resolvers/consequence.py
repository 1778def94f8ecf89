"""What follows beside the grade: as a measure defines it, and for whom it follows."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from resolvers import argument
from rules.document import Consequence, RuleSet
from rules.wording import consequence_words
from services.refusal import Code, Refusal
from services.runs.board import Board
from services.runs.entry import Entry
from services.runs.memo import memo

MOST_VALUES = 50
ConsequencesArgument = Annotated[
    list[str] | None,
    strawberry.argument(description="只看适用其中任一处理的委员，写处理的代码，1 到 50 个"),
]


@strawberry.type(
    name="Consequence", description="等次以外的处理，如约谈、劝辞、通报表扬；不影响得分、等次和名次"
)
class ConsequenceDefinition:
    """What may follow beside the grade."""

    id: str = strawberry.field(name="code", description="处理的代码")
    title: str = strawberry.field(description="处理的名称")
    citation: str = strawberry.field(description="出处")
    words: str = strawberry.field(description="适用于什么情形")


def consequence_definition(one: Consequence, rule_set: RuleSet) -> ConsequenceDefinition:
    """A consequence as clients see it."""
    return ConsequenceDefinition(
        id=one.id,
        title=one.title,
        citation=one.citation,
        words=consequence_words(one, rule_set.known()),
    )


def following(board: Board, entry: Entry) -> list[ConsequenceDefinition]:
    """The consequences that follow for a member."""
    if not entry.place.consequences:
        return []
    known = memo(board, "consequences", lambda: _definitions(board.rule_set))
    return [known[code] for code in entry.place.consequences]


def _definitions(rule_set: RuleSet) -> dict[str, ConsequenceDefinition]:
    return {one.id: consequence_definition(one, rule_set) for one in rule_set.consequences}


def subject(board: Board, consequences: Sequence[str] | None) -> frozenset[str] | None:
    """The consequences that are asked for, None for any or none; raises `Refusal` where one is not there."""
    if consequences is None:
        return None
    known = {one.id for one in board.rule_set.consequences}
    for code in argument.bounded(consequences, "consequences", MOST_VALUES):
        argument.text(code, "consequences")
        if code not in known:
            message = "办法里没有这项处理，代码见 measure 的 consequences"
            raise Refusal(Code.NOT_FOUND, message, "consequences")
    return frozenset(consequences)
