#!/bin/sh
# Some letters of names in the official table of characters (通用规范汉字表) lie beyond 16 bits: 𬱖 (U+2CC56), 𫖮 (U+2B5AE).
# Guess before running: a PDF of such names, of a font that has them, gives the names back by any reader, or a mark for "unknown".
# Seen: PyMuPDF's insert_text draws them right and writes the way back with five digits where a PDF takes four. pypdf reads 王𫖮 as
# 王瘵, a name that somebody may have, and 陈𬱖 as 陈; PyMuPDF itself reads other signs. typst and the same font give both as they are.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install pymupdf==2.0 pypdf==7.1.1 typst==0.15.2 pylopdf-fonts-zh-cn==0.1.1
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PY'
import io
from importlib.metadata import version
from pathlib import Path

import pylopdf_fonts_zh_cn
import pymupdf
import pypdf
import typst

names = "陈𬱖、王𫖮"
folder = Path(pylopdf_fonts_zh_cn.__file__).parent
font = next(folder.rglob("NotoSansSC-Regular.otf"))
document = pymupdf.open()
page = document.new_page()
page.insert_font(fontname="Sans", fontfile=str(font))
page.insert_text((50, 72), names, fontname="Sans")
drawn = document.tobytes()
Path("names.typ").write_text(f'#set text(font: "Noto Sans SC")\n{names}', encoding="utf-8")
typeset = typst.compile("names.typ", font_paths=[str(font.parent)])


def by_pypdf(content):
    return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().strip()


def by_pymupdf(content):
    return pymupdf.open(stream=content).load_page(0).get_text().strip()


found = [(by_pypdf(content), by_pymupdf(content)) for content in (drawn, typeset)]
print("pymupdf", version("pymupdf"), ascii(found[0]), "typst", version("typst"), ascii(found[1]))
assert found[1] == (names, names), "typst: this has changed"
assert found[0] == ("陈、王瘵", "陈\u2cc5、王\u2b5a"), "this has changed"
PY
