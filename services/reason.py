"""Why something is done, in the words of who does it."""

from files.cell import words
from files.problem import masked
from services.refusal import Code, Refusal

LONGEST_REASON, LONGEST_TEXT = 500, 2_000


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


def several_lines(text: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text of several lines without invisible characters; raises `Refusal`."""
    lines = "\n".join(words(line) for line in text[: longest * 2].splitlines()).strip()
    if not lines or len(text) > longest * 2 or len(lines) > longest:
        raise Refusal(Code.BAD_USER_INPUT, f"写 1 到 {longest:,} 个字", field)
    return lines
