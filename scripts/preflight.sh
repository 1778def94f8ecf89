#!/bin/sh
# Prints the Python to use, or says in one line what this machine lacks and which Debian package brings it.
# A candidate is tried by running it: a version manager's shim may stand on PATH and still fail.
set -u

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' >/dev/null 2>&1
}

fail() {
    echo "luzhi: $1" >&2
    exit 1
}

if [ -n "${PYTHON:-}" ]; then
    fits "$PYTHON" || fail "PYTHON=$PYTHON is not a Python 3.11 or 3.12 that runs; name another, or unset PYTHON"
    python=$PYTHON
else
    python=
    for candidate in python3.12 python3.11 python3; do
        if fits "$candidate"; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || fail "no Python 3.11 or 3.12; cure: apt install python3.11-venv python3.11-dev \
(or python3.12-…, as your release has it), or name one with PYTHON=…"
fi

"$python" - "$python" <<'PY'
import importlib.util
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

name = f"python3.{sys.version_info.minor}"
missing, packages = [], []

if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
    missing.append("the venv module")
    packages.append(f"{name}-venv")

compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
with tempfile.TemporaryDirectory() as folder:
    source = Path(folder, "try.c")
    source.write_text("#include <stdio.h>\nint main(void) { return 0; }\n")
    try:
        command = [*compiler, str(source), "-o", str(Path(folder, "try"))]
        works = subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        works = False
if not works:
    missing.append(f"a working C compiler ({'CC=' * ('CC' in os.environ)}{compiler[0]} does not compile)")
    packages.append("build-essential")

if not Path(sysconfig.get_path("include"), "Python.h").is_file():
    missing.append("Python.h, the headers of Python")
    packages.append(f"{name}-dev")

if missing:
    sys.exit(f"luzhi: missing for {sys.argv[1]}: {'; '.join(missing)}; cure: apt install {' '.join(packages)}")
print(sys.executable)
PY
