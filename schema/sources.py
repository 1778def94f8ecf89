"""What can be changed of what opinion items come from (议7): calls, contact points."""

import strawberry

from resolvers import contact_point, opinion_call_change
from resolvers.change import changing
from resolvers.contact_point import ContactPointPayload
from resolvers.opinion_call_change import OpinionCallPayload
from services.rights.role import Right


@strawberry.type(description="约稿、联系点的修改")
class SourceMutation:
    """The fields of the root of all changes that are about what items come from."""

    save_opinion_call: OpinionCallPayload = changing(
        opinion_call_change.save,
        "写一次约稿，存为草稿（议7）；发出以前请的人看不到",
        Right.PLAN_OPINIONS,
    )
    open_opinion_call: OpinionCallPayload = changing(
        opinion_call_change.open_call, "发出一次约稿，告诉请的人", Right.PLAN_OPINIONS
    )
    close_opinion_call: OpinionCallPayload = changing(
        opinion_call_change.close_call,
        "截止一次约稿；以后交来的也收，过了截止日的记为迟交",
        Right.PLAN_OPINIONS,
    )
    withdraw_opinion_call: OpinionCallPayload = changing(
        opinion_call_change.withdraw_call,
        "撤回一次约稿，写明为什么；不再收，已经提交的照办",
        Right.PLAN_OPINIONS,
    )
    save_contact_point: ContactPointPayload = changing(
        contact_point.save,
        "登记、修改一个社情民意信息联系点（议7）；撤了的写到哪天为止，不删",
        Right.PLAN_OPINIONS,
    )
