#!/bin/sh
# Offices write numbers in Chinese: 第三十二条, 百分之五, 二〇二六年十一月三十日. cn2an.transform rewrites those of a whole text.
# Guess before running: it rewrites the numbers and leaves words alone that merely contain the sign of a number, as 统一战线.
# Seen: 统一战线 (the united front) becomes 统1战线, 一致同意 1致同意, and the rating 十分满意 (very satisfied) 10分满意 (satisfied with
# ten points), which reads like a score; nothing is said of it. In the same text 第三十二条 and the date come out right.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install cn2an==0.5.24
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

import cn2an

texts = ("第三十二条，百分之五，二〇二六年十一月三十日", "统一战线工作", "一致同意", "评价：十分满意")
found = [cn2an.transform(text, "cn2an") for text in texts]
print("cn2an", version("cn2an"), found)
assert found == ["第32条，5%，2026年11月30日", "统1战线工作", "1致同意", "评价：10分满意"], "this has changed"
PY
