"""What a committee has chosen for its accounts: the policy, and whether a second factor is asked for."""

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import AccountSettings
from models.store import Store
from services.accounts.policy import PROFILES, Policy, shipped
from services.actor import Actor, known
from services.reason import optional_reason
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.unit_of_work import unit_of_work

SecondFactor = Literal["required", "offered", "off"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The policy of a committee, and its second factor: `required` of everybody, `offered`, or `off`."""

    policy: Policy
    second_factor: SecondFactor


async def chosen(connection: AsyncConnection, committee_id: int) -> Chosen:
    """What a committee has chosen; where it has chosen nothing, the strict default."""
    columns = select(AccountSettings.profile, AccountSettings.second_factor)
    found = await connection.execute(columns.where(AccountSettings.committee_id == committee_id))
    row = found.one_or_none()
    if row is None:
        return Chosen(shipped(PROFILES[0]), "required")
    return Chosen(shipped(row.profile), row.second_factor)


async def choose(
    store: Store,
    committee: str,
    actor: Actor | None,
    profile: str | None = None,
    second_factor: str | None = None,
    reason: str | None = None,
) -> Chosen:
    """Chooses for a committee; None leaves as it was. Raises `Refusal` for what there is not to choose."""
    if profile is not None:
        shipped(profile)
    if second_factor is not None and second_factor not in get_args(SecondFactor):
        message = f"动态口令可以选 {'、'.join(get_args(SecondFactor))}"
        raise Refusal(Code.BAD_USER_INPUT, message, "secondFactor")
    who, why = known(actor), optional_reason(reason)
    async with unit_of_work(store, committee, who, why, right=Right.ACCOUNTS) as unit:
        if profile is None and second_factor is None:
            raise Refusal(Code.BAD_USER_INPUT, "写明按哪一种规定，或者要不要动态口令", "profile")
        connection, of_committee = unit.connection, AccountSettings.committee_id == unit.committee_id
        before = _said(await chosen(connection, unit.committee_id))
        after = {
            "profile": profile or before["profile"],
            "second_factor": second_factor or before["second_factor"],
        }
        row_id = await connection.scalar(select(AccountSettings.id).where(of_committee))
        if row_id is None:
            added = insert(AccountSettings).values(committee_id=unit.committee_id, **after)
            row_id = (await connection.execute(added.returning(AccountSettings.id))).scalar_one()
        elif before != after:
            await connection.execute(update(AccountSettings).where(of_committee).values(after))
        if before != after:
            unit.note("choose", "account settings", row_id, before, after)
        unit.result = row_id
        return await chosen(connection, unit.committee_id)


def _said(one: Chosen) -> dict[str, str]:
    return {"profile": one.policy.profile, "second_factor": one.second_factor}
