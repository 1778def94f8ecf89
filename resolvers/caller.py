"""Who asks, as resolvers have to know it: the session, where it comes from, and how it keeps a token."""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.accounts.secret import token
from services.accounts.sessions import Client, SessionRow, Visit
from services.actor import Actor
from services.committee.committees import CommitteeRow
from services.refusal import Code, Refusal
from services.rights.role import Right

Header = tuple[bytes, bytes]


def second_factor_first() -> Refusal:
    """That a second factor has to be set up, before anything else can be done."""
    message = "先绑定动态口令（setUpSecondFactor、confirmSecondFactor），才能做别的"
    return Refusal(Code.SECOND_FACTOR_REQUIRED, message)


@dataclass(slots=True, kw_only=True)
class Caller:
    """Whoever asks over one connection.

    `closed` is why nobody may sign in over it, None where one may. `cookie` makes the header by which a
    browser keeps a token, or with None gives it up; it is None where no header can go back; `outside_cookie`
    does so for a sign-in from elsewhere. `headers` are those that go back with the answer.

    `device` tells one browser from another, `scan` is what it keeps of a code that it has scanned
    (`services.check_in`), and `hall` the check-in of that, as long as it counts.
    """

    address: str = ""
    agent: str = ""
    session: SessionRow | None = None
    closed: Refusal | None = None
    cookie: Callable[[str | None], Header] | None = None
    outside_cookie: Callable[[str | None], Header] | None = None
    scan_cookie: Callable[[str | None], Header] | None = None
    device_cookie: Callable[[str], Header] | None = None
    device: str = ""
    scan: str = ""
    hall: int | None = None
    headers: list[Header] = field(default_factory=list)

    @property
    def actor(self) -> Actor | None:
        """The person of a session in which everything may be done."""
        return self.session.actor if self.session and self.session.complete else None

    def signed_in(self) -> SessionRow:
        """The session, whatever may be done in it; raises `Refusal` where there is none."""
        if self.session is None:
            raise Refusal(Code.SIGN_IN_REQUIRED, "没有登录，或登录已失效：请先登录")
        return self.session

    def check_complete(self) -> None:
        """Raises `Refusal` without a session, and in one in which a second factor has to be set up first."""
        if not self.signed_in().complete:
            raise second_factor_first()

    @property
    def scope(self) -> str:
        """The same for all callers who may see the same."""
        if self.session is None:
            return "everyone"
        return f"{self.session.committee_id} {self.session.complete} {self.session.rights.scope}"

    @property
    def only(self) -> frozenset[int] | None:
        """The memberships of which alone anything is told to the one who asks; None: of all that they see."""
        return self.signed_in().rights.only

    def sees(self, committee: CommitteeRow) -> Refusal | None:
        """Why the data of a committee is not for the one who asks (履10); None: it is."""
        try:
            self.check_complete()
        except Refusal as refusal:
            return refusal
        session = self.signed_in()
        if session.committee_id != committee.id:
            return Refusal(Code.FORBIDDEN, "这是别的政协的数据", "committee")
        if not session.rights.has(Right.READ):
            return Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}", "committee")
        return None

    def visit(self, client: Client) -> Visit:
        """From where it comes, for a session that such a client keeps; raises `Refusal` where it cannot."""
        if self.closed is not None:
            raise self.closed
        if client == "cookie" and self.cookie is None:
            raise Refusal(Code.BAD_USER_INPUT, "WebSocket 上不能设 Cookie：用 HTTP 登录", "client")
        session_id = self.session.id if self.session else None
        return Visit(self.address, self.agent, client, session_id, self.hall)

    def keep(self, kept: str | None, client: Client = "cookie") -> None:
        """Lets a browser keep a token, or with None give up the one that it has."""
        if client == "cookie" and self.cookie is not None:
            self.headers.append(self.cookie(kept))

    def known_device(self) -> str:
        """What tells this browser from others; one that has nothing yet is given it. Raises `Refusal`."""
        if not self.device:
            if self.device_cookie is None:
                raise Refusal(Code.BAD_USER_INPUT, "WebSocket 上不能设 Cookie：用 HTTP 签到", "token")
            self.device = token()
            self.headers.append(self.device_cookie(self.device))
        return self.device

    def keep_scan(self, receipt: str | None) -> None:
        """Lets a browser keep what it has scanned, or with None give it up."""
        self.scan = receipt or ""
        if self.scan_cookie is not None:
            self.headers.append(self.scan_cookie(receipt))

    def keep_outside(self, kept: str | None) -> None:
        """Lets a browser keep what binds a sign-in from elsewhere to it, or with None give it up."""
        if self.outside_cookie is not None:
            self.headers.append(self.outside_cookie(kept))
