"""`python -m schema` prints the schema; `python -m schema --write` writes it to schema/schema.graphql."""

import sys
from pathlib import Path

from schema.assembled import schema

SNAPSHOT = Path(__file__).with_name("schema.graphql")

if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        SNAPSHOT.write_text(schema.as_str() + "\n", encoding="utf-8")
    else:
        sys.stdout.write(schema.as_str() + "\n")
