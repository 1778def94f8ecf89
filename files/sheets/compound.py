"""The streams of a compound file, in which .xls, .et and encrypted workbooks lie."""

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST = 0xFFFFFFFA


class Compound:
    """`content` is the whole file. Raises `ValueError` or `struct.error` where it is broken."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._shift, small = struct.unpack_from("<HH", content, 30)
        if not 9 <= self._shift <= 12 or small > self._shift:
            raise ValueError("no size that sectors have")
        self._small = small
        directory, self._cutoff, mini, count, more, _ = struct.unpack_from("<I4xIIIII", content, 48)
        places = list(struct.unpack_from("<109I", content, 76))
        while more <= _LAST and len(places) * 4 < len(content):
            *next_places, more = self._numbers(self._sector(more))
            places += next_places
        table = b"".join(self._sector(each) for each in places if each <= _LAST)
        self._table = self._numbers(table)
        listed = self._chain(directory)
        self._entries = [listed[at : at + _ENTRY] for at in range(0, len(listed), _ENTRY)]
        self._mini_table = self._numbers(self._chain(mini)) if count else ()

    def stream(self, *names: str) -> bytes | None:
        """The first stream of one of the names; None where there is none."""
        found = {self._name(entry): entry for entry in self._entries if entry[66:67] == b"\2"}
        entry = next((found[name] for name in names if name in found), None)
        if entry is None:
            return None
        start, size = self._place(entry)
        if size >= self._cutoff:
            return self._chain(start)[:size]
        within = self._chain(self._place(self._entries[0])[0])
        width = 1 << self._small
        numbers = self._follow(start, self._mini_table)
        return b"".join(within[each * width : each * width + width] for each in numbers)[:size]

    @staticmethod
    def _name(entry: bytes) -> str:
        length = int.from_bytes(entry[64:66], "little")
        return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")

    @staticmethod
    def _place(entry: bytes) -> tuple[int, int]:
        start, size = struct.unpack_from("<II", entry, 116)
        return start, size

    @staticmethod
    def _numbers(raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        width = 1 << self._shift
        at = (number + 1) * width
        return self._content[at : at + width]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._follow(start, self._table)))

    @staticmethod
    def _follow(start: int, table: tuple[int, ...]) -> list[int]:
        numbers = []
        while start < len(table):
            numbers.append(start)
            if len(numbers) > len(table):
                raise ValueError("a chain without an end")
            start = table[start]
        return numbers
