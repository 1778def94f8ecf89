#!/bin/sh
# Offices write when something was: 2022年3月1日上午.
# Guess before running: dateparser, told that it is Chinese, gives 1 March 2022, or None where it does not know 上午.
# Seen: on 29 November it gives 29 March 2022, 01:00 – the day of the month becomes the hour, and today's day of the month the day;
# no warning. 2022年3月1日 alone is right, 2022年3月1日下午3时 is None. And 2022年13月1日 is 13 January, though the year comes first
# and the units are written beside the numbers.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install dateparser==1.5.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from datetime import datetime
from importlib.metadata import version

import dateparser

settings = {"RELATIVE_BASE": datetime(2026, 11, 29)}
texts = ("2022年3月1日", "2022年3月1日上午", "2022年3月1日下午3时", "2022年13月1日")
found = [dateparser.parse(text, languages=["zh"], settings=settings) for text in texts]
print("dateparser", version("dateparser"))
for text, moment in zip(texts, found):
    print(text, moment)
assert found == [datetime(2022, 3, 1), datetime(2022, 3, 29, 1), None, datetime(2022, 1, 13)], "this has changed"
PY
