#!/bin/sh
# Members from Hong Kong, Macao and Taiwan sign in traditional letters; a roster is in simplified ones. From traditional to simplified
# is the sure way: many letters become one.
# Guess before running: 張乾 becomes 张乾 and 余徵 one form, whichever of OpenCC and zhconv does it, as 李乾坤 and 魏徵 do.
# Seen: 張乾 and 陳乾 become 张干 and 陈干, another name, in both; 李乾坤 and 乾隆 keep theirs, being words of a list. 余徵 becomes 余征,
# 魏徵 stays. So whether a name is found in the roster hangs on the name that stands beside the letter.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install opencc==1.4.2 zhconv==1.4.3
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PY'
from importlib.metadata import version

import zhconv
from opencc import OpenCC

names = ["張乾", "陳乾", "李乾坤", "余徵", "魏徵"]
by_opencc = [[OpenCC(way).convert(name) for name in names] for way in ("t2s", "hk2s", "tw2s")]
by_zhconv = [zhconv.convert(name, "zh-cn") for name in names]
print("OpenCC", version("opencc"), by_opencc[0], "zhconv", version("zhconv"), by_zhconv)
expected = ["张干", "陈干", "李乾坤", "余征", "魏徵"]
assert by_opencc == [expected] * 3 and by_zhconv == expected, "this has changed"
PY
