"""What a provider of sign-ins is to us: two calls, begin and complete; all the rest is its own protocol.

A provider says who somebody is elsewhere. It makes no account, and whose account that is it does not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from services.refusal import Code, Refusal

# The provider that opens a page of ours inside its app.
ZHEZHENGDING = "zhezhengding"
BEGIN = "/sign-in/outside/{provider}/begin"
COMPLETE = "/sign-in/outside/{provider}/complete"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is elsewhere: the realm (an organisation there, an issuer), and the account's id in it."""

    realm: str
    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Began:
    """A sign-in that begins or began: its state, a secret of the browser that is sent nowhere else, and the
    address to which the provider sends the browser back.
    """

    state: str = field(repr=False)
    browser: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back: a code, whether it comes from inside the provider's app, and the rest."""

    code: str = field(repr=False)
    inside: bool = False
    more: Mapping[str, str] = field(default_factory=dict, repr=False)


class NotVouched(Exception):
    """A provider did not say who somebody is. `why` is told in the trail; it holds nothing of the answer."""

    def __init__(self, why: str, *, unreachable: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.unreachable = unreachable


class Provider(Protocol):
    """A provider of sign-ins. `title` is what people call it; `tenant` is asked for inside its own app."""

    @property
    def title(self) -> str: ...

    @property
    def tenant(self) -> str: ...

    async def begin(self, began: Began) -> str:
        """Where the browser goes; raises `NotVouched`."""

    async def complete(self, answer: Answer, began: Began) -> Identity:
        """Who came back; raises `NotVouched`."""

    async def close(self) -> None:
        """Gives up its connections."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The providers that the settings name, by the names that stand in addresses and in the database; and
    the address at which people reach us.
    """

    providers: Mapping[str, Provider] = field(default_factory=dict)
    public_url: str = ""

    def provider(self, name: str) -> Provider:
        """The provider of a name; raises `Refusal`."""
        found = self.providers.get(name)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "没有这种登录方式", "provider")
        return found

    def address(self, name: str) -> str:
        """Where a provider sends people back to; it is registered there."""
        return self.public_url + COMPLETE.format(provider=name)

    async def close(self) -> None:
        """Gives up all connections."""
        for provider in self.providers.values():
            await provider.close()
