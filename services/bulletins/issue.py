"""A bulletin as a file: PDF and DOCX by GB/T 9704, the table of members as XLSX."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TypeVar

import orjson

from documents import bulletin_word, pdf
from documents.bulletin import Bulletin
from documents.bulletin import says as pdf_says
from documents.fonts import Fonts, fonts
from files.sheets.row_text import Row
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
# Held for a look at them, never while anything is set.
_LOOKING = Lock()
# A setter sets one at a time: whoever waits for it takes up no thread that others need.
_SETTING = ThreadPoolExecutor(1, "bulletins")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tabled:
    """The sheet of a workbook that has the annex, and which of its columns are numbers where they can be."""

    sheet: str
    numbers: frozenset[int]


MEMBERS = Tabled("委员", frozenset({0, 3}))


async def file_of(page: Bulletin, ending: str, day: date, tabled: Tabled = MEMBERS) -> bytes:
    """The file of a bulletin, read back before it is given; raises `Refusal` where no font has a letter."""
    if ending == "pdf":
        return await _alone(partial(_pdf, page, day))
    if ending == "xlsx":
        return await asyncio.to_thread(_workbook, page, tabled)
    return await asyncio.to_thread(_docx, page)


async def shown(page: Bulletin) -> list[bytes]:
    """The sheets of a bulletin as PNG, to look at; raises `Refusal` where no font has a letter."""
    words = _hash(page)
    known = _known(words)
    return await _alone(partial(_pictures, page, words)) if known is None else known


async def _alone(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_SETTING, work)


def _known(words: str) -> list[bytes] | None:
    with _LOOKING:
        return _SHOWN.get(words)


def _pictures(page: Bulletin, words: str) -> list[bytes]:
    # Whoever stood in line before may have asked for another sheet of the same.
    known = _known(words)
    if known is None:
        _check_letters(page)
        known = _setter().pictures(page, DOTS_TO_THE_INCH)
        with _LOOKING:
            _SHOWN.put(words, known, sum(map(len, known)))
    return known


def _pdf(page: Bulletin, day: date) -> bytes:
    _check_letters(page)
    content = _setter().pdf(page, day)
    return _checked(content, pdf_says(content, page, _fonts()))


def _docx(page: Bulletin) -> bytes:
    content = bulletin_word.docx(page)
    return _checked(content, bulletin_word.says(content, page))


def _checked(content: bytes, same: bool) -> bytes:
    if not same:
        raise ArithmeticError("a bulletin does not say what it was to say")
    return content


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


def _workbook(page: Bulletin, tabled: Tabled) -> bytes:
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
        Table(
            tabled.sheet,
            page.annex.columns,
            [_cells(row, tabled.numbers) for row in page.annex.rows],
            page.annex.title,
        ),
        Table("情况", ("项目", "内容"), said, caption),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bulletin.xlsx"
        write_workbook(path, tables, private=True, mark=page.watermark)
        return path.read_bytes()


def _cells(row: tuple[str, ...], numbers: frozenset[int]) -> Row:
    """Numbers as numbers, which a spreadsheet sorts and adds up."""
    return tuple(_number(text) if at in numbers else text for at, text in enumerate(row))


def _number(text: str) -> int | Decimal | str:
    if text.isdecimal():
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


@cache
def _fonts() -> Fonts:
    return fonts()


@cache
def _setter() -> pdf.Setter:
    return pdf.Setter(pdf.template("bulletin"), _fonts())
