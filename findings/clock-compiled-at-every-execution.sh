#!/bin/sh
# A clock of the database in a statement is a small element of one's own: a subclass of ColumnElement with @compiles. For it SQLAlchemy
# asks that one says inherit_cache = True: its instances are then kept by the key of the class above.
# Guess before running: with it the second execution finds the statement compiled; without it there is a warning.
# Seen: ColumnElement has no key to inherit, so no statement with the element in it has one; each is compiled at every execution, with
# no warning, since the flag is set; without the flag there is the warning. The same lines on FunctionElement are kept.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install sqlalchemy==2.1.9
"$folder/venv/bin/python" -W always - <<'PY'
import logging
import warnings
from importlib.metadata import version

from sqlalchemy import DateTime, create_engine, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


def clock(base, **flag):
    made = type("Clock", (base,), {"type": DateTime(), **flag})
    compiles(made, "sqlite")(lambda element, compiler, **options: "strftime('%Y-%m-%d %H:%M:%f', 'now')")
    return made


class Heard(logging.Handler):
    def emit(self, record):
        said.append(record.getMessage())


def second(of):
    """What the log says of the second of two executions, and whether there was a warning."""
    said.clear()
    with warnings.catch_warnings(record=True) as warned, create_engine("sqlite://").connect() as connection:
        warnings.simplefilter("always")
        for _ in range(2):
            connection.execute(select(of()).where(of() > of()))
    told = [line for line in said if line.startswith("[")][-1]
    return next(words for words in ("no key", "generated", "cached") if told.startswith(f"[{words}")), bool(warned)


said = []
log = logging.getLogger("sqlalchemy.engine")
log.setLevel(logging.INFO)
log.addHandler(Heard())
log.propagate = False
flag = {"inherit_cache": True}
found = [second(clock(ColumnElement, **flag)), second(clock(ColumnElement)), second(clock(FunctionElement, **flag))]
print("SQLAlchemy", version("sqlalchemy"), "the flag, no flag, FunctionElement with the flag:", found)
assert found == [("no key", False), ("no key", True), ("cached", False)], "this has changed"
PY
