#!/bin/sh
# A QR code on a name plate or a door holds a word in Chinese. segno chooses how to write it by itself; OpenCV reads codes in a camera.
# Guess before running: OpenCV reads 签到, 履职, 工作 and 中国 alike, as zxing-cpp does.
# Seen: 签到 and 履职 are read; 工作, 中国 and 山水 raise UnicodeDecodeError: segno writes letters that Japanese has too in the mode for
# Kanji, whose bytes OpenCV takes for UTF-8. Whether a plate can be read hangs on its words. zxing-cpp reads all five.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install segno==1.6.6 zxing-cpp==3.1.1 opencv-python-headless==5.0.0.93 pillow==13.0.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io
from importlib.metadata import version

import cv2
import numpy
import segno
import zxingcpp
from PIL import Image


def picture(word):
    drawn = io.BytesIO()
    segno.make(word, micro=False).save(drawn, kind="png", scale=8, border=4)
    return numpy.array(Image.open(drawn).convert("RGB"))


def by_opencv(code):
    try:
        return cv2.QRCodeDetector().detectAndDecode(code)[0]
    except UnicodeDecodeError:
        return "UnicodeDecodeError"


words = ["签到", "履职", "工作", "中国", "山水"]
found = {word: by_opencv(picture(word)) for word in words}
print("segno", version("segno"), "OpenCV", version("opencv-python-headless"), found)
assert [zxingcpp.read_barcodes(picture(word))[0].text for word in words] == words, "zxing-cpp: this has changed"
assert list(found.values()) == ["签到", "履职"] + ["UnicodeDecodeError"] * 3, "this has changed"
PY
