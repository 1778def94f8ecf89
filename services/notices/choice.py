"""The channel by which an account is told besides its inbox: none, until its holder chooses one."""

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.account import Account
from models.notice import NoticeChoice
from models.personal import Vault
from models.store import Store
from services.accounts.sealing import NOTICE_MAIL, opened
from services.accounts.sessions import SessionRow
from services.notices.channel import INBOX, MAIL, Channels
from services.refusal import Code, Refusal
from services.unit_of_work import unit_of_work

ENTITY = "notice choice"
LONGEST = 200
# What mail servers take without further ado; nothing in it can begin a header of its own.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel, and the address where that is mail."""

    channel: str
    mail: str | None = field(default=None, repr=False)

    @property
    def masked_mail(self) -> str | None:
        """The address with its beginning alone to be read, as `w***@example.gov.cn`."""
        if self.mail is None:
            return None
        name, _, host = self.mail.rpartition("@")
        return f"{name[:1]}***@{host}"


async def choice(connection: AsyncConnection, vault: Vault, account_id: int) -> Choice:
    """What an account has chosen."""
    columns = select(NoticeChoice.channel, NoticeChoice.mail, Account.key).join(
        Account, Account.id == NoticeChoice.account_id
    )
    row = (await connection.execute(columns.where(Account.id == account_id))).one_or_none()
    if row is None:
        return Choice(INBOX)
    return Choice(row.channel, opened(vault, row.key, NOTICE_MAIL, row.mail))


async def choose(
    store: Store, session: SessionRow, channels: Channels, channel: str, mail: str | None
) -> Choice:
    """Chooses for whoever is signed in; raises `Refusal`. A mail address stands in no line of the trail."""
    if channel not in channels.names:
        message = f"没有开通这种方式，可以选 {'、'.join(channels.names)}"
        raise Refusal(Code.BAD_USER_INPUT, message, "channel")
    if (mail is None) is (channel == MAIL):
        raise Refusal(Code.BAD_USER_INPUT, "选邮件的写邮箱，选别的不写", "mail")
    if mail is not None and (len(mail) > LONGEST or not _ADDRESS.fullmatch(mail)):
        raise Refusal(Code.BAD_USER_INPUT, f"邮箱写成 name@example.gov.cn，不超过 {LONGEST} 个字符", "mail")
    async with unit_of_work(store, session.committee, session.actor, right=None) as unit:
        before = await choice(unit.connection, unit.vault, session.account_id)
        after = Choice(channel, mail)
        if after == before:
            return before
        key = await unit.connection.scalar(select(Account.key).where(Account.id == session.account_id))
        values: dict[str, Any] = {"channel": channel, "mail": None}
        if mail is not None and key is not None:
            values["mail"] = unit.vault.key(key).seal(NOTICE_MAIL, mail)
        own = NoticeChoice.account_id == session.account_id
        if await unit.connection.scalar(select(NoticeChoice.id).where(own)) is None:
            whose = {"committee_id": unit.committee_id, "account_id": session.account_id}
            await unit.connection.execute(insert(NoticeChoice).values(**whose, **values))
        else:
            await unit.connection.execute(update(NoticeChoice).where(own).values(values))
        changed = {"mail": "changed"} if mail != before.mail else {}
        unit.note(
            "choose", ENTITY, session.account_id, {"channel": before.channel}, {"channel": channel, **changed}
        )
    return after
