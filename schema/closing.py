"""What waits for a closed year, and whether it still holds."""

from __future__ import annotations

from datetime import datetime

import strawberry

from resolvers import closing
from resolvers.closing import LateChange
from schema.field import answered
from schema.record import Record


@strawberry.type(description="关账以后补录、改正、撤回的一条记录，等重新打开时计入")
class LateRecord:
    """A record that waits."""

    record: Record | None = answered(closing.record_of, "现在的记录")
    what: LateChange = strawberry.field(description="怎么了")
    at: datetime = strawberry.field(description="最近一次改动的时间")
    actor: str = strawberry.field(description="最近一次是谁改的")
    department: str | None = strawberry.field(description="代表哪个部门")
    reason: str | None = strawberry.field(description="事由")
    times: int = strawberry.field(description="关账以后改过几次")


@strawberry.type(description="用当时的办法和数据重算一遍，与定下的结果逐字节核对")
class ClosingCheck:
    """Whether a closed year still holds."""

    same: bool = strawberry.field(description="是否完全相同")
    same_input: bool = strawberry.field(
        description="当时的办法、名册、记录能否一样取回；取不回的，下面的不同说明不了什么"
    )
    members: int = strawberry.field(description="核对了多少名委员")
    differing: list[str] = strawberry.field(description="不同的委员的编号，最多 100 个")
