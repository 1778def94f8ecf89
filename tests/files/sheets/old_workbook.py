"""A workbook of the old form (.xls, and WPS's .et): records of BIFF8 in a compound file, as tests need it."""

import struct
from collections.abc import Sequence
from pathlib import Path

Rows = Sequence[Sequence[str | float | None]]
Merged = Sequence[tuple[int, int, int, int]]
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NA = 0x2A


def write_old(
    path: Path,
    title: str,
    rows: Rows,
    merged: Merged = (),
    hidden: Sequence[int] = (),
    password: bool = False,
) -> Path:
    """Writes a sheet; a cell "#N/A" is in error. `merged` are first and last row, first and last column."""
    path.write_bytes(compound("Workbook", _book(title, rows, merged, hidden, password)))
    return path


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _text(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _book(title: str, rows: Rows, merged: Merged, hidden: Sequence[int], password: bool) -> bytes:
    begin = [_record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (5, 0x10)]
    lock = _record(0x2F, struct.pack("<H", 0) + b"\1" * 4) if password else b""
    named = _text(title, "B")
    offset = len(begin[0]) + len(lock) + 4 + 6 + len(named) + 4
    sheet = b"".join(_record(0x208, struct.pack("<HHH6xI", row, 0, 9, 0x20)) for row in hidden)
    sheet += b"".join(
        _cell(at, column, cell) for at, row in enumerate(rows) for column, cell in enumerate(row)
    )
    areas = b"".join(struct.pack("<HHHH", *each) for each in merged)
    sheet += _record(0xE5, struct.pack("<H", len(merged)) + areas) if merged else b""
    about = _record(0x85, struct.pack("<IBB", offset, 0, 0) + named)
    return begin[0] + lock + about + _record(0x0A) + begin[1] + sheet + _record(0x0A)


def _cell(row: int, column: int, cell: str | float | None) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if cell is None:
        return b""
    if cell == "#N/A":
        return _record(0x205, place + struct.pack("<BB", _NA, 1))
    if isinstance(cell, str):
        return _record(0x204, place + _text(cell, "H"))
    return _record(0x203, place + struct.pack("<d", cell))


def compound(name: str, stream: bytes) -> bytes:
    """A file of one stream: header, one sector of the table, one of the directory, then the stream."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, count + 2), _END]
    assert len(table) <= _SECTOR // 4
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0),
    )
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, _END, 0, 1) + _entry(name, 2, 2, len(stream), _FREE)
    directory += _entry("", 0, 0, 0, _FREE) * 2
    return header + struct.pack(f"<{_SECTOR // 4}I", *table) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    letters = name.encode("utf-16-le")
    about = struct.pack("<HBBIII", len(letters) + 2 if name else 0, kind, 1, _FREE, _FREE, child)
    return letters.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)
