"""Clauses of a draft over HTTP, and a value of one written anew, which is kept by changing the draft."""

from __future__ import annotations

import pytest

from tests.schema.test_versions import CHANGE, Office, codes, office

pytestmark = pytest.mark.anyio
__all__ = ["office"]
CLAUSES = """
query ($id: ID!) { node(id: $id) { ... on RuleSetVersion {
  digest text file clauses { code title parent words line values { name label written number line } }
} } }
"""
REWRITTEN = """
query ($id: ID!, $code: String!, $values: [RuleValueInput!]!) {
  node(id: $id) { ... on RuleSetVersion { rewritten(code: $code, values: $values) } }
}
"""


async def test_a_value_of_a_draft_is_written_anew_and_kept(office: Office) -> None:
    version = (await office.draft())["version"]["id"]
    found = (await office.ask(CLAUSES, id=version))["data"]["node"]
    before = {one["code"]: one for one in found["clauses"]}
    assert (before["P2"]["title"], before["P2"]["parent"]) == ("重点、优秀提案", "proposal")
    (points,) = [one for one in before["P2"]["values"] if one["name"] == "title"]
    assert (points["label"], points["number"]) == ("名称", False)
    assert found["text"].split("\n")[points["line"] - 1].endswith(points["written"])

    new = {"name": "title", "value": "优秀提案"}
    answer = await office.ask(REWRITTEN, id=version, code="P2", values=[new])
    text = answer["data"]["node"]["rewritten"]
    # Asking has changed nothing.
    assert (await office.ask(CLAUSES, id=version))["data"]["node"] == found
    rules = {"text": text, "file": found["file"]}
    kept = await office.change(CHANGE, input={"id": version, "digest": found["digest"], "rules": rules})
    assert codes(kept) == []
    after = (await office.ask(CLAUSES, id=version))["data"]["node"]["clauses"]
    assert [one["title"] for one in after if one["code"] == "P2"] == ["优秀提案"]
    assert [one for one in after if one["code"] != "P2"] == [
        one for one in found["clauses"] if one["code"] != "P2"
    ]


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("P9", [{"name": "cap", "value": "1"}], "P9 没有能在表单里改的“cap”（在文本里改）"),
        ("P2", [{"name": "title", "value": ""}], "一项写成一行，不空着（要删去的，在文本里删）"),
        ("P2", [{"name": "title", "value": "长" * 2001}], "一项不超过 2,000 个字"),
        ("P2", [], "values 应有 1 到 100 项"),
    ],
)
async def test_what_cannot_be_written_is_said(
    office: Office, code: str, values: list[dict[str, str]], said: str
) -> None:
    version = (await office.draft())["version"]["id"]
    (error,) = (await office.ask(REWRITTEN, id=version, code=code, values=values))["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_USER_INPUT", said)
