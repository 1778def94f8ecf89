#!/bin/sh
# OFD (GB/T 33190) is the format of official documents; its lengths are millimetres, its names of http://www.ofdspec.org/2016.
# Guess before running: easyofd turns an A4 page of PDF into an OFD page of 210 × 297, and reads it back with the same text.
# Seen: the page is 595.28 × 841.89, the points of the PDF taken for millimetres: 60 by 84 centimetres, on which its text stands in a
# corner a few millimetres high; the elements are of a namespace that the standard does not have (a blog's), the attribute Size is
# written size, black text is brown. Its own reader then fails on what it wrote.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install easyofd==20260427 reportlab==5.1.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import base64
import io
import re
import zipfile
from contextlib import redirect_stdout
from importlib.metadata import version

from easyofd.ofd import OFD
from loguru import logger
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

logger.remove()
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
made = io.BytesIO()
page = Canvas(made, pagesize=(595.28, 841.89))
page.setFont("STSong-Light", 16)
page.drawString(80, 700, "委员履职情况通报")
page.save()

with redirect_stdout(io.StringIO()):
    written = OFD().pdf2ofd(made.getvalue(), optional_text=True)
with zipfile.ZipFile(io.BytesIO(written)) as archive:
    content = archive.read("Doc_0/Pages/Page_0/Content.xml").decode()
width, height = (round(float(one)) for one in re.search(r"PhysicalBox>0 0 (\S+) ([^<]+)<", content).groups())
(name,) = set(re.findall(r'xmlns:ofd="([^"]+)"', content))
standard = name == "http://www.ofdspec.org/2016"
colour = re.search(r"<Value>([^<]+)<", content)[1]
try:
    with redirect_stdout(io.StringIO()):
        OFD().read(base64.b64encode(written).decode(), save_xml=False)
    again = "read"
except KeyError as error:
    again = repr(error)
found = (width, height, standard, colour, again)
print("easyofd", version("easyofd"), "page", found[:2], "namespace of the standard", standard, "colour", colour, again)
assert found == (595, 842, False, "156 82 35", "KeyError('@Size')"), "this has changed"
PY
