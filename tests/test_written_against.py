"""Which versions of other people's code ours was written against, where it leans on their private parts.

A lock may take a newer one only together with this list: read what changed there, compare it with our module
(its docstring says with what), run `make test`, and name the new version here.
"""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

WRITTEN_AGAINST = [
    ("models/sqlite_cursor.py", "SQLAlchemy", "2.1."),
    ("models/sqlite_cursor.py", "aiosqlite", "0.22."),
    ("files/sheets/row_text.py", "xlsxwriter", "3.3."),
    ("endpoint/executor.py", "graphql-core", "3.3."),
    ("endpoint/executor.py", "strawberry-graphql", "0.341."),
    ("endpoint/reader.py", "graphql-core", "3.3."),
    ("head.py", "uvicorn", "0.54."),
    ("migrations/procrastinate_3_10.sql", "procrastinate", "3.10."),
    ("services/jobs/on_postgresql.py", "procrastinate", "3.10."),
    ("endpoint/reader.py", "strawberry-graphql", "0.341."),
]


@pytest.mark.parametrize(("module", "package", "release"), WRITTEN_AGAINST)
def test_private_parts_are_those_it_was_written_against(module: str, package: str, release: str) -> None:
    assert version(package).startswith(release), f"compare {module} with the new {package} first"


def test_the_tables_of_the_queue_are_made_in_its_own_statements() -> None:
    # A newer release brings migrations of its own, which become one of ours.
    ours = Path(__file__).parent.parent / "migrations" / "procrastinate_3_10.sql"
    shipped = files("procrastinate.sql") / "schema.sql"
    assert ours.read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
