#!/bin/sh
# China works on some Sundays to make up for long holidays; 4 February 2024 was one. workalendar knows the arrangements up to 2023, and
# refuses to tell the holidays of 2024: CalendarError, "Need configure 2024".
# Guess before running: whatever asks about a day of 2024 is refused so.
# Seen: a Wednesday is refused; the Sunday on which all worked is answered, with no. A weekend is looked up before the year is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install workalendar==17.0.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from datetime import date
from importlib.metadata import version

from workalendar.asia import China
from workalendar.exceptions import CalendarError


def answer(day):
    try:
        return China().is_working_day(day)
    except CalendarError:
        return "refused"


asked = [date(2022, 1, 29), date(2024, 2, 4), date(2024, 2, 7)]
found = {str(day): answer(day) for day in asked}
print("workalendar", version("workalendar"), found)
# 29 January 2022 was a Saturday on which all worked, and is known.
assert list(found.values()) == [True, False, "refused"], "this has changed"
PY
