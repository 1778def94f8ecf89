#!/bin/sh
# Resident identity numbers begin with the code of a district. They were first given out in 1984, to everybody who was alive then:
# whoever was born in 1965 and lived in 定海区 of 舟山, a district since 1987, has a number that begins with 330902.
# Guess before running: python-stdnum calls such a number valid, and one that begins with a district founded in 2021 as well.
# Seen: it looks whether the district existed in the year of birth. So 330902 is invalid for a birth in 1965 and valid for one in 1990,
# 330102 (杭州上城, a district under that code since 1983) likewise, though nearly all its older residents have it; and of the
# districts of 2021 (临平, 330113) `is_valid` does not answer at all, but raises KeyError.
# The numbers are made up: sequence 000 is given to nobody; the check digit is right.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install python-stdnum==2.2
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version

from stdnum.cn import ric


def number(district: str, birth: str) -> str:
    body = f"{district}{birth}000"
    return body + ric.calc_check_digit(body + "0")


def answer(district: str, birth: str) -> object:
    try:
        return ric.is_valid(number(district, birth))
    except KeyError as error:
        return repr(error)


asked = [("330902", "19650101"), ("330902", "19900101"), ("330102", "19650101"), ("330113", "20220101")]
found = [answer(*one) for one in asked]
print("python-stdnum", version("python-stdnum"), dict(zip(asked, found, strict=True)))
assert found == [False, True, False, "KeyError('county')"], "this has changed"
PY
