"""How 专有钉钉 has its calls signed: HMAC-SHA256 over method, moment, nonce, path and sorted parameters.

Values are signed as they are, not percent-encoded. For what we send (codes, tokens, keys) both are the same
but for signs that a code is not known to hold.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import randbelow

from models.clock import CHINA

VERSION = "1.0"
# The protocol wants the address of the caller's machine said, and does not sign it: nothing rests on it.
NOWHERE, NO_MACHINE = "127.0.0.1", "00:00:00:00:00:00"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """What one application signs with."""

    key: str
    secret: str = field(repr=False)


def signature(
    secret: str, method: str, timestamp: str, nonce: str, path: str, parameters: Mapping[str, str]
) -> str:
    """The signature of one call, in base64."""
    words = [method, timestamp, nonce, path]
    if parameters:
        words.append("&".join(f"{name}={value}" for name, value in sorted(parameters.items())))
    return b64encode(hmac.digest(secret.encode(), "\n".join(words).encode(), sha256)).decode()


def signed_headers(
    pair: KeyPair, method: str, path: str, parameters: Mapping[str, str], moment: datetime
) -> dict[str, str]:
    """The headers of one call; the nonce is new with each, so that none can be sent again."""
    timestamp = moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S.000+08:00")
    nonce = f"{int(moment.timestamp() * 1_000)}{randbelow(10_000):04}"
    return {
        "apiKey": pair.key,
        "X-Hmac-Auth-Timestamp": timestamp,
        "X-Hmac-Auth-Version": VERSION,
        "X-Hmac-Auth-Nonce": nonce,
        "X-Hmac-Auth-Signature": signature(pair.secret, method, timestamp, nonce, path, parameters),
        "X-Hmac-Auth-IP": NOWHERE,
        "X-Hmac-Auth-MAC": NO_MACHINE,
    }
