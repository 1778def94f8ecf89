"""The page that 浙政钉 opens inside its app: run by node as the app runs it, at a server and the stub."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from models.store import Store
from server import create_app
from services.committee.committees import establish
from settings import Settings, SettingsRefused
from tests.running_server import serving
from tests.services.accounts.holder import lines, opened, served, settle
from tests.services.accounts.outside.browser import browsing
from tests.services.accounts.outside.zhezhengding_stub import PERSON, Stub, running

pytestmark = pytest.mark.anyio
APP = Path(__file__).parent / "inside_the_app.mjs"
TENANT = "196729"


@pytest.fixture
def jsapi(tmp_path: Path) -> str:
    """The app's own script, which our tests stand in for."""
    path = tmp_path / "jsapi.js"
    path.write_text("/* 浙政钉 */\n", encoding="utf-8")
    return str(path)


async def told(port: int, *words: str) -> str:
    """What comes of opening the page inside the app."""
    node = shutil.which("node")
    assert node is not None
    command = (node, str(APP), f"http://127.0.0.1:{port}", *words)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return said.decode().strip()


async def test_whoever_opens_it_inside_the_app_is_signed_in_without_a_form(store: Store, jsapi: str) -> None:
    await settle(store)
    account_id = await opened(store)
    async with browsing(store) as browser:
        await browser.linked()
    async with running() as stub:
        settings = Settings(port=0, **stub.settings(zhezhengding_jsapi=jsapi))
        async with serving(create_app(settings, store), settings) as port:
            # The app knows this person; the code that it gives is good once, and is of the tenant.
            stub.people[f"a-{TENANT}"] = PERSON
            assert await told(port, "a") == "200 / session"
            assert await told(port, "a") == "401 undefined"
            stub.people[f"b-{TENANT}"] = PERSON | {"accountId": 77}
            assert await told(port, "b") == "401 undefined"
            assert await told(port, "c", "nothing") == "请在浙政钉里打开。可以用密码登录"
        assert stub.asked[:2] == ["/gettoken.json", "/rpc/oauth2/dingtalk_app_user.json"]
    here = {"provider": "zhezhengding", "address": "127.0.0.1"}
    (*_, entered) = await lines(store, "sign in")
    assert (entered["entity_id"], entered["after"]) == (account_id, here)
    why = [line["after"]["why"] for line in await lines(store, "refuse sign-in", "fail to sign in")]
    assert why == ["code used", "not linked"]


async def test_the_page_has_no_script_of_its_own_and_asks_nobody_else(store: Store, jsapi: str) -> None:
    await settle(store)
    settings = Stub(url="http://127.0.0.1:9").settings(zhezhengding_jsapi=jsapi)
    async with served(store, **settings) as http:
        page = await http.get("/sign-in/inside")
        assert page.headers["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
        )
        scripts = ['<script src="/sign-in/inside/jsapi.js">', '<script src="/sign-in/inside.js">']
        assert [page.text.count(script) for script in scripts] == [1, 1]
        assert page.text.count("<script") == 2
        assert page.text.count("<option") == 1
        own = await http.get("/sign-in/inside/jsapi.js")
        assert (own.text, own.headers["content-type"]) == ("/* 浙政钉 */\n", "text/javascript; charset=utf-8")
        assert "eval" not in (await http.get("/sign-in/inside.js")).text
        await establish(store, "ningbo", "宁波市政协")
        assert (await http.get("/sign-in/inside")).text.count("<option") == 2
    async with served(store, **Stub(url="http://127.0.0.1:9").settings()) as http:
        assert (await http.get("/sign-in/inside")).status_code == 404


def test_a_script_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    settings = Stub(url="http://127.0.0.1:9").settings
    with pytest.raises(SettingsRefused, match=r"^LUZHI_ZHEZHENGDING_JSAPI：没有这个文件$"):
        Settings(**settings(zhezhengding_jsapi=str(tmp_path / "没有.js")))
    with pytest.raises(SettingsRefused, match=r"LUZHI_ZHEZHENGDING_TENANT：用浙政钉里面的页面"):
        Settings(**settings(zhezhengding_jsapi=__file__, zhezhengding_tenant=""))
