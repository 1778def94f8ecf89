"""The parts of an archive, unpacked block by block and counted: what it says of its sizes may be false."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from files.problem import Refused
from files.sheets.bounds import BeyondBounds, Bounds

_BLOCK = 1 << 20
_SMALL = 1 << 26
_HEADER = 30


class Parts:
    """The parts of an archive by their names in lower case with `/`, as the reader of workbooks finds them.

    Raises `zipfile.BadZipFile` where the archive is broken, or two of its parts are one to that reader.
    """

    def __init__(self, file: BinaryIO, bounds: Bounds) -> None:
        self._file = file
        self._most = self._left = bounds.unpacked
        self._known: dict[str, zipfile.ZipInfo] = {}
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                name = info.filename.replace("\\", "/").lower()
                if name in self._known:
                    raise zipfile.BadZipFile("two parts of one name")
                self._known[name] = info
        if sum(info.file_size for info in self._known.values()) > bounds.unpacked:
            raise self._too_large()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def whole(self, name: str) -> bytes:
        """A small part, whole; raises `KeyError` where there is none."""
        if self._known[name.lower()].file_size > _SMALL:
            raise self._too_large()
        return b"".join(self.blocks(name))

    def blocks(self, name: str) -> Iterator[bytes]:
        """A part block by block; raises `BeyondBounds` as soon as all that was unpacked is too much."""
        for block in self._unpacked(self._known[name.lower()]):
            self._left -= len(block)
            if self._left < 0:
                raise self._too_large()
            yield block

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("packed in another way")
        self._file.seek(info.header_offset)
        header = self._file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
            raise zipfile.BadZipFile("no part where one should be")
        names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        self._file.seek(names, 1)
        packed = self._packed(info.compress_size)
        if info.compress_type == zipfile.ZIP_STORED:
            yield from packed
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for chunk in packed:
            while chunk and not inflater.eof:
                yield inflater.decompress(chunk, _BLOCK)
                chunk = inflater.unconsumed_tail
        while not inflater.eof and (rest := inflater.decompress(b"", _BLOCK)):
            yield rest
        if not inflater.eof:
            raise zipfile.BadZipFile("a part cut short")

    def _packed(self, size: int) -> Iterator[bytes]:
        while size > 0:
            chunk = self._file.read(min(size, _BLOCK // 4))
            if not chunk:
                raise zipfile.BadZipFile("a part cut short")
            size -= len(chunk)
            yield chunk

    def _too_large(self) -> BeyondBounds:
        return BeyondBounds(Refused(f"工作簿解开后超过 {self._most // 1_000_000:,} MB", "分成几个文件"))
