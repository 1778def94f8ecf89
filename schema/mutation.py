"""What can be changed."""

from __future__ import annotations

import strawberry

from resolvers import closing, mutation
from schema.field import answered
from schema.payload import RecordPayload, RunPayload
from schema.year_payload import ClosePayload, ReopenPayload


@strawberry.type(description="修改；每一项要么全部生效，要么什么都没有改，并留下操作人、前后内容和事由")
class Mutation:
    """The root of all changes."""

    enter_occasion: RecordPayload = answered(mutation.enter_occasion, "录入一次会议、活动或培训，随即记分")
    correct_occasion: RecordPayload = answered(mutation.correct_occasion, "改正一次会议、活动或培训")
    enter_work: RecordPayload = answered(mutation.enter_work, "录入一件作品，随即记分")
    correct_work: RecordPayload = answered(mutation.correct_work, "改正一件作品")
    withdraw_record: RecordPayload = answered(mutation.withdraw_record, "撤回一条记录：不再计分，可以恢复")
    reinstate_record: RecordPayload = answered(mutation.reinstate_record, "恢复一条已撤回的记录")
    recompute: RunPayload = answered(mutation.recompute, "按现行办法和名册把一年重新记分")
    keep_run: RunPayload = answered(mutation.keep_run, "把一年现在的记分以一个名称保存，供以后比较")
    close_year: ClosePayload = answered(closing.close, "关账：把一年的结果定下来，每名委员一份说明")
    reopen_year: ReopenPayload = answered(
        closing.reopen, "重新打开已关账的一年：留待的记录计入，列出前后变化；定下的结果仍可查"
    )
