"""Keys that callers give their changes: the same change asked for again is not made again.

The key is written in the transaction of the change. Only what was done has one: who was refused may ask again
with the same key and other words.
"""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.request_key import RequestKey as KeyRow
from services.actor import Actor, RequestKey
from services.refusal import Code, Refusal

LONGEST_KEY = 100
KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}", re.ASCII)
# Longer than any office is closed; whoever asks again after that makes the change again.
KEPT = timedelta(days=30)


class Repeated(Exception):
    """A change that was made before under this key; nothing has changed now. `result` is its row."""

    def __init__(self, result: int) -> None:
        super().__init__()
        self.result = result


class Made(NamedTuple):
    """A change that was made: in which committee, and the row that it was about."""

    committee_id: int
    result: int


def request_key(key: str, asked: bytes) -> RequestKey:
    """The key with the digest of what is asked; raises `Refusal` where it is none."""
    if not KEY.fullmatch(key):
        message = f"requestKey 写 1 到 {LONGEST_KEY} 个英文字母、数字或符号，不带空格，如一个 UUID"
        raise Refusal(Code.BAD_USER_INPUT, message, "requestKey")
    return RequestKey(key, sha256(asked).hexdigest())


async def made_before(connection: AsyncConnection, actor: Actor) -> Made | None:
    """The change that this actor made under this key in these words; None: none is known."""
    if actor.request is None:
        return None
    same = (KeyRow.actor == actor.signature) & (KeyRow.key == actor.request.key)
    columns = select(KeyRow.committee_id, KeyRow.result).where(same, KeyRow.digest == actor.request.digest)
    found = (await connection.execute(columns.limit(1))).one_or_none()
    return None if found is None else Made(*found)


async def check_new(connection: AsyncConnection, committee_id: int, actor: Actor) -> None:
    """Raises `Repeated` where the change was made before, `Refusal` where its key was another's.

    For a unit of work that has its turn: nobody else can use the key meanwhile.
    """
    if actor.request is None:
        return
    own = (KeyRow.committee_id == committee_id) & (KeyRow.actor == actor.signature)
    columns = select(KeyRow.digest, KeyRow.result).where(own, KeyRow.key == actor.request.key)
    known = (await connection.execute(columns)).one_or_none()
    if known is None:
        return
    if known.digest != actor.request.digest:
        message = "这个 requestKey 已用于另一次修改，内容不同：另一次修改换一个"
        raise Refusal(Code.KEY_REUSED, message, "requestKey")
    raise Repeated(known.result)


async def remember(
    connection: AsyncConnection, committee_id: int, actor: Actor, result: int | None, at: datetime
) -> None:
    """Keeps the key of a change with its row, and forgets those of this committee that are too old."""
    if actor.request is None:
        return
    if result is None:
        raise RuntimeError("a change under a key has to say which row it is about")
    old = (KeyRow.committee_id == committee_id) & (KeyRow.at < at - KEPT)
    await connection.execute(delete(KeyRow).where(old))
    kept = {"key": actor.request.key, "digest": actor.request.digest, "result": result}
    await connection.execute(
        insert(KeyRow).values(committee_id=committee_id, actor=actor.signature, at=at, **kept)
    )
