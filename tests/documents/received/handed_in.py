"""Files as people hand them in, with all that programs and cameras write beside what they show."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from openpyxl import Workbook
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject, TextStringObject

WHO = "Zhang-San-1390580"
ORIENTATION, ARTIST, PLACE = 0x0112, 0x013B, 0x8825


def photo(width: int = 40, height: int = 20, kind: str = "JPEG") -> bytes:
    """A photograph held sideways, its left half red, with its place and its maker."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, WHO
    exif.get_ifd(PLACE)[2] = (30.0, 0.0, 5.0)
    written = BytesIO()
    if kind == "PNG":
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", WHO)
        said.add_itxt("XML:com.adobe.xmp", f"<x>{WHO}</x>")
        picture.save(written, kind, exif=exif, pnginfo=said, icc_profile=WHO.encode())
    else:
        picture.save(written, kind, exif=exif, comment=WHO, xmp=f"<x>{WHO}</x>".encode(), quality=95)
    return written.getvalue()


def pdf(*, picture: bool = True) -> bytes:
    """A page with a photograph, and with who made it in three places."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": WHO, "/Producer": WHO})
    told = DecodedStreamObject()
    told.set_data(f"<x:xmpmeta>{WHO}</x:xmpmeta>".encode())
    told[NameObject("/Type")] = NameObject("/Metadata")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(told)
    if picture:
        image = StreamObject()
        image._data = photo()
        image.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Filter"): NameObject("/DCTDecode"),
            }
        )
        named = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Maker"): TextStringObject(WHO)})
    return _bytes(writer)


def changed_pdf(key: str, value: object, *, on_page: bool = False) -> bytes:
    """A page with one thing more in its catalog, or on it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(picture=False))))
    where = writer.pages[0] if on_page else writer.root_object
    where[NameObject(key)] = value
    return _bytes(writer)


def dictionary(**entries: object) -> DictionaryObject:
    """A dictionary of a PDF; a text that begins with a stroke is a name."""
    return DictionaryObject(
        {
            NameObject(f"/{name}"): NameObject(value)
            if isinstance(value, str) and value.startswith("/")
            else TextStringObject(value)
            if isinstance(value, str)
            else value
            for name, value in entries.items()
        }
    )


def with_attachment() -> bytes:
    """A PDF that carries another file."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(picture=False))))
    writer.add_attachment("账.txt", b"1")
    return _bytes(writer)


def with_password() -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(picture=False))))
    writer.encrypt("x", algorithm="AES-256")
    return _bytes(writer)


def word() -> bytes:
    """A text of one paragraph with a photograph, and who wrote it."""
    document = Document()
    document.add_paragraph("停车难的建议")
    document.add_picture(BytesIO(photo()))
    document.core_properties.author = document.core_properties.last_modified_by = WHO
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def sheet() -> bytes:
    """A sheet of one row, and who made it."""
    book = Workbook()
    assert book.active
    book.active.append(["张三", 12])
    book.properties.creator = book.properties.lastModifiedBy = WHO
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(content: bytes, changes: dict[str, bytes | None], *, types: str = "") -> bytes:
    """The same package with other parts: new, replaced, or (None) taken out; `types` are declared besides."""
    with ZipFile(BytesIO(content)) as package:
        parts: dict[str, bytes | None] = {name: package.read(name) for name in package.namelist()}
    parts |= changes
    declared = parts["[Content_Types].xml"]
    assert declared
    parts["[Content_Types].xml"] = declared.replace(b"</Types>", f"{types}</Types>".encode())
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            if part is not None:
                package.writestr(name, part)
    return written.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package, unpacked."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _bytes(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
