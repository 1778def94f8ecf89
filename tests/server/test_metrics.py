"""`/metrics`: what a real server has counted after known requests, and to whom it says so."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.store import Store
from server import create_app
from settings import Settings, SettingsRefused
from tests.http_client import client
from tests.running_server import serving
from tests.schema.test_session_over_socket import asked, talking
from tests.services.accounts.holder import CODE, PASSWORD, Holder, codes
from tests.services.accounts.office import office

pytestmark = pytest.mark.anyio
RANKING = f'{{ committee(code: "{CODE}") {{ run(year: 2022) {{ ranking(first: 1) {{ totalCount }} }} }} }}'
FOLLOW = f'subscription Zhang {{ rankingChanged(committee: "{CODE}", year: 2022) {{ revision }} }}'
ANSWER = (
    f'mutation {{ answerFeedback(committee: "{CODE}", number: 1, version: 1, state: DONE, words: "好")'
    " { errors { code } } }"
)
TOKEN = "a token that nobody guesses"
PHONE = "13905800100"


async def scraped(port: int) -> dict[str, float]:
    """Every sample by name and labels, but for those of times."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as asking:
        response = await asking.get("/metrics")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain; version=")
    for word in (PHONE, "赵一", "甲", "Zhang", "rankingChanged", "打不开"):
        assert word not in response.text
    return {
        " ".join([sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


async def test_a_real_server_says_what_it_was_asked(store: Store) -> None:
    own = await office(store)
    settings = Settings(port=0)
    served_store = Store.open(store.url.render_as_string(False))
    async with serving(create_app(settings, served_store), settings) as port:
        before = await scraped(port)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            reader = Holder(http, token=own.tokens["结果查阅"], headers={})
            for _ in range(3):
                assert "errors" not in await reader.ask(RANKING)
            refused = await Holder(http, headers={}).ask(RANKING)
            assert refused["errors"][0]["extensions"]["code"] == "SIGN_IN_REQUIRED"
            assert "errors" in await reader.ask("query 张三 {")
            assert codes(await reader.change(ANSWER)) == ["FORBIDDEN"]
            somebody = Holder(http, phone=PHONE, headers={"Origin": f"http://127.0.0.1:{port}"})
            assert codes(await somebody.sign_in("wrong", client="BEARER")) == ["SIGN_IN_FAILED"]
            assert codes(await somebody.sign_in(PASSWORD, client="BEARER")) == []
            async with talking(port, bearer=own.tokens["结果查阅"]) as socket:
                assert (await asked(socket, "{ me { committee } }"))["me"] == {"committee": CODE}
                await socket.send(json.dumps({"id": "2", "type": "subscribe", "payload": {"query": FOLLOW}}))
                # It is counted once it has begun to listen, which the client is not told.
                async with asyncio.timeout(30):
                    during = await scraped(port)
                    while not during["luzhi_subscriptions"]:
                        during = await scraped(port)
        after = await scraped(port)
    operations = {name: value for name, value in after.items() if name.startswith("luzhi_operations_total")}
    assert operations == {
        "luzhi_operations_total code=OK kind=query": 4,
        "luzhi_operations_total code=SIGN_IN_REQUIRED kind=query": 1,
        "luzhi_operations_total code=BAD_USER_INPUT kind=unread": 1,
        "luzhi_operations_total code=FORBIDDEN kind=mutation": 1,
        "luzhi_operations_total code=SIGN_IN_FAILED kind=mutation": 1,
        "luzhi_operations_total code=OK kind=mutation": 1,
    }
    assert after["luzhi_operation_seconds_count kind=query"] == 5
    assert after["luzhi_operation_seconds_bucket kind=query le=+Inf"] == 5
    assert after["luzhi_kept_answers_total found=yes"] == 2
    assert after["luzhi_kept_answers_total found=no"] == 2
    assert (during["luzhi_sockets"], during["luzhi_subscriptions"]) == (1, 1)
    assert (before["luzhi_sockets"], before["luzhi_subscriptions"]) == (0, 0)
    written = {name: value for name, value in after.items() if name.startswith("luzhi_trail_written_total")}
    assert written == {
        "luzhi_trail_written_total action=refuse": 1,
        "luzhi_trail_written_total action=fail to sign in": 1,
        "luzhi_trail_written_total action=sign in": 1,
        "luzhi_trail_written_total action=begin": 1,
    }
    lines, revision = f"luzhi_trail_lines committee={CODE}", f"luzhi_committee_revision committee={CODE}"
    assert (after[lines] - before[lines], after[revision] - before[revision]) == (4, 3)
    assert after["luzhi_hashes_under_way"] == 0
    assert after["luzhi_database_sick code=DATABASE_LOCKED"] == 0
    assert after["luzhi_database_errors_total code=DATABASE_LOCKED"] == 0
    assert [name for name in after if name.startswith("luzhi_build_info")] == [
        name for name in after if re.fullmatch(r"luzhi_build_info python=3\.1\d\.\d+ version=0\.1\.0", name)
    ]


async def test_a_sick_database_is_told_and_metrics_are_there_all_the_same(tmp_path: Path) -> None:
    app = create_app(Settings(database=f"sqlite:///{tmp_path / 'none' / 'luzhi.db'}"))
    async with client(app) as asking:
        await asking.post("/graphql", json={"query": "{ committees { code } }"})
        assert (await asking.get("/readyz")).status_code == 503
        told = (await asking.get("/metrics")).text
    assert 'luzhi_database_sick{code="UNAVAILABLE"} 1.0' in told
    found = re.search(r'luzhi_database_errors_total\{code="UNAVAILABLE"\} (\d+)', told)
    assert found
    assert int(found[1]) > 0
    assert "luzhi_trail_lines{" not in told
    assert 'luzhi_operations_total{code="UNAVAILABLE",kind="unread"} 1.0' in told


async def test_without_a_token_only_this_machine_reads_them(store: Store) -> None:
    app = create_app(Settings(proxy="127.0.0.1"), store)
    async with client(app) as here:
        assert (await here.get("/metrics")).status_code == 200
        passed_on = {"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"}
        refused = await here.get("/metrics", headers=passed_on)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    async with client(app, "10.0.0.9") as elsewhere:
        assert (await elsewhere.get("/metrics")).status_code == 403


async def test_with_a_token_whoever_knows_it_reads_them_and_nobody_else(store: Store) -> None:
    async with client(create_app(Settings(metrics_token=TOKEN), store)) as asking:
        for headers, expected in (
            ({"Authorization": f"Bearer {TOKEN}"}, 200),
            ({"Authorization": f"Bearer {TOKEN}x"}, 403),
            ({"Authorization": TOKEN}, 403),
            ({}, 403),
        ):
            assert (await asking.get("/metrics", headers=headers)).status_code == expected
        form = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/openmetrics-text; version=1.0.0"}
        assert (await asking.get("/metrics", headers=form)).text.endswith("# EOF\n")
    with pytest.raises(SettingsRefused, match="LUZHI_METRICS_TOKEN：至少 20 个字符"):
        Settings(metrics_token="short")
    assert TOKEN not in repr(Settings(metrics_token=TOKEN))
