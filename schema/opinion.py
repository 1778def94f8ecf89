"""What can be changed of opinion items (千岛议家)."""

import strawberry

from resolvers import (
    opinion_bulletin,
    opinion_change,
    opinion_meeting,
    opinion_outcome_change,
    opinion_paper_change,
    opinion_rating_change,
    post,
    publishing_change,
)
from resolvers.change import changing
from resolvers.field import CHANGE, WORK, answered
from resolvers.opinion_bulletin import SignOpinionBulletinPayload
from resolvers.opinion_change import OpinionPayload, SaveOpinionDraftPayload
from resolvers.opinion_meeting import OpinionMeetingPayload
from resolvers.opinion_paper_change import OpinionPaperPayload
from resolvers.post import PostPayload
from services.rights.role import Right


@strawberry.type(description="社情民意信息的修改")
class OpinionMutation:
    """The fields of the root of all changes that are about opinion items."""

    save_opinion_draft: SaveOpinionDraftPayload = answered(
        opinion_change.save,
        "保存一条社情民意信息的草稿（议2、4、5）；存着的一字不差的，是同一次，不另存",
        Right.WRITE_OPINIONS,
        cost=CHANGE,
    )
    submit_opinion: OpinionPayload = changing(
        opinion_change.submit, "提交一条信息，等办公室初审", Right.WRITE_OPINIONS
    )
    withdraw_opinion: OpinionPayload = changing(
        opinion_change.withdraw,
        "撤回本人没有通过初审的信息；没有提交过的，写的内容随即删去",
        Right.WRITE_OPINIONS,
    )
    accept_opinion: OpinionPayload = changing(
        opinion_change.accept, "一条信息初审通过（议9）；不办自己写的", Right.REVIEW_OPINIONS
    )
    keep_opinion_on_file: OpinionPayload = changing(
        opinion_change.keep_on_file, "把一条信息留存备查，这次不采用", Right.REVIEW_OPINIONS
    )
    return_opinion: OpinionPayload = changing(
        opinion_change.return_to_author,
        "退回一条信息，选明理由；作者改好可以再提交",
        Right.REVIEW_OPINIONS,
    )
    count_opinion: OpinionPayload = changing(
        opinion_outcome_change.count,
        "把一条签发了的信息计入作者的履职（议13）：录入一条记录，连同采用、批示，等审核；还要有权限：录入记录",
        Right.REVIEW_OPINIONS,
        cost=WORK,
    )
    note_opinion_outcome: OpinionPayload = changing(
        opinion_outcome_change.note,
        "记一次采用、领导批示（议11），告诉作者；计入了履职的，那条记录随着改",
        Right.REVIEW_OPINIONS,
        cost=WORK,
    )
    take_back_opinion_outcome: OpinionPayload = changing(
        opinion_outcome_change.take_back,
        "收回记错的一次采用、批示；计入了履职的，那条记录随着改",
        Right.REVIEW_OPINIONS,
        cost=WORK,
    )
    rate_opinion: OpinionPayload = changing(
        opinion_rating_change.rate,
        "评价承办单位对本人一条信息的答复（议12），期限以内可以改，每一次都留着；头一次评不满意的，再办一次",
        Right.WRITE_OPINIONS,
    )
    withhold_opinion: OpinionPayload = changing(
        publishing_change.withhold,
        "不公开一条签发了的信息（议14），选明理由；公开了的随即看不到",
        Right.REVIEW_OPINIONS,
    )
    put_back_opinion: OpinionPayload = changing(
        publishing_change.put_back, "恢复一条定了不公开的信息，照规则公开", Right.REVIEW_OPINIONS
    )
    agree_to_publish: OpinionPayload = changing(
        publishing_change.agree,
        "同意、不再同意公开本人的一条签发了的信息（议14）；不同意的随即看不到",
        Right.WRITE_OPINIONS,
    )
    purge_opinion: OpinionPayload = changing(
        opinion_change.purge,
        "清除一条涉密的信息（议14）：稿子、附件、写的话都删去，不能恢复；只留下编号，何时、为什么清除",
        Right.PURGE_OPINIONS,
    )
    begin_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.begin,
        "把初审通过的一条或几条信息编成一份编发稿（议9），第 1 稿就是原文；不编自己写的",
        Right.EDIT_OPINIONS,
    )
    save_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.save,
        "修改一份编发稿：文字另存一稿，原文不动；存着的一字不差的，是同一次，不另存",
        Right.EDIT_OPINIONS,
    )
    drop_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.drop, "撤销一份编发稿，里面的信息放回去", Right.EDIT_OPINIONS
    )
    hand_up_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.hand_up, "把一份编发稿送签：由去向定的职务依次签", Right.EDIT_OPINIONS
    )
    call_back_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.call_back, "把没有签完的编发稿收回来改", Right.EDIT_OPINIONS
    )
    sign_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.sign,
        "签一份轮到本人的编发稿，最后一签给期号、签发；不代别人签，不签自己写的",
        Right.SIGN_OPINIONS,
    )
    send_back_opinion_paper: OpinionPaperPayload = changing(
        opinion_paper_change.send_back,
        "把一份轮到本人签的编发稿退回编辑，写明理由；改好再从头签",
        Right.SIGN_OPINIONS,
    )
    appoint: PostPayload = changing(
        post.appoint,
        "登记谁在哪些天担任一个审签的职务，或代签（议9）；不能登记自己",
        Right.GRANT,
    )
    end_post: PostPayload = changing(post.end, "结束一条职务、代签的登记：从今天起不再由他签", Right.GRANT)
    call_opinion_meeting: OpinionMeetingPayload = changing(
        opinion_meeting.call,
        "定一次民情分析研判会（议8），存下一段时间的数作材料",
        Right.REVIEW_OPINIONS,
        cost=WORK,
    )
    conclude_opinion_meeting: OpinionMeetingPayload = changing(
        opinion_meeting.conclude, "记一次研判会的结论；再记的换下原来的", Right.REVIEW_OPINIONS
    )
    cancel_opinion_meeting: OpinionMeetingPayload = changing(
        opinion_meeting.cancel, "取消一次没有开的研判会", Right.REVIEW_OPINIONS
    )
    sign_opinion_bulletin: SignOpinionBulletinPayload = changing(
        opinion_bulletin.sign,
        "签发一季、一年的社情民意信息通报（议11、13）：照现在的数存下，不再改；完了的才能签发",
        Right.REVIEW_OPINIONS,
        cost=WORK,
    )
