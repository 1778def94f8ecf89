"""What somebody may do about an opinion item now, by the table of steps and by what is so already."""

from services.opinions.opinion import OpinionRow, is_author
from services.opinions.transitions import AGREE, COUNT, DISAGREE, ITEMS, PUT_BACK, TAKE_UP, WITHHOLD
from services.rights.held import Rights
from services.rights.role import Right


def available(found: OpinionRow, rights: Rights) -> list[str]:
    """What somebody may do about an item now; of what is done with its paper, whether it may be taken up."""
    of_office = not is_author(found, rights)
    may = {
        Right.WRITE_OPINIONS: found.own,
        Right.PURGE_OPINIONS: True,
        **dict.fromkeys((Right.REVIEW_OPINIONS, Right.EDIT_OPINIONS), of_office),
    }
    # What is so already.
    needless = {
        COUNT: found.record_id is not None,
        WITHHOLD: found.withheld_at is not None,
        PUT_BACK: found.withheld_at is None,
        AGREE: found.open is True,
        DISAGREE: found.open is False,
    }
    return [
        one.action
        for one in ITEMS.leaving(found.state)
        if rights.has(one.right) and may.get(one.right) and (one.action == TAKE_UP or not one.paper)
        if needless.get(one.action) is not True
    ]
