"""A measure from draft to force over HTTP; what is refused has a code, and changed nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from models.store import Store
from resolvers.global_id import encode
from server import create_app
from settings import Settings
from tests.http_client import client as http_client
from tests.schema.schema_client import Client
from tests.schema.test_queries import read
from tests.services.committee_of_ten import everything
from tests.services.drafting.drafts import settle_hongkou, standing, text_of
from tests.signed_in import Staff

pytestmark = pytest.mark.anyio

Json = Any
PAYLOAD = "{ version { id state digest } problems { level line message } errors { code message field } }"
DRAFT = f"mutation ($input: DraftRuleSetInput!) {{ draftRuleSet(input: $input) {PAYLOAD} }}"
CHANGE = f"mutation ($input: ChangeDraftInput!) {{ changeDraft(input: $input) {PAYLOAD} }}"
COPY = f"mutation ($input: CopyRuleSetInput!) {{ copyRuleSet(input: $input) {PAYLOAD} }}"
STEP = "mutation ($id: ID!) {{ {}(id: $id) {} }}"
PUBLISH = """
mutation ($id: ID!) {
  publishRuleSet(id: $id, document: "虹政协〔2020〕3号") {
    version { id state publisher document ruleSet { title inForce } }
    touched { member { number } totalBefore totalAfter rankBefore rankAfter }
    errors { code field }
  }
}
"""
SIMULATE = """
mutation ($id: ID!, $year: Int) {
  simulateRuleSet(id: $id, year: $year) {
    simulation {
      year current input warnings memberCount gaining losing sumBefore sumAfter ranksUp ranksDown
      movers {
        member { number name } totalBefore totalAfter rankBefore rankAfter reasons { code points }
      }
      rules { code points gaining losing }
      categories { code pointsBefore pointsAfter }
      idle { code kind before }
    }
    errors { code field }
  }
}
"""


class Office:
    """Somebody of an office, who names a department or none."""

    def __init__(self, http: httpx.AsyncClient, store: Store) -> None:
        self.http = http
        self.staff = Staff(store)

    async def ask(
        self, query: str, actor: str | None = "甲", department: str = "", **variables: Json
    ) -> Json:
        headers = await self.staff.headers(actor, department or None)
        sent = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=sent, headers=headers)).json()

    async def change(
        self, query: str, actor: str | None = "甲", department: str = "", **variables: Json
    ) -> Json:
        """The payload of a change."""
        answer = await self.ask(query, actor, department, **variables)
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        return payload

    async def step(self, name: str, version: str, actor: str | None = "甲") -> Json:
        return await self.change(STEP.format(name, PAYLOAD), actor, id=version)

    async def draft(self, **more: Json) -> Json:
        rules = {
            "text": text_of("hongkou/2020.yaml").text,
            "file": "2020.yaml",
            "supplements": [{"text": text_of("hongkou/2020.supplement-1.yaml").text}],
            "catalogue": text_of("hongkou/kinds.yaml").text,
        }
        return await self.change(DRAFT, input={"committee": "hongkou", "rules": {**rules, **more}})


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    await settle_hongkou(store)
    app = create_app(Settings(), store)
    async with app.router.lifespan_context(app), http_client(app) as http:
        yield Office(http, store)


def codes(payload: Json) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def test_from_draft_to_force(office: Office, store: Store) -> None:
    drafted = await office.draft()
    assert (codes(drafted), drafted["version"]["state"]) == ([], "DRAFT")
    version = drafted["version"]["id"]
    tried = await office.change(SIMULATE, id=version)
    found = tried["simulation"]
    assert (found["year"], found["current"], found["memberCount"]) == (2020, True, 3)
    # 甲 1.5 + 1，乙 1.75 + 0.25，丙 0.25 + 0.25
    assert (found["sumBefore"], found["sumAfter"], found["gaining"], found["losing"]) == (
        "3.50",
        "5.00",
        3,
        0,
    )
    assert found["warnings"] == []
    assert (found["ranksUp"], found["ranksDown"]) == (1, 1)
    assert found["movers"][0] == {
        "member": {"number": "H1", "name": "甲某"},
        "totalBefore": "1.50",
        "totalAfter": "2.50",
        "rankBefore": 2,
        "rankAfter": 1,
        "reasons": [{"code": "O1", "points": "1"}],
    }
    assert found["rules"] == [{"code": "O1", "points": "1.5", "gaining": 3, "losing": 0}]
    costs = {one["code"]: (one["pointsBefore"], one["pointsAfter"]) for one in found["categories"]}
    assert costs["opinion"] == ("3.50", "5.00")
    assert {"code": "P2", "kind": "RULE", "before": True} in found["idle"]
    assert codes(await office.step("submitRuleSet", version)) == []
    done = await office.change(PUBLISH, "乙", "委员工作委员会", id=version)
    assert done["errors"] == []
    assert done["version"] == {
        "id": version,
        "state": "PUBLISHED",
        "publisher": "乙",
        "document": "虹政协〔2020〕3号",
        "ruleSet": {"title": "上海市虹口区政协委员履职计分规则（2020年，按公开资料整理）", "inForce": True},
    }
    assert done["touched"][0] == {
        "member": {"number": "H1"},
        "totalBefore": "1.50",
        "totalAfter": "2.50",
        "rankBefore": 2,
        "rankAfter": 1,
    }
    assert await standing(store, "hongkou", 2020) == {"H1": ("5/2", 1), "H2": ("2", 2), "H3": ("1/2", 3)}
    asked = '{ committee(code: "hongkou") { run(year: 2020) { input } } }'
    assert (await office.ask(asked))["data"]["committee"]["run"]["input"] == found["input"]


async def test_what_publishing_asks_for(office: Office, store: Store) -> None:
    version = (await office.draft())["version"]["id"]
    await office.step("submitRuleSet", version)

    async def publish(actor: str | None, department: str = "") -> list[str]:
        before = await everything(store)
        payload = await office.change(PUBLISH, actor, department, id=version)
        assert await everything(store) == before
        assert payload["version"] is None
        return codes(payload)

    assert await publish(None) == ["SIGN_IN_REQUIRED"]
    assert await publish("乙", "委员工作委员会") == ["SIMULATION_REQUIRED"]
    await office.change(SIMULATE, id=version)
    assert await publish("乙") == ["FORBIDDEN"]
    assert await publish("乙", "提案委员会") == ["FORBIDDEN"]
    assert await publish("甲", "委员工作委员会") == ["SECOND_PERSON_REQUIRED"]


async def test_a_text_is_refused_with_its_places(office: Office, store: Store) -> None:
    before = await everything(store)
    payload = await office.draft(text="language: 1\ntitle: 甲\n", supplements=[], catalogue=None)
    assert set(codes(payload)) == {"BAD_USER_INPUT"}
    assert all(error["message"].startswith("2020.yaml:1:1: ") for error in payload["errors"]), payload
    assert {error["field"] for error in payload["errors"]} == {"rules"}
    payload = await office.draft(catalogue=None)
    assert codes(payload) == ["BAD_USER_INPUT"]
    assert await everything(store) == before


async def test_changing_copying_returning_withdrawing(office: Office, store: Store) -> None:
    drafted = (await office.draft())["version"]
    text = text_of("hongkou/2020.yaml").text
    changed = {"id": drafted["id"], "digest": drafted["digest"], "rules": {"text": f"{text}# 改\n"}}
    first = await office.change(CHANGE, input=changed)
    assert codes(first) == []
    assert first["version"]["digest"] != drafted["digest"]
    assert codes(await office.change(CHANGE, input=changed)) == ["CONFLICT"]
    copied = await office.change(COPY, "丙", input={"id": drafted["id"], "toYear": 2021})
    assert (codes(copied), copied["version"]["state"]) == ([], "DRAFT")
    for name, state in (
        ("submitRuleSet", "IN_REVIEW"),
        ("returnRuleSet", "DRAFT"),
        ("withdrawRuleSet", "WITHDRAWN"),
    ):
        assert (await office.step(name, drafted["id"]))["version"]["state"] == state
    assert codes(await office.step("submitRuleSet", drafted["id"])) == ["CONFLICT"]
    assert codes(await office.step("submitRuleSet", encode("RuleSetVersion", 99))) == ["NOT_FOUND"]
    assert codes(await office.step("submitRuleSet", encode("RuleSet", 1))) == ["BAD_USER_INPUT"]


async def test_a_draft_that_leaves_half_of_the_members_with_nothing_warns(office: Office) -> None:
    text = text_of("hongkou/2020.yaml").text.replace("when: {处理: [采用, 留存]}", "when: {处理: 未采用}")
    drafted = await office.draft(text=text, supplements=[])
    found = (await office.change(SIMULATE, id=drafted["version"]["id"]))["simulation"]
    assert found["sumAfter"] == "0.00"
    assert found["warnings"] == [
        "总分合计由 3.50 减到 0.00，少了一半以上",
        "3 名有分的委员，3 名变为 0 分",
    ]


async def test_lint_answers_with_the_place_and_the_level(office: Office) -> None:
    text = text_of("hongkou/2020.yaml").text.replace("year: 2020\n", "year: 2030\n")
    drafted = await office.draft(text=text, supplements=[])
    (told,) = [one for one in drafted["problems"] if one["level"] == "error"]
    assert (told["line"], told["message"]) == (
        text.splitlines().index("year: 2030") + 1,
        "年度是 2030，统计期却是 2020-01-01 至 2020-12-31",
    )
    assert codes(await office.step("submitRuleSet", drafted["version"]["id"])) == ["CONFLICT"]


WITHDRAW = """
mutation ($id: ID!, $reason: String) { withdrawRuleSet(id: $id, reason: $reason) {
  version { state withdrawal { actor department reason } predecessor { id } } errors { code field }
} }
"""
CONFIRM = """
mutation ($id: ID!) { confirmWithdrawal(id: $id) {
  version { state withdrawal { actor } predecessor { id } ruleSet { inForce } }
  touched { member { number } totalBefore totalAfter } errors { code field }
} }
"""


async def test_a_version_in_force_is_withdrawn_by_two(office: Office, store: Store) -> None:
    version, first = (await office.draft())["version"]["id"], encode("RuleSetVersion", 1)
    await office.change(SIMULATE, id=version)
    await office.step("submitRuleSet", version)
    await office.change(PUBLISH, "乙", "委员工作委员会", id=version)
    words = {"id": version, "reason": "补充规定还没有通过"}
    assert codes(await office.change(WITHDRAW, **words)) == ["SIMULATION_REQUIRED"]
    tried = (await office.change(SIMULATE, id=first))["simulation"]
    assert (tried["sumBefore"], tried["sumAfter"], tried["losing"]) == ("5.00", "3.50", 3)
    assert codes(await office.change(WITHDRAW, id=version)) == ["BAD_USER_INPUT"]
    asked = await office.change(WITHDRAW, "甲", "办公室", **words)
    assert asked == {
        "version": {
            "state": "PUBLISHED",
            "withdrawal": {"actor": "甲", "department": "办公室", "reason": "补充规定还没有通过"},
            "predecessor": {"id": first},
        },
        "errors": [],
    }
    assert codes(await office.change(CONFIRM, "甲", "委员工作委员会", id=version)) == [
        "SECOND_PERSON_REQUIRED"
    ]
    done = await office.change(CONFIRM, "乙", "委员工作委员会", id=version)
    assert done["version"] == {
        "state": "WITHDRAWN",
        "withdrawal": None,
        "predecessor": None,
        "ruleSet": {"inForce": False},
    }
    assert done["touched"][0] == {"member": {"number": "H1"}, "totalBefore": "2.50", "totalAfter": "1.50"}
    # The only one left: withdrawn, it leaves the year without any rules.
    assert codes(await office.change(WITHDRAW, id=first, reason="不是本区的")) == []
    gone = await office.change(CONFIRM, "乙", "委员工作委员会", id=first)
    assert [(one["member"]["number"], one["totalBefore"], one["totalAfter"]) for one in gone["touched"]] == [
        ("H1", "1.50", None),
        ("H2", "1.75", None),
        ("H3", "0.25", None),
    ]
    answer = await office.ask('{ committee(code: "hongkou") { run(year: 2020) { input } } }')
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


ASKED = """
query ($id: ID!, $before: ID!) {
  node(id: $id) { ... on RuleSetVersion {
    text catalogue changedBy ruleSet { title }
    differences(before: $before) { code kind what }
    early: consolidated(day: "2020-04-02") late: consolidated(day: "2020-04-03")
    problems { level }
    simulations { current digest movers(first: 1) { change } }
  } }
  committee(code: "hongkou") {
    versions(first: 5) { totalCount nodes { id state author publisher } }
    drafts: versions(first: 5, state: DRAFT) { totalCount }
    ruleSets(first: 5) { totalCount }
  }
}
"""


async def test_what_can_be_asked_of_versions(office: Office) -> None:
    version = (await office.draft())["version"]["id"]
    await office.change(SIMULATE, id=version)
    data = (await office.ask(ASKED, id=version, before=encode("RuleSetVersion", 1)))["data"]
    found = data["node"]
    assert found["text"].endswith(text_of("hongkou/2020.supplement-1.yaml").text)
    assert found["catalogue"] == text_of("hongkou/kinds.yaml").text
    assert (found["changedBy"], found["ruleSet"]) == ("甲", None)
    what = [one["what"] for one in found["differences"]]
    assert any("O1" in one and "2020-04-03" in one for one in what), what
    assert found["early"] != found["late"]
    assert [one["movers"] for one in found["simulations"]] == [[{"change": "1.00"}]]
    committee = data["committee"]
    assert committee["versions"]["totalCount"] == 2
    assert [(one["state"], one["author"]) for one in committee["versions"]["nodes"]] == [
        ("DRAFT", "甲"),
        ("PUBLISHED", "丙"),
    ]
    # A draft is no rule set that anything was scored by.
    assert (committee["drafts"]["totalCount"], committee["ruleSets"]["totalCount"]) == (1, 1)
    asked = "query ($id: ID!) { node(id: $id) { id } }"
    draft = await office.ask(asked, id=encode("RuleSet", 2))
    assert draft["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("name", ["versions", "version", "simulation"])
async def test_documented_queries(name: str, demo: Client) -> None:
    query, variables = read(name)
    data = await demo.data(query, **variables)
    if name == "version":
        assert data["node"]["differences"] == []
        assert "2022-07-01 有效的合并文本" in data["node"]["consolidated"]
    else:
        (only,) = data["committee"]["versions"]["nodes"]
        assert only["state"] == "PUBLISHED"
