"""A file that somebody hands in, told by what is in it and by nothing that is said of it."""

from collections.abc import Callable
from enum import StrEnum
from io import BytesIO

from docx import Document

from documents.received.package import cleaned_package
from documents.received.pdf import cleaned_pdf
from documents.received.picture import cleaned_picture
from documents.received.refused import NotTaken

TAKEN = "只收 PDF、Word（.docx）、Excel（.xlsx）和 JPEG、PNG 图片"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")


class Kind(StrEnum):
    """What is taken: the end of its name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPEG = "jpg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """What it is answered as."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
}


def cleaned(content: bytes) -> tuple[Kind, bytes]:
    """What a file is, and the same written anew without what it tells of its maker; raises `NotTaken`.

    For a process with limits: the libraries that read may use much, and fail as they like.
    """
    try:
        return _cleaned(content)
    except (NotTaken, MemoryError, SystemError):
        raise
    except Exception:
        # Of a damaged file each of them raises what it happens to meet.
        raise NotTaken("文件读不出来，可能已损坏：打开后重新存一份再上传") from None


def _cleaned(content: bytes) -> tuple[Kind, bytes]:
    for begins, read in _READERS.items():
        if content.startswith(begins):
            return read(content)
    if content.startswith(_OLD):
        raise NotTaken("老格式（.doc、.xls）或有密码的文件不收：去掉密码，另存为 .docx 或 .xlsx 再上传")
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        raise NotTaken("HEIC 照片不收：在手机上设为“兼容性最佳”，或存成 JPEG 再上传")
    raise NotTaken(f"{TAKEN}；看的是内容，不是文件名")


def _pdf(content: bytes) -> tuple[Kind, bytes]:
    return Kind.PDF, cleaned_pdf(content)


def _picture(content: bytes) -> tuple[Kind, bytes]:
    name, written = cleaned_picture(content)
    return Kind[name], written


def _package(content: bytes) -> tuple[Kind, bytes]:
    name, written = cleaned_package(content)
    # What nobody can open is of no use to anybody.
    if name == "DOCX":
        Document(BytesIO(written))
    return Kind[name], written


_READERS: dict[bytes, Callable[[bytes], tuple[Kind, bytes]]] = {
    b"%PDF-": _pdf,
    b"PK\x03\x04": _package,
    b"\xff\xd8\xff": _picture,
    b"\x89PNG\r\n\x1a\n": _picture,
}
