"""An ID token counts if the issuer signed it, for us, now, for this browser's sign-in; else it does not."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from providers import outside_of
from services.accounts.outside.openid_connect import derived
from services.accounts.outside.provider import Answer, Began, Identity, NotVouched, Provider
from settings import Settings
from tests.running_server import serving
from tests.services.accounts.outside.issuer_process import SECRET, settings

pytestmark = pytest.mark.anyio
BEGAN = Began("STATE", "BROWSER", "http://127.0.0.1:8000/sign-in/outside/openid/complete")
KEY, NEW_KEY, STRANGE = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("a", "b", "a"))
Claims = dict[str, Any]


@dataclass
class Issuer:
    """An issuer that says what a test wants it to say."""

    url: str = ""
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    token: Any = None
    published: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def claims(self) -> Claims:
        """Those of a right token."""
        moment = int(time.time())
        nonce = derived("BROWSER", "nonce")
        return {
            "iss": self.url,
            "aud": "luzhi",
            "sub": "u-1",
            "exp": moment + 60,
            "iat": moment,
            "nonce": nonce,
        }

    def signed(self, change: Claims | None = None, key: Any = KEY, algorithm: str = "RS256") -> str:
        """A token with other claims; None takes one out."""
        changed = self.claims() | (change or {})
        claims = {name: value for name, value in changed.items() if value is not None}
        return jwt.encode({"alg": algorithm, "kid": "a"}, claims, key, algorithms=[algorithm])

    def app(self) -> Starlette:
        """What it publishes, its keys, and its tokens."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._published),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _published(self, request: Request) -> Response:
        self.asked.append("published")
        addresses = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
        told = {"issuer": self.url, **{name: self.url + path for name, path in addresses.items()}}
        return JSONResponse(told | self.published)

    async def _keys(self, request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse(KeySet(list(self.keys)).as_dict(private=False))

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        return JSONResponse({"id_token": self.token})


@asynccontextmanager
async def issuing() -> AsyncIterator[tuple[Issuer, Provider]]:
    """An issuer, and ours that asks it."""
    issuer = Issuer()
    async with serving(issuer.app(), Settings(port=0)) as port:
        issuer.url = f"http://127.0.0.1:{port}"
        provider = outside_of(Settings(**settings(issuer.url))).provider("openid")
        yield issuer, provider
        await provider.close()


async def why(provider: Provider) -> str:
    with pytest.raises(NotVouched) as failed:
        await provider.complete(Answer("C"), BEGAN)
    return failed.value.why


async def test_a_right_token_says_issuer_and_subject() -> None:
    async with issuing() as (issuer, provider):
        issuer.token = issuer.signed()
        for _ in range(2):
            assert await provider.complete(Answer("C"), BEGAN) == Identity(issuer.url, "u-1")
        assert issuer.asked == ["published", "token", "keys", "token"]
        issuer.token = issuer.signed({"aud": ["luzhi", "another"], "azp": "luzhi"})
        assert await provider.complete(Answer("C"), BEGAN) == Identity(issuer.url, "u-1")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"iss": "https://evil.example"}, "token of another issuer"),
        ({"aud": "another"}, "token for another"),
        ({"aud": None}, "token for another"),
        ({"aud": ["luzhi", "another"]}, "token for another"),
        ({"azp": "another"}, "token for another"),
        ({"exp": 1_700_000_000}, "token too old"),
        ({"exp": None}, "token too old"),
        ({"exp": "9999999999"}, "token too old"),
        ({"iat": 9_999_999_999}, "token of later"),
        ({"nonce": "another"}, "token of another sign-in"),
        ({"nonce": None}, "token of another sign-in"),
        ({"sub": ""}, "answer malformed"),
        ({"sub": None}, "answer malformed"),
        ({"sub": "x" * 256}, "answer malformed"),
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_counts_for_nothing(change: Claims, expected: str) -> None:
    async with issuing() as (issuer, provider):
        issuer.token = issuer.signed(change)
        assert await why(provider) == expected


def by_hand(issuer: Issuer, public_key: bytes) -> str:
    """A token whose secret is the issuer's public key, for whoever takes that for one."""
    parts = ({"alg": "HS256"}, issuer.claims())
    words = [urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in parts]
    proof = urlsafe_b64encode(hmac.digest(public_key, b".".join(words), "sha256")).rstrip(b"=")
    return b".".join([*words, proof]).decode()


@pytest.mark.parametrize(
    "forged",
    [
        lambda issuer: issuer.signed(key=STRANGE),
        lambda issuer: issuer.signed(key=OctKey.import_key(SECRET), algorithm="HS256"),
        lambda issuer: by_hand(issuer, KEY.as_pem(private=False)),
        lambda issuer: issuer.signed().rpartition(".")[0] + ".",
        lambda issuer: "eyJhbGciOiJub25lIn0." + issuer.signed().split(".")[1] + ".",
        lambda issuer: "x",
    ],
)
async def test_a_token_that_the_issuer_did_not_sign_counts_for_nothing(
    forged: Callable[[Issuer], str],
) -> None:
    async with issuing() as (issuer, provider):
        issuer.token = forged(issuer)
        assert await why(provider) == "token not signed"


async def test_keys_are_read_anew_when_the_issuer_has_changed_them_but_not_at_will() -> None:
    async with issuing() as (issuer, provider):
        issuer.token = issuer.signed(key=STRANGE)
        for _ in range(3):
            assert await why(provider) == "token not signed"
        assert issuer.asked.count("keys") == 1


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ({"issuer": "https://evil.example"}, "another issuer"),
        ({"token_endpoint": None}, "answer malformed"),
        ({"jwks_uri": "file:///etc/passwd"}, "answer malformed"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "answer malformed"),
    ],
)
async def test_an_issuer_that_says_it_is_another_is_none(published: Claims, expected: str) -> None:
    async with issuing() as (issuer, provider):
        issuer.published = published
        issuer.token = issuer.signed()
        assert await why(provider) == expected
        with pytest.raises(NotVouched):
            await provider.begin(BEGAN)


async def test_no_token_is_no_sign_in() -> None:
    async with issuing() as (issuer, provider):
        for token in (None, 1, ["x"]):
            issuer.token = token
            assert await why(provider) == "provider refused"
