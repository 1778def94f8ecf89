"""What is counted of operations by whoever serves the endpoint: how many, of which kind, how they ended."""

from typing import Any

import orjson

DONE, UNREAD = "OK", "unread"
# An answer has its errors first, so that nothing of one without any has to be read.
_WITH_ERRORS = b'{"errors":'


class Counts:
    """Counts nothing. Who counts says how; each is called once for what it names, and must not wait.

    `kind` is query, mutation, subscription, or `UNREAD` for what could not be understood; `code` is that of
    the first error, or `DONE`. Neither is ever a word of the client.
    """

    def answered(self, kind: str, code: str, seconds: float) -> None:
        """An operation has ended, so many seconds after it began."""

    def looked_up(self, found: bool) -> None:
        """An answer was looked for among those kept."""

    def socket(self, opened: int) -> None:
        """A WebSocket was opened (1) or has ended (-1)."""

    def following(self, begun: int) -> None:
        """A subscription has begun (1) or ended (-1)."""


def code_of(body: bytes) -> str:
    """The code of the first error in the JSON of an answer; `DONE` where it has none."""
    if not body.startswith(_WITH_ERRORS):
        return DONE
    errors: list[Any] = orjson.loads(body)["errors"]
    return str(errors[0]["extensions"]["code"])
