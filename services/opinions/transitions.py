"""The steps of an opinion item, of a paper, of what is handled, of how it is rated, of a call and of a lead,
read from the tables beside this module; nothing else goes.
"""

from dataclasses import dataclass

from services.rights.step import StepOfRight, table_of_rights

SAVE, SUBMIT, WITHDRAW = "save", "submit", "withdraw"
ACCEPT, KEEP, RETURN = "accept", "keep on file", "return"
PURGE = "purge"
COUNT, NOTE, TAKE_BACK = "count", "note outcome", "take back outcome"
TAKE_UP, LET_GO, ISSUE = "take up", "let go", "issue"
BEGIN, DROP, HAND_UP, CALL_BACK = "begin", "drop", "hand up", "call back"
SIGN, SEND_BACK = "sign", "send back"
WITHHOLD, PUT_BACK, AGREE, DISAGREE = "withhold", "put back", "agree", "disagree"
HEAR, RATE, REOPEN, FINISH = "hear", "rate", "reopen", "finish"
SEND, RECEIVE, CO_RECEIVE = "send", "receive", "co-receive"
UPHOLD, REASSIGN = "uphold", "reassign"
ASK_EXTENSION, GRANT_EXTENSION, REFUSE_EXTENSION = "ask extension", "grant extension", "refuse extension"
PAUSE, RESUME = "pause", "resume"
ANSWER, PASS, REDO = "answer", "pass", "redo"
CONTACT, REPORT_CONTACT = "contact", "report contact"
OPEN, CLOSE = "open", "close"
ENTER, PUT_ASIDE, HAND_ON = "enter", "put aside", "hand on"
CALL, CONCLUDE, CANCEL = "call", "conclude", "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(StepOfRight):
    """One about an item, a paper or what is handled. `paper`: it is not taken by itself, but with the paper
    that it belongs to.
    """

    paper: bool = False


ITEMS = table_of_rights("services.opinions", Step)
PAPERS = table_of_rights("services.opinions", Step, "paper_transitions.yaml")
HANDLINGS = table_of_rights("services.opinions", Step, "handling_transitions.yaml")
RATINGS = table_of_rights("services.opinions", Step, "rating_transitions.yaml")
CALLS = table_of_rights("services.opinions", StepOfRight, "call_transitions.yaml")
LEADS = table_of_rights("services.opinions", StepOfRight, "lead_transitions.yaml")
MEETINGS = table_of_rights("services.opinions", Step, "meeting_transitions.yaml")
