"""The submitter of an item rates what was answered (议12). 不满意, the first time, hands it to the unit once
more; each rating is kept, and the last one that was given before the term is over counts.
"""

from dataclasses import dataclass

from sqlalchemy import insert, select

from models.opinion import Opinion, OpinionRating
from models.store import Store
from services.actor import Actor, known
from services.opinions.editing import move_items
from services.opinions.form import check_unmarked
from services.opinions.handling_step import reopen
from services.opinions.opinion import OpinionRow, check_version, opinion
from services.opinions.rating import RatingRow, ratings_of
from services.opinions.rating_form import DISSATISFIED, rating_form
from services.opinions.sealing import RATING, key_of
from services.opinions.transitions import ITEMS, RATE, RATINGS, REOPEN
from services.reason import several_lines
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import Unit, unit_of_work

SUBMITTER = "由提交的人评价；合写的看得到"
UNANSWERED = "还没有答复：承办单位答复、办公室审核通过以后评价"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A rating by its code; 不满意 has a reason of the list, and words where there are any."""

    rating: str
    reason: str | None = None
    words: str | None = None


async def rate(
    store: Store, committee: str, actor: Actor | None, number: int, version: int, told: Rated
) -> OpinionRow:
    """Rates what was answered of an item of one's own; raises `Refusal`."""
    rated = _checked(told)
    async with unit_of_work(store, committee, known(actor), right=Right.WRITE_OPINIONS) as unit:
        found = await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)
        if not found.own:
            raise Refusal(Code.FORBIDDEN, SUBMITTER, "actor")
        check_version(found, version)
        ITEMS.after(found.state, RATE)
        row = (await ratings_of(unit.connection, unit.vault, [number])).get(number)
        if row is None:
            raise Refusal(Code.CONFLICT, UNANSWERED, "number")
        anew = rated.rating == DISSATISFIED and not row.reopened
        RATINGS.after(row.state, REOPEN if anew else RATE)
        await _add(unit, row, rated)
        await move_items(unit, [found], RATE)
        if anew:
            await reopen(unit, row.handling_id, _reason(rated))
        unit.result = number
        return await opinion(unit.connection, unit.vault, unit.committee_id, number, unit.rights)


def _checked(told: Rated) -> Rated:
    """A rating as it is kept; raises `Refusal`."""
    form = rating_form()
    if told.rating not in form.ratings:
        raise Refusal(Code.BAD_USER_INPUT, f"应为：{'、'.join(form.ratings)}", "rating")
    if told.rating != DISSATISFIED:
        if told.reason is not None or told.words is not None:
            raise Refusal(Code.BAD_USER_INPUT, "只有不满意的写理由", "reason")
        return told
    if told.reason not in form.reasons:
        raise Refusal(Code.BAD_USER_INPUT, f"不满意的选一项理由：{'、'.join(form.reasons)}", "reason")
    if told.words is None:
        return told
    words = several_lines(told.words, "words")
    check_unmarked(words, "words")
    return Rated(rating=told.rating, reason=told.reason, words=words)


def _reason(rated: Rated) -> str:
    """Why it is handled once more, as the unit is told."""
    name = rating_form().reasons[rated.reason or ""]
    return name if rated.words is None else f"{name}：{rated.words}"


async def _add(unit: Unit, row: RatingRow, rated: Rated) -> None:
    number, last = row.opinion_id, row.given[-1] if row.given else None
    said = (row.answer_number, rated.rating, rated.reason, rated.words)
    if last is not None and (last.answer_number, last.rating, last.reason, last.words) == said:
        raise Refusal(Code.CONFLICT, "已经这样评了", "rating")
    sealed = None
    if rated.words is not None:
        wrapped = await unit.connection.scalar(select(Opinion.key).where(Opinion.id == number))
        sealed = key_of(unit.vault, wrapped).seal(RATING, rated.words)
    added = insert(OpinionRating).values(
        committee_id=unit.committee_id,
        opinion_id=number,
        place=len(row.given) + 1,
        answer_number=row.answer_number,
        rating=rated.rating,
        reason=rated.reason,
        words=sealed,
        given_at=unit.at,
        given_by=unit.actor.signature,
    )
    await unit.connection.execute(added)
