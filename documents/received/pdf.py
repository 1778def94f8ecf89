"""A PDF, written anew from what its pages need: who made it with what is gone, what would act is refused."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from documents.received.jpeg import plain_jpeg
from documents.received.refused import NotTaken

MOST_PAGES = 2_000
# Of the catalog: what shows pages. All else (metadata, attachments, actions, forms) stays behind.
_SHOWN = (
    *("/Type", "/Version", "/Pages", "/PageLabels", "/PageLayout", "/Outlines", "/Dests", "/Names", "/Lang"),
    *("/ViewerPreferences", "/OCProperties", "/StructTreeRoot", "/MarkInfo", "/AcroForm"),
)
_TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/OpenAction")
# Of a remark: its author, its days, its own number, and the form in which programs keep it once more.
_TOLD_OF_REMARKS = ("/T", "/M", "/CreationDate", "/NM", "/RC")
_ACTIONS = (
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie", "/Sound"),
    *("/GoToE", "/GoToR", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState", "/Trans"),
)
_ACTING = ("/JS", "/XFA", "/RichMediaContent", "/3DD")
_ATTACHED = ("/EF", "/Collection", "/AF")
ACTS = "PDF 里有脚本、表单程序或会自己做事的内容：用“打印为 PDF”重新做一份再上传"
ATTACHED = "PDF 里夹带了别的文件：把它们单独上传，PDF 用“打印为 PDF”重新做一份"
SIGNED = "PDF 有电子签章，我们要去掉作者等信息，签章就会失效：用“打印为 PDF”做一份不带签章的再上传"
ENCRYPTED = "PDF 有密码或限制：去掉密码，重新存一份再上传"
PICTURES = "PDF 里图片的压缩方法（JPEG 2000 等）不收：用“打印为 PDF”重新做一份再上传"


def cleaned_pdf(content: bytes) -> bytes:
    """The pages of a PDF, written anew; raises `NotTaken`, and whatever pypdf raises of a damaged one."""
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise NotTaken(ENCRYPTED)
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise NotTaken(f"PDF 要有 1 到 {MOST_PAGES:,} 页")
    catalog = reader.trailer["/Root"].get_object()
    assert isinstance(catalog, DictionaryObject)
    for one in _within(catalog):
        if isinstance(one, DictionaryObject):
            _check(one)
    for name in set(catalog) - set(_SHOWN):
        del catalog[name]
    names = catalog.get("/Names", DictionaryObject()).get_object()
    for name in set(names) - {"/Dests"}:
        del names[name]
    for one in _within(catalog):
        if isinstance(one, DictionaryObject):
            _clean(one)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _within(root: DictionaryObject) -> Iterator[Any]:
    """Every object that is reached from one, each once."""
    waiting: list[Any] = [root]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _check(one: DictionaryObject) -> None:
    """Raises `NotTaken` for what acts, carries other files, or would no longer be true of the new file."""
    if any(name in one for name in _ACTING) or str(one.get("/S")) in _ACTIONS:
        raise NotTaken(ACTS)
    if any(name in one for name in _ATTACHED) or one.get("/Type") == "/EmbeddedFile":
        raise NotTaken(ATTACHED)
    if one.get("/Type") in ("/Sig", "/DocTimeStamp") or (one.get("/FT") == "/Sig" and "/V" in one):
        raise NotTaken(SIGNED)
    filters = _filters(one)
    if "/JPXDecode" in filters or ("/DCTDecode" in filters and filters != ["/DCTDecode"]):
        raise NotTaken(PICTURES)


def _clean(one: DictionaryObject) -> None:
    for name in _TOLD:
        one.pop(NameObject(name), None)
    if "/Rect" in one and one.get("/Subtype") not in (None, "/Widget"):
        for name in _TOLD_OF_REMARKS:
            one.pop(NameObject(name), None)
    if isinstance(one, StreamObject) and _filters(one) == ["/DCTDecode"]:
        one._data = plain_jpeg(one._data)


def _filters(one: DictionaryObject) -> list[str]:
    if not isinstance(one, StreamObject):
        return []
    said: Any = one.get("/Filter", ArrayObject()).get_object()
    return [str(said)] if isinstance(said, NameObject) else [str(name.get_object()) for name in said]
