"""What can be changed of what units handle (议10)."""

import strawberry

from resolvers import handling_change, opinion_rating_change
from resolvers.change import changing
from resolvers.handling_change import HandlingPayload
from services.rights.role import Right


@strawberry.type(description="转办的修改")
class HandlingMutation:
    """The fields of the root of all changes that are about what units handle."""

    receive_handling: HandlingPayload = changing(
        handling_change.receive, "签收一件转办（议10），主办、协办的单位各签各的", Right.HANDLE_OPINIONS
    )
    accept_handling: HandlingPayload = changing(
        handling_change.accept,
        "承办一件签收了的转办；可以写打算怎样办，作者看得到",
        Right.HANDLE_OPINIONS,
    )
    return_handling: HandlingPayload = changing(
        handling_change.give_back,
        "提出退办一件不归本单位的转办，写明归谁、为什么，由办公室定；只在期限以内、承办以前",
        Right.HANDLE_OPINIONS,
    )
    ask_handling_extension: HandlingPayload = changing(
        handling_change.ask_extension,
        "期限以前申请延期，写明为什么，由办公室定；等的时候期限照走",
        Right.HANDLE_OPINIONS,
    )
    answer_handling: HandlingPayload = changing(
        handling_change.answer,
        "书面答复一件转办，由办公室审核；每次答复都留着",
        Right.HANDLE_OPINIONS,
    )
    uphold_handling: HandlingPayload = changing(
        handling_change.uphold,
        "不同意退办，仍由原单位承办，写明理由；不办自己写的信息，以下同",
        Right.CHECK_HANDLING,
    )
    reassign_handling: HandlingPayload = changing(
        handling_change.reassign,
        "改派别的单位主办：期限从今天起重新算，原单位不再看得到",
        Right.CHECK_HANDLING,
    )
    decide_handling_extension: HandlingPayload = changing(
        handling_change.decide_extension, "同意或不同意一次延期的申请", Right.CHECK_HANDLING
    )
    pause_handling: HandlingPayload = changing(
        handling_change.pause, "暂停一件转办，写明理由；期限停下不走", Right.CHECK_HANDLING
    )
    resume_handling: HandlingPayload = changing(
        handling_change.resume, "恢复一件暂停了的转办；期限接着走", Right.CHECK_HANDLING
    )
    check_handling_answer: HandlingPayload = changing(
        handling_change.check_answer,
        "审核一次答复：通过的告诉作者；退回重办的写明理由",
        Right.CHECK_HANDLING,
    )
    note_handling_contact: HandlingPayload = changing(
        opinion_rating_change.note_contact,
        "主办单位记下就答复与作者的联系（议12）：评价在这以后改了的，统计里标出",
        Right.HANDLE_OPINIONS,
    )
    report_handling_contact: HandlingPayload = changing(
        opinion_rating_change.report_contact,
        "办公室记下主办单位与作者的联系（议12）；自己写的，由另一人记",
        Right.CHECK_HANDLING,
    )
