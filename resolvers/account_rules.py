"""The rules of passwords and sign-in that a committee has chosen, and choosing them."""

from enum import Enum
from typing import Annotated

import strawberry

from resolvers.change import REPEATED, CommitteeArgument, ReasonArgument, UserError, made
from resolvers.context import Info
from resolvers.permission import committee_for
from services.accounts.chosen import Chosen, choose, chosen
from services.actor import Actor
from services.committee.committees import committee as committee_of
from services.rights.role import Right


@strawberry.enum(description="密码和登录按哪一种规定")
class AccountProfile(Enum):
    """The profiles that come with the program."""

    DENGBAO = strawberry.enum_value("dengbao", description="等保：要几类字符，到期要换；没有选过的就是它")
    ASVS = strawberry.enum_value("asvs", description="ASVS：要长，不要求几类字符，不定期更换")


@strawberry.enum(description="要不要动态口令")
class SecondFactorUse(Enum):
    """Whom a second factor is asked of."""

    REQUIRED = strawberry.enum_value("required", description="人人要绑定；没有选过的就是它")
    OFFERED = strawberry.enum_value("offered", description="自愿绑定")
    OFF = strawberry.enum_value("off", description="不用")


@strawberry.type(description="密码和登录的规定")
class AccountRules:
    """What a committee has chosen, and what follows from it."""

    profile: AccountProfile = strawberry.field(description="哪一种")
    version: str = strawberry.field(description="哪一版，如 dengbao/1")
    title: str = strawberry.field(description="依据")
    second_factor: SecondFactorUse = strawberry.field(description="动态口令")
    shortest: int = strawberry.field(description="密码至少几个字符")
    shortest_with_second_factor: int = strawberry.field(description="有动态口令的，密码至少几个字符")
    classes: int = strawberry.field(description="大写、小写、数字、其他，至少用几类")
    days: int = strawberry.field(description="密码用满几天要换；0 为不要求")
    failures: int = strawberry.field(description="同一账号在同一地址连错几次要等")
    waiting_minutes: int = strawberry.field(description="等几分钟")
    idle_minutes: int = strawberry.field(description="几分钟不用要重新登录")
    hours: int = strawberry.field(description="登录最长几小时")
    first_secret_hours: int = strawberry.field(description="首次口令几小时内有效")


@strawberry.type(description="选定密码和登录的规定的结果")
class AccountRulesPayload:
    """What became of choosing."""

    rules: AccountRules | None = strawberry.field(description="现在的规定；没有改成则空")
    repeated: bool = strawberry.field(description=REPEATED)
    errors: list[UserError] = strawberry.field(description="全部错误；为空则已经生效")


async def account_rules(info: Info, committee: CommitteeArgument) -> AccountRules:
    """What a committee has chosen."""
    committee_id, _ = await committee_for(info, committee, Right.READ_ACCOUNTS)
    async with info.context.store.reading() as connection:
        return _rules(await chosen(connection, committee_id))


async def choose_rules(
    info: Info,
    committee: CommitteeArgument,
    profile: Annotated[
        AccountProfile | None, strawberry.argument(description="哪一种规定；不写的不变")
    ] = None,
    second_factor: Annotated[
        SecondFactorUse | None, strawberry.argument(description="要不要动态口令；不写的不变")
    ] = None,
    reason: ReasonArgument = None,
) -> AccountRulesPayload:
    """Chooses them for a committee."""
    context = info.context

    async def work(actor: Actor | None) -> Chosen:
        kind, factor = (None if one is None else str(one.value) for one in (profile, second_factor))
        return await choose(context.store, committee, actor, kind, factor, reason)

    async def again(row: int) -> Chosen:
        async with context.store.reading() as connection:
            return await chosen(connection, (await committee_of(connection, committee)).id)

    told = await made(info, work, again)
    rules = None if told.done is None else _rules(told.done)
    return AccountRulesPayload(rules=rules, repeated=told.repeated, errors=told.errors)


def _rules(found: Chosen) -> AccountRules:
    policy = found.policy
    return AccountRules(
        profile=AccountProfile(policy.profile),
        version=policy.name,
        title=policy.title,
        second_factor=SecondFactorUse(found.second_factor),
        shortest=policy.shortest,
        shortest_with_second_factor=policy.shortest_with_second_factor,
        classes=policy.classes,
        days=policy.days,
        failures=policy.failures,
        waiting_minutes=policy.waiting_minutes,
        idle_minutes=policy.idle_minutes,
        hours=policy.hours,
        first_secret_hours=policy.first_secret_hours,
    )
