"""Errors as clients see them: a code from the fixed list, a Chinese message, the field; never a trace.

What the author of a request did wrong is told in full and not logged. What we did wrong is masked, and logged
once, with its exception; the form of our logs (logs.py) leaves the exception's text out, which may hold
personal data.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from graphql import ArgumentNode, DocumentNode, FieldNode, GraphQLError, ValueNode
from strawberry.exceptions import StrawberryInputCoercionError

from endpoint.wording import meant, saying
from services.outage import outage
from services.refusal import Code, Refusal

Wire: TypeAlias = dict[str, Any]
# The status of an answer over HTTP in which nothing was executed.
STATUS = {
    Code.BAD_USER_INPUT: 400,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.FORBIDDEN: 403,
    Code.YEAR_CLOSED: 409,
    Code.SIMULATION_REQUIRED: 409,
    Code.SECOND_PERSON_REQUIRED: 403,
    Code.KEY_REUSED: 409,
    Code.SIGN_IN_REQUIRED: 401,
    Code.SIGN_IN_FAILED: 401,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.PASSWORD_TO_SET: 403,
    Code.SECOND_FACTOR_REQUIRED: 401,
    Code.TOO_MANY_REQUESTS: 429,
    Code.CODE_FORGED: 403,
    Code.CODE_EXPIRED: 403,
    Code.WRONG_OCCASION: 403,
    Code.WRONG_CHALLENGE: 403,
    Code.WRONG_NUMBER: 403,
    Code.NOT_OPEN_YET: 409,
    Code.CHECK_IN_CLOSED: 409,
    Code.NOT_A_MEMBER: 403,
    Code.QUERY_TOO_LARGE: 400,
    Code.PERSISTED_QUERY_NOT_FOUND: 400,
    Code.PERSISTED_QUERY_NOT_SUPPORTED: 400,
    Code.PERSISTED_QUERY_ONLY: 403,
    Code.TIMEOUT: 504,
    Code.DATABASE_LOCKED: 503,
    Code.STORAGE_FULL: 503,
    Code.DATABASE_DAMAGED: 503,
    Code.DATABASE_READ_ONLY: 503,
    Code.DATABASE_FOREIGN: 503,
    Code.DATABASE_REVISION: 503,
    Code.KEY_MISSING: 503,
    Code.UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}
UNREAD = "修改的结果没有读出来：它的 errors 是空的就已经生效，请稍后再查询。"
FAULT = "服务器内部出错，已记录。请把编号告诉管理员：{id}"

log = logging.getLogger("luzhi.fault")


class Unanswered(Exception):
    """A request that is refused before any of it runs, with the errors to answer."""

    def __init__(self, errors: Sequence[Wire]) -> None:
        super().__init__()
        self.errors = list(errors)


def wire(code: Code, message: str, field: str | None = None, **extensions: str) -> Wire:
    """An error as it stands in an answer."""
    told = {"code": code.value, **({"field": field} if field else {}), **extensions}
    return {"message": message, "extensions": told}


def of_refusal(refusal: Refusal) -> Wire:
    """A refusal as it stands in an answer."""
    return wire(refusal.code, refusal.message, refusal.field)


def of_fault(error: BaseException) -> Wire:
    """A masked error with an id; the same id stands in the log, with where it happened."""
    fault = secrets.token_hex(6)
    log.error("fault", exc_info=error, extra={"fault": fault})
    return wire(Code.INTERNAL, FAULT.format(id=fault), fault=fault)


def of_request(errors: Iterable[GraphQLError], document: DocumentNode | None) -> list[Wire]:
    """Errors of syntax, validation and variables, of this document if it could be parsed."""
    return [_located(error, _of_request(error, document)) for error in errors]


def of_execution(
    errors: Sequence[GraphQLError], document: DocumentNode, most: int, *, of_change: bool = False
) -> list[Wire]:
    """Errors of fields, at most so many. All faults of one answer share one id, and the first is logged.

    `of_change`: they are of a mutation. Where one lies below the field of a change, that was made or refused
    before, and the error does not say that nothing has changed.
    """
    told: list[Wire] = []
    fault: Wire | None = None
    for error in errors[:most]:
        refusal = refusal_in(error)
        if refusal is not None:
            found = of_refusal(refusal)
        elif _asked_wrongly(error):
            found = _of_request(error, document)
        else:
            fault = fault or of_fault(error.original_error or error)
            found = fault
        if of_change and error.path and len(error.path) > 1 and (refusal is None or _is_outage(refusal)):
            found = {**found, "message": UNREAD + (found["message"] if found is fault else "")}
        told.append(_located(error, found))
    return told


def refusal_in(error: BaseException | None) -> Refusal | None:
    """The refusal that an error of graphql-core wraps, or that its cause around the program means."""
    while isinstance(error, GraphQLError) and error.original_error is not error:
        error = error.original_error or error.__cause__
    if isinstance(error, Refusal) or error is None:
        return error
    return outage(error)


def _is_outage(refusal: Refusal) -> bool:
    return STATUS[refusal.code] >= 500


def _of_request(error: GraphQLError, document: DocumentNode | None) -> Wire:
    said = saying(error, document)
    refusal = refusal_in(error)
    if refusal is not None:
        return wire(refusal.code, refusal.message, refusal.field or said.field)
    names = meant(error)
    found = wire(Code.BAD_USER_INPUT, said.message, said.field)
    if names:
        found["message"] += f"；是不是 {'、'.join(names)}？"
        found["extensions"]["suggestions"] = names
    return found


def _asked_wrongly(error: GraphQLError) -> bool:
    """Whether graphql-core or Strawberry found an argument unfit only when its field was answered."""
    if isinstance(error, StrawberryInputCoercionError) or isinstance(
        error.original_error, StrawberryInputCoercionError
    ):
        return True
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        return False
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, ValueNode | ArgumentNode):
        return True
    return isinstance(node, FieldNode) and error.message.startswith("Argument '")


def _located(error: GraphQLError, found: Wire) -> Wire:
    located = dict(found)
    if error.locations:
        located["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        located["path"] = error.path
    return located
