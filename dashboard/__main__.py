"""`python -m dashboard` builds the pages if their sources have changed; `--write` renews their types."""

import sys

from dashboard.building import BuildFailed, build
from dashboard.operations import WRITTEN, texts, typescript

if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        from schema.assembled import schema

        WRITTEN.write_text(typescript(schema._schema, texts()), encoding="utf-8")
    else:
        try:
            build()
        except BuildFailed as failed:
            sys.exit(f"{failed}")
