"""Somebody of the staff of each committee of a database, signed in without a password."""

from datetime import date, timedelta

from sqlalchemy import insert

from models.account import Account, Session
from models.clock import now
from models.grant import Grant
from models.store import Store
from services.accounts.secret import digest, token
from services.committee.committees import committees

ROLE = "委员工作委员会"


async def let_in(address: str, role: str = ROLE, client: str = "bearer") -> dict[str, str]:
    """The tokens of a kind of client by the code of the committee; each call makes accounts with a role."""
    store, tokens = Store.open(address), {}
    async with store.writing() as connection:
        moment = await now(connection)
        for one in await committees(connection):
            added = insert(Account).values(committee_id=one.id, real_name="测速", registered_at=moment)
            account_id = (await connection.execute(added.returning(Account.id))).scalar_one()
            own = {"committee_id": one.id, "account_id": account_id}
            given = {"role": role, "first_day": date(2020, 1, 1), "granted_by": "测速", "granted_at": moment}
            await connection.execute(insert(Grant).values(**own, **given))
            tokens[one.code] = token()
            begun = {"begun_at": moment, "seen_at": moment, "ends_at": moment + timedelta(hours=12)}
            session = insert(Session).values(
                **own,
                **begun,
                digest=digest(tokens[one.code]),
                client=client,
                complete=True,
                address="127.0.0.1",
                agent="bench",
            )
            await connection.execute(session)
    await store.close()
    return tokens
