"""What the sheets of an .xls or .et say beyond values: their size, cells in error, hidden rows."""

import struct
from collections.abc import Iterator

from files.sheets.bounds import BeyondBounds, Bounds
from files.sheets.compound import Compound
from files.sheets.xlsx import Seen, in_error

BOOK = ("Workbook", "Book")
_BEGIN, _END, _SHEET, _LOCKED = 0x809, 0x0A, 0x85, 0x2F
_ROW, _FORMULA, _ERROR, _NUMBERS = 0x208, 0x06, 0x205, 0xBD
# Formulas, numbers, short numbers, texts of three kinds, truth or error, several short numbers.
_CELLS = frozenset((_FORMULA, 0x203, 0x27E, 0xFD, 0x204, 0xD6, _ERROR, _NUMBERS))
_WORDS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HIDDEN = 0x20
_BIFF8 = 0x600


def is_locked(book: Compound) -> bool:
    """Whether it is encrypted, of old or in the manner of today."""
    if book.stream("EncryptedPackage") is not None:
        return True
    return any(kind == _LOCKED for kind, _, _ in _records(book.stream(*BOOK) or b"", 0))


def seen_in_old(book: Compound, bounds: Bounds) -> list[Seen]:
    """What the sheets say, in their order; raises `BeyondBounds` where reading it would take too much."""
    stream = book.stream(*BOOK) or b""
    found = []
    wide = stream[4:6] == _BIFF8.to_bytes(2, "little")
    for kind, start, size in list(_records(stream, 0)):
        if kind == _SHEET and size > 7:
            seen = Seen(_title(stream[start + 6 : start + size], wide))
            _look(stream, int.from_bytes(stream[start : start + 4], "little"), seen, bounds)
            found.append(seen)
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record up to the end of a sheet, those of charts inside it left out."""
    depth = 0
    last = len(stream) - 4
    while at <= last:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, at, size
        at += size


def _title(raw: bytes, wide: bool) -> str:
    length = raw[0]
    if not wide:
        return raw[1 : 1 + length].decode("gb18030", "replace")
    if raw[1] & 1:
        return raw[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return raw[2 : 2 + length].decode("latin-1")


def _look(stream: bytes, at: int, seen: Seen, bounds: Bounds) -> None:
    for kind, start, size in _records(stream, at):
        if kind == _ROW and size >= 14:
            if stream[start + 12] & _HIDDEN:
                seen.hidden_rows.add(int.from_bytes(stream[start : start + 2], "little") + 1)
            continue
        if kind not in _CELLS or size < 8:
            continue
        row, column = struct.unpack_from("<HH", stream, start)
        last = (
            int.from_bytes(stream[start + size - 2 : start + size], "little") if kind == _NUMBERS else column
        )
        seen.rows, seen.columns = max(seen.rows, row + 1), max(seen.columns, last + 1)
        code = _code(kind, stream[start + 6 : start + size])
        if code is not None:
            seen.unreadable[row + 1, column + 1] = in_error(_WORDS.get(code, "#N/A"))
    if refused := bounds.beyond(seen.title, seen.rows, seen.columns):
        raise BeyondBounds(refused)


def _code(kind: int, value: bytes) -> int | None:
    """The error that a cell is in; None where it is in none."""
    if kind == _ERROR:
        return value[0] if value[1] else None
    if kind == _FORMULA and value[0] == 2 and value[6:8] == b"\xff\xff":
        return value[2]
    return None
