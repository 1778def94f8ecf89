"""Who may read a file, by what it belongs to: its owner, a thing of a kind and the row of that.

Kinds of owners are added here with what may be attached to; each is asked with the unit of work of whoever
reads. A unit of one's own account names no right: a policy looks up what they hold (`services.rights.held`).
"""

from collections.abc import Awaitable, Callable

from services.unit_of_work import Unit

ACCOUNT = "account"


async def _of_account(unit: Unit, account_id: int) -> bool:
    """Until it is attached, whoever handed it in."""
    return unit.actor.account == account_id


MAY_READ: dict[str, Callable[[Unit, int], Awaitable[bool]]] = {ACCOUNT: _of_account}
