"""Who reads what is published (议14): whoever reads results or opinion items of the committee. What is
published is told by a rule: signed, adopted, and every item of the paper agreed to by its author and not
withheld; what was purged is unreadable, and so is a paper that says something of it.
"""

from sqlalchemy import ColumnElement, and_, exists

from models.opinion import Opinion, OpinionOutcome
from models.opinion_paper import Paper, PaperItem
from services.rights.role import Right

READING = (Right.READ, Right.READ_OWN, Right.WRITE_OPINIONS, Right.SIGN_OPINIONS)


def published(committee_id: int) -> ColumnElement[bool]:
    """The papers of a committee that are published, as a condition."""
    placed = (PaperItem.paper_id == Paper.id) & PaperItem.place.is_not(None)
    adopted = exists().where(
        placed,
        OpinionOutcome.opinion_id == PaperItem.opinion_id,
        OpinionOutcome.outcome == "adoption",
        OpinionOutcome.taken_back_at.is_(None),
    )
    stays = (Opinion.state == "signed") & Opinion.open.is_(True) & Opinion.withheld_at.is_(None)
    kept_back = exists().where(placed, Opinion.id == PaperItem.opinion_id, ~stays)
    signed = (Paper.state == "signed") & Paper.key.is_not(None)
    return and_(Paper.committee_id == committee_id, signed, adopted, ~kept_back)
