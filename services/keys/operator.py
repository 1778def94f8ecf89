"""Who may put another master key in the place of the one in use, which is that of all committees."""

from sqlalchemy import select

from models.account import NAME, Account
from models.store import Store
from services.actor import Actor
from services.refusal import Code, Refusal
from services.rights.held import held_by, named
from services.rights.role import Right


async def operator(store: Store, actor: Actor) -> Actor:
    """The actor of a command as one of the committees knows them: who holds `operate` in any of them.

    Where nobody holds it, any active account will do, and where there is none, anybody: without the key no
    account can be registered and nothing granted, and a database must not be shut for ever. Raises `Refusal`.
    """
    async with store.reading() as connection:
        rights = await held_by(connection, Account.state == "active")
        able = {account_id for account_id, held in rights.items() if held.has(Right.OPERATE)} or {*rights}
        if not able:
            return actor
        columns = select(Account.id, NAME, Account.department).where(named(actor.name)).order_by(Account.id)
        found = (await connection.execute(columns)).all()
    for account_id, name, department in found:
        if account_id in able:
            return Actor(name, actor.channel, department)
    message = (
        f"--as 写的“{actor.name.strip()}”在哪个政协都不管系统：写有“运维”或“委员工作委员会”角色的人；"
        "没有的，请安全管理员先授予（luzhi rights grant 账号 运维）"
    )
    raise Refusal(Code.FORBIDDEN, message, "actor")
