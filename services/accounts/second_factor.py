"""The second factor: a code that a device shows, new every thirty seconds (RFC 6238); each works once."""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any

from pyotp import TOTP
from sqlalchemy import select, update

from models.account import Account
from models.clock import now
from models.store import Store
from services.accounts.account import ENTITY
from services.accounts.chosen import chosen
from services.accounts.sealing import SECOND_FACTOR, opened
from services.accounts.sessions import SessionRow, Visit, begin, revoke_all
from services.refusal import Code, Refusal
from services.unit_of_work import Unit, unit_of_work

SECONDS = 30
# The clock of a telephone may be a step ahead or behind.
STEPS = (-1, 0, 1)
_KEY_BYTES = 20


@dataclass(frozen=True, slots=True)
class Setup:
    """The key of a new second factor: in letters to type in, and as an address that a code can hold."""

    key: str
    address: str


def step_of(key: str, code: str, moment: datetime, last: int | None) -> int | None:
    """The step whose code this is, later than the last one used; None where it is none of now."""
    device, given = TOTP(key), code.strip().replace(" ", "")
    at = int(moment.timestamp()) // SECONDS
    # All are compared, so that the time tells nothing.
    fit = [
        at + by
        for by in STEPS
        if hmac.compare_digest(device.generate_otp(at + by), given.encode("ascii", "replace").decode())
    ]
    return next((step for step in fit if last is None or step > last), None)


async def used(unit: Unit, account_id: int, key: str, code: str, last: int | None) -> bool:
    """Whether a code is right and new; then it is used up."""
    step = step_of(key, code, await now(unit.connection), last)
    if step is None:
        return False
    of_id = update(Account).where(Account.id == account_id)
    await unit.connection.execute(of_id.values(totp_step=step))
    return True


async def set_up(store: Store, session: SessionRow) -> Setup:
    """A new key for the one who asks, in force once a code of it was confirmed.

    Raises `Refusal` where a second factor is in force: whoever has lost its device asks the Office.
    """
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        if (await chosen(unit.connection, unit.committee_id)).second_factor == "off":
            raise Refusal(Code.CONFLICT, "这个政协没有用动态口令", "secondFactor")
        row = await _row(unit, session)
        if row.totp_at is not None:
            message = "已经绑定了动态口令；换了手机，请办公室重置：luzhi accounts reset --second-factor"
            raise Refusal(Code.CONFLICT, message, "secondFactor")
        key = b32encode(token_bytes(_KEY_BYTES)).decode()
        sealed = unit.vault.key(row.key).seal(SECOND_FACTOR, key)
        await _change(unit, session, totp=sealed, totp_step=None)
        unit.note("set up second factor", ENTITY, session.account_id)
    device = TOTP(key, issuer=f"履职 {session.committee}", name=session.real_name)
    return Setup(key, device.provisioning_uri())


async def confirm(store: Store, session: SessionRow, code: str, visit: Visit) -> str:
    """Puts the key in force by a first code of it; the token of the session that replaces all others.

    Raises `Refusal` where the code is not right; guessing it wins nothing but one's own.
    """
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        row = await _row(unit, session)
        if row.totp is None or row.totp_at is not None:
            raise Refusal(Code.CONFLICT, "先取得动态口令的密钥，再确认", "code")
        moment = await now(unit.connection)
        key = opened(unit.vault, row.key, SECOND_FACTOR, row.totp) or ""
        step = step_of(key, code, moment, None)
        if step is None:
            message = "动态口令不对。手机的时间要准；等下一个六位数字出来再试"
            raise Refusal(Code.BAD_USER_INPUT, message, "code")
        await _change(unit, session, totp_at=moment, totp_step=step)
        unit.note("confirm second factor", ENTITY, session.account_id)
        await revoke_all(unit, session.account_id, "second factor")
        policy = (await chosen(unit.connection, unit.committee_id)).policy
        return await begin(unit, session.account_id, visit, policy, True, session.provider)


async def _row(unit: Unit, session: SessionRow) -> Any:
    columns = select(Account.key, Account.totp, Account.totp_at)
    return (await unit.connection.execute(columns.where(Account.id == session.account_id))).one()


async def _change(unit: Unit, session: SessionRow, **values: Any) -> None:
    of_id = (Account.committee_id == unit.committee_id) & (Account.id == session.account_id)
    await unit.connection.execute(update(Account).where(of_id).values(values))
