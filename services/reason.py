"""Why something is done, in the words of who does it."""

from __future__ import annotations

from files.problem import masked
from services.entry_form import LONGEST_REASON
from services.entry_value import one_line
from services.refusal import Code, Refusal


def checked_reason(text: str) -> str:
    """The reason of a change on one line; raises `Refusal`. Phone and identity numbers are refused."""
    reason = one_line(text, LONGEST_REASON)
    if reason is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写明事由，不超过 {LONGEST_REASON} 个字", "reason")
    if masked(reason) != reason:
        raise Refusal(Code.BAD_USER_INPUT, "事由里不要写电话号码、身份证号", "reason")
    return reason
