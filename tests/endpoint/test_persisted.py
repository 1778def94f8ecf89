"""Documents by their hash: a folder's, an account's own, nobody else's; and nothing but the folder's."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from endpoint.negotiation import JSON
from endpoint.persisted import Accepted
from server import accepted_of
from settings import Settings, SettingsRefused
from tests.endpoint import toy_schema
from tests.endpoint.toy_endpoint import ToyEndpoint
from tests.http_client import client

pytestmark = pytest.mark.anyio

TEXT = "query Seven { maybe { number } }"
# echo -n 'query Seven { maybe { number } }' | sha256sum
HASH = "33d250be7a7d818015a6c69fd05355f6ba52f505d45c5960ec4ba68f32bc7b3c"
SEVEN = {"data": {"maybe": {"number": 7}}}
NOT_FOUND = ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")


def by_hash(hash_: str = HASH, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_}}, **more}


def error(response: httpx.Response) -> tuple[str, str]:
    (told,) = response.json()["errors"]
    return told["message"], told["extensions"]["code"]


def toy(**accepted: Any) -> ToyEndpoint:
    made = ToyEndpoint(accepted=Accepted(**accepted))
    made.context.account = 1
    return made


async def by_get(toy: ToyEndpoint, **parameters: str) -> httpx.Response:
    async with client(toy.endpoint) as asking:
        return await asking.get("/graphql", params=parameters, headers={"accept": JSON})


async def test_what_was_registered_is_asked_for_by_its_hash() -> None:
    asked = toy(registered=10)
    missed = await asked.send(by_hash())
    assert (missed.status_code, error(missed)) == (400, NOT_FOUND)
    assert (await asked.send(by_hash(), JSON)).status_code == 200
    assert (await asked.send(by_hash(query=TEXT))).json() == SEVEN
    assert (await asked.send(by_hash())).json() == SEVEN
    extensions = f'{{"persistedQuery": {{"version": 1, "sha256Hash": "{HASH}"}}}}'
    assert (await by_get(asked, extensions=extensions, operationName="Seven", variables="{}")).json() == SEVEN
    refused = await by_get(asked, extensions=extensions, variables='{"name": "x"}')
    assert refused.status_code == 405


async def test_nobody_hears_what_another_account_has_registered() -> None:
    asked = toy(registered=10)
    for _ in range(2):
        assert (await asked.send(by_hash(query=TEXT))).json() == SEVEN
        assert (await asked.send(by_hash())).json() == SEVEN
    asked.context.account = 2
    assert error(await asked.send(by_hash())) == NOT_FOUND
    asked.context.account = None
    assert error(await asked.send(by_hash())) == NOT_FOUND
    # Who is not signed in is answered, and registers nothing.
    assert (await asked.send(by_hash(query=TEXT))).json() == SEVEN
    assert error(await asked.send(by_hash())) == NOT_FOUND


async def test_only_so_many_texts_are_kept_and_none_that_is_refused() -> None:
    asked = toy(registered=2)
    texts = [f"{{ maybe {{ n{at}: number }} }}" for at in range(3)]
    for text in [*texts, "{ nothing }"]:
        await asked.send(by_hash(sha256(text.encode()).hexdigest(), query=text))
    found = [await asked.send(by_hash(sha256(text.encode()).hexdigest())) for text in [*texts, "{ nothing }"]]
    assert ["data" in answer.json() for answer in found] == [False, True, True, False]
    # Asked with its text once more, it is registered once more, though its body has been read before.
    await asked.send(by_hash(sha256(texts[0].encode()).hexdigest(), query=texts[0]))
    assert "data" in (await asked.send(by_hash(sha256(texts[0].encode()).hexdigest()))).json()


async def test_a_server_that_keeps_none_says_so() -> None:
    told = ("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    assert error(await toy().send(by_hash())) == told
    assert (await toy().send(by_hash(query=TEXT))).json() == SEVEN


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (by_hash("0" * 64, query=TEXT), "extensions.persistedQuery.sha256Hash"),
        (by_hash(HASH.upper()), "extensions.persistedQuery"),
        (by_hash(HASH[:63]), "extensions.persistedQuery"),
        ({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": HASH}}}, "extensions.persistedQuery"),
        ({"extensions": {"persistedQuery": HASH}}, "extensions.persistedQuery"),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}}, "extensions.persistedQuery"),
        ({"extensions": {}}, "query"),
        (by_hash(query=""), "query"),
    ],
)
async def test_a_hash_that_makes_no_sense_is_refused(told: dict[str, Any], field: str) -> None:
    response = await toy(registered=10).send(told)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT", "field": field}


def folder(at: Path, **texts: str) -> str:
    (at / "below").mkdir()
    for name, text in texts.items():
        (at / "below" / f"{name}.graphql").write_text(text, "utf-8")
    return str(at)


async def test_documents_of_a_folder_are_asked_for_by_anybody(tmp_path: Path) -> None:
    written = f"# 七\n{TEXT}\n"
    settings = Settings(documents=folder(tmp_path, seven=written), registered_documents=0)
    asked = ToyEndpoint(accepted=accepted_of(settings, toy_schema.schema))
    printed = "query Seven {\n  maybe {\n    number\n  }\n}"
    for text in (written, written.strip(), printed):
        assert (await asked.send(by_hash(sha256(text.encode()).hexdigest()))).json() == SEVEN
    assert error(await asked.send(by_hash("0" * 64))) == NOT_FOUND
    assert (await asked.post("{ __typename }")).status_code == 200


async def test_where_only_those_run_no_other_text_does(tmp_path: Path) -> None:
    settings = Settings(documents=folder(tmp_path, seven=TEXT), accepted_documents="listed")
    asked = ToyEndpoint(accepted=accepted_of(settings, toy_schema.schema))
    asked.context.account = 1
    assert (await asked.post(TEXT)).json() == SEVEN
    assert (await asked.send(by_hash())).json() == SEVEN
    other = "{ maybe { name } }"
    for told in ({"query": other}, by_hash(sha256(other.encode()).hexdigest(), query=other)):
        for _ in range(2):
            refused = await asked.send(told)
            assert (refused.status_code, error(refused)[1]) == (403, "PERSISTED_QUERY_ONLY")
    assert error(await asked.send(by_hash(sha256(other.encode()).hexdigest()))) == NOT_FOUND


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"a": "{ nothing }"}, "a.graphql 第 1 行：与接口的定义不符"),
        ({"a": "{"}, "a.graphql：不是一个 GraphQL 文件"),
        ({}, "里面没有 .graphql 文件"),
    ],
)
async def test_a_folder_that_cannot_be_used_is_refused_at_once(
    tmp_path: Path, texts: dict[str, str], said: str
) -> None:
    settings = Settings(documents=folder(tmp_path, **texts))
    with pytest.raises(SettingsRefused, match=said):
        accepted_of(settings, toy_schema.schema)
    with pytest.raises(SettingsRefused, match="没有这个文件夹"):
        accepted_of(Settings(documents=str(tmp_path / "nowhere")), toy_schema.schema)
    with pytest.raises(SettingsRefused, match="LUZHI_ACCEPTED_DOCUMENTS"):
        Settings(accepted_documents="listed")
