"""Each change is really made by somebody who may: not to be refused is no promise yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.store import Store
from tests.schema.rights_matrix import NEEDS, OWN
from tests.schema.worked import worked

pytestmark = pytest.mark.anyio
# What is not made there, since it needs more than an office has, is made in these tests.
MADE_IN = {
    **dict.fromkeys(("draftRuleSet", "changeDraft", "copyRuleSet"), "schema/test_request_keys.py"),
    **dict.fromkeys(("simulateRuleSet", "submitRuleSet", "returnRuleSet"), "schema/test_request_keys.py"),
    **dict.fromkeys(("publishRuleSet", "withdrawRuleSet"), "schema/test_request_keys.py"),
    "confirmWithdrawal": "schema/test_request_keys.py",
    "countOpinion": "schema/test_opinion_outcomes.py",
    "carryOver": "schema/test_people.py",
    **dict.fromkeys(("resolveConnectorEvent", "dismissConnectorEvent"), "server/test_webhooks.py"),
    **dict.fromkeys(("signOut", "reportLoss"), "schema/test_sign_in.py"),
    **dict.fromkeys(("setUpSecondFactor", "confirmSecondFactor"), "schema/test_second_factor.py"),
    **dict.fromkeys(("linkOutsideIdentity", "unlinkOutsideIdentity"), "schema/test_outside_identities.py"),
    "revokeSession": "schema/test_sessions.py",
    "upholdHandling": "schema/handing.py",
    "markNoticesSeen": "schema/test_notices.py",
}


async def test_every_change_is_made_by_somebody_who_may(sqlite_store: Store) -> None:
    done = (await worked(sqlite_store)).done
    assert {*NEEDS, *OWN} - done == {*MADE_IN}


def test_what_is_made_elsewhere_is_made_there() -> None:
    for name, file in MADE_IN.items():
        text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
        assert name in text, (name, file)
