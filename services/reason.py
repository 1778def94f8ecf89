"""Why something is done, in the words of who does it."""

from files.cell import words
from files.problem import masked
from services.refusal import Code, Refusal

LONGEST_REASON = 500


def checked_reason(text: str) -> str:
    """The reason of a change on one line; raises `Refusal`. Phone and identity numbers are refused."""
    reason = one_line(text, LONGEST_REASON)
    if reason is None:
        raise Refusal(Code.BAD_USER_INPUT, f"写明事由，不超过 {LONGEST_REASON} 个字", "reason")
    if masked(reason) != reason:
        raise Refusal(Code.BAD_USER_INPUT, "事由里不要写电话号码、身份证号", "reason")
    return reason


def optional_reason(text: str | None) -> str | None:
    """The same, where a reason need not be given."""
    return None if text is None else checked_reason(text)


def one_line(text: str, longest: int) -> str | None:
    """A text on one line without invisible characters; None where nothing is left or it is too long."""
    line = words(text)
    return line if 0 < len(line) <= longest else None
