"""A 浙政钉 of our own on loopback: it takes a call only if signature, age and nonce are right.

It checks with code of its own, from the protocol as published; nothing of the product is used here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from settings import Settings
from tests.running_server import serving

KEY, SECRET = "luzhi-pc", "pc-Secret-9f2c"
APP_KEY, APP_SECRET = "luzhi-h5", "h5-Secret-77aa"
PUBLIC = "http://127.0.0.1:8000"
OLDEST = timedelta(minutes=5)
# What the provider tells of a person, with what we must not go by.
PERSON = {
    "accountId": 1034873,
    "account": "13905800001",
    "lastName": "张三",
    "nickNameCn": "张三",
    "realmId": 196729,
    "realmName": "舟山市",
    "tenantUserId": "34748$105437",
}


def told(data: Any) -> dict[str, Any]:
    """An answer in which both flags say success."""
    content = {"success": True, "responseCode": "0", "responseMessage": "OK", "data": data}
    return {"success": True, "content": content}


@dataclass
class Stub:
    """The provider: codes that are good once, and what it was asked. `answers` replaces one path's answer."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    expires: Any = 7_200
    answers: dict[str, Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    notices: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of a server that asks it."""
        return {
            "public_url": PUBLIC,
            "zhezhengding_url": self.url,
            "zhezhengding_login_url": "https://login.example",
            "zhezhengding_client": "luzhi_client",
            "zhezhengding_key": KEY,
            "zhezhengding_secret": SECRET,
            "zhezhengding_app_key": APP_KEY,
            "zhezhengding_app_secret": APP_SECRET,
            "zhezhengding_tenant": "196729",
        } | more

    def app(self) -> Starlette:
        """Its four paths."""
        return Starlette(
            routes=[
                Route("/gettoken.json", self._token, methods=["POST"]),
                Route("/rpc/oauth2/getuserinfo_bycode.json", self._by_code, methods=["POST"]),
                Route("/rpc/oauth2/dingtalk_app_user.json", self._by_auth_code, methods=["POST"]),
                Route("/message/workNotification", self._notice, methods=["POST"]),
            ]
        )

    async def _token(self, request: Request) -> Response:
        form, wrong = await self._checked(request)
        if wrong:
            return wrong
        key = str(form["appkey"])
        if form["appsecret"] != {KEY: SECRET, APP_KEY: APP_SECRET}[key]:
            return self._refuse("secret")
        self.tokens[f"token-{len(self.tokens)}"] = key
        return JSONResponse(told({"accessToken": [*self.tokens][-1], "expiresIn": self.expires}))

    async def _by_code(self, request: Request) -> Response:
        return await self._who(request, "code", KEY)

    async def _by_auth_code(self, request: Request) -> Response:
        return await self._who(request, "auth_code", APP_KEY)

    async def _notice(self, request: Request) -> Response:
        form, wrong = await self._checked(request)
        if wrong:
            return wrong
        if self.tokens.get(form.pop("access_token")) != APP_KEY:
            return self._refuse("token")
        # Of one `bizMsgId` it tells people once.
        if form["bizMsgId"] not in {one["bizMsgId"] for one in self.notices}:
            self.notices.append({**form, "msg": json.loads(form["msg"])})
        return JSONResponse(told({"msgId": str(len(self.notices))}))

    async def _who(self, request: Request, name: str, key: str) -> Response:
        form, wrong = await self._checked(request)
        if wrong:
            return wrong
        if request.headers["apikey"] != key or self.tokens.get(str(form["access_token"])) != key:
            return self._refuse("token")
        person = self.people.pop(str(form[name]), None)
        return JSONResponse(told(person)) if person else self._refuse("code")

    async def _checked(self, request: Request) -> tuple[dict[str, str], Response | None]:
        """The parameters; and a refusal, unless the call is signed, fresh, and never seen before."""
        self.asked.append(request.url.path)
        form = dict(parse_qsl((await request.body()).decode()))
        headers = request.headers
        timestamp, nonce = headers["x-hmac-auth-timestamp"], headers["x-hmac-auth-nonce"]
        secret = {KEY: SECRET, APP_KEY: APP_SECRET}.get(headers["apikey"], "")
        words = "&".join(f"{name}={form[name]}" for name in sorted(form))
        signed = f"{request.method}\n{timestamp}\n{nonce}\n{request.url.path}\n{words}"
        right = base64.b64encode(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        moment = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.000%z")
        if headers["x-hmac-auth-signature"] != right or headers["x-hmac-auth-version"] != "1.0":
            return form, self._refuse("signature")
        if not timestamp.endswith("+08:00") or abs(datetime.now(moment.tzinfo) - moment) > OLDEST:
            return form, self._refuse("age")
        if nonce in self.nonces:
            return form, self._refuse("replay")
        self.nonces.add(nonce)
        return form, self.answers.get(request.url.path)

    def _refuse(self, why: str) -> Response:
        self.refused.append(why)
        # The outer flag says that the call was made, the inner one that it came to nothing.
        content = {"success": False, "responseCode": "50000", "responseMessage": why, "data": None}
        return JSONResponse({"success": True, "content": content})


@asynccontextmanager
async def running(**given: Any) -> AsyncIterator[Stub]:
    """The provider at an address of its own."""
    stub = Stub(**given)
    async with serving(stub.app(), Settings(port=0)) as port:
        stub.url = f"http://127.0.0.1:{port}"
        yield stub
