"""The database itself refuses to change a text that was in force, whoever asks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.rule_set import RuleSetVersion, Simulation
from models.store import Store
from services.sandbox.sandbox import Sandbox
from tests.services.committee_of_ten import everything, rows
from tests.services.drafting.drafts import (
    PUBLISHER,
    SUPPLEMENT,
    desk_of,
    hongkou,
    reviewed,
    settle_hongkou,
    text_of,
)

pytestmark = pytest.mark.anyio


async def execute(store: Store, statement: str) -> None:
    """Plain SQL, as somebody with the database at hand would try it."""
    async with store.writing() as connection:
        await connection.execute(text(statement))


FIXED = (
    "update rule_sets set text = 'x' where id = {id}",
    "update rule_sets set digest = 'x' where id = {id}",
    "update rule_sets set base_catalogue = 'x' where id = {id}",
    "update rule_sets set own_catalogue = 'x' where id = {id}",
    "update rule_sets set year = 1999 where id = {id}",
    "update rule_sets set committee_id = committee_id + 1 where id = {id}",
    "update rule_sets set id = id + 100 where id = {id}",
    "update rule_sets set author = 'x' where id = {id}",
    "update rule_sets set state = 'draft' where id = {id}",
    "update rule_sets set state = 'in_review', text = 'x' where id = {id}",
    "delete from rule_sets where id = {id}",
)


async def test_the_database_itself_keeps_published_texts(store: Store, sandbox: Sandbox) -> None:
    await settle_hongkou(store)
    desk, publisher = desk_of(store, sandbox), desk_of(store, sandbox, PUBLISHER)
    gone = await desk.draft("hongkou", hongkou())
    await desk.withdraw(gone.id)
    made = await reviewed(store, sandbox, hongkou(text_of(SUPPLEMENT)))
    await publisher.publish(made)
    versions = {row.state: row.id for row in await rows(store, RuleSetVersion)}
    assert set(versions) == {"superseded", "withdrawn", "published"}
    withdrawn, published = versions["withdrawn"], versions["published"]
    (simulation,) = await rows(store, Simulation)
    statements = [each.format(id=number) for each in FIXED for number in versions.values()]
    statements += [
        f"update rule_sets set state = 'published' where id = {versions['superseded']}",
        f"update rule_sets set state = 'withdrawn' where id = {versions['superseded']}",
        f"update rule_sets set state = 'withdrawn', publisher = 'x' where id = {published}",
        *(
            f"update rule_sets set state = '{one}' where id = {withdrawn}"
            for one in ("published", "superseded")
        ),
        f"update simulations set digest = 'x' where id = {simulation.id}",
        f"update simulations set result = '{{}}' where id = {simulation.id}",
        f"delete from simulations where id = {simulation.id}",
    ]
    columns = "id, committee_id, year, digest, title, file, text, base_catalogue, state, author, added_at"
    other = (
        "committee_id, year, {} , title, file, 'x', base_catalogue, 'draft', author, added_at from rule_sets"
    )
    if store.url.get_backend_name() == "sqlite":
        last = "insert or replace into simulations select id, committee_id, rule_set_id, 'x', year, input,"
        statements += [
            f"insert or replace into rule_sets ({columns}) select id, {other.format(repr('x'))}",
            f"insert or replace into rule_sets ({columns}) select 99, {other.format('digest')}",
            f"{last} actor, made_at, result from simulations",
        ]
    else:
        statements += ["truncate rule_sets cascade", "truncate simulations"]
    before = await everything(store)
    for statement in statements:
        with pytest.raises(DBAPIError, match=r"fixed|UNIQUE|unique|FOREIGN"):
            await execute(store, statement)
        assert await everything(store) == before, statement


async def test_a_draft_is_neither_published_unreviewed_nor_with_another_text(
    store: Store, sandbox: Sandbox
) -> None:
    await settle_hongkou(store)
    made = await desk_of(store, sandbox).draft("hongkou", hongkou())
    await desk_of(store, sandbox).submit(made.id)
    changes = ("state = 'withdrawn', text = 'x'", "state = 'superseded'")
    for change in changes:
        with pytest.raises(DBAPIError, match="fixed"):
            await execute(store, f"update rule_sets set {change} where id = {made.id}")
