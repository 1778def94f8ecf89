"""浙政钉 as a provider: a tenant of 专有钉钉, whose sign-in is a protocol of its own, not OpenID Connect.

There is no ID token: the browser brings a code, and the application asks, with a token of its own and signed,
whose it is. Two applications are known there, the page on a computer and the page inside the app.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from services.accounts.outside.asking import asked, client
from services.accounts.outside.provider import ZHEZHENGDING, Answer, Began, Identity, NotVouched
from services.accounts.outside.signature import KeyPair, signed_headers

NAME, TITLE = ZHEZHENGDING, "浙政钉"
TOKEN, NOTIFY = "/gettoken.json", "/message/workNotification"
# The path and the name of the code, on a computer and inside the app.
BY_CODE = ("/rpc/oauth2/getuserinfo_bycode.json", "code")
BY_AUTH_CODE = ("/rpc/oauth2/dingtalk_app_user.json", "auth_code")
# A token is renewed that is good for less than this, in seconds.
MARGIN = 300
# One that is younger than this is not given up for a code that is refused: codes are anybody's to invent.
TRUSTED = 60
LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the settings say: addresses, the client's name, its keys; inside the app those may be others."""

    service_url: str
    login_url: str
    client: str
    keys: KeyPair
    inside_keys: KeyPair
    tenant: str = ""


class ZheZhengDing:
    """The provider. One token of each application is kept for all sign-ins, until shortly before it ends."""

    title = TITLE

    def __init__(self, application: Application) -> None:
        self._application = application
        self._tokens = {pair: _Token() for pair in (application.keys, application.inside_keys)}
        self._http = client(application.service_url)

    @property
    def tenant(self) -> str:
        """The tenant, for which a page inside the app asks for a code."""
        return self._application.tenant

    async def begin(self, began: Began) -> str:
        """The page with the QR code."""
        words = {
            "response_type": "code",
            "client_id": self._application.client,
            "redirect_uri": began.address,
            "scope": "get_user_info",
            "authType": "QRCODE",
            "state": began.state,
        }
        return f"{self._application.login_url}/oauth2/auth.htm?{urlencode(words)}"

    async def complete(self, answer: Answer, began: Began) -> Identity:
        """Whose code it is, by the realm and the id of the account: neither by name nor by phone number."""
        application = self._application
        pair = application.inside_keys if answer.inside else application.keys
        path, name = BY_AUTH_CODE if answer.inside else BY_CODE
        token = await self._token(pair)
        try:
            told = await self._ask(pair, path, {"access_token": token, name: answer.code})
        except NotVouched as failed:
            if not failed.unreachable:
                # It may be the token that is no longer good; who tries again gets a new one.
                self._tokens[pair].doubt(token)
            raise
        return Identity(_word(told, "realmId"), _word(told, "accountId"))

    async def notify(self, receiver: str, text: str, number: str) -> None:
        """Sends a work notice to an account there, once of a `number` (`bizMsgId`); raises `NotVouched`."""
        pair = self._application.inside_keys
        token = await self._token(pair)
        message = {"msgtype": "text", "text": {"content": text}}
        words = {
            "access_token": token,
            "receiverIds": receiver,
            "tenantId": self._application.tenant,
            "msg": orjson.dumps(message).decode(),
            "bizMsgId": number,
        }
        try:
            await self._content(pair, NOTIFY, words)
        except NotVouched as failed:
            if not failed.unreachable:
                self._tokens[pair].doubt(token)
            raise

    async def close(self) -> None:
        """Gives up the connections."""
        await self._http.aclose()

    async def _token(self, pair: KeyPair) -> str:
        kept = self._tokens[pair]
        async with kept.lock:
            clock = asyncio.get_running_loop().time
            if kept.token is None or clock() >= kept.until:
                begun = kept.begun = clock()
                told = await self._ask(pair, TOKEN, {"appkey": pair.key, "appsecret": pair.secret})
                kept.token, seconds = _word(told, "accessToken"), told.get("expiresIn")
                kept.until = begun + (seconds - MARGIN if isinstance(seconds, int) else 0)
            return kept.token

    async def _ask(self, pair: KeyPair, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """The data of an answer in which both flags say success; raises `NotVouched`."""
        data = (await self._content(pair, path, parameters)).get("data")
        if not isinstance(data, dict):
            raise NotVouched("answer malformed")
        return data

    async def _content(self, pair: KeyPair, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """What an answer says in which both flags say success; raises `NotVouched`."""
        headers = signed_headers(pair, "POST", path, parameters, datetime.now(UTC))
        told = await asked(self._http, "POST", path, data=dict(parameters), headers=headers)
        content = told.get("content") if isinstance(told, dict) else None
        if not isinstance(content, dict) or not (told.get("success") is content.get("success") is True):
            raise NotVouched("provider refused")
        return content


class _Token:
    """A token of an application; who finds none while another asks for one waits for that."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.token: str | None = None
        self.begun = self.until = 0.0

    def doubt(self, token: str) -> None:
        """Lets a token be asked for anew, unless that was done a moment ago."""
        if self.token == token and asyncio.get_running_loop().time() - self.begun >= TRUSTED:
            self.token = None


def _word(told: Mapping[str, Any], name: str) -> str:
    """A word of an answer; ids come as numbers, too."""
    value = told.get(name)
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    if not text or len(text) > LONGEST_ID or not text.isascii() or not text.isprintable():
        raise NotVouched("answer malformed")
    return text
