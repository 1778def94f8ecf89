"""Which lines of the trail are told, and to whom: asked when a notice is made, and again before it is sent.

Whoever is told may have the row: the policy of its noun says so. What needs somebody new to be told is a line
in `LINES`, and who it is in `WHO`.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notices import of_batches, of_calls, of_handling, of_papers, of_records, of_requests
from services.notices.about import (
    ACCEPTED,
    ACCOUNT,
    ADOPTED,
    ANSWERED,
    CALL,
    CO_SIGNATURE,
    CO_WRITTEN,
    CORRECTION,
    DECIDED,
    DISSATISFIED,
    DUE,
    DUE_TODAY,
    EVENT,
    FEEDBACK,
    HANDLED,
    HANDLING,
    ISSUED,
    LEAD,
    LEAVE,
    OBJECTION,
    OPINION,
    OVERDUE,
    PAPER,
    PERSON,
    PURGED,
    RATED,
    RECORD,
    REOPENED,
    RETURNED,
    SAMPLE,
    SAMPLED,
    SUBMITTED,
    WAITING,
    WITHHELD,
    About,
    People,
    Told,
    Who,
)
from services.notices.due import dues
from services.objections.objection import State, Step
from services.opinions.transitions import (
    ACCEPT,
    ANSWER,
    ASK_EXTENSION,
    ENTER,
    GRANT_EXTENSION,
    HAND_ON,
    HAND_UP,
    HEAR,
    ISSUE,
    KEEP,
    NOTE,
    OPEN,
    PAUSE,
    PURGE,
    RATE,
    REASSIGN,
    REDO,
    REFUSE_EXTENSION,
    REOPEN,
    RESUME,
    RETURN,
    SEND,
    SEND_BACK,
    SIGN,
    SUBMIT,
    UPHOLD,
    WITHDRAW,
    WITHHOLD,
)


def _who_is_due(kind: str, entity: str) -> Who:
    async def who(
        connection: AsyncConnection, committee_id: int, people: People, rows: Collection[int]
    ) -> Told:
        found = await dues(connection, committee_id, people)
        return {
            one.entity_id: one.accounts & people.keys()
            for one in found
            if (one.kind, one.entity) == (kind, entity) and one.entity_id in rows
        }

    return who


_TO_REVIEW = (About(SUBMITTED, RECORD), About(WAITING, CO_SIGNATURE))
# The lines that are told, by entity and action, and what of each: who finds nothing to tell names nobody.
LINES: Mapping[tuple[str, str], tuple[About, ...]] = {
    (RECORD, "add"): _TO_REVIEW,
    (RECORD, "submit"): _TO_REVIEW,
    (RECORD, "reinstate"): _TO_REVIEW,
    (RECORD, "return"): (About(RETURNED, RECORD),),
    (CORRECTION, "submit"): (About(SUBMITTED, CORRECTION),),
    (CORRECTION, "return"): (About(RETURNED, CORRECTION),),
    (SAMPLE, "draw"): (About(SAMPLED, SAMPLE),),
    (SAMPLE, "extend"): (About(SAMPLED, SAMPLE),),
    (OBJECTION, Step.RAISE): (About(WAITING, OBJECTION),),
    (OBJECTION, Step.PASS_ON): (About(WAITING, OBJECTION),),
    (OBJECTION, Step.ACCEPT): (About(ACCEPTED, OBJECTION),),
    (OBJECTION, Step.ANSWER): (About(ANSWERED, OBJECTION),),
    (OPINION, SUBMIT): (About(WAITING, OPINION), About(SUBMITTED, CO_WRITTEN)),
    (OPINION, ACCEPT): (About(ACCEPTED, OPINION),),
    (OPINION, KEEP): (About(ANSWERED, OPINION),),
    (OPINION, RETURN): (About(RETURNED, OPINION), About(RETURNED, CO_WRITTEN)),
    (OPINION, PURGE): (About(PURGED, OPINION),),
    (OPINION, ISSUE): (About(ISSUED, OPINION),),
    (OPINION, HEAR): (About(HANDLED, OPINION),),
    (OPINION, RATE): (About(DISSATISFIED, OPINION),),
    (HANDLING, REOPEN): (About(REOPENED, HANDLING),),
    **dict.fromkeys(((HANDLING, one) for one in (SEND, REASSIGN)), (About(WAITING, HANDLING),)),
    **dict.fromkeys(
        ((HANDLING, one) for one in (RETURN, ASK_EXTENSION, ANSWER)), (About(SUBMITTED, HANDLING),)
    ),
    **dict.fromkeys(
        ((HANDLING, one) for one in (UPHOLD, GRANT_EXTENSION, REFUSE_EXTENSION, PAUSE, RESUME)),
        (About(DECIDED, HANDLING),),
    ),
    **dict.fromkeys(((LEAD, one) for one in (ENTER, HAND_ON)), (About(WAITING, LEAD),)),
    (CALL, OPEN): (About(WAITING, CALL),),
    (CALL, WITHDRAW): (About(DECIDED, CALL),),
    (HANDLING, REDO): (About(RETURNED, HANDLING),),
    (OPINION, NOTE): (About(ADOPTED, OPINION),),
    (OPINION, WITHHOLD): (About(WITHHELD, OPINION),),
    (PAPER, HAND_UP): (About(WAITING, PAPER),),
    (PAPER, SIGN): (About(WAITING, PAPER),),
    (PAPER, SEND_BACK): (About(RETURNED, PAPER),),
    (LEAVE, "ask"): (About(WAITING, LEAVE),),
    (LEAVE, "decide"): (About(ANSWERED, LEAVE),),
    (FEEDBACK, "answer"): (About(ANSWERED, FEEDBACK),),
    (EVENT, "take"): (About(WAITING, EVENT),),
    (PERSON, "ask exit"): (About(WAITING, PERSON),),
}
WHO: Mapping[About, Who] = {
    About(SUBMITTED, RECORD): of_records.who_review,
    About(SUBMITTED, CORRECTION): of_records.who_review_corrections,
    About(RETURNED, RECORD): of_records.who_entered,
    About(RETURNED, CORRECTION): of_records.who_corrected,
    About(WAITING, CO_SIGNATURE): of_records.who_co_sign,
    About(SAMPLED, SAMPLE): of_records.who_are_sampled,
    About(WAITING, OBJECTION): of_requests.who_decide_objections,
    About(ACCEPTED, OBJECTION): of_requests.who_objected(State.ACCEPTED),
    About(ANSWERED, OBJECTION): of_requests.who_objected(State.ANSWERED),
    About(WAITING, OPINION): of_requests.who_review_opinions,
    About(ACCEPTED, OPINION): of_requests.who_wrote_opinions("accepted"),
    About(ANSWERED, OPINION): of_requests.who_wrote_opinions("kept"),
    About(RETURNED, OPINION): of_requests.who_submitted_opinions("returned"),
    About(PURGED, OPINION): of_requests.who_submitted_opinions("purged"),
    About(SUBMITTED, CO_WRITTEN): of_requests.who_wrote_opinions_with_others("submitted"),
    About(RETURNED, CO_WRITTEN): of_requests.who_wrote_opinions_with_others("returned"),
    About(ISSUED, OPINION): of_requests.who_wrote_opinions("signed"),
    About(HANDLED, OPINION): of_requests.who_wrote_opinions("signed"),
    About(WAITING, HANDLING): of_handling.who_receive,
    About(SUBMITTED, HANDLING): of_handling.who_decide,
    About(DECIDED, HANDLING): of_handling.who_lead("accepted", "paused"),
    About(WAITING, LEAD): of_calls.who_hold_leads,
    About(WAITING, CALL): of_calls.who_are_invited("open"),
    About(DECIDED, CALL): of_calls.who_are_invited("withdrawn"),
    About(RETURNED, HANDLING): of_handling.who_lead("accepted"),
    About(REOPENED, HANDLING): of_handling.who_handle_anew,
    About(DISSATISFIED, OPINION): of_handling.who_see_dissatisfaction,
    About(RATED, HANDLING): _who_is_due(RATED, HANDLING),
    About(DUE, OPINION): _who_is_due(DUE, OPINION),
    About(WITHHELD, OPINION): of_requests.who_wrote_opinions("signed"),
    About(ADOPTED, OPINION): of_requests.who_wrote_opinions("signed"),
    About(WAITING, PAPER): of_papers.who_sign,
    About(RETURNED, PAPER): of_papers.who_edit,
    About(WAITING, LEAVE): of_requests.who_decide_leave,
    About(ANSWERED, LEAVE): of_requests.who_asked_leave,
    About(WAITING, EVENT): of_requests.who_take_events,
    About(WAITING, PERSON): of_requests.who_confirm_exits,
    About(ANSWERED, FEEDBACK): of_requests.who_wrote,
    **{
        About(kind, entity): _who_is_due(kind, entity)
        for kind in (DUE, OVERDUE)
        for entity in (ACCOUNT, RECORD, OBJECTION, HANDLING)
    },
    **{About(kind, CALL): _who_is_due(kind, CALL) for kind in (DUE, DUE_TODAY)},
    About(DUE_TODAY, HANDLING): _who_is_due(DUE_TODAY, HANDLING),
}


async def rows_of(
    connection: AsyncConnection, committee_id: int, about: About, ids: Collection[int]
) -> Mapping[int, Collection[int]]:
    """Which rows notices tell of, by what stands in a notice: of a batch all that were moved on together."""
    one = of_batches.SINGLE.get(about)
    if one is None:
        return {row_id: (row_id,) for row_id in ids}
    lines = [line for line, told in LINES.items() if one in told]
    return await of_batches.moved_by(connection, committee_id, ids, lines)
