"""本会设置 over HTTP: the days of a term (届次), and by which rules passwords and sign-in are."""

from __future__ import annotations

from typing import Any

import pytest

from models.store import Store
from tests.schema.test_people import of_role, wrong
from tests.services.accounts.holder import CODE, lines, served
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
Json = Any
SET = """
mutation ($term: String!, $first: Date, $last: Date, $key: String) {
  setTerm(committee: "zhoushan", term: $term, firstDay: $first, lastDay: $last, requestKey: $key) {
    term { name firstDay lastDay } rescored repeated errors { code field message }
  }
}
"""
TERMS = f'{{ committee(code: "{CODE}") {{ terms {{ name firstDay lastDay }} }} }}'
CHOOSE = """
mutation ($profile: AccountProfile, $factor: SecondFactorUse, $key: String) {
  chooseAccountRules(
    committee: "zhoushan", profile: $profile, secondFactor: $factor, reason: "党组会议", requestKey: $key
  ) {
    rules { profile version secondFactor shortest classes days idleMinutes } repeated
    errors { code field message }
  }
}
"""
RULES = f'{{ accountRules(committee: "{CODE}") {{ profile secondFactor shortest days }} }}'


async def test_a_term_ends_and_the_next_begins(store: Store) -> None:
    found = await office(store)
    async with served(store) as http:
        staff = of_role(http, found)
        # The term that there is has no days: whatever is added would be in it as well.
        early = await staff.change(SET, term="第九届", first="2027-01-01")
        assert wrong(early) == [("BAD_USER_INPUT", "term")]
        ended = await staff.change(SET, term="本届", first="2022-01-01", last="2026-12-31")
        assert (ended["errors"], ended["rescored"]) == ([], [2022])
        begun = await staff.change(SET, term="第九届", first="2027-01-01", key="k1")
        assert begun["term"] == {"name": "第九届", "firstDay": "2027-01-01", "lastDay": None}
        again = await staff.change(SET, term="第九届", first="2027-01-01", key="k1")
        assert (again["repeated"], again["term"]) == (True, begun["term"])
        assert (await staff.ask(TERMS))["data"]["committee"]["terms"] == [
            {"name": "本届", "firstDay": "2022-01-01", "lastDay": "2026-12-31"},
            begun["term"],
        ]


async def test_what_no_term_can_be_is_refused_and_nothing_is_changed(store: Store) -> None:
    found = await office(store)
    async with served(store) as http:
        before = len(await lines(store))
        staff = of_role(http, found)
        for given, told in (
            ({"term": "本届", "first": "2027-01-01", "last": "2026-12-31"}, ("BAD_USER_INPUT", "lastDay")),
            ({"term": " ", "first": "2027-01-01"}, ("BAD_USER_INPUT", "term")),
            ({"term": "第" * 41, "first": "2027-01-01"}, ("BAD_USER_INPUT", "term")),
        ):
            assert wrong(await staff.change(SET, **given)) == [told]
        assert len(await lines(store)) == before
        other = await of_role(http, found, "专门委员会").change(SET, term="本届", last="2026-12-31")
        assert wrong(other) == [("FORBIDDEN", "actor")]
        terms = (await staff.ask(TERMS))["data"]["committee"]["terms"]
        assert terms == [{"name": "本届", "firstDay": None, "lastDay": None}]


async def test_the_rules_of_passwords_are_chosen_by_who_keeps_the_accounts(store: Store) -> None:
    found = await office(store)
    async with served(store) as http:
        keeper = of_role(http, found, "系统管理员")
        asked = (await keeper.ask(RULES))["data"]["accountRules"]
        assert asked == {"profile": "DENGBAO", "secondFactor": "OFF", "shortest": 10, "days": 90}
        chosen = await keeper.change(CHOOSE, profile="ASVS", key="k1")
        assert (chosen["errors"], chosen["repeated"]) == ([], False)
        # ASVS 5.0, 6.2.1, 6.2.5, 6.2.10: long, of any characters, for ever; what was not said is as it was.
        assert chosen["rules"] == {
            "profile": "ASVS",
            "version": "asvs/1",
            "secondFactor": "OFF",
            "shortest": 15,
            "classes": 1,
            "days": 0,
            "idleMinutes": 30,
        }
        again = await keeper.change(CHOOSE, profile="ASVS", key="k1")
        assert (again["repeated"], again["rules"]) == (True, chosen["rules"])
        *_, line = await lines(store, "choose")
        assert (line["after"], line["reason"]) == ({"profile": "asvs", "second_factor": "off"}, "党组会议")
        refused = await of_role(http, found).change(CHOOSE, factor="OFFERED")
        assert wrong(refused) == [("FORBIDDEN", "actor")]
        seen = (await of_role(http, found, "审计管理员").ask(RULES))["data"]["accountRules"]
        assert (seen["profile"], seen["secondFactor"]) == ("ASVS", "OFF")
