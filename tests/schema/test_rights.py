"""Who may see and do what over HTTP: every root field, for every role, in the own and another committee."""

from __future__ import annotations

from typing import Any

import pytest

from models.change import Change
from models.committee import Committee
from models.store import Store
from resolvers.global_id import NODES, encode
from schema.assembled import schema
from services.rights.role import Right, roles
from tests.services.accounts.holder import CODE, Holder, codes, lines, served, settle
from tests.services.accounts.office import OTHER, Office, office
from tests.services.committee_of_ten import TABLES, YEAR, rows

pytestmark = pytest.mark.anyio
Json = Any

GIVEN = {
    "系统管理员": set[str](),
    "安全管理员": set[str](),
    "审计管理员": set[str](),
    "委员工作委员会": {"read", "enter", "score", "close", "import", "draft", "publish"},
    "办公室": {"read", "enter", "score"},
    "专门委员会": {"read", "enter"},
    "结果查阅": {"read"},
    "没有角色": set[str](),
}
NEEDS = {
    "enterOccasion": "enter",
    "correctOccasion": "enter",
    "enterWork": "enter",
    "correctWork": "enter",
    "withdrawRecord": "enter",
    "reinstateRecord": "enter",
    "recompute": "score",
    "keepRun": "score",
    "closeYear": "close",
    "reopenYear": "close",
    "putMapping": "import",
    "draftRuleSet": "draft",
    "changeDraft": "draft",
    "copyRuleSet": "draft",
    "simulateRuleSet": "draft",
    "submitRuleSet": "draft",
    "returnRuleSet": "draft",
    "publishRuleSet": "publish",
    "withdrawRuleSet": "draft",
    "confirmWithdrawal": "publish",
}
# Of one's own account: whoever is signed in, or is about to.
OWN = {
    *("signIn", "signOut", "setPassword", "revokeSession", "reportLoss"),
    *("setUpSecondFactor", "confirmSecondFactor"),
}


def changes(of: Office) -> dict[str, str]:
    """Every change with arguments that are about this committee; none is one that would be made."""
    year, record, version = (
        f'committee: "{of.code}", year: {YEAR}',
        encode("Record", of.record),
        of_version(of),
    )
    old = f'id: "{record}", version: 9, reason: "改正"'
    rules = 'rules: {text: "language: 1"}'
    return {
        "enterOccasion": f'input: {{{year}, kind: "调研", title: "", day: "2022-03-01", participants: []}}',
        "correctOccasion": f"input: {{{old}}}",
        "enterWork": f'input: {{{year}, kind: "理论成果", title: "", day: "2022-03-01", authors: []}}',
        "correctWork": f"input: {{{old}}}",
        "withdrawRecord": f"input: {{{old}}}",
        "reinstateRecord": f"input: {{{old}}}",
        "recompute": f'committee: "{of.code}", year: 2021',
        "keepRun": f'{year}, name: ""',
        "closeYear": f'committee: "{of.code}", year: 2021',
        "reopenYear": f'{year}, reason: "更正"',
        "putMapping": f'committee: "{of.code}", text: "", version: 7',
        "draftRuleSet": f'input: {{committee: "{of.code}", {rules}}}',
        "changeDraft": f'input: {{id: "{version}", digest: "x", {rules}}}',
        "copyRuleSet": f'input: {{id: "{version}", toYear: {YEAR}}}',
        "simulateRuleSet": f'id: "{version}", year: 2021',
        "submitRuleSet": f'id: "{version}"',
        "returnRuleSet": f'id: "{version}"',
        "publishRuleSet": f'id: "{version}"',
        "withdrawRuleSet": f'id: "{version}"',
        "confirmWithdrawal": f'id: "{version}"',
    }


def of_version(of: Office) -> str:
    return encode("RuleSetVersion", 1 if of.code == CODE else 2)


async def held(store: Store) -> list[list[Any]]:
    """All that there is but the trail and the numbers of revisions."""
    return [await rows(store, table) for table in TABLES if table not in (Change, Committee)]


async def asked(someone: Holder, of: Office) -> dict[str, list[str]]:
    """The codes with which every change of a committee is answered."""
    found = {}
    for name, words in changes(of).items():
        answer = await someone.ask(f"mutation {{ {name}({words}) {{ errors {{ code }} }} }}")
        found[name] = codes(answer["data"][name]) if answer.get("data") else error_codes(answer)
    return found


def error_codes(answer: Json) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def test_every_change_says_which_right_it_needs() -> None:
    fields = schema._schema.mutation_type.fields  # type: ignore[union-attr]
    assert set(fields) == {*NEEDS, *OWN}
    for name, right in NEEDS.items():
        assert fields[name].description.endswith(f"。要有权限：{Right(right).called}")


def test_nothing_else_can_be_asked_or_followed() -> None:
    assert set(schema._schema.query_type.fields) == {"committees", "committee", "me", "node", "nodes"}  # type: ignore[union-attr]
    assert set(schema._schema.subscription_type.fields) == {"rankingChanged"}  # type: ignore[union-attr]
    assert {*GIVEN} == {*roles(), "没有角色"}


