"""A JPEG picture within another document, without what stands beside it: bit for bit the same picture.

ITU-T T.81, Annex B: segments with a length up to a scan, whose data holds a marker only as its end.
"""

from documents.received.refused import NotTaken

START, END, SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
# JFIF says how large a dot is, Adobe how colours are to be read; other applications' segments say no more.
_KEPT = (0xE0, 0xEE)
_APPLICATIONS = range(0xE0, 0xF0)


def plain_jpeg(content: bytes) -> bytes:
    """The same picture without comments and without what applications wrote beside it; raises `NotTaken`."""
    if content[:2] != bytes((0xFF, START)):
        raise _broken()
    kept, at = [content[:2]], 2
    while True:
        marker, at = _marker(content, at)
        if marker == END:
            return b"".join([*kept, bytes((0xFF, END))])
        end = at + int.from_bytes(content[at : at + 2], "big")
        if end < at + 2 or end > len(content):
            raise _broken()
        if marker != COMMENT and (marker not in _APPLICATIONS or marker in _KEPT):
            kept.append(bytes((0xFF, marker)) + content[at:end])
        at = end
        if marker == SCAN:
            at = _scanned(content, at)
            kept.append(content[end:at])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker that stands here, after what fills up, and where it ends."""
    begun = at
    while content[at : at + 1] == b"\xff":
        at += 1
    if at == begun or at >= len(content):
        raise _broken()
    return content[at], at + 1


def _scanned(content: bytes, at: int) -> int:
    """Where the data of a scan ends: at the next marker that neither stuffs nor restarts."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise _broken()
        if content[at + 1] != 0 and content[at + 1] not in range(0xD0, 0xD8):
            return at
        at += 2


def _broken() -> NotTaken:
    return NotTaken("文件里有一张 JPEG 图片已损坏：重新做一份再上传")
