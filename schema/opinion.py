"""What can be changed of opinion items (千岛议家)."""

import strawberry

from resolvers import opinion_change
from resolvers.change import changing
from resolvers.field import CHANGE, answered
from resolvers.opinion_change import OpinionPayload, SaveOpinionDraftPayload
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
    purge_opinion: OpinionPayload = changing(
        opinion_change.purge,
        "清除一条涉密的信息（议14）：稿子、附件、写的话都删去，不能恢复；只留下编号，何时、为什么清除",
        Right.PURGE_OPINIONS,
    )
