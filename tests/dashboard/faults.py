"""What goes wrong in the pages of a browser, noted as it happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request

Kind: TypeAlias = Literal["policy", "console", "error", "failed", "away"]
WATCH = """addEventListener("securitypolicyviolation", (event) =>
  notePolicy(`${event.effectiveDirective} ${event.blockedURI}`))"""


@dataclass(frozen=True)
class Fault:
    """What must not be: something that the policy of a page refused, an error in the console or of a script,
    a request that failed (one that a page itself gave up did not), or one to another host.
    """

    kind: Kind
    text: str


@dataclass
class Faults:
    """What was noted, and not taken yet, in the pages of a site at this address; and which requests have no
    answer yet: `answered` is set whenever one has.
    """

    address: str
    noted: list[Fault] = field(default_factory=list)
    awaited: set[Request] = field(default_factory=set)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, context: BrowserContext) -> None:
        """Notes from now on what goes wrong in any page of a context."""
        context.on("console", self._said)
        context.on("weberror", lambda thrown: self._note("error", str(thrown.error)))
        context.on("request", self._asked)
        context.on("requestfinished", self._answered)
        context.on("requestfailed", self._failed)
        context.on("page", self._opened)
        await context.expose_binding("notePolicy", self._refused)
        await context.add_init_script(WATCH)

    def take(self, *kinds: Kind) -> list[str]:
        """What was noted so far of these kinds, or of all; it is forgotten here."""
        taken = [one for one in self.noted if not kinds or one.kind in kinds]
        self.noted[:] = [one for one in self.noted if one not in taken]
        return [one.text for one in taken]

    def _note(self, kind: Kind, text: str) -> None:
        self.noted.append(Fault(kind, text))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note("console", message.text)

    def _refused(self, source: dict[str, Any], text: str) -> None:
        self._note("policy", text)

    def _opened(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._reached(socket.url))

    def _reached(self, url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme not in ("data", "blob") and asked.netloc != urlsplit(self.address).netloc:
            self._note("away", url)

    def _asked(self, request: Request) -> None:
        self.awaited.add(request)
        self._reached(request.url)

    def _answered(self, request: Request) -> None:
        self.awaited.discard(request)
        self.answered.set()

    def _failed(self, request: Request) -> None:
        self._answered(request)
        if request.failure != "net::ERR_ABORTED":
            self._note("failed", f"{request.url} {request.failure}")
