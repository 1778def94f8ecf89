"""The steps of an opinion item and of a paper, read from the tables beside this module; nothing else goes."""

from dataclasses import dataclass

from services.rights.step import StepOfRight, table_of_rights

SAVE, SUBMIT, WITHDRAW = "save", "submit", "withdraw"
ACCEPT, KEEP, RETURN = "accept", "keep on file", "return"
PURGE = "purge"
COUNT, NOTE, TAKE_BACK = "count", "note outcome", "take back outcome"
TAKE_UP, LET_GO, ISSUE = "take up", "let go", "issue"
BEGIN, DROP, HAND_UP, CALL_BACK = "begin", "drop", "hand up", "call back"
SIGN, SEND_BACK = "sign", "send back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(StepOfRight):
    """One about an item or a paper. `paper`: it is not taken by itself, but with the paper of which the item
    is part.
    """

    paper: bool = False


ITEMS = table_of_rights("services.opinions", Step)
PAPERS = table_of_rights("services.opinions", Step, "paper_transitions.yaml")
