"""我的数据: what is held of the one who asks, and who has read it in full."""

from datetime import date, datetime

import strawberry

from resolvers.context import Info
from resolvers.field import several
from services.accounts import own_data as held
from services.accounts.own_data import OwnData


@strawberry.type(description="存着的一项本人信息")
class HeldField:
    """A field that is held of the one who asks."""

    name: str = strawberry.field(description="哪一项，如 电话、界别；要更正的，写进 writeFeedback 的 field")
    value: str = strawberry.field(description="现在存的，全部显示")
    since: date | None = strawberry.field(description="从哪天起；空为从头起")
    term: str | None = strawberry.field(description="哪一届的；空为不分届")


@strawberry.type(description="一次看全、导出本人的信息")
class FullReading:
    """That somebody has read in full what is held of the one who asks."""

    what: str = strawberry.field(
        description="看了、导出了什么：电话，写的意见里隐去的号码，或文件的名称，如 履职排名"
    )
    exported: bool = strawberry.field(description="是不是导出成文件的；否则只是看了")
    at: datetime = strawberry.field(description="何时")
    actor: str = strawberry.field(description="谁")
    department: str | None = strawberry.field(description="代表哪个部门")
    reason: str | None = strawberry.field(description="事由")
    year: int | None = strawberry.field(description="导出的是哪一年的；空为不分年的，或没有导出")
    people: int = strawberry.field(description="同一次里共有几个人")


@strawberry.type(
    description="我的数据：存着哪些本人的信息，谁看全过、导出过（个人信息保护法第四十四、四十五条）"
)
class MyData:
    """All that is held of the one who asks."""

    account: list[HeldField] = several(3, "账号里的")
    roster: list[HeldField] = several(20, "委员名册里的，各届、各次变动都在；不是委员的没有")
    records: int = strawberry.field(description="有本人的履职记录几条，部门还没有提交的草稿不算")
    statements: int = strawberry.field(description="关账时写下的本人的说明几份")
    leaves: int = strawberry.field(description="本人请假几次，含事由、答复；内容见 me.leaves")
    objections: int = strawberry.field(
        description="本人提出的、部门为本人提出的异议几条；本人提出的内容见 me.objections"
    )
    opinions: int = strawberry.field(
        description="本人写的社情民意信息几条，草稿、提交以后撤回的也在；内容见 me.opinions"
    )
    arrivals: int = strawberry.field(description="本人签到几次；一次一次的见 me.arrivals")
    co_signatures: int = strawberry.field(description="本人答复联名几次：签了没有；见 me.coSignatures")
    readings: list[FullReading] = several(
        20,
        "谁看全、导出过本人的信息，新的在前，最多 100 次，在本会最近 20,000 次里找；"
        "自己看的也在内，这一次从下一次起列出",
    )


async def own(info: Info) -> OwnData:
    """What is held of the one who asks; that it was read leaves its line."""
    session = info.context.caller.signed_in()
    info.context.caller.check_complete()
    return await held.own_data(info.context.store, session)
