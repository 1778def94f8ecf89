"""The part of the limit of cost that roles have."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from resolvers.allowance import share_of
from services.accounts.sessions import SessionRow
from services.rights.held import GrantRow, Rights

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def session(*roles: str, complete: bool = True, own: int = 0) -> SessionRow:
    given = tuple(GrantRow(at, 1, role, None, date(2026, 1, 1), None) for at, role in enumerate(roles))
    return SessionRow(
        id=1,
        account_id=1,
        committee_id=1,
        committee="zhoushan",
        real_name="张三",
        department=None,
        client="bearer",
        complete=complete,
        begun_at=NOW,
        seen_at=NOW,
        ends_at=NOW,
        address="",
        agent="",
        provider=None,
        profile=None,
        rights=Rights(given, own=frozenset({own} - {0})),
    )


@pytest.mark.parametrize(
    ("who", "share"),
    [
        (None, 25),
        (session("办公室", complete=False), 25),
        (session(own=7), 80),
        (session("专门委员会", own=7), 100),
        (session("办公室"), 100),
        (session(), 100),
    ],
)
def test_members_and_whoever_is_not_signed_in_have_a_part(who: SessionRow | None, share: int) -> None:
    assert share_of(who) == share
