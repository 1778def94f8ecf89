#!/bin/sh
# A draft of a measure goes round as DOCX with tracked changes: a number struck out and another written, an article moved.
# Guess before running: each of four readers gives the text as it stands with all changes accepted – the new number once, the moved
# article at its new place only.
# Seen: mammoth does. python-docx loses what was inserted, without a word: 出席一次得[2→3]分 reads 出席一次得分, no number at all, and
# the moved article is at neither place. docx2txt and docx2python have the new number, but the moved article at both places.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install python-docx==1.2.0 docx2txt==0.9 docx2python==3.7.1 mammoth==1.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python


def mark(tag: str, number: int, text: str, element: str = "t") -> object:
    said = f'w:id="{number}" w:author="a" w:date="2026-01-01T00:00:00Z"'
    return parse_xml(f"<w:{tag} {nsdecls('w')} {said}><w:r><w:{element}>{text}</w:{element}></w:r></w:{tag}>")


document = docx.Document()
first = document.add_paragraph("出席一次得")
first._p.append(mark("del", 1, "2", "delText"))
first._p.append(mark("ins", 2, "3"))
first.add_run("分。")
document.add_paragraph("甲")._p.append(mark("moveFrom", 3, "请假不得分。"))
document.add_paragraph("乙")._p.append(mark("moveTo", 4, "请假不得分。"))
document.save("draft.docx")

with open("draft.docx", "rb") as file:
    read = {"mammoth": mammoth.extract_raw_text(file).value}
read["python-docx"] = "\n".join(one.text for one in docx.Document("draft.docx").paragraphs)
read["docx2txt"] = docx2txt.process("draft.docx")
with docx2python("draft.docx") as opened:
    read["docx2python"] = opened.text
found = {name: [line for line in text.splitlines() if line] for name, text in read.items()}
for name, lines in found.items():
    print(name, version(name), lines)
twice = ["出席一次得3分。", "甲请假不得分。", "乙请假不得分。"]
assert found == {
    "mammoth": ["出席一次得3分。", "甲", "乙请假不得分。"],
    "python-docx": ["出席一次得分。", "甲", "乙"],
    "docx2txt": twice,
    "docx2python": twice,
}, "this has changed"
PY