def test_whoever_may_change_something_over_http_may_read() -> None:
    # What a change answers leads on to everything that can be read.
    writing = {Right(right) for right in NEEDS.values()}
    assert all(Right.READ in role.rights for role in roles().values() if role.rights & writing)
    assert not any(Right.UNNAMED in role.rights for role in roles().values())


async def test_every_change_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await office(store), await office(store, OTHER)
    before = await held(store)
    async with served(store) as http:
        for role, token in own.tokens.items():
            someone = Holder(http, token=token, headers={})
            allowed = {name for name, right in NEEDS.items() if right in GIVEN[role]}
            assert set(map(tuple, (await asked(someone, other)).values())) == {("FORBIDDEN",)}
            found = await asked(someone, own)
            refused = {name for name, told in found.items() if told == ["FORBIDDEN"]}
            assert (role, refused) == (role, {*NEEDS} - allowed)
            assert all(found.values()), "a change that was made"
            assert await held(store) == before
        anybody = Holder(http, headers={})
        assert set(map(tuple, (await asked(anybody, own)).values())) == {("ACTOR_REQUIRED",)}
        named = Holder(http, headers={"Luzhi-Actor": "%E7%8E%8B", "Luzhi-Department": "%E7%8E%8B"})
        assert set(map(tuple, (await asked(named, own)).values())) == {("SIGN_IN_REQUIRED",)}
    assert await held(store) == before
    # Each refusal of somebody who is known stands in the trail, and says no name but the actor's.
    refusals = [
        (line["actor"], line["entity"], line["after"]["right"]) for line in await lines(store, "refuse")
    ]
    assert refusals.count(("结果查阅甲", "right", "close")) == 4
    assert {actor for actor, _, _ in refusals} == {f"{role}甲" for role in own.tokens}
    assert len(refusals) == sum(
        len(NEEDS) + sum(right not in GIVEN[role] for right in NEEDS.values()) for role in own.tokens
    )


async def test_every_query_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await office(store), await office(store, OTHER)
    ids = {
        one: {
            "Committee": encode("Committee", at),
            "Member": encode("Member", of.members[0]),
            "Record": encode("Record", of.record),
            "RuleSet": encode("RuleSet", at),
            "RuleSetVersion": encode("RuleSetVersion", at),
            "ScoreRun": encode("ScoreRun", at),
        }
        for at, (one, of) in enumerate([(CODE, own), (OTHER, other)], 1)
    }
    assert set(ids[CODE]) == set(NODES)
    async with served(store) as http:
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            someone = Holder(http, token=token, headers={})
            reads = "read" in GIVEN.get(role, ())
            why = "SIGN_IN_REQUIRED" if token is None else "FORBIDDEN"
            listed = await someone.ask("{ committees { code years } }")
            assert [one["code"] for one in listed["data"]["committees"]] == ([CODE] if reads else [])
            for code in (CODE, OTHER):
                seen = reads and code == CODE
                hidden = "NOT_FOUND" if token and code == OTHER else why
                found = await someone.ask(f'{{ committee(code: "{code}") {{ code years }} }}')
                assert (found["data"]["committee"] is not None) == seen
                assert error_codes(found) == ([] if seen else [why])
                for id_ in ids[code].values():
                    found = await someone.ask(f'{{ node(id: "{id_}") {{ id }} }}')
                    assert found["data"]["node"] == ({"id": id_} if seen else None)
                    assert error_codes(found) == ([] if seen else [hidden])
                listed = await someone.ask(
                    "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[*ids[code].values()]
                )
                assert listed["data"]["nodes"] == [
                    {"id": one} if seen else None for one in ids[code].values()
                ]
                assert error_codes(listed) == ([] if seen else [hidden] * len(NODES))


async def test_nobody_gets_what_was_kept_for_somebody_with_more_rights(store: Store) -> None:
    own = await office(store)
    query = f'{{ committee(code: "{CODE}") {{ members(year: {YEAR}, first: 1) {{ nodes {{ name }} }} }} }}'
    async with served(store) as http:
        for _ in range(2):
            reader = Holder(http, token=own.tokens["结果查阅"], headers={})
            found = await reader.ask(query)
            assert found["data"]["committee"]["members"]["nodes"] == [{"name": "赵一"}]
            for role in ("没有角色", "系统管理员"):
                refused = await Holder(http, token=own.tokens[role], headers={}).ask(query)
                assert (refused["data"]["committee"], error_codes(refused)) == (None, ["FORBIDDEN"])
            refused = await Holder(http, headers={}).ask(query)
            assert (refused["data"]["committee"], error_codes(refused)) == (None, ["SIGN_IN_REQUIRED"])


async def test_a_committee_that_granted_nothing_is_as_it_was(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        found = await Holder(http, headers={}).ask("{ committees { code } me { rights } }")
    assert found["data"] == {"committees": [{"code": CODE}], "me": None}
