"""What a workbook has room for. It counts in UTF-16 units: a rare character such as 𠀀 is two of them."""

import re

LONGEST_TITLE = 31
LONGEST_TEXT = 32_767
# What a cell ends with that could not hold all of its text.
MORE = "……（太长，后面的没有写下）"
# A workbook keeps the name of one sheet for itself.
_RESERVED = "history"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Neither XML nor UTF-8 has room for these.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def letters(column: int) -> str:
    """The letter of a column counted from 0: A, B, …, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def units(text: str) -> int:
    """How long a workbook takes a text to be."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, most: int) -> str:
    """The beginning of a text, as much of it as `most` units hold; no character is halved."""
    if units(text) <= most:
        return text
    held = 0
    for at, letter in enumerate(text):
        held += units(letter)
        if held > most:
            return text[:at]
    return text


def writable(text: str) -> str:
    """`text` as a cell can hold it: without control characters; what is too long ends by saying so."""
    text = _UNWRITABLE.sub("", text)
    if 2 * len(text) <= LONGEST_TEXT or units(text) <= LONGEST_TEXT:
        return text
    return cut(text, LONGEST_TEXT - units(MORE)) + MORE


def sheet_title(title: str, taken: set[str]) -> str:
    """A title that a sheet may have, unlike any in `taken`, to which it is added."""
    plain = _FORBIDDEN.sub(" ", _UNWRITABLE.sub("", title))
    unique, number = _fitted(plain, LONGEST_TITLE), 2
    while unique.casefold() in {*taken, _RESERVED}:
        more = f" {number}"
        unique = _fitted(plain, LONGEST_TITLE - len(more)) + more
        number += 1
    taken.add(unique.casefold())
    return unique


def _fitted(title: str, most: int) -> str:
    """At most so many units, neither beginning nor ending with a blank or an apostrophe."""
    return cut(title.strip(" '\t\n\u3000"), most).rstrip(" '\t\n\u3000") or "表"
