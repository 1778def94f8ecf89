"""Why a request is refused: a code from a fixed list, a message for people, and the field it is about."""

from enum import StrEnum


class Code(StrEnum):
    """The codes of refused requests and of faults. Clients decide by these; they are never renamed."""

    BAD_USER_INPUT = "BAD_USER_INPUT"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    FORBIDDEN = "FORBIDDEN"
    YEAR_CLOSED = "YEAR_CLOSED"
    SIMULATION_REQUIRED = "SIMULATION_REQUIRED"
    SECOND_PERSON_REQUIRED = "SECOND_PERSON_REQUIRED"
    KEY_REUSED = "KEY_REUSED"
    SIGN_IN_REQUIRED = "SIGN_IN_REQUIRED"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    TOO_MANY_ATTEMPTS = "TOO_MANY_ATTEMPTS"
    PASSWORD_TO_SET = "PASSWORD_TO_SET"
    SECOND_FACTOR_REQUIRED = "SECOND_FACTOR_REQUIRED"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    CODE_FORGED = "CODE_FORGED"
    CODE_EXPIRED = "CODE_EXPIRED"
    WRONG_OCCASION = "WRONG_OCCASION"
    WRONG_CHALLENGE = "WRONG_CHALLENGE"
    WRONG_NUMBER = "WRONG_NUMBER"
    NOT_OPEN_YET = "NOT_OPEN_YET"
    CHECK_IN_CLOSED = "CHECK_IN_CLOSED"
    NOT_A_MEMBER = "NOT_A_MEMBER"
    QUERY_TOO_LARGE = "QUERY_TOO_LARGE"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    PERSISTED_QUERY_ONLY = "PERSISTED_QUERY_ONLY"
    TIMEOUT = "TIMEOUT"
    DATABASE_LOCKED = "DATABASE_LOCKED"
    STORAGE_FULL = "STORAGE_FULL"
    DATABASE_DAMAGED = "DATABASE_DAMAGED"
    DATABASE_READ_ONLY = "DATABASE_READ_ONLY"
    DATABASE_FOREIGN = "DATABASE_FOREIGN"
    DATABASE_REVISION = "DATABASE_REVISION"
    KEY_MISSING = "KEY_MISSING"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class Refusal(Exception):
    """A request that is not carried out. Nothing has changed.

    `message` is Chinese, says what would be right, and holds no personal data; `field` names the argument
    or input field it is about.
    """

    def __init__(self, code: Code, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class TooManyRequests(Refusal):
    """That somebody has asked too often; `seconds` says when they may ask again."""

    def __init__(self, seconds: int, field: str | None = None) -> None:
        super().__init__(Code.TOO_MANY_REQUESTS, f"太频繁了，请过 {seconds} 秒再试", field)
        self.seconds = seconds
