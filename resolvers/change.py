"""What every change answers: what was done, or everything that the client did wrong."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Generic, TypeVar

import strawberry

from resolvers.context import Info
from rules.source import DocumentRefused
from services.entry.form import Rejected
from services.refusal import Code, Refusal

T = TypeVar("T")
MOST_TOLD = 100
CommitteeArgument = Annotated[str, strawberry.argument(description="政协的代号，如 zhoushan")]


@strawberry.enum(description="修改没有做成的原因")
class UserErrorCode(Enum):
    """Why a change was not made. A refusal of any other code is nothing that a client can put right in the
    input: it is answered as an error of the whole request.
    """

    BAD_USER_INPUT = strawberry.enum_value("BAD_USER_INPUT", description="填写有误")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="没有所指的对象")
    CONFLICT = strawberry.enum_value("CONFLICT", description="与已有的冲突：重复，或已被别人改过")
    ACTOR_REQUIRED = strawberry.enum_value("ACTOR_REQUIRED", description="没有写明操作人")
    FORBIDDEN = strawberry.enum_value("FORBIDDEN", description="没有权限")
    YEAR_CLOSED = strawberry.enum_value("YEAR_CLOSED", description="这一年已关账，先重新打开")
    SIMULATION_REQUIRED = strawberry.enum_value(
        "SIMULATION_REQUIRED", description="文本改定以后还没有试算，先试算"
    )
    SECOND_PERSON_REQUIRED = strawberry.enum_value(
        "SECOND_PERSON_REQUIRED", description="要由起草、修改、要求撤回以外的另一人来做"
    )


@strawberry.type(description="一处填写错误；有错误则什么都没有改")
class UserError:
    """One thing that a client did wrong."""

    code: UserErrorCode = strawberry.field(description="哪一类错误")
    message: str = strawberry.field(description="错在哪里，怎样才对")
    field: str | None = strawberry.field(
        description="所在的位置，如 participants[3].attributes.状态；空为整个请求"
    )


@dataclass(frozen=True, slots=True)
class Payload(Generic[T]):
    """What became of a change. `done` is None where nothing changed, and then there are errors."""

    done: T | None
    errors: list[UserError] = field(default_factory=list)


async def made(
    info: Info,
    change: Callable[[], Awaitable[T]],
    told: Callable[[Refusal], Refusal] = lambda refusal: refusal,
) -> Payload[T]:
    """What a change comes to; whatever was read before in this request is forgotten.

    `told` is how a refusal is told. Raises `Refusal` where the client did nothing wrong.
    """
    try:
        done = await change()
    except (Refusal, Rejected, DocumentRefused) as refused:
        return Payload(None, [_user_error(told(one)) for one in _refusals(refused)])
    info.context.forget()
    return Payload(done)


def _refusals(refused: Refusal | Rejected | DocumentRefused) -> Sequence[Refusal]:
    if isinstance(refused, DocumentRefused):
        problems = refused.problems[:MOST_TOLD]
        return [Refusal(Code.BAD_USER_INPUT, str(problem), "rules") for problem in problems]
    return refused.refusals if isinstance(refused, Rejected) else [refused]


def _user_error(refusal: Refusal) -> UserError:
    if refusal.code.value not in UserErrorCode.__members__:
        raise refusal
    code = UserErrorCode[refusal.code.value]
    return UserError(code=code, message=refusal.message, field=refusal.field)
