"""A year that was closed long ago is computed again, byte for byte, by whatever the program has become.

`tests/data/closed/2022.json` is the content of a database in which years were closed, as rows of the tables
that there were then; `2022.sha256` beside it has the hash of every statement in it, so that neither file can
be changed without the other. Nobody writes these files again: they stand for what committees have announced.

If a test here fails, the change that you are about to make alters the result of years that are closed, or
the words in which it was explained. Do not write the files anew. Instead:

- points, ranks or grades differ: the change is wrong, or it is a change of what measures come to. Then give
  it a number in `scoring.method`, and go on computing by the former one what was computed by it;
- the words or the form of a statement differ: tell runs of the former method in the former words, or raise
  `FORMAT` of the statement, so that `verify` compares like with like;
- the rows do not fit the tables: the migration loses data; mend the migration;
- the kept rule set reads differently: the loader no longer understands documents that are in force somewhere.

To guard more (a new form of rule, a new format), write a second pair of files beside these with
`python -m tests.services.years.keep_a_year NAME`, and add the name to `YEARS`.
"""

from __future__ import annotations

from hashlib import sha256

import pytest
from alembic import command
from sqlalchemy import text

from models.migration import configuration
from models.store import Store, database_url
from services.results.explanation import explained
from services.runs.board import Boards
from services.runs.closings import closings
from services.years.verification import verify
from tests.models.test_migration import connected
from tests.services.years.closed_year import announced
from tests.services.years.kept_years import FOLDER, filled, hashes

pytestmark = pytest.mark.anyio

# Of each: closings, statements, and the totals of the first member, the newest closing of 2022 first.
YEARS = {"2022": (3, 30, ["35.17", "33.17"]), "2022-former": (1, 10, ["9817/300"])}


@pytest.mark.parametrize("name", YEARS)
async def test_a_year_closed_long_ago_is_computed_again(empty_address: str, name: str) -> None:
    await filled(empty_address, name)
    store = Store.open(empty_address)
    async with store.reading() as connection:
        found = await closings(connection, 1)
    assert len(found) == YEARS[name][0]
    for closing in found:
        done = await verify(store, closing)
        assert (done.same, done.differing, done.members) == (True, (), 10)
    await store.close()


@pytest.mark.parametrize("name", YEARS)
async def test_the_kept_statements_are_those_that_were_announced(empty_address: str, name: str) -> None:
    await filled(empty_address, name)
    store = Store.open(empty_address)
    rows = await announced(store)
    async with store.reading() as connection:
        of_2022 = await closings(connection, 1, 2022)
    found = {f"{run} {membership}": sha256(text).hexdigest() for run, membership, text in rows}
    told = hashes(name)
    assert told.keys() - found.keys() == {f"{name}.json"}
    assert found == {key: told[key] for key in found}
    assert len(found) == YEARS[name][1]
    # Worked out by hand when they were closed: see `keep_a_year` and `keep_former_method`.
    totals = [(await explained(store, Boards(), one.run_id, 1)).statement.total for one in of_2022]
    assert totals == YEARS[name][2]
    await store.close()


@pytest.mark.parametrize("name", YEARS)
async def test_the_former_tables_say_the_same_and_today_s_again(empty_address: str, name: str) -> None:
    await filled(empty_address, name)
    config = configuration(database_url(empty_address))
    command.downgrade(config, "0009")
    columns = (
        "select name, membership_id, explanation from statements join score_runs on score_runs.id = run_id"
    )
    with connected(empty_address) as connection:
        rows = connection.execute(text(columns)).all()
    assert len(rows) == YEARS[name][1]
    told = hashes(name)
    for run, membership, said in rows:
        assert sha256(said.encode()).hexdigest() == told[f"{run} {membership}"]
    command.upgrade(config, "head")
    store = Store.open(empty_address)
    async with store.reading() as connection:
        found = await closings(connection, 1)
    for closing in found:
        assert (await verify(store, closing)).same
    await store.close()


def test_the_files_are_guarded() -> None:
    for name in YEARS:
        data = (FOLDER / f"{name}.json").read_bytes()
        assert hashes(name)[f"{name}.json"] == sha256(data).hexdigest()
