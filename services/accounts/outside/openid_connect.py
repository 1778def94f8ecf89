"""OpenID Connect as a provider: the code flow with PKCE, by what the issuer publishes about itself.

Of the ID token count issuer and subject; mail, phone number and name are neither asked for nor read.
"""

import asyncio
import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.accounts.outside.asking import asked, client
from services.accounts.outside.provider import Answer, Began, Identity, NotVouched

NAME = "openid"
# Signed with a key that only the issuer has: neither `none`, nor with a secret of ours.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# What an issuer publishes is read anew after so many seconds, keys that it has changed after this many.
KEPT, KEYS_KEPT = 3_600, 60
LEEWAY = 60
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the settings say: the issuer, what people call it, and as what we are registered there."""

    issuer: str
    title: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Published:
    """What an issuer publishes about itself, as far as it is used."""

    authorization: str
    token: str
    keys: str
    tells_issuer: bool
    read_at: float


class OpenIDConnect:
    """The provider: one issuer."""

    tenant = ""

    def __init__(self, registered: Registered) -> None:
        self._registered = registered
        self._http = client()
        self._lock = asyncio.Lock()
        self._published: _Published | None = None
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    @property
    def title(self) -> str:
        """What people call it."""
        return self._registered.title

    async def begin(self, began: Began) -> str:
        """The issuer's page of sign-in."""
        published = await self._found()
        challenge = sha256(derived(began.browser, "verifier").encode()).digest()
        words = {
            "response_type": "code",
            "client_id": self._registered.client,
            "redirect_uri": began.address,
            "scope": "openid",
            "state": began.state,
            "nonce": derived(began.browser, "nonce"),
            "code_challenge": _letters(challenge),
            "code_challenge_method": "S256",
        }
        joined = "&" if urlsplit(published.authorization).query else "?"
        return f"{published.authorization}{joined}{urlencode(words)}"

    async def complete(self, answer: Answer, began: Began) -> Identity:
        """The subject of the ID token that the issuer gives for a code."""
        published = await self._found()
        told = answer.more.get("iss")
        if answer.inside or told not in (self._registered.issuer, None):
            raise NotVouched("another issuer")
        if told is None and published.tells_issuer:
            raise NotVouched("no issuer")
        given = {
            "grant_type": "authorization_code",
            "code": answer.code,
            "redirect_uri": began.address,
            "code_verifier": derived(began.browser, "verifier"),
        }
        # RFC 6749, 2.3.1: both are encoded as in a form.
        own = (quote_plus(self._registered.client), quote_plus(self._registered.secret))
        tokens = await asked(self._http, "POST", published.token, data=given, auth=own)
        if not isinstance(tokens, dict) or not isinstance(tokens.get("id_token"), str):
            raise NotVouched("provider refused")
        claims = await self._claims(tokens["id_token"], published)
        return Identity(self._registered.issuer, self._subject(claims, derived(began.browser, "nonce")))

    async def close(self) -> None:
        """Gives up the connections."""
        await self._http.aclose()

    async def _found(self) -> _Published:
        async with self._lock:
            moment = asyncio.get_running_loop().time()
            if self._published is None or moment - self._published.read_at > KEPT:
                url = f"{self._registered.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._published = _published(
                    await asked(self._http, "GET", url), self._registered.issuer, moment
                )
            return self._published

    async def _claims(self, token: str, published: _Published) -> dict[str, Any]:
        """What a token says that is signed with a key of the issuer, which may have a new one since."""
        keys = await self._key_set(published, KEPT)
        try:
            return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            pass
        keys = await self._key_set(published, KEYS_KEPT)
        try:
            return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            raise NotVouched("token not signed") from None

    async def _key_set(self, published: _Published, seconds: float) -> KeySet:
        async with self._lock:
            moment = asyncio.get_running_loop().time()
            if self._keys is None or moment - self._keys_at > seconds:
                told = await asked(self._http, "GET", published.keys)
                try:
                    self._keys, self._keys_at = KeySet.import_key_set(told), moment
                except (JoseError, ValueError, TypeError, KeyError):
                    raise NotVouched("answer malformed") from None
            return self._keys

    def _subject(self, claims: dict[str, Any], nonce: str) -> str:
        """Whom a token is about, if it is of the issuer, for us, of now, and for this browser's sign-in."""
        subject, audience = claims.get("sub"), claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        ends, begun, moment = _number(claims, "exp"), _number(claims, "iat"), time.time()
        told_nonce = claims.get("nonce")
        wrong = {
            "token of another issuer": claims.get("iss") != self._registered.issuer,
            "token for another": self._registered.client not in audiences
            or ((len(audiences) > 1 or "azp" in claims) and claims.get("azp") != self._registered.client),
            "token too old": ends is None or ends + LEEWAY <= moment,
            "token of later": begun is None or begun > moment + LEEWAY,
            "token of another sign-in": not isinstance(told_nonce, str)
            or not hmac.compare_digest(told_nonce.encode(), nonce.encode()),
            "answer malformed": not isinstance(subject, str)
            or not 0 < len(subject) <= LONGEST_SUBJECT
            or not subject.isascii()
            or not subject.isprintable(),
        }
        for why, is_so in wrong.items():
            if is_so:
                raise NotVouched(why)
        return str(subject)


def derived(browser: str, purpose: str) -> str:
    """A value of a sign-in that only its browser's secret makes: neither is it stored, nor can it be told."""
    return _letters(hmac.digest(browser.encode(), f"luzhi openid {purpose}".encode(), sha256))


def _letters(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _published(told: Any, issuer: str, moment: float) -> _Published:
    """What an issuer says of itself; raises `NotVouched` where it is another's, or names no safe address."""
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise NotVouched("another issuer")
    scheme = urlsplit(issuer).scheme
    addresses = [told.get(name) for name in names]
    if not all(isinstance(url, str) and url.startswith(("https://", f"{scheme}://")) for url in addresses):
        raise NotVouched("answer malformed")
    authorization, token, keys = map(str, addresses)
    tells_issuer = told.get("authorization_response_iss_parameter_supported") is True
    return _Published(authorization, token, keys, tells_issuer, moment)
