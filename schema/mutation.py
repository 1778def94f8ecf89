"""What can be changed."""

import strawberry

from resolvers import (
    account_change,
    analysis,
    bulletin,
    check_in_change,
    closing,
    co_signature,
    connector,
    correction_change,
    entry,
    feedback,
    handing_over,
    importing,
    interpretation,
    leave,
    mapping,
    objection_change,
    people,
    review,
    sample_change,
    version_change,
)
from resolvers.account_change import AccountChangePayload, FirstSecretPayload
from resolvers.analysis import AnalysisPayload
from resolvers.bulletin import SendBulletinPayload, SignBulletinPayload
from resolvers.change import changing
from resolvers.check_in_change import CheckInPayload
from resolvers.co_signature import CoSignaturePayload
from resolvers.connector import ConnectorEventPayload
from resolvers.correction_change import CorrectionsPayload
from resolvers.feedback import AnswerFeedbackPayload
from resolvers.field import CHANGE, WORK, answered
from resolvers.handing_over import HandOverPayload
from resolvers.importing import ImportPayload
from resolvers.interpretation import InterpretationPayload
from resolvers.leave import DecideLeavePayload, LeavePayload
from resolvers.mapping import MappingPayload
from resolvers.objection_change import ObjectionPayload, OwnObjectionPayload
from resolvers.people import CarryOverPayload, MemberPayload
from resolvers.review import ReviewPayload
from resolvers.sample_change import SamplePayload
from resolvers.version_change import SimulationPayload
from schema.arrangement import ArrangementMutation
from schema.change import ClosePayload, RecordPayload, ReopenPayload, RuleSetPayload, RunPayload
from schema.handling import HandlingMutation
from schema.opinion import OpinionMutation
from schema.own_change import OwnMutation
from schema.sources import SourceMutation
from services.rights.role import Right


