"""A bulletin as a file: PDF and DOCX by GB/T 9704, the table of members as XLSX."""

import asyncio
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import orjson

from documents import bulletin_word, pdf
from documents.bulletin import Bulletin
from documents.bulletin import says as pdf_says
from documents.fonts import Fonts, fonts
from files.sheets.workbook import Table, write_workbook
from kept import Kept
from services.refusal import Code, Refusal

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DOTS_TO_THE_INCH = 110
# Sheets are asked for one by one: those of the last few bulletins are kept, in bytes.
_SHOWN: Kept[str, list[bytes]] = Kept(16, 64 << 20)
# A setter sets one at a time.
_TURN = Lock()


def file_of(page: Bulletin, ending: str, day: date) -> bytes:
    """The file of a bulletin, read back before it is given; raises `Refusal` where no font has a letter."""
    if ending == "xlsx":
        return _workbook(page)
    if ending == "docx":
        content, same = (made := bulletin_word.docx(page)), bulletin_word.says(made, page)
    else:
        _check_letters(page)
        with _TURN:
            content = _setter().pdf(page, day)
        same = pdf_says(content, page, _fonts())
    if not same:
        raise ArithmeticError("a bulletin does not say what it was to say")
    return content


async def shown(page: Bulletin) -> list[bytes]:
    """The sheets of a bulletin as PNG, to look at; raises `Refusal` where no font has a letter."""
    words = _hash(page)
    known = _SHOWN.get(words)
    if known is None:
        known = await asyncio.to_thread(_pictures, page)
        _SHOWN.put(words, known, sum(map(len, known)))
    return known


def _pictures(page: Bulletin) -> list[bytes]:
    _check_letters(page)
    with _TURN:
        return _setter().pictures(page, DOTS_TO_THE_INCH)


def digest_of(page: Bulletin) -> str:
    """The SHA-256 of all words of a bulletin: it stays the same in whichever form they are set.

    But for who signed it: that is said otherwise once the account of whoever signed is closed (议17).
    """
    return _hash(replace(page, signed=""))


def _hash(page: Bulletin) -> str:
    return sha256(orjson.dumps(asdict(page), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _check_letters(page: Bulletin) -> None:
    missing = _fonts().missing([*page.words(), page.watermark])
    if missing:
        message = f"自带的字体里没有这些字：{'、'.join(missing[:20])}；请下载 Word 文档，用本单位的字体"
        raise Refusal(Code.CONFLICT, message, "ending")


def _workbook(page: Bulletin) -> bytes:
    sections = [
        (one.heading, words)
        for section in page.sections
        for one in (section, *section.sections)
        for words in one.paragraphs
    ]
    said = [("说明", page.lead), *sections, ("签发", page.signed.partition("：")[2]), ("日期", page.day)]
    if page.watermark:
        said.append(("导出", page.watermark))
    caption = "".join(page.title)
    tables = [
        Table("委员", page.annex.columns, page.annex.rows, page.annex.title),
        Table("情况", ("项目", "内容"), said, caption),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bulletin.xlsx"
        write_workbook(path, tables, private=True)
        return path.read_bytes()


@cache
def _fonts() -> Fonts:
    return fonts()


@cache
def _setter() -> pdf.Setter:
    return pdf.Setter(pdf.template("bulletin"), _fonts())
