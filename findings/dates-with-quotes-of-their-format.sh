#!/bin/sh
# The usual Chinese date format of a cell is yyyy"年"m"月"d"日"; the quotes belong to the format and are never shown.
# Guess before running: xlsx2csv prints 2022年3月1日, or 2022-03-01 where it does not apply the format.
# Seen: it prints 2022"年"03"月"01"日" with the quotes (doubled, as CSV has it), and zeros that the format does not ask for; a
# time as 上午/下午h"时"mm"分" (14:30) comes as 02 with the month in place of the minutes, and 上午/下午 undecided. Both programs beside it read the date.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install xlsx2csv==0.8.6 xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
import csv
import subprocess
import sys
from datetime import date, datetime
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsxwriter

book = xlsxwriter.Workbook("a.xlsx")
sheet = book.add_worksheet()
day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
hour = book.add_format({"num_format": '上午/下午h"时"mm"分"'})
sheet.write_datetime(0, 0, datetime(2022, 3, 1), day)
sheet.write_datetime(1, 0, datetime(2022, 3, 1, 14, 30), hour)
book.close()

subprocess.run([sys.executable, "-m", "xlsx2csv", "a.xlsx", "a.csv"], check=True)
found = [row[0] for row in csv.reader(open("a.csv", encoding="utf-8"))]
others = (
    openpyxl.load_workbook("a.xlsx").active["A1"].value,
    python_calamine.CalamineWorkbook.from_path("a.xlsx").get_sheet_by_index(0).to_python()[0][0],
)
print("xlsx2csv", version("xlsx2csv"), found, "| openpyxl and calamine", *others)
assert others == (datetime(2022, 3, 1), date(2022, 3, 1)), "this has changed"
assert found == ['2022"年"03"月"01"日"', '上午/下午02"时"03"分"'], "this has changed"
PY
