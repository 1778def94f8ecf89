"""What can be asked."""

import strawberry

from resolvers import account, committee, expectation
from resolvers import account_rules as of_account_rules
from resolvers import accounts as of_accounts
from resolvers import check_in as of_check_in
from resolvers import contact_point as of_contact_point
from resolvers import feedback as of_feedback
from resolvers import handling as of_handling
from resolvers import leave as of_leave
from resolvers import node as by_id
from resolvers import opinion as of_opinion
from resolvers import opinion_analysis as of_opinion_analysis
from resolvers import opinion_appraisal as of_opinion_appraisal
from resolvers import opinion_bulletin as of_opinion_bulletin
from resolvers import opinion_call as of_opinion_call
from resolvers import opinion_form as of_opinion_form
from resolvers import opinion_lead as of_opinion_lead
from resolvers import opinion_meeting as of_opinion_meeting
from resolvers import opinion_paper as of_opinion_paper
from resolvers import opinion_plan as of_opinion_plan
from resolvers import post as of_post
from resolvers import published as of_published
from resolvers import trail as of_trail
from resolvers.account_rules import AccountRules
from resolvers.accounts import Account, Grantable
from resolvers.check_in import CheckIn
from resolvers.contact_point import ContactPoint
from resolvers.expectation import ExpectedPoints
from resolvers.feedback import Feedback
from resolvers.field import CHANGE, DATABASE, EXPLAINED, SEARCH, WORK, Open, answered
from resolvers.global_id import Node
from resolvers.handling import NAMING, Handling, HandlingForm
from resolvers.leave import Leave
from resolvers.opinion import Opinion
from resolvers.opinion_analysis import OpinionAnalysis
from resolvers.opinion_appraisal import OpinionAppraisal
from resolvers.opinion_bulletin import OpinionBulletin
from resolvers.opinion_call import OpinionCall, OpinionCallForm
from resolvers.opinion_form import OpinionForm
from resolvers.opinion_lead import OpinionLead, OpinionLeadForm
from resolvers.opinion_meeting import OpinionMeeting
from resolvers.opinion_paper import OpinionPaper
from resolvers.opinion_plan import OpinionPlan
from resolvers.page import Connection, paged
from resolvers.post import Post
from resolvers.published import PublishedPaper
from resolvers.trail import TrailCheck, TrailLine, TrailWords
from schema.committee import Committee
from schema.membership import OwnAccount
from services.rights.published import READING
from services.rights.role import Right

# What an id names is of the committee, or a member's own.
OF_ONE = (Right.READ, Right.READ_OWN)


