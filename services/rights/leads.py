"""Who reads leads (议7): the Office, all; else whoever has one in hand, and nobody who had it before."""

from sqlalchemy import ColumnElement, and_, true

from models.opinion_lead import OpinionLead
from services.rights.held import Rights
from services.rights.role import Right


def readable_leads(rights: Rights) -> ColumnElement[bool]:
    """The leads that somebody reads, as a condition."""
    if rights.unbound:
        return true()
    of_committee = OpinionLead.committee_id == rights.committee_id
    if rights.has(Right.PLAN_OPINIONS):
        return of_committee
    return and_(of_committee, OpinionLead.holder_id == rights.account_id)
