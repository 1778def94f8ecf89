"""A workbook of OpenDocument (.ods) as LibreOffice writes it, no more than tests need."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text")
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def cell(text: str = "", columns: int = 1, formula: str = "", error: bool = False, down: int = 1) -> str:
    """A cell of text, as often as `columns`, merged with those below it so that they are `down`.

    One with a formula and no text was never calculated.
    """
    said = f' table:formula="{formula}"' if formula else ""
    said += f' table:number-columns-repeated="{columns}"' if columns > 1 else ""
    said += f' table:number-columns-spanned="1" table:number-rows-spanned="{down}"' if down > 1 else ""
    if error:
        said += ' office:value-type="string" office:string-value="" calcext:value-type="error"'
    elif text:
        said += ' office:value-type="string" calcext:value-type="string"'
    return f"<table:table-cell{said}><text:p>{text}</text:p></table:table-cell>" if text else _blank(said)


def covered() -> str:
    return "<table:covered-table-cell/>"


def _blank(said: str) -> str:
    return f"<table:table-cell{said}/>"


def row(*cells: str, rows: int = 1, hidden: bool = False) -> str:
    said = f' table:number-rows-repeated="{rows}"' if rows > 1 else ""
    said += ' table:visibility="filter"' if hidden else ""
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


def write_open(path: Path, title: str, rows: Sequence[str], encrypted: bool = False) -> Path:
    content = (
        f"<office:document-content {_SPACES} {_CALC}><office:body><office:spreadsheet>"
        f'<table:table table:name="{title}">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    secret = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}">{secret}'
        "</manifest:file-entry></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path
