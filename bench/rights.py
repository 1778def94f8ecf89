"""What rights cost: a ranking, beside the last build without; and who may, asked of a thousand accounts."""

import asyncio
import tempfile
import time
from contextlib import ExitStack

from sqlalchemy import event, insert

from bench import change_figure
from bench.figures import say
from bench.former import OURS, former, told_by
from bench.service import Served, asked, served
from models.account import Account
from models.clock import Now
from models.grant import Grant
from models.migration import upgrade
from models.store import Store
from services.committee.committees import committee, establish
from services.rights.held import held_by_all, today

CODE = "zhoushan"
# The last build in which nobody had an account.
WITHOUT = "c67a92f4d2825e1aa5be4796cd72785a9ccc2cc8"
ROUNDS, REQUESTS = 5, 400
AIM = "aim ≤ 1.10 ×"


def rights() -> None:
    """Prints the CPU of a server for a ranking, executed and kept, of both builds, asked in turns."""
    print(
        "— a ranking of 50 rows with accounts and rights beside the last build without; CPU of the server —"
    )
    with former(WITHOUT, "without") as other, tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        if other is None:
            return
        databases = {build: f"sqlite:///{folder}/{build.name}.db" for build in (OURS, other)}
        for build, database in databases.items():
            told_by(build, change_figure.__file__, database, 0)
        for name, what, aim in (("unkept", "executed", AIM), ("ours", "again, data unchanged", "")):
            with ExitStack() as stack:
                servers = [
                    stack.enter_context(served(name, database, build))
                    for build, database in databases.items()
                ]
                here, there = _in_turns(servers)
            say(f"  {what}", f"{here * 1000:.3f} ms", f"without {there * 1000:.3f} ms")
            say("    with them, beside without", f"{here / there:.2f} ×", aim)


def of_accounts() -> None:
    """Prints how many statements, and which CPU, the rights of ten and of a thousand accounts take."""
    print("— the rights of all accounts of a committee, on SQLite —")
    with tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        store = Store.open(f"sqlite:///{folder}/luzhi.db")
        upgrade(store.url)
        asyncio.run(_held(store))


async def _held(store: Store) -> None:
    await establish(store, CODE, "舟山市政协")
    statements: list[str] = []
    for there, more in ((0, 10), (10, 990)):
        async with store.writing() as connection:
            committee_id = (await committee(connection, CODE)).id
            day = await today(connection)
            for at in range(there, there + more):
                own = {"real_name": f"测速{at}", "registered_at": Now(), "committee_id": committee_id}
                added = insert(Account).values(own).returning(Account.id)
                account_id = (await connection.execute(added)).scalar_one()
                given = {"account_id": account_id, "role": "结果查阅", "first_day": day, "granted_at": Now()}
                given |= {"granted_by": "测速", "committee_id": committee_id}
                await connection.execute(insert(Grant).values(given))
        async with store.reading() as connection:
            await held_by_all(connection, committee_id)
            event.listen(
                connection.sync_connection,
                "before_cursor_execute",
                lambda of, cursor, statement, *more: statements.append(statement),
            )
            begun = time.process_time()
            found = await held_by_all(connection, committee_id)
            spent = time.process_time() - begun
        say(f"  {len(found):,} accounts", f"{spent * 1000:.1f} ms", f"{len(statements)} statements")
        statements.clear()
    await store.close()
    print("  aim: as many statements for a thousand as for ten")


def _in_turns(servers: list[Served]) -> list[float]:
    """CPU seconds of each server for one request: the least of several rounds, connections warm."""
    for server in servers:
        asked(server, 50)
    rounds = [[asked(server, REQUESTS) for server in servers] for _ in range(ROUNDS)]
    return [min(own) for own in zip(*rounds, strict=True)]


if __name__ == "__main__":
    rights()
    of_accounts()
