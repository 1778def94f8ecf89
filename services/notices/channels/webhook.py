"""A webhook of the office's own: a POST of JSON, signed with a secret that both know, and with the moment.

Signature = hex(HMAC-SHA256(secret, TIMESTAMP.BODY)). Who receives it refuses an old timestamp, and takes an
id that it has had for the same message.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

import httpx
import orjson

from services.accounts.outside.asking import client
from services.notices.channel import Message, NotSent

# Refusals that may be none the next time.
_LATER = {httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS}


class Webhook:
    """The channel."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()

    async def send(self, message: Message) -> None:
        """Posts a message; raises `NotSent`, finally where it is refused."""
        body = orjson.dumps(
            {
                "id": message.outside_id,
                "committee": message.committee,
                "account": message.account_id,
                "text": message.text,
                "counts": [
                    {"kind": kind, "entity": entity, "count": count}
                    for (kind, entity), count in message.counts.items()
                ],
            }
        )
        try:
            async with client() as http:
                response = await http.post(self._url, content=body, headers=self._headers(message, body))
        except (httpx.HTTPError, httpx.InvalidURL):
            raise NotSent("webhook unreachable") from None
        if not response.is_success:
            final = response.is_client_error and response.status_code not in _LATER
            raise NotSent(f"webhook answered {response.status_code}", final=final)

    def _headers(self, message: Message, body: bytes) -> dict[str, str]:
        timestamp = str(int(datetime.now(UTC).timestamp()))
        signed = hmac.digest(self._secret, f"{timestamp}.".encode() + body, sha256).hex()
        return {
            "content-type": "application/json",
            "luzhi-id": message.outside_id,
            "luzhi-timestamp": timestamp,
            "luzhi-signature": f"sha256={signed}",
        }
