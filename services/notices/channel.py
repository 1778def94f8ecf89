"""A channel: what carries a message to somebody outside, and how it says that it did not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

TITLE = "履职提醒"
INBOX = "inbox"
MAIL, WEBHOOK, WORK_NOTICE = "mail", "webhook", "zhezhengding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to one account: `outside_id` is the same however often it is sent.

    `counts` is how many notices there are of each kind and entity. `to` is the address of the channel: a mail
    address, an id at 浙政钉; None where the channel knows accounts by their number.
    """

    outside_id: str
    committee: str
    account_id: int
    text: str
    counts: Mapping[Any, int]
    to: str | None = field(default=None, repr=False)


class NotSent(Exception):
    """That a message did not go out; `final`: it never will. `why` holds nothing of the answer."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.final = final


class Channel(Protocol):
    """A channel of this installation."""

    async def send(self, message: Message) -> None:
        """Sends a message; raises `NotSent`."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that the settings name, as they stand in the database."""

    channels: Mapping[str, Channel] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What people may choose, the inbox alone first."""
        return (INBOX, *self.channels)
