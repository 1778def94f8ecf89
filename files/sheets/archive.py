"""What a file really is, told by its content, and whether it is safe to unpack.

The reader of workbooks keeps a sheet as a full rectangle: one stray cell in the last row and column of a
file of a few kilobytes would take all memory. So the rectangle is measured before.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import unescape

from files.problem import Refused

MAX_BYTES = 200_000_000
MAX_UNPACKED = 2_000_000_000
MAX_CELLS = 20_000_000
_BLOCK = 1 << 20
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_COLUMN = re.compile(rb'r="([A-Z]{1,3})\d')
_ROW = re.compile(rb'r="[A-Z]{0,3}(\d{1,9})"')
_IN_ERROR = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,9})"[^>]*>.{0,400}?<(?:\w+:)?v>([^<]{1,40})<',
    re.S,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_TARGET = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_SAVE = "在 Excel 或 WPS 里另存为 .xlsx 再导入"


def what_it_is(path: Path) -> str | Refused:
    """ "xlsx" or "text"; refused where the file is neither, is too big, or cannot be opened."""
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            name = path.name or path.resolve().name or path
            return Refused(f"“{name}”是文件夹，不是文件", "写明文件夹里的哪一个文件")
        if not stat.S_ISREG(about.st_mode):
            return Refused("这不是普通的文件", "先存成 .xlsx 或 .csv 文件再导入")
        size = about.st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        return Refused("找不到文件", "检查路径和文件名")
    except OSError:
        return Refused("文件打不开", "检查它是不是文件、有没有读取权限、是否正被别的程序占用")
    if size == 0:
        return Refused("文件是空的", "重新导出")
    if size > MAX_BYTES:
        return Refused(f"文件超过 {MAX_BYTES // 1_000_000} MB", "分成几个文件")
    return _by_content(path, head)


def _by_content(path: Path, head: bytes) -> str | Refused:
    if head.startswith(b"PK"):
        return _agreed(path, "xlsx")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            return Refused("工作簿有打开密码", "去掉密码，另存后再导入")
        return Refused("这是旧版的 .xls 文件", _SAVE)
    if head.startswith(b"%PDF"):
        return Refused("这是 PDF 文件，不是表格", "找到原来的 Excel 表格再导入")
    if head.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return Refused("这是网页文件，不是表格", _SAVE)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_text(head):
        return Refused("不认识这种文件", "只能导入 .xlsx 工作簿或 .csv 文本")
    return _agreed(path, "text")


def _is_text(head: bytes) -> bool:
    """Whether this is text but for a few stray NULs, of which the reader of text says the line."""
    return head.count(b"\0") <= max(1, len(head) // 20) and not _CONTROLS.search(head)


def _agreed(path: Path, kind: str) -> str | Refused:
    """`kind`, if the file's name does not say otherwise."""
    extension = path.suffix.lower()
    if extension == ".xls":
        return Refused("扩展名是 .xls，内容却不是", _SAVE)
    if kind == "text" and extension in (".xlsx", ".xlsm"):
        return Refused(f"扩展名是 {extension}，内容却是文本，不是工作簿", "把扩展名改成 .csv，或" + _SAVE)
    if kind == "xlsx" and extension in (".csv", ".txt", ".tsv"):
        return Refused(f"扩展名是 {extension}，内容却是工作簿", "把扩展名改成 .xlsx")
    return kind


@dataclass(frozen=True, slots=True)
class InError:
    """A cell that shows an error such as #N/A, which the reader of workbooks gives back as empty."""

    row: int
    column: int
    shown: str


def cells_in_error(path: Path) -> dict[str, list[InError]] | Refused:
    """The cells in error of each sheet that has any; refused where unpacking the workbook would be unsafe."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _looked_through(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        return damaged()
    except (KeyError, ValueError, RuntimeError):
        return damaged()


def damaged() -> Refused:
    return Refused("工作簿已损坏，读不出来", "在 Excel 或 WPS 里打开修复后另存，或重新导出")


def _looked_through(archive: zipfile.ZipFile) -> dict[str, list[InError]] | Refused:
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        return Refused("这不是 .xlsx 工作簿", _SAVE)
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
        return Refused("工作簿解开后太大", "分成几个文件")
    titles = _titles(archive)
    found: dict[str, list[InError]] = {}
    for part in names:
        if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
            continue
        area, wrong = _measured(archive, part)
        title = titles.get(part, "")
        if area > MAX_CELLS:
            cure = "选中数据以外的行和列，删除后另存"
            return Refused(f"工作表“{title}”的范围太大（{area:,} 格）", cure)
        if wrong:
            found[title] = wrong
    return found


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet's title of each part of the archive."""
    targets = {}
    for tag in _TARGET.findall(archive.read("xl/_rels/workbook.xml.rels").decode()):
        target = _attribute(tag, "Target")
        targets[_attribute(tag, "Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml").decode()):
        part = targets.get(_attribute(tag, r"\w+:id"), "")
        found[part] = unescape(_attribute(tag, "name"), {"&quot;": '"', "&apos;": "'"})
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return (found[1] or found[2] or "") if found else ""


def _measured(archive: zipfile.ZipFile, part: str) -> tuple[int, list[InError]]:
    """The cells in the rectangle that a sheet takes, and those in error."""
    width = height = 0
    wrong: dict[tuple[int, int], InError] = {}
    for block in _blocks(archive, part):
        width = max(
            width, max((column_number(letters) for letters in set(_COLUMN.findall(block))), default=0)
        )
        height = max(height, max(map(int, set(_ROW.findall(block))), default=0))
        if b't="e"' in block:
            for letters, row, text in _IN_ERROR.findall(block):
                cell = InError(int(row), column_number(letters), text.decode(errors="replace"))
                wrong[cell.row, cell.column] = cell
    return width * height, list(wrong.values())


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in blocks that overlap, so that no cell is cut in two in both."""
    kept = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            yield kept + block
            kept = block[-1000:]


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
