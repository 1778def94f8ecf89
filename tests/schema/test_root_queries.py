"""The root queries beside `committee`, for every role, in the own and another committee."""

from __future__ import annotations

from typing import Any

import pytest

from models.store import Store
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import CODE, Holder, served
from tests.services.accounts.office import OTHER, offices

pytestmark = pytest.mark.anyio
Json = Any
# What is asked of a committee, and who may (docs/accounts.md).
ACCOUNTS = {"系统管理员", "安全管理员", "审计管理员", "办公室"}
DECIDING = {"委员工作委员会", "办公室", "专门委员会", "签批领导"}
ASKED = {
    'accounts(committee: "%s", first: 1) { totalCount }': ACCOUNTS,
    'account(committee: "%s", number: 1) { number }': ACCOUNTS,
    'grantable(committee: "%s") { roles { name } }': ACCOUNTS,
    'accountRules(committee: "%s") { profile }': ACCOUNTS,
    'trail(committee: "%s", first: 1) { totalCount }': {"审计管理员"},
    'trailWords(committee: "%s") { actions { code } }': {"审计管理员"},
    'verifyTrail(committee: "%s") { lines }': {"审计管理员"},
    'leaves(committee: "%s", first: 1) { totalCount }': DECIDING,
}


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.partition("(")[0])
async def test_who_may_is_answered_of_the_own_committee_and_nobody_of_another(
    store: Store, query: str
) -> None:
    own, _ = await offices(store)
    async with served(store) as http:
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            someone = Holder(http, token=token, headers={})
            why = "SIGN_IN_REQUIRED" if token is None else "FORBIDDEN"
            may = role in ASKED[query]
            found = await someone.ask(f"{{ asked: {query % CODE} }}")
            assert (role, error_codes(found)) == (role, [] if may else [why])
            assert (answered(found) is not None) == may
            found = await someone.ask(f"{{ asked: {query % OTHER} }}")
            assert (role, answered(found), error_codes(found)) == (role, None, [why])


def answered(found: Json) -> Json:
    """What was asked; a strong query is refused as a whole to whoever has not signed in."""
    return found.get("data", {"asked": None})["asked"]
