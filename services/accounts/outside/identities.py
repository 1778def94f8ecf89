"""Outside identities of accounts: linked by their holders, found when they sign in, unlinked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.clock import Now
from models.outside import OutsideIdentity
from models.store import Store
from services.accounts.outside.provider import Identity
from services.accounts.sealing import SUBJECT, subject_index
from services.accounts.sessions import SessionRow
from services.refusal import Code, Refusal
from services.unit_of_work import Unit, unit_of_work

# Of the trail, as is that of an account.
ACCOUNT = "account"
LINKED = "这个{title}账号已经绑定过，一个只能绑定一次"
ANOTHER = "已经绑定了一个{title}账号：先解除，再绑定另一个"


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """An outside identity of an account, without what it is there."""

    id: int
    provider: str
    linked_at: datetime
    used_at: datetime | None


async def identities_of(connection: AsyncConnection, account_id: int) -> list[IdentityRow]:
    """The outside identities of an account, by the names of their providers."""
    columns = select(
        *(OutsideIdentity.id, OutsideIdentity.provider, OutsideIdentity.linked_at, OutsideIdentity.used_at)
    )
    own = columns.where(OutsideIdentity.account_id == account_id).order_by(OutsideIdentity.provider)
    return [IdentityRow(*row) for row in await connection.execute(own)]


async def found(unit: Unit, provider: str, identity: Identity) -> int | None:
    """The row of an identity in the unit's committee; None where it is nobody's."""
    of = (
        (OutsideIdentity.committee_id == unit.committee_id)
        & (OutsideIdentity.provider == provider)
        & (OutsideIdentity.realm == identity.realm)
        & (OutsideIdentity.subject_index == subject_index(unit.vault, provider, *_words(identity)))
    )
    return await unit.connection.scalar(select(OutsideIdentity.id).where(of))


async def link(unit: Unit, account_id: int, provider: str, title: str, identity: Identity) -> Refusal | None:
    """Makes an identity one of an account, or says why not. It leaves no line."""
    if await found(unit, provider, identity) is not None:
        return Refusal(Code.CONFLICT, LINKED.format(title=title), "provider")
    if any(one.provider == provider for one in await identities_of(unit.connection, account_id)):
        return Refusal(Code.CONFLICT, ANOTHER.format(title=title), "provider")
    columns = select(Account.key).where(Account.id == account_id, Account.key.is_not(None))
    key: Any = (await unit.connection.execute(columns)).scalar_one()
    added = insert(OutsideIdentity).values(
        committee_id=unit.committee_id,
        account_id=account_id,
        provider=provider,
        realm=identity.realm,
        subject=unit.vault.key(key).seal(SUBJECT, identity.subject),
        subject_index=subject_index(unit.vault, provider, *_words(identity)),
        linked_at=Now(),
    )
    await unit.connection.execute(added)
    return None


async def unlink(store: Store, session: SessionRow, identity_id: int) -> None:
    """Unlinks an identity of the one who asks; raises `Refusal` where it is none of theirs."""
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        own = (OutsideIdentity.account_id == session.account_id) & (OutsideIdentity.id == identity_id)
        gone = delete(OutsideIdentity).where(own).returning(OutsideIdentity.provider)
        provider = (await unit.connection.execute(gone)).scalar_one_or_none()
        if provider is None:
            raise Refusal(Code.NOT_FOUND, "没有绑定，或者已经解除", "id")
        unit.note("unlink outside identity", ACCOUNT, session.account_id, {"provider": provider})


async def unlink_all(unit: Unit, account_id: int) -> int:
    """Unlinks all identities of an account; how many there were."""
    own = delete(OutsideIdentity).where(OutsideIdentity.account_id == account_id)
    return (await unit.connection.execute(own)).rowcount


def _words(identity: Identity) -> tuple[str, str]:
    return identity.realm, identity.subject
