"""What every change answers: what was done, or everything that the client did wrong.

Every change of the committee's data is a field of `changing`: its caller may give it a key, and is answered
with what was done the first time where the same is asked again under the same key. Changes of one's own
account are `settled`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from inspect import Signature, signature
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

import orjson
import strawberry

from resolvers.context import Context, Info
from resolvers.edit import RecordEdit
from resolvers.field import CHANGE, answered
from rules.source import DocumentRefused
from services.actor import Actor
from services.entry.form import Rejected
from services.refusal import Code, Refusal
from services.request_key import Repeated, made_before, request_key
from services.review.edits import Stale
from services.rights.held import NotPermitted, permitted
from services.rights.role import Right

T = TypeVar("T")
MOST_TOLD = 100
CommitteeArgument = Annotated[str, strawberry.argument(description="政协的代号，如 zhoushan")]
ReasonArgument = Annotated[str | None, strawberry.argument(description="依据或事由，可以不写，最多 500 个字")]


@strawberry.enum(description="修改没有做成的原因")
class UserErrorCode(Enum):
    """Why a change was not made. A refusal of any other code is nothing that a client can put right in the
    input: it is answered as an error of the whole request.
    """

    BAD_USER_INPUT = strawberry.enum_value("BAD_USER_INPUT", description="填写有误")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="没有所指的对象")
    CONFLICT = strawberry.enum_value("CONFLICT", description="与已有的冲突：重复，或已被别人改过")
    FORBIDDEN = strawberry.enum_value("FORBIDDEN", description="没有权限")
    YEAR_CLOSED = strawberry.enum_value("YEAR_CLOSED", description="这一年已关账，先重新打开")
    SIMULATION_REQUIRED = strawberry.enum_value(
        "SIMULATION_REQUIRED", description="文本改定以后还没有试算，先试算"
    )
    SECOND_PERSON_REQUIRED = strawberry.enum_value(
        "SECOND_PERSON_REQUIRED",
        description="要由另一人来做：起草、修改、要求撤回的人，录入、改过记录的人，不能自己发布、确认、答复",
    )
    KEY_REUSED = strawberry.enum_value(
        "KEY_REUSED", description="这个 requestKey 已用于另一次内容不同的修改，换一个"
    )
    SIGN_IN_REQUIRED = strawberry.enum_value("SIGN_IN_REQUIRED", description="没有登录，或登录已失效")
    SIGN_IN_FAILED = strawberry.enum_value(
        "SIGN_IN_FAILED", description="用户名、密码或动态口令不对，或者账号不能用；不说是哪一样"
    )
    TOO_MANY_ATTEMPTS = strawberry.enum_value(
        "TOO_MANY_ATTEMPTS", description="这个账号在这个地址连错几次，要等；别的地址不受影响"
    )
    TOO_MANY_REQUESTS = strawberry.enum_value(
        "TOO_MANY_REQUESTS", description="从这个地址来的太多，请稍后再试"
    )
    CODE_FORGED = strawberry.enum_value("CODE_FORGED", description="不是本系统的签到码")
    CODE_EXPIRED = strawberry.enum_value(
        "CODE_EXPIRED", description="签到码过时了：重新扫；手机没有网络的，请签到台登记"
    )
    WRONG_OCCASION = strawberry.enum_value("WRONG_OCCASION", description="码是另一次会议活动的")
    WRONG_CHALLENGE = strawberry.enum_value(
        "WRONG_CHALLENGE", description="不是这个账号、这次登录、这部手机扫出来的，或者已经用过：重新扫"
    )
    WRONG_NUMBER = strawberry.enum_value("WRONG_NUMBER", description="会场里念的两位数字不对")
    NOT_OPEN_YET = strawberry.enum_value("NOT_OPEN_YET", description="签到还没有开始")
    CHECK_IN_CLOSED = strawberry.enum_value("CHECK_IN_CLOSED", description="签到已经结束：请到签到台")
    NOT_A_MEMBER = strawberry.enum_value("NOT_A_MEMBER", description="不是在任的委员，不用签到")
    PASSWORD_TO_SET = strawberry.enum_value(
        "PASSWORD_TO_SET", description="先设置密码：用的是首次口令，或密码已到期"
    )
    SECOND_FACTOR_REQUIRED = strawberry.enum_value(
        "SECOND_FACTOR_REQUIRED", description="还要动态口令；本人还没有绑定的，先绑定"
    )


@strawberry.type(description="一处填写错误；有错误则什么都没有改")
class UserError:
    """One thing that a client did wrong."""

    code: UserErrorCode = strawberry.field(description="哪一类错误")
    message: str = strawberry.field(description="错在哪里，怎样才对")
    field: str | None = strawberry.field(
        description="所在的位置，如 participants[3].attributes.状态；空为整个请求"
    )
    edits: list[RecordEdit] = strawberry.field(
        default_factory=list,
        description="版本对不上的：别人在这期间改了什么，新的在前，最多 20 次",
        metadata={"size": 3},
    )


@dataclass(frozen=True, slots=True)
class Payload(Generic[T]):
    """What became of a change. `done` is None where nothing changed, and then there are errors.

    `repeated`: it was made before under the same key, and nothing has changed now.
    """

    done: T | None
    errors: list[UserError] = field(default_factory=list)
    repeated: bool = False


Key: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="由调用方给这次修改取的号，如一个 UUID，1 到 100 个 ASCII 字符；没有收到回答就原样再发，"
        "做过的不会做第二遍，回答第一次做成的。保留 30 天"
    ),
]
# Where it is said of a payload that it answers an earlier change.
REPEATED = "是否以前用同一个 requestKey 做成的，这次什么都没有改"


def changing(resolver: Callable[..., Any], description: str, right: Right, cost: int = CHANGE) -> Any:
    """A mutation: the arguments of its resolver, and the caller's key; what it needs is said with it."""

    async def keyed(*given: Any, request_key: Key = None, **named: Any) -> Any:
        info: Info = named["info"]
        info.context.right = right
        info.context.keyed = None if request_key is None else (request_key, _asked(info, named))
        return await resolver(*given, **named)

    key = signature(keyed).parameters["request_key"]
    # Strawberry reads the arguments off the signature, and looks up their types in the module.
    vars(keyed)["__signature__"] = Signature([*signature(resolver).parameters.values(), key])
    keyed.__module__ = resolver.__module__
    return answered(keyed, description, right, cost=cost)


