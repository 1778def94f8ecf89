"""The trail is never pruned: no statement, no job and no sign-in takes a line away, however old it is.

That the database itself lets nobody do it, tests/models/test_guard.py says.
"""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.change import Change
from models.store import Store
from server import keeping_of
from services.jobs.task import TASKS, Work
from services.notices.channel import Channels
from services.uploads.keeping import Keeping
from settings import Settings
from tests.services.accounts.holder import Holder, age, opened, served, settle
from tests.services.audit.test_verification import unguarded
from tests.test_house import ROOT
from workers import worker_of

pytestmark = pytest.mark.anyio
# What is no part of the program, and migrations, which go down as well.
APART = {"tests", "bench", "migrations", "build", "dashboard", ".venv"}
TAKES_AWAY = re.compile(r"\b(delete\s+from|truncate(\s+table)?|update)\s+\"?changes\b", re.IGNORECASE)


def statements(source: str) -> list[str]:
    """What takes lines of the trail away or alters them, in a module."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in ("delete", "update") and any(getattr(one, "id", "") == "Change" for one in node.args):
                found.append(ast.unparse(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TAKES_AWAY.search(node.value):
            found.append(node.value)
    return found


def test_no_statement_takes_a_line_away() -> None:
    assert statements("delete(Change).where(x)") != []
    assert statements("run('DELETE FROM changes')") != []
    modules = [one for one in ROOT.rglob("*.py") if one.relative_to(ROOT).parts[0] not in APART]
    assert Path(ROOT / "services/audit/reading.py") in modules
    assert {str(one): found for one in modules if (found := statements(one.read_text("utf-8")))} == {}


async def test_lines_of_ten_years_ago_are_there_when_everything_is_forgotten(
    store: Store, address: str
) -> None:
    await settle(store)
    await opened(store)
    # As somebody may who owns the database: the program cannot.
    unguarded(address)
    await age(store, timedelta(days=3_660), Change.at)
    before = await lines_there(store)
    assert len(before) > 3
    worker_of(store, Channels({}), keeping_of(Settings()))
    async with store.reading() as connection:
        committee_id = await connection.scalar(select(Change.committee_id).limit(1))
    assert committee_id is not None
    work = Work(store, committee_id, 1, {Channels: Channels({}), Keeping: keeping_of(Settings())})
    assert {"check-in.forget", "imports.forget"} <= {*TASKS}
    for name, task in TASKS.items():
        # Those of tests/services/jobs/working.py are there too, one of which is held for ever.
        if not task.takes and not name.startswith("test."):
            await task.run(work)
    async with served(store) as http:
        # What is forgotten of sign-ins is so with the next.
        await Holder(http).sign_in("wrong")
        await Holder(http).sign_in()
    assert (await lines_there(store))[: len(before)] == before


async def lines_there(store: Store) -> list[int]:
    async with store.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(Change))
        return list(await connection.scalars(select(Change.id).order_by(Change.id)))
