"""Files that are handed in: what they show stays, who made them is gone, and what acts is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from documents.received import package, pdf, picture
from documents.received.file import TAKEN, Kind, cleaned
from documents.received.jpeg import plain_jpeg
from documents.received.refused import NotTaken
from tests.documents.received import handed_in as given
from tests.documents.received.handed_in import WHO, changed_pdf, dictionary, parts_of, repacked


def refusal(content: bytes) -> str:
    """What is said of a file that is not taken."""
    with pytest.raises(NotTaken) as refused:
        cleaned(content)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_shows_the_same_and_tells_neither_place_nor_maker(kind: str) -> None:
    before = given.photo(kind=kind)
    assert WHO.encode() in before
    found, after = cleaned(before)
    assert found is Kind[kind]
    assert WHO.encode() not in after
    with Image.open(BytesIO(after)) as shown:
        # It was held sideways: what was left is above.
        assert shown.size == (20, 40)
        red, green, blue = shown.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
        assert red > 240 > 20 > max(green, blue)
        assert dict(shown.getexif()) == {}
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_seen_through_stays_so() -> None:
    written = BytesIO()
    Image.new("P", (2, 2), 0).save(written, "PNG", transparency=0)
    with Image.open(BytesIO(cleaned(written.getvalue())[1])) as shown:
        assert shown.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_picture_that_is_too_large_or_moves_or_is_broken_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 799)
    assert refusal(given.photo(40, 20)).startswith("图片太大")
    monkeypatch.setattr(picture, "MOST_PIXELS", 800)
    assert cleaned(given.photo(40, 20))[0] is Kind.JPEG
    moving = BytesIO()
    frames = [Image.new("L", (2, 2), shade) for shade in (0, 255)]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    assert refusal(moving.getvalue()).startswith("会动的图片不收")
    assert refusal(given.photo()[:400]).startswith("图片读不出来")


def test_a_pdf_keeps_its_pages_and_loses_who_made_it() -> None:
    before = given.pdf()
    assert before.count(WHO.encode()) > 3
    kind, after = cleaned(before)
    assert kind is Kind.PDF
    assert WHO.encode() not in after
    reader = PdfReader(BytesIO(after))
    assert len(reader.pages) == 1
    assert reader.metadata in (None, {})
    assert "/Metadata" not in reader.root_object
    image = reader.pages[0]["/Resources"]["/XObject"]["/Im0"]  # type: ignore[index]
    # The photograph in it is bit for bit the same picture, without its place.
    with Image.open(BytesIO(given.photo())) as was, Image.open(BytesIO(image._data)) as now:
        assert was.tobytes() == now.tobytes()
        assert dict(now.getexif()) == {}


def test_segments_of_applications_go_and_the_picture_stays_bit_for_bit() -> None:
    for options in ({"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 0}):
        written = BytesIO()
        Image.effect_mandelbrot((64, 48), (-2.0, -1.5, 1.0, 1.5), 9).convert("RGB").save(
            written, "JPEG", comment=WHO, xmp=WHO.encode(), **options
        )
        # Behind its end other pictures may stand.
        plain = plain_jpeg(written.getvalue() + WHO.encode())
        assert WHO.encode() not in plain
        with Image.open(written) as was, Image.open(BytesIO(plain)) as now:
            assert was.tobytes() == now.tobytes()
        for at in (1, 5, len(plain) // 2, len(plain) - 2):
            with pytest.raises(NotTaken):
                plain_jpeg(plain[:at])


SCRIPT = dictionary(S="/JavaScript", JS="1")
ACTING = [
    ("/OpenAction", SCRIPT, False, pdf.ACTS),
    ("/AA", dictionary(O=dictionary(S="/Launch", F="x")), True, pdf.ACTS),
    ("/Names", dictionary(JavaScript=dictionary(Names=ArrayObject([SCRIPT]))), False, pdf.ACTS),
    ("/AcroForm", dictionary(XFA="x"), False, pdf.ACTS),
    ("/Annots", ArrayObject([dictionary(Subtype="/Link", A=dictionary(S="/SubmitForm"))]), True, pdf.ACTS),
    ("/AA", dictionary(C=dictionary(S="/ImportData", P="x")), True, pdf.ACTS),
    ("/Annots", ArrayObject([dictionary(Subtype="/Link", A=dictionary(S="/GoToR", F="x"))]), True, pdf.ACTS),
    ("/Annots", ArrayObject([dictionary(Subtype="/Widget", FT="/Sig", V=dictionary())]), True, pdf.SIGNED),
    ("/Collection", dictionary(), False, pdf.ATTACHED),
]


@pytest.mark.parametrize(("key", "value", "on_page", "said"), ACTING)
def test_a_pdf_that_acts_is_not_taken(key: str, value: object, on_page: bool, said: str) -> None:
    assert refusal(changed_pdf(key, value, on_page=on_page)) == said


def test_a_pdf_that_carries_files_or_has_a_password_is_not_taken() -> None:
    assert refusal(given.with_attachment()) == pdf.ATTACHED
    assert refusal(given.with_password()) == pdf.ENCRYPTED


def test_a_remark_in_a_pdf_stays_and_its_author_goes() -> None:
    rect = ArrayObject([])
    remark = dictionary(Type="/Annot", Subtype="/Text", Rect=rect, T=WHO, Contents="改这里", M="D:2026")
    link = dictionary(Type="/Annot", Subtype="/Link", Rect=rect, A=dictionary(S="/URI", URI="https://a.cn"))
    after = cleaned(changed_pdf("/Annots", ArrayObject([remark, link]), on_page=True))[1]
    annotations: Any = PdfReader(BytesIO(after)).pages[0]["/Annots"]
    first, second = (one.get_object() for one in annotations)
    assert {key: first[key] for key in first} == {
        "/Type": "/Annot",
        "/Subtype": "/Text",
        "/Rect": [],
        "/Contents": "改这里",
    }
    assert second["/A"]["/URI"] == "https://a.cn"


def test_a_text_and_a_sheet_keep_what_they_say_and_lose_who_wrote_them() -> None:
    kind, after = cleaned(given.word())
    assert kind is Kind.DOCX
    parts = parts_of(after)
    assert not [name for name, part in parts.items() if WHO.encode() in part or name.startswith("docProps")]
    assert next(one.text for one in Document(BytesIO(after)).paragraphs) == "停车难的建议"
    kind, after = cleaned(given.sheet())
    assert kind is Kind.XLSX
    assert not [name for name, part in parts_of(after).items() if WHO.encode() in part]
    book = load_workbook(BytesIO(after))
    assert book.active
    assert [[cell.value for cell in row] for row in book.active.rows] == [["张三", 12]]


def test_paths_and_names_in_a_package_go() -> None:
    word, sheet = given.word(), given.sheet()
    body = parts_of(word)["word/document.xml"].replace(b"descr=", b"was=")
    body = body.replace(b"<pic:cNvPr ", rf'<pic:cNvPr descr="C:\Users\{WHO}\a.jpg" '.encode())
    after = parts_of(cleaned(repacked(word, {"word/document.xml": body}))[1])["word/document.xml"]
    assert b"<pic:cNvPr" in after
    assert WHO.encode() not in after
    book = parts_of(sheet)["xl/workbook.xml"].replace(
        b"<sheets>",
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        rb'<mc:Choice Requires="x15"><a:absPath xmlns:a="urn:a" url="C:\Users\x"/></mc:Choice>'
        b"</mc:AlternateContent><sheets>",
    )
    after = parts_of(cleaned(repacked(sheet, {"xl/workbook.xml": book}))[1])["xl/workbook.xml"]
    assert b"AlternateContent" not in after
    assert b"<sheets>" in after


RELATION = '<Relationship Id="r9" Type="http://x/{}" Target="{}" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("word/vbaProject.bin", package.MACROS),
        ("word/activeX/activeX1.xml", package.MACROS),
        ("word/embeddings/Microsoft_Excel_Sheet.xlsx", package.OBJECTS),
        ("word/comments.xml", package.REMARKS),
        ("xl/externalLinks/externalLink1.xml", package.OUTSIDE),
        ("xl/connections.xml", package.OUTSIDE),
        ("word/media/image9.emf", package.STRANGE),
        ("word/fonts/font1.odttf", package.STRANGE),
        ("../a.xml", package.BROKEN),
        ("WORD/document.xml", package.BROKEN),
    ],
)
def test_a_package_with_what_acts_or_carries_is_not_taken(name: str, said: str) -> None:
    assert refusal(repacked(given.word(), {name: b"<a/>"})) == said


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("attachedTemplate", "http://a.cn/x.dotm", package.OUTSIDE),
        ("image", "http://a.cn/x.png", package.OUTSIDE),
        ("hyperlink", "file:///C:/a.xlsx", package.LOCAL),
        ("hyperlink", "https://a.cn/", None),
    ],
)
def test_a_package_leads_to_the_web_and_nowhere_else(kind: str, target: str, said: str | None) -> None:
    name = "word/_rels/document.xml.rels"
    relations = parts_of(given.word())[name].decode()
    content = repacked(
        given.word(), {name: relations.replace("</Relationships>", RELATION.format(kind, target)).encode()}
    )
    if said is None:
        assert target.encode() in parts_of(cleaned(content)[1])[name]
    else:
        assert refusal(content) == said


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('<w:ins w:author="张三" w:id="1"/>', package.REMARKS),
        (
            "<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r>",
            package.OUTSIDE,
        ),
        ('<w:fldSimple w:instr="INCLUDEPICTURE x"/>', package.OUTSIDE),
    ],
)
def test_changes_with_authors_and_fields_that_fetch_are_not_taken(added: str, said: str) -> None:
    body = parts_of(given.word())["word/document.xml"].replace(
        b"<w:body>", f"<w:body><w:p>{added}</w:p>".encode()
    )
    assert refusal(repacked(given.word(), {"word/document.xml": body})) == said


def test_a_package_of_another_kind_or_form_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    word = given.word()
    types = '<Override PartName="/word/a.xml" ContentType="application/vnd.ms-word.x.macroEnabled.main+xml"/>'
    assert refusal(repacked(word, {}, types=types)) == package.MACROS
    assert refusal(repacked(word, {"[Content_Types].xml": b"<Types/>"})).startswith("只收 Word")
    assert refusal(repacked(word, {"word/a.xml": b"<!DOCTYPE a><a/>"})) == package.BROKEN
    assert refusal(word[:-30]) == package.BROKEN
    monkeypatch.setattr(package, "MOST_PARTS", len(parts_of(word)) - 1)
    assert refusal(word) == package.LARGE
    monkeypatch.setattr(package, "MOST_PARTS", len(parts_of(word)))
    monkeypatch.setattr(package, "MOST_BYTES", sum(map(len, parts_of(word).values())) - 1)
    assert refusal(word) == package.LARGE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", TAKEN),
        (b"MZ\x90\x00", TAKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", TAKEN),
        (b"GIF89a", TAKEN),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "老格式"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"%PDF-1.7\n", "文件读不出来"),
    ],
)
def test_what_is_none_of_the_kinds_is_not_taken(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def test_the_same_is_written_alike_whenever_it_is() -> None:
    for content in (given.word(), given.photo(), given.pdf(), given.sheet()):
        assert cleaned(content) == cleaned(content)
    assert {one.date_time for one in infos(cleaned(given.word())[1])} == {(1980, 1, 1, 0, 0, 0)}


def infos(content: bytes) -> list[ZipInfo]:
    with ZipFile(BytesIO(content)) as package:
        return package.infolist()
