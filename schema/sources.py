"""What can be changed of what opinion items come from (议7): calls, contact points, leads;
and of the plan (议6).
"""

import strawberry

from resolvers import contact_point, opinion_call_change, opinion_lead, opinion_plan
from resolvers.change import changing
from resolvers.contact_point import ContactPointPayload
from resolvers.field import CHANGE, answered
from resolvers.opinion_call_change import OpinionCallPayload
from resolvers.opinion_lead import EnterOpinionLeadPayload, OpinionLeadPayload
from resolvers.opinion_plan import OpinionPlanPayload
from services.rights.role import Right


@strawberry.type(description="计划、约稿、联系点、线索的修改")
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
    enter_opinion_lead: EnterOpinionLeadPayload = answered(
        opinion_lead.enter,
        "登记一条线索（议7），交给一名委员或信息员；同一个人登记的一字不差的，是同一条，不另立",
        Right.TAKE_LEADS,
        cost=CHANGE,
    )
    take_up_opinion_lead: OpinionLeadPayload = changing(
        opinion_lead.take_up, "接办一条在本人手里的线索，以后可以写成信息", Right.TAKE_LEADS
    )
    put_aside_opinion_lead: OpinionLeadPayload = changing(
        opinion_lead.put_aside,
        "搁置一条线索，写明为什么：在手里的人，或办公室",
        Right.TAKE_LEADS,
    )
    hand_on_opinion_lead: OpinionLeadPayload = changing(
        opinion_lead.hand_on,
        "把一条线索转交给另一人，自己不再看得到：在手里的人，或办公室",
        Right.TAKE_LEADS,
    )
    purge_opinion_lead: OpinionLeadPayload = changing(
        opinion_lead.purge,
        "清除一条涉密的线索（议14）：反映的话、姓名、电话、写的话都删去，不能恢复",
        Right.PURGE_OPINIONS,
    )
    save_opinion_plan: OpinionPlanPayload = changing(
        opinion_plan.save,
        "定一年社情民意信息的计划（议6）：各部门各季度几条；再改另成一版，写明为什么",
        Right.PLAN_OPINIONS,
    )
