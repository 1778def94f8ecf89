"""By which rule an objection may be answered (履11)."""

from __future__ import annotations

import pytest

from models.store import Store
from tests.schema.objecting import (
    ACCEPT,
    ANSWER,
    CLAUSE,
    NO,
    RAISE,
    a_rule,
    about_record,
    member,
    staff,
)
from tests.services.accounts.holder import codes, served
from tests.services.accounts.office import office
from tests.services.committee_of_ten import RULE_SET

pytestmark = pytest.mark.anyio


async def test_a_rule_that_the_measure_lacks_is_answered_with_those_that_it_has(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        raised = await member(of, http).change(RAISE, input=about_record(of))
        number, holder = raised["objection"]["number"], staff(of, http, "办公室")
        assert codes(await holder.change(ACCEPT, number=number, version=1)) == []
        given = {**NO, **CLAUSE, "rule": f"{a_rule()}O"}
        (told,) = (await holder.change(ANSWER, number=number, version=2, input=given))["errors"]
        assert (told["code"], told["field"]) == ("BAD_USER_INPUT", "rule")
        assert told["message"].startswith(
            f"{RULE_SET.year} 年的办法没有代码为“{a_rule()}O”的规则。是不是“{a_rule()}”？有：{a_rule()}、"
        )
        (told,) = (await holder.change(ANSWER, number=number, version=2, input=NO))["errors"]
        assert (told["field"], told["message"]) == ("rule", "写明依据哪条规则：写它的代码，如 A1")
