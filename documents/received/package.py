"""A DOCX or XLSX (ECMA-376), written anew part by part: no author, no path, no remark; nothing that acts.

What tells of the maker and is no part of the text is left out. Where it is part of the text (tracked
changes, remarks with their authors), or acts or fetches (macros, objects, links to files), the file is
refused: we would have to change what somebody says.
"""

import posixpath
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from documents.received.picture import cleaned_picture
from documents.received.refused import NotTaken

TYPES, RELATIONS = "[Content_Types].xml", ".rels"
MOST_PARTS, MOST_BYTES = 5_000, 400 << 20
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LEFT_OUT = re.compile(r"docProps/.*|customXml/.*|.*/printerSettings/.*|.*/people\.xml", re.DOTALL)
_XML = (".xml", ".rels", ".vml")
_PICTURES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png")
MACROS = "文件里有宏或会自己做事的内容：另存为不带宏的 .docx 或 .xlsx 再上传"
OBJECTS = "文件里嵌入了别的文件或图表的数据：把它们粘贴为图片，或单独上传"
OUTSIDE = "文件连着外面的文件或数据：断开链接（“编辑链接”“数据连接”），只留数值，再上传"
REMARKS = "文件里有修订或批注，带着写的人的姓名：接受或拒绝全部修订、删去批注，再上传"
LOCAL = "文件里的超链接指向某台电脑上的文件：去掉这个链接再上传"
STRANGE = "文件里有不收的内容（矢量图、字体等）：把图片粘贴为 PNG 或 JPEG，不要嵌入字体，再上传"
BROKEN = "文件读不出来，可能已损坏或有密码：打开后另存一份再上传"
LARGE = "文件展开以后太大：分成几个文件再上传"
_REFUSED = {
    re.compile(r"vbaProject|vbaData|activeX|customUI|macrosheets|attachedToolbars|\bctrlProps\b"): MACROS,
    re.compile(r"/embeddings/|oleObject|webextensions"): OBJECTS,
    re.compile(r"externalLinks|connections\.xml|queryTables|/model/"): OUTSIDE,
    re.compile(r"comments|threadedComments|/persons/|/revisions/"): REMARKS,
}
_FETCHES = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:PICTURE|TEXT)\b|\bWEBSERVICE\(", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:", re.IGNORECASE)
_LINKS = ("http://", "https://", "mailto:", "#")


def cleaned_package(content: bytes) -> tuple[str, bytes]:
    """`DOCX` or `XLSX`, and the file written anew; raises `NotTaken`."""
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = _parts(package)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise NotTaken(BROKEN) from None
    if TYPES not in parts:
        raise NotTaken("这个压缩文件不是 Word 或 Excel 文件：只收 .docx、.xlsx")
    kind = _kind(parts[TYPES])
    for name in parts:
        for found, message in _REFUSED.items():
            if found.search(name):
                raise NotTaken(message)
    kept = {name: part for name, part in parts.items() if not _LEFT_OUT.fullmatch(name)}
    return kind, _written({name: _cleaned(name, part, kept) for name, part in kept.items()})


def _parts(package: ZipFile) -> dict[str, bytes]:
    infos = [one for one in package.infolist() if not one.is_dir()]
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_BYTES:
        raise NotTaken(LARGE)
    names = [one.filename for one in infos]
    if len({name.lower() for name in names}) < len(names) or any(
        name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names
    ):
        raise NotTaken(BROKEN)
    return {one.filename: package.read(one) for one in infos}


def _kind(types: bytes) -> str:
    said = [one.get("ContentType", "") for one in _tree(types).iter("{*}Override", "{*}Default")]
    if any("macroEnabled" in one for one in said):
        raise NotTaken(MACROS)
    kinds = {"DOCX" if one == DOCX else "XLSX" for one in said if one in (DOCX, XLSX)}
    if len(kinds) != 1:
        raise NotTaken("只收 Word（.docx）和 Excel（.xlsx）的文件，不收模板和别的格式：另存以后再上传")
    return kinds.pop()


def _cleaned(name: str, part: bytes, kept: dict[str, bytes]) -> bytes:
    end = posixpath.splitext(name)[1].lower() or posixpath.basename(name)
    if end in _PICTURES:
        return cleaned_picture(part)[1]
    if end not in _XML:
        raise NotTaken(STRANGE)
    tree = _tree(part)
    if name == TYPES:
        _leave_out_types(tree, kept)
    elif end == RELATIONS:
        _leave_out_relations(tree, name, kept)
    else:
        _clean(tree)
    written: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _tree(part: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise NotTaken(BROKEN) from None
    if tree.getroottree().docinfo.doctype:
        raise NotTaken(BROKEN)
    return tree


def _leave_out_types(tree: etree._Element, kept: dict[str, bytes]) -> None:
    for one in list(tree.iter("{*}Override")):
        if one.get("PartName", "").lstrip("/") not in kept:
            tree.remove(one)


def _leave_out_relations(tree: etree._Element, name: str, kept: dict[str, bytes]) -> None:
    """Relations lead to parts that are there, and hyperlinks to the web."""
    base = posixpath.dirname(posixpath.dirname(name))
    for one in list(tree):
        target = one.get("Target", "")
        if one.get("TargetMode") == "External":
            if not one.get("Type", "").endswith("/hyperlink"):
                raise NotTaken(OUTSIDE)
            if not target.lower().startswith(_LINKS):
                raise NotTaken(LOCAL)
        else:
            there = (
                target.partition("#")[0].lstrip("/") if target.startswith("/") else target.partition("#")[0]
            )
            path = there if target.startswith("/") else posixpath.normpath(posixpath.join(base, there))
            if there and path not in kept:
                tree.remove(one)


def _clean(tree: etree._Element) -> None:
    fields: list[str] = []
    for one in list(tree.iter(etree.Element)):
        named = etree.QName(one).localname
        for attribute in list(one.attrib):
            said, value = etree.QName(attribute).localname, str(one.attrib[attribute])
            if said == "author" and value:
                raise NotTaken(REMARKS)
            if said == "userName" or (said in ("descr", "title") and _PATH.search(value)):
                del one.attrib[attribute]
            if said == "instr":
                fields.append(value)
        if named in ("instrText", "delInstrText", "f"):
            fields.append(one.text or "")
        if named == "absPath":
            _remove_choice(one)
    if _FETCHES.search("".join(fields)):
        raise NotTaken(OUTSIDE)


def _remove_choice(one: etree._Element) -> None:
    """Removes an element with the alternatives that it is one of."""
    for above in one.iterancestors("{*}AlternateContent"):
        one = above
        break
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _written(parts: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda one: (one != TYPES, one)):
            # Without a day: it would tell when it was made.
            package.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
    return written.getvalue()
