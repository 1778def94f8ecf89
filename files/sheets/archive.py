"""What a file really is, told by its content."""

import re
import stat
from pathlib import Path

from files.problem import Refused
from files.sheets.bounds import Bounds

_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_SAVE = "在 Excel 或 WPS 里另存为 .xlsx 再导入"


def what_it_is(path: Path, bounds: Bounds) -> str | Refused:
    """ "zip" or "xls" (what .et is, too) for workbooks, or "text"; refused where the file is none of these,
    is too big, or cannot be opened.
    """
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
    if size > bounds.size:
        return Refused(f"文件超过 {bounds.size // 1_000_000} MB", "分成几个文件")
    return _by_content(path, head)


def _by_content(path: Path, head: bytes) -> str | Refused:
    if head.startswith(b"PK"):
        return _agreed(path, "zip")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _agreed(path, "xls")
    if head.startswith(b"%PDF"):
        return Refused("这是 PDF 文件，不是表格", "找到原来的 Excel 表格再导入")
    if head.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return Refused("这是网页文件，不是表格", _SAVE)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_text(head):
        return Refused("不认识这种文件", "只能导入 .xlsx、.xls、.et、.ods 工作簿或 .csv 文本")
    return _agreed(path, "text")


def _is_text(head: bytes) -> bool:
    """Whether this is text but for a few stray NULs, of which the reader of text says the line."""
    return head.count(b"\0") <= max(1, len(head) // 20) and not _CONTROLS.search(head)


def _agreed(path: Path, kind: str) -> str | Refused:
    """`kind`, if the file's name does not say otherwise."""
    extension = path.suffix.lower()
    if kind == "text" and extension in (".xlsx", ".xlsm", ".xls", ".et", ".ods"):
        return Refused(f"扩展名是 {extension}，内容却是文本，不是工作簿", "把扩展名改成 .csv，或" + _SAVE)
    if kind != "text" and extension in (".csv", ".txt", ".tsv"):
        return Refused(
            f"扩展名是 {extension}，内容却是工作簿", f"把扩展名改成 .{kind.replace('zip', 'xlsx')}"
        )
    return kind


def damaged() -> Refused:
    return Refused("工作簿已损坏，读不出来", "在 Excel 或 WPS 里打开修复后另存，或重新导出")


def with_password() -> Refused:
    return Refused("工作簿有打开密码", "去掉密码，另存后再导入")