@strawberry.type(description="修改；每一项要么全部生效，要么什么都没有改，并留下操作人、前后内容和事由")
class Mutation(ArrangementMutation, HandlingMutation, OpinionMutation, OwnMutation, SourceMutation):
    """The root of all changes."""

    enter_occasion: RecordPayload = changing(
        entry.enter_occasion, "录入一次会议、活动或培训，审核通过以后记分", Right.ENTER
    )
    correct_occasion: RecordPayload = changing(
        entry.correct_occasion,
        "改正一次会议、活动或培训；已通过的由能审核的人改，已归档的另立更正",
        Right.ENTER,
    )
    enter_work: RecordPayload = changing(entry.enter_work, "录入一件作品，审核通过以后记分", Right.ENTER)
    correct_work: RecordPayload = changing(
        entry.correct_work, "改正一件作品；已通过的由能审核的人改，已归档的另立更正", Right.ENTER
    )
    withdraw_record: RecordPayload = changing(
        entry.withdraw_record, "撤回一条记录：不再计分，可以恢复", Right.ENTER
    )
    reinstate_record: RecordPayload = changing(
        entry.reinstate_record, "恢复一条已撤回的记录，重新等审核", Right.ENTER
    )
    end_record: RecordPayload = changing(
        entry.end_record, "撤下一条已归档的记录：另立更正，审核通过以后不再计分", Right.ENTER
    )
    submit_records: ReviewPayload = changing(
        review.submit_records, "提交草稿和改好的退回记录，等审核", Right.ENTER, cost=WORK
    )
    approve_records: ReviewPayload = changing(
        review.approve_records, "审核通过，随即记分", Right.REVIEW, cost=WORK
    )
    return_records: ReviewPayload = changing(
        review.return_records, "退回给录入的人，写明事由；已通过的退回后不再计分", Right.REVIEW, cost=WORK
    )
    archive_records: ReviewPayload = changing(
        review.archive_records, "归档：以后只能更正，不能改", Right.REVIEW, cost=WORK
    )
    withdraw_records: ReviewPayload = changing(
        review.withdraw_records, "撤回：不再计分，可以恢复；已归档的用 endRecord", Right.ENTER, cost=WORK
    )
    approve_correction: RecordPayload = changing(
        correction_change.approve_correction, "通过一条更正：照它改，随即记分", Right.REVIEW
    )
    return_correction: RecordPayload = changing(
        correction_change.return_correction, "退回一条更正，写明事由：记录不变", Right.REVIEW
    )
    approve_corrections: CorrectionsPayload = changing(
        correction_change.approve_corrections,
        "一起通过几条更正，每条各有结果：照它们改，随即记分",
        Right.REVIEW,
        cost=WORK,
    )
    return_corrections: CorrectionsPayload = changing(
        correction_change.return_corrections,
        "一起退回几条更正，写明事由，每条各有结果：记录不变",
        Right.REVIEW,
        cost=WORK,
    )
    open_check_in: CheckInPayload = changing(
        check_in_change.open_check_in,
        "开一次会议活动的签到（扫码），名单确认以前可以改时间再开",
        Right.ENTER,
    )
    close_check_in: CheckInPayload = changing(
        check_in_change.close_check_in, "提前关闭签到；可以再开", Right.ENTER
    )
    correct_arrivals: CheckInPayload = changing(
        check_in_change.correct_arrivals, "改签到名单：加入、去掉几名委员，都留痕", Right.ENTER
    )
    confirm_check_in: RecordPayload = changing(
        check_in_change.confirm_check_in,
        "确认签到名单：名单上的记为出席，审核通过的随即记分；记录里写着出席而没有到的改为缺席，请假的不变",
        Right.ENTER,
    )
    recompute: RunPayload = changing(
        entry.recompute, "按现行办法和名册把一年重新记分", Right.SCORE, cost=WORK
    )
    keep_run: RunPayload = changing(
        entry.keep_run, "把一年现在的记分，或截至某日的，以一个名称保存，供以后比较", Right.SCORE, cost=WORK
    )
    close_year: ClosePayload = changing(
        closing.close, "关账：把一年的结果定下来，每名委员一份说明", Right.CLOSE, cost=WORK
    )
    reopen_year: ReopenPayload = changing(
        closing.reopen,
        "重新打开已关账的一年：留待的记录计入，列出前后变化；定下的结果仍可查",
        Right.CLOSE,
        cost=WORK,
    )
    put_mapping: MappingPayload = changing(mapping.put, "换上一份对应表，以后导入都按它读", Right.IMPORT)
    import_files: ImportPayload = changing(
        importing.import_files,
        "导入交来的文件，是记录或名册：先看 importPreview；全部或没有，导入以后文件随即删去",
        Right.IMPORT,
        cost=WORK,
    )
    draft_rule_set: RuleSetPayload = changing(
        version_change.draft, "拟稿：把一份办法存为草稿，不影响记分", Right.DRAFT
    )
    change_draft: RuleSetPayload = changing(version_change.change, "改稿：换上改过的文本", Right.DRAFT)
    copy_rule_set: RuleSetPayload = changing(
        version_change.copy,
        "复制为另一年的草稿：年度、统计期、日期顺移，注释保留；补充规定从年初起算",
        Right.DRAFT,
    )
    simulate_rule_set: SimulationPayload = changing(
        version_change.simulated,
        "试算：按草稿给真实的数据记分，不动现在的结果；发布前要有。要撤回生效的一版，先试算恢复生效的那一版",
        Right.DRAFT,
        cost=WORK,
    )
    submit_rule_set: RuleSetPayload = changing(
        version_change.submit, "送审：草稿定稿，等另一人发布", Right.DRAFT
    )
    return_rule_set: RuleSetPayload = changing(
        version_change.give_back, "退回：送审的退为草稿；有人要求撤回的一版不撤回，照旧生效", Right.DRAFT
    )
    publish_rule_set: RuleSetPayload = changing(
        version_change.publish,
        "发布：由另一人代表委员工作委员会（或指定的部门），随即按它记分",
        Right.PUBLISH,
        cost=WORK,
    )
    withdraw_rule_set: RuleSetPayload = changing(
        version_change.withdraw,
        "撤回没有生效过的一版；生效的一版，要求撤回（写明事由），等另一人确认",
        Right.DRAFT,
    )
    confirm_withdrawal: RuleSetPayload = changing(
        version_change.confirm_withdrawal,
        "确认撤回生效的一版：由要求撤回以外的另一人代表委员工作委员会（或指定的部门）；以前的一版恢复生效，随即按它记分",
        Right.PUBLISH,
        cost=WORK,
    )
    enter_member: MemberPayload = changing(
        people.enter, "录入一名委员，进入一届（履4）；同名、同电话的先问", Right.ENROL, cost=WORK
    )
    change_member: MemberPayload = changing(
        people.change,
        "更新一名委员的信息，调整界别、专委会、活动组，写明从哪天起；专委会更新本专委会的（履4）",
        Right.KEEP,
        cost=WORK,
    )
    leave_office: MemberPayload = changing(
        people.leave, "离任：写明在任的最后一天；改日期、撤销也用它", Right.ENROL, cost=WORK
    )
    return_to_office: MemberPayload = changing(
        people.come_back, "离任的委员在同一届里又任职，另起一段", Right.ENROL, cost=WORK
    )
    ask_exit: MemberPayload = changing(
        people.ask_exit, "提出退出：离任的委员，等另一人确认后删除个人信息（履4）", Right.ENROL
    )
    cancel_exit: MemberPayload = changing(people.cancel_exit, "取消提出的退出", Right.ENROL)
    confirm_exit: MemberPayload = changing(
        people.confirm_exit,
        "确认退出：删除姓名、电话、单位等，注销账号，不能恢复；得分留在编号下。由提出以外的另一人，或过 7 天",
        Right.ENROL,
        cost=WORK,
    )
    carry_over: CarryOverPayload = changing(
        people.carry_over, "换届：把连任的委员带到新的一届；先看（dryRun），再办", Right.ENROL, cost=WORK
    )
    interpret_rule: InterpretationPayload = changing(
        interpretation.interpret,
        "写一条解释（履19），放在一条规则、或录入的期限旁边；不改变办法和得分",
        Right.PUBLISH,
    )
    withdraw_interpretation: InterpretationPayload = changing(
        interpretation.withdraw, "撤回一条解释：不再显示在说明里，仍可查", Right.PUBLISH
    )
    register_account: FirstSecretPayload = changing(
        account_change.register,
        "实名登记一个账号，给出首次口令：只给这一次，交给本人（议16）",
        Right.ACCOUNTS,
    )
    reset_account: FirstSecretPayload = changing(
        account_change.reset,
        "重置：发新的首次口令，原密码、全部登录随即失效。谁也看不到、定不了别人的密码",
        Right.ACCOUNTS,
    )
    lock_account: AccountChangePayload = changing(
        account_change.lock, "锁定一个账号，登录都退出；本人报失的，密码也作废（议17）", Right.ACCOUNTS
    )
    unlock_account: AccountChangePayload = changing(
        account_change.unlock, "解除锁定，密码照旧；报失过的要重置", Right.ACCOUNTS
    )
    close_account: AccountChangePayload = changing(
        account_change.close,
        "注销离开的人的账号（议17）：手机号、密码、登录、角色随即没有了，不能恢复",
        Right.ACCOUNTS,
    )
    end_session: AccountChangePayload = changing(
        account_change.end_one_session, "让一个账号的一个登录退出", Right.ACCOUNTS
    )
    grant_role: AccountChangePayload = changing(
        account_change.grant, "给一个账号一个角色（履15）；自己的自己不能改", Right.GRANT
    )
    withdraw_grant: AccountChangePayload = changing(
        account_change.revoke, "收回一个授权，随即失效；自己的自己不能改", Right.GRANT
    )
    hand_over_rights: HandOverPayload = changing(
        handing_over.hand_over,
        "把一个人的部门角色移交给另一个人（履15、16）：一个收回、一个授予，同时生效",
        Right.GRANT,
    )
    write_department_analysis: AnalysisPayload = changing(
        analysis.write_of_department, "写本部门对一年的分析（履12），另成一版", Right.ENTER
    )
    write_year_analysis: AnalysisPayload = changing(
        analysis.write_overall, "写全体一年的综合分析（履12），另成一版", Right.CLOSE
    )
    sign_bulletin: SignBulletinPayload = changing(
        bulletin.sign, "签发一年的通报（履13）：先把关了账的结果重算核对", Right.CLOSE, cost=WORK
    )
    send_bulletin: SendBulletinPayload = changing(
        bulletin.send, "记下把通报寄给了谁（履13），随即可以取这份文件", Right.CLOSE, cost=WORK
    )
    freeze_sample: SamplePayload = changing(
        sample_change.freeze, "抽查（履7）第一步：冻结名单，公布它的哈希", Right.EXAMINE
    )
    draw_sample: SamplePayload = changing(
        sample_change.draw, "抽查第二步：在场的人各报数字，合成种子，随即抽取", Right.EXAMINE
    )
    extend_sample: SamplePayload = changing(
        sample_change.extend, "加抽：照同一个次序往后接着抽，也可以只在一个部分里抽", Right.EXAMINE
    )
    abandon_sample: SamplePayload = changing(
        sample_change.abandon, "作废没有抽取的名单；作废的还看得见", Right.EXAMINE
    )
    record_finding: SamplePayload = changing(
        sample_change.find, "写下一条抽到的记录检查出什么", Right.EXAMINE
    )
    accept_objection: ObjectionPayload = changing(
        objection_change.accept, "受理一条异议", Right.ANSWER_OBJECTIONS
    )
    pass_objection: ObjectionPayload = changing(
        objection_change.pass_on, "把一条异议转委员工作委员会", Right.ANSWER_OBJECTIONS
    )
    answer_objection: ObjectionPayload = changing(
        objection_change.answer,
        "答复一条异议：写明规则、条款、步骤；成立的写明改了哪条记录。录入、改过这条记录的人不能答复",
        Right.ANSWER_OBJECTIONS,
    )
    raise_objection: OwnObjectionPayload = answered(
        objection_change.object_to,
        "提出异议（履11）：委员就本人的，部门就录入的。还没有答复、说的完全一样的，是同一条，不另立",
        Right.OBJECT,
        cost=CHANGE,
    )
    withdraw_objection: OwnObjectionPayload = answered(
        objection_change.withdraw, "撤回自己提出、还没有答复的异议", Right.OBJECT, cost=CHANGE
    )
    close_objection: OwnObjectionPayload = answered(
        objection_change.close, "办结自己提出、已经答复的异议", Right.OBJECT, cost=CHANGE
    )
    answer_feedback: AnswerFeedbackPayload = changing(
        feedback.answer, "答复一条意见，改它办到哪一步", Right.OPERATE
    )
    ask_leave: LeavePayload = answered(leave.ask, "会前请假", Right.READ_OWN, cost=CHANGE)
    withdraw_leave: LeavePayload = answered(
        leave.withdraw, "撤回自己的请假，还没有批的才可以", Right.READ_OWN, cost=CHANGE
    )
    decide_leave: DecideLeavePayload = changing(
        leave.decide, "批复一次请假；批准的，名单里随即是请假。自己的不能自己批", Right.LEAVE
    )
    confirm_co_signature: CoSignaturePayload = answered(
        co_signature.confirm, "确认一件作品是自己联名的，随即记分", Right.READ_OWN, cost=CHANGE
    )
    decline_co_signature: CoSignaturePayload = answered(
        co_signature.decline, "说明一件作品不是自己联名的，随即记分", Right.READ_OWN, cost=CHANGE
    )
    resolve_connector_event: ConnectorEventPayload = changing(
        connector.resolve, "办一份等着的：写明找不到的作者是谁，或同意录入", Right.ENTER
    )
    dismiss_connector_event: ConnectorEventPayload = changing(
        connector.dismiss, "说明一份等着的不录入", Right.ENTER
    )
