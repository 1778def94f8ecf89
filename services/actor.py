"""Who does something: in every unit of work, and in every line of the trail."""

from dataclasses import dataclass
from typing import Literal

from models.signature import OF_ACCOUNT
from services.refusal import Code, Refusal

LONGEST_NAME = 100
Channel = Literal["command", "web", "system"]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The key that a caller gave a change, and the digest of what is asked (`services.request_key`)."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A person by name, the department they act for, the way they came in, and the key of what they change.

    It is the real name of whoever is signed in, with the row of their `account`; on the command line what the
    caller says (`--as`).
    """

    name: str
    channel: Channel
    department: str | None = None
    request: RequestKey | None = None
    account: int | None = None

    def __post_init__(self) -> None:
        for text in (self.name, self.department or "-"):
            if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
                raise Refusal(Code.BAD_USER_INPUT, f"操作人写姓名，不超过 {LONGEST_NAME} 个字", "actor")
        if self.name.startswith(OF_ACCOUNT):
            raise Refusal(Code.BAD_USER_INPUT, f"操作人写姓名，不能以 {OF_ACCOUNT} 开头", "actor")

    @property
    def signature(self) -> str:
        """What is stored of who it is: the account, or the name that they gave without one."""
        return self.name if self.account is None else f"{OF_ACCOUNT}{self.account}"


def known(actor: Actor | None) -> Actor:
    """The actor of a change; raises `Refusal` where nobody is signed in."""
    if actor is None:
        raise Refusal(Code.SIGN_IN_REQUIRED, "没有登录，或登录已失效：请先登录", "actor")
    return actor
