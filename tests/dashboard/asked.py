"""What the pages of a window ask the server over GraphQL, and which of it is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from playwright.async_api import Page, Response, WebSocket

from tests.dashboard.window import Window


@dataclass
class Asked:
    """The answers since the last `take`, and what was sent over a WebSocket, each by its operation's name."""

    answers: list[Response] = field(default_factory=list)
    live: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, window: Window) -> Asked:
        """From now on, in this window."""
        asked = cls()
        asked._listen(window.page)
        return asked

    def _listen(self, page: Page) -> None:
        page.on("response", self._answered)
        page.on("websocket", self._opened)

    def _answered(self, response: Response) -> None:
        if response.url.endswith("/graphql") and response.request.method == "POST":
            self.answers.append(response)

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda said: self.live.append(str(said)))

    async def take(self) -> tuple[list[str], list[str]]:
        """The operations that were asked, and the refusals: `Trail FORBIDDEN`. They are forgotten here."""
        answers, self.answers[:] = [*self.answers], []
        live, self.live[:] = [*self.live], []
        names, refused = [], [f"live {said}" for said in live if "FORBIDDEN" in said]
        for answer in answers:
            name = json.loads(answer.request.post_data or "{}")["operationName"]
            names.append(name)
            errors = (await answer.json()).get("errors", ())
            refused += [f"{name} {one['extensions']['code']}" for one in errors]
        return names, refused
