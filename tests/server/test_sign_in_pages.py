"""The pages on which people sign in: forms that need no script, for a browser that sends its origin."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest
import segno
from pyotp import TOTP

from models.store import Store
from tests.services.accounts.holder import (
    CODE,
    ORIGIN,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    code_of,
    opened,
    registered,
    served,
    settle,
)

pytestmark = pytest.mark.anyio
OWN = {"Origin": ORIGIN}
PAGES = ("/sign-in", "/password", "/second-factor")


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def names(self, form: str) -> set[str | None]:
        """What the fields of the form that is sent there are called."""
        inside, names = False, set()
        for tag, attributes in self.found:
            if tag == "form":
                inside = attributes["action"] == form
            elif inside and "name" in attributes:
                names.add(attributes["name"])
        return names


async def sent(http: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await http.post(path, data={"committee": CODE, "userName": PHONE, **fields}, headers=OWN)


async def test_the_pages_ask_for_nothing_that_a_strict_policy_refuses(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        for path in PAGES:
            response = await http.get(path)
            assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
            policy = response.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            # A form of a page under no-referrer comes from the origin "null", which the door refuses.
            assert response.headers["referrer-policy"] == "same-origin"
            tags = Tags(response.text).found
            assert {tag for tag, _ in tags} & {"style", "img", "iframe"} == set()
            # A code that was scanned is read by a file of ours, and only where a password is set.
            scripts = [dict(each) for tag, each in tags if tag == "script"]
            assert scripts == ([{"src": "/password.js"}] if path == "/password" else [])
            assert ("script-src 'self'" in policy, "script-src" in policy) == (bool(scripts),) * 2
            assert [
                name for _, each in tags for name in each if name.startswith("on") or name == "style"
            ] == []
            targets = [each.get("href") or each.get("action") for _, each in tags]
            assert all(target.startswith("/") for target in targets if target)
            (sheet,) = [each["href"] for tag, each in tags if tag == "link"]
            assert (await http.get(str(sheet))).headers["content-type"].startswith("text/css")


async def test_from_the_first_secret_to_the_end_of_the_session(store: Store) -> None:
    await settle(store)
    _, secret = await registered(store)
    async with served(store) as http:
        page = await http.get("/sign-in")
        assert Tags(page.text).names("/sign-in") == {"committee", "userName", "password", "code"}
        assert "舟山市政协" in page.text
        first = await sent(http, "/sign-in", password=secret)
        assert first.status_code == 403
        assert "这是首次口令：先设置自己的密码" in first.text
        fields = Tags(first.text).names("/password")
        assert fields == {"committee", "userName", "current", "password", "again", "code"}
        assert secret not in first.text
        slip = await sent(http, "/password", current=secret, password=PASSWORD, again="x")
        assert (slip.status_code, "两遍写得不一样" in slip.text) == (400, True)
        done = await sent(http, "/password", current=secret, password=PASSWORD, again=PASSWORD)
        assert (done.status_code, "密码已设置" in done.text) == (200, True)
        assert "userName" in Tags(done.text).names("/sign-in")
        assert "luzhi" not in http.cookies
        entered = await sent(http, "/sign-in", password=PASSWORD)
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert "HttpOnly; SameSite=Strict" in entered.headers["set-cookie"]
        assert "张三，已登录" in (await http.get("/sign-in")).text
        left = await sent(http, "/sign-out")
        assert left.headers["location"] == "/"
        assert "luzhi" not in http.cookies
        assert "已登录" not in (await http.get("/sign-in")).text
        assert (await sent(http, "/sign-out")).status_code == 401


async def test_who_fails_is_told_so_and_no_more(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        for phone in (PHONE, "13999999999"):
            told = set()
            for _ in range(5):
                response = await sent(http, "/sign-in", userName=phone, password="wrong")
                told.add((response.status_code, response.text.replace(phone, "")))
            assert [status for status, _ in told] == [401]
            waits = await sent(http, "/sign-in", userName=phone, password="wrong")
            assert (waits.status_code, "请等 15 分钟再试" in waits.text) == (429, True)


async def test_what_was_typed_is_shown_as_text(store: Store) -> None:
    await settle(store)
    async with served(store) as http:
        response = await sent(http, "/sign-in", userName='"><script>alert(1)</script>', password="x")
    assert response.status_code == 401
    assert "<script" not in response.text


async def test_a_form_of_another_site_does_nothing(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        fields = {"committee": CODE, "userName": PHONE, "password": PASSWORD}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            response = await http.post("/sign-in", data=fields, headers=headers)
            assert (response.status_code, "set-cookie" in response.headers) == (403, False)
        assert (await http.post("/sign-in", json=fields, headers=OWN)).status_code == 400
        long = await sent(http, "/sign-in", password="x" * 20_000)
        assert (long.status_code, "表单太长" in long.text) == (400, True)


async def test_nobody_is_sent_anywhere_else_after_signing_in(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        for at, target in enumerate(("https://evil.example", "//evil.example", "/graphql")):
            path = f"/sign-in?next={target}"
            response = await sent(http, path, password=PASSWORD, next=target, redirect=target)
            assert (response.status_code, response.headers["location"]) == (303, "/"), at


async def test_the_second_factor_is_bound_on_a_page(store: Store) -> None:
    await settle(store, "required")
    await opened(store)
    async with served(store) as http:
        await sent(http, "/sign-in", password=PASSWORD)
        page = await http.get("/sign-in")
        assert ("取得密钥" in page.text, "已登录" in page.text) == (True, False)
        shown = await sent(http, "/second-factor", do="set-up")
        (letters,) = re.findall(r'<p class="key">([A-Z2-7 ]+)</p>', shown.text)
        key = letters.replace(" ", "")
        address = TOTP(key, issuer=f"履职 {CODE}", name="张三").provisioning_uri()
        picture = segno.make(address, micro=False, mode="byte", error="m").svg_inline(scale=8, omitsize=True)
        assert re.findall(r' d="[^"]+"', picture)[-1] in shown.text
        wrong = await sent(http, "/second-factor", do="confirm", code=await code_of(store, key, 50))
        assert wrong.status_code == 400
        before = http.cookies["luzhi"]
        done = await sent(http, "/second-factor", do="confirm", code=await code_of(store, key))
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert http.cookies["luzhi"] != before
        assert "张三，已登录" in (await http.get("/sign-in")).text
        await sent(http, "/sign-out")
        assert (await sent(http, "/sign-in", password=PASSWORD)).status_code == 401
        again = await sent(http, "/sign-in", password=PASSWORD, code=await code_of(store, key, 1))
        assert again.status_code == 303


async def test_a_password_is_changed_on_a_page(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store) as http:
        weak = await sent(http, "/password", current=PASSWORD, password="short", again="short")
        assert (weak.status_code, "至少 10 个字符" in weak.text) == (400, True)
        done = await sent(http, "/password", current=PASSWORD, password=OTHER_PASSWORD, again=OTHER_PASSWORD)
        assert (done.status_code, "密码已设置" in done.text) == (200, True)
        assert (await sent(http, "/sign-in", password=OTHER_PASSWORD)).status_code == 303


async def test_an_address_that_fails_too_often_is_told_when_to_come_back(store: Store) -> None:
    await settle(store)
    await opened(store)
    async with served(store, address_failures=2) as http:
        answers = [await sent(http, "/sign-in", password="wrong") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert 1_700 < int(answers[2].headers["retry-after"]) <= 1_800
        assert "太频繁了" in answers[2].text
        assert (await sent(http, "/sign-in", password=PASSWORD)).status_code == 429
