#!/bin/sh
# Word numbers the articles of a regulation by itself: 第一条, a paragraph without a number (前款所称…), 第二条, 第三条.
# Guess before running: markitdown writes 1., 2., 3.; that it loses 第…条 is to be expected.
# Seen: 1., 1., 2. – behind the paragraph it starts anew, so 第三条 is cited as 2, and nothing says so. mammoth, by which it
# reads the file, ends the list at the paragraph and begins another; pandoc goes on with 2. and 3.
# It matters where a measure is read for its articles, or handed to a program that cites them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install markitdown==0.1.6 mammoth==1.12.0 python-docx==1.2.0 pypandoc_binary==1.17
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import re
from importlib.metadata import version

import docx
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from markitdown import MarkItDown

document = docx.Document()
numbering = document.part.numbering_part.element
numbering.insert(0, parse_xml(
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>'
))
numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
for text in ("委员应当参加全体会议。", "*前款所称全体会议，包括开幕会。", "参加一次记五分。", "本办法自公布之日起施行。"):
    paragraph = document.add_paragraph(text.lstrip("*"))
    if text[0] != "*":
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(number))
document.save("办法.docx")

def numbers(text):
    return [int(one) for one in re.findall(r"^\s*(\d+)\.", text, re.MULTILINE)]

found = numbers(MarkItDown().convert("办法.docx").text_content)
lists = mammoth.convert_to_html(open("办法.docx", "rb")).value.count("<ol>")
pandoc = numbers(pypandoc.convert_file("办法.docx", "plain"))
print("markitdown", version("markitdown"), found, "| mammoth", version("mammoth"), lists, "lists | pandoc", pypandoc.get_pandoc_version(), pandoc)
assert (found, lists, pandoc) == ([1, 1, 2], 2, [1, 2, 3]), "this has changed"
PY