def _asked(info: Info, named: dict[str, Any]) -> bytes:
    """Which mutation is asked for with which arguments; equal bytes are the same change."""
    words = {name: value for name, value in named.items() if name != "info"}
    return orjson.dumps([info.field_name, words], default=_unset, option=orjson.OPT_SORT_KEYS)


def _unset(value: object) -> list[None]:
    if value is strawberry.UNSET:
        return [None]
    raise TypeError(f"no plain data: {type(value)}")


async def made(
    info: Info,
    change: Callable[[Actor | None], Awaitable[T]],
    again: Callable[[int], Awaitable[T]],
    told: Callable[[Refusal], Refusal] = lambda refusal: refusal,
) -> Payload[T]:
    """What a change by the one who asks comes to; whatever was read before in this request is forgotten.

    `again` is what it came to where it was made before, by the row that it was about. `told` is how a refusal
    is told. Raises `Refusal` where the client did nothing wrong.
    """
    context = info.context
    actor = context.actor
    try:
        actor = _under_key(context)
        before = await _before(context, actor)
        if before is None:
            done = await change(actor)
            context.forget()
            return Payload(done)
    except Repeated as repeated:
        before = repeated.result
    except (Refusal, Rejected, DocumentRefused) as refused:
        # It may be refused because the same change was made while this one was waiting.
        before = await _before(context, actor)
        if before is None:
            return _refused(info, [told(_hidden(context, one)) for one in _refusals(refused)])
    context.forget()
    return Payload(await again(before), repeated=True)


async def settled(info: Info, work: Callable[[], Awaitable[T]]) -> Payload[T]:
    """What a change of one's own account comes to.

    It takes no key: its arguments are secrets, of which not even a digest is kept.
    """
    try:
        done = await work()
    except Refusal as refused:
        return _refused(info, [refused])
    info.context.forget()
    return Payload(done)


def _refused(info: Info, refusals: Sequence[Refusal]) -> Payload[Any]:
    info.context.refused = refusals[0].code.value
    return Payload(None, [user_error(one) for one in refusals])


def _under_key(context: Context) -> Actor | None:
    context.caller.check_complete()
    if context.keyed is None or context.actor is None:
        return context.actor
    return replace(context.actor, request=request_key(*context.keyed))


async def _before(context: Context, actor: Actor | None) -> int | None:
    """The row of the same change, if it was made before, and its actor may still make it."""
    if actor is None or actor.request is None:
        return None
    async with context.store.reading() as connection:
        before = await made_before(connection, actor)
        if before is None:
            return None
        try:
            await permitted(connection, before.committee_id, actor, context.right)
        except Refusal:
            # The change itself says why not.
            return None
        return before.result


def _hidden(context: Context, refusal: Refusal) -> Refusal:
    """That nothing of an id is there is told to whoever may make the change; to others, that they may not."""
    session = context.caller.session
    if refusal.code is not Code.NOT_FOUND or session is None or session.rights.has(context.right):
        return refusal
    return NotPermitted(session.actor, context.right)


def _refusals(refused: Refusal | Rejected | DocumentRefused) -> Sequence[Refusal]:
    if isinstance(refused, DocumentRefused):
        problems = refused.problems[:MOST_TOLD]
        return [Refusal(Code.BAD_USER_INPUT, str(problem), "rules") for problem in problems]
    return refused.refusals if isinstance(refused, Rejected) else [refused]


def user_error(refusal: Refusal) -> UserError:
    """What a client did wrong, as it is told; raises the refusal where it did nothing wrong."""
    if refusal.code.value not in UserErrorCode.__members__:
        raise refusal
    code = UserErrorCode[refusal.code.value]
    edits: list[Any] = list(refusal.edits) if isinstance(refusal, Stale) else []
    return UserError(code=code, message=refusal.message, field=refusal.field, edits=edits)