@strawberry.type(
    description="查询。带参数的字段，参数有误就为空，错误里写明是哪一个字段、哪个参数；其余的字段照常回答"
)
class Query:
    """The root of all queries."""

    committees: list[Committee] = answered(
        committee.committees, "能看的政协；不能看的为空表", Right.READ, cost=DATABASE
    )
    committee: Committee | None = answered(committee.committee, "一个代号的政协", Right.READ, cost=DATABASE)
    me: OwnAccount | None = answered(
        account.me, "本人的账号和现在的登录；没有登录的为空", Open.SIGNED_IN, cost=DATABASE, kept=False
    )
    feedback: Connection[Feedback] | None = paged(
        of_feedback.box,
        "一个政协的意见箱，给答复的人，新的在前",
        Right.OPERATE,
        cost=DATABASE,
        row=2,
        kept=False,
    )
    check_in: CheckIn | None = answered(
        of_check_in.check_in,
        "一次会议活动的签到，给组织它的部门；没有开过的为空",
        Right.ENTER,
        cost=3 * DATABASE,
        kept=False,
    )
    expected_of_occasion: ExpectedPoints | None = answered(
        expectation.of_occasion,
        "一次会议活动录入、通过以后各委员会得多少分：试算，什么都不存。upTo、lateReason 不看",
        Right.ENTER,
        cost=CHANGE + EXPLAINED,
        kept=False,
    )
    expected_of_work: ExpectedPoints | None = answered(
        expectation.of_work,
        "一件作品录入、通过以后各委员会得多少分：试算，什么都不存。upTo、lateReason 不看",
        Right.ENTER,
        cost=CHANGE + EXPLAINED,
        kept=False,
    )
    leaves: Connection[Leave] | None = paged(
        of_leave.leaves,
        "一个政协的请假，给批的人，新的在前；只有归自己批的",
        Right.LEAVE,
        cost=DATABASE,
        row=2,
        kept=False,
    )
    opinion: Opinion | None = answered(
        of_opinion.opinion,
        "一条社情民意信息：给写的人；提交了的，给初审的办公室",
        Open.SIGNED_IN,
        cost=2 * DATABASE,
        kept=False,
    )
    opinion_papers: Connection[OpinionPaper] | None = paged(
        of_opinion_paper.papers,
        "编发稿（议9），新的在前：编辑的看得到全部；审签的看得到轮到本人签的、本人签过的",
        (Right.EDIT_OPINIONS, Right.SIGN_OPINIONS),
        cost=2 * DATABASE,
        row=12,
        kept=False,
    )
    opinion_paper: OpinionPaper | None = answered(
        of_opinion_paper.paper,
        "一份编发稿：给编辑的；给轮到签的、签过的",
        (Right.EDIT_OPINIONS, Right.SIGN_OPINIONS),
        cost=2 * DATABASE,
        kept=False,
    )
    opinion_calls: Connection[OpinionCall] | None = paged(
        of_opinion_call.calls,
        "约稿（议7），新的在前：办公室看得到全部，能写信息的看得到请了自己、发出了的",
        of_opinion_call.SEEING,
        cost=2 * DATABASE,
        row=8,
        kept=False,
    )
    opinion_call: OpinionCall | None = answered(
        of_opinion_call.call,
        "一次约稿：给办公室；发出以后给请的人",
        of_opinion_call.SEEING,
        cost=2 * DATABASE,
        kept=False,
    )
    opinion_call_form: OpinionCallForm | None = answered(
        of_opinion_call.call_form,
        "约稿、联系点怎样写：能请谁，字数",
        Right.PLAN_OPINIONS,
        cost=2 * DATABASE,
        kept=False,
    )
    contact_points: Connection[ContactPoint] | None = paged(
        of_contact_point.points,
        "社情民意信息联系点（议7），新登记的在前，撤了的也在",
        of_opinion_call.SEEING,
        cost=DATABASE,
        row=2,
        kept=False,
    )
    opinion_leads: Connection[OpinionLead] | None = paged(
        of_opinion_lead.leads,
        "线索（议7），新的在前：办公室看得到全部，委员、信息员看得到在自己手里的",
        Right.TAKE_LEADS,
        cost=2 * DATABASE,
        row=10,
        kept=False,
    )
    opinion_lead: OpinionLead | None = answered(
        of_opinion_lead.lead,
        "一条线索：给办公室，给它在谁手里的那个人",
        Right.TAKE_LEADS,
        cost=2 * DATABASE,
        kept=False,
    )
    opinion_lead_form: OpinionLeadForm | None = answered(
        of_opinion_lead.lead_form,
        "线索怎样登记：怎样来的，能交给谁",
        Right.TAKE_LEADS,
        cost=2 * DATABASE,
        kept=False,
    )
    opinion_plan: OpinionPlan | None = answered(
        of_opinion_plan.plan,
        "一年社情民意信息的计划和进度（议6）：办公室看得到全部，部门看得到自己的",
        of_opinion_plan.SEEING,
        cost=SEARCH,
        kept=False,
    )
    handlings: Connection[Handling] | None = paged(
        of_handling.handlings,
        "转给单位办理的编发稿（议10），新的在前：办公室看得到全部，承办单位看得到自己主办、协办的",
        (Right.HANDLE_OPINIONS, Right.CHECK_HANDLING),
        cost=2 * DATABASE,
        row=12,
        kept=False,
    )
    handling: Handling | None = answered(
        of_handling.handling,
        "一件转办：给办公室；给主办、协办的单位",
        (Right.HANDLE_OPINIONS, Right.CHECK_HANDLING),
        cost=2 * DATABASE,
        kept=False,
    )
    handling_form: HandlingForm | None = answered(
        of_handling.handling_form,
        "转办怎样办：期限，登记了的承办单位",
        NAMING,
        cost=DATABASE,
        kept=False,
    )
    published_papers: Connection[PublishedPaper] | None = paged(
        of_published.published_papers,
        "在系统内公开的信息（议14）：签发、采用了，作者同意、办公室没有定不公开的，新的在前",
        READING,
        cost=3 * DATABASE,
        row=8,
        kept=False,
    )
    published_paper: PublishedPaper | None = answered(
        of_published.published_paper,
        "一份在系统内公开的信息",
        READING,
        cost=3 * DATABASE,
        kept=False,
    )
    posts: list[Post] | None = answered(
        of_post.posts,
        "审签的职务由谁在哪些天担任、谁代签（议9）",
        (Right.EDIT_OPINIONS, Right.SIGN_OPINIONS, Right.GRANT),
        cost=DATABASE,
        size=8,
        kept=False,
    )
    opinion_form: OpinionForm = answered(
        of_opinion_form.opinion_form, "社情民意信息怎样写：选项和字数", Open.SIGNED_IN, kept=False
    )
    opinion_analysis: OpinionAnalysis | None = answered(
        of_opinion_analysis.opinion_analysis,
        "民情分析（议8）：一段时间里信息的数量、采用、各步用的时间、按时答复",
        of_opinion_analysis.SEEING,
        cost=SEARCH,
        kept=False,
    )
    opinion_appraisal: OpinionAppraisal | None = answered(
        of_opinion_appraisal.opinion_appraisal,
        "一年的信息评选，信息员、承办单位、编辑审签的统计（议13），照评选条件算",
        Right.REVIEW_OPINIONS,
        cost=EXPLAINED,
        kept=False,
    )
    opinion_bulletins: list[OpinionBulletin] | None = answered(
        of_opinion_bulletin.bulletins,
        "签发了的社情民意信息通报（议11、13），后签发的在前，最多 100 份",
        Right.READ,
        cost=DATABASE,
        size=10,
        kept=False,
    )
    opinion_meetings: Connection[OpinionMeeting] | None = paged(
        of_opinion_meeting.meetings,
        "民情分析研判会（议8），后定的在前",
        Right.REVIEW_OPINIONS,
        cost=DATABASE,
        row=8,
        kept=False,
    )
    accounts: Connection[Account] | None = paged(
        of_accounts.accounts,
        "一个政协的账号，新登记的在前，注销的也在",
        Right.READ_ACCOUNTS,
        cost=DATABASE,
        row=4,
        kept=False,
    )
    account: Account | None = answered(
        of_accounts.account,
        "一个编号的账号",
        Right.READ_ACCOUNTS,
        cost=DATABASE,
        kept=False,
    )
    grantable: Grantable | None = answered(
        of_accounts.grantable,
        "可以授予的角色，各能做什么；已有的部门",
        Right.READ_ACCOUNTS,
        cost=DATABASE,
        kept=False,
    )
    account_rules: AccountRules | None = answered(
        of_account_rules.account_rules,
        "一个政协选定的密码和登录的规定",
        Right.READ_ACCOUNTS,
        cost=DATABASE,
        kept=False,
    )
    trail: Connection[TrailLine] | None = paged(
        of_trail.trail,
        "一个政协的操作记录，新的在前",
        Right.AUDIT,
        cost=SEARCH,
        row=8,
        kept=False,
    )
    trail_words: TrailWords | None = answered(
        of_trail.trail_words, "操作记录里有哪些词", Right.AUDIT, cost=DATABASE, kept=False
    )
    verify_trail: TrailCheck | None = answered(
        of_trail.verify,
        "现在逐条核对操作记录；只读。太长的用命令行 luzhi audit verify",
        Right.AUDIT,
        cost=WORK,
        kept=False,
    )
    node: Node | None = answered(by_id.node, "按全局 id 取一个对象", OF_ONE, cost=DATABASE)
    nodes: list[Node | None] | None = answered(
        by_id.nodes, "按全局 id 取几个对象，次序不变；没有的为空，另有错误", OF_ONE, size="ids", row=40
    )
