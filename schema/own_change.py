"""What everybody may change of their own account."""

import strawberry

from resolvers import account, check_in_change, feedback, notice, outside, upload
from resolvers.account import AccountPayload, SecondFactorPayload, SignInPayload
from resolvers.check_in_change import ConfirmPresencePayload, ScanCheckInPayload
from resolvers.feedback import WriteFeedbackPayload
from resolvers.field import CHANGE, Open, answered
from resolvers.notice import ChooseNoticeChannelPayload, MarkNoticesSeenPayload
from resolvers.outside import LinkPayload, UnlinkPayload
from resolvers.upload import DeleteUploadPayload


@strawberry.type(description="本人账号的修改")
class OwnMutation:
    """The fields of the root of all changes that are about one's own account, whatever the role."""

    sign_in: SignInPayload = answered(
        account.enter,
        "登录；原来的登录换成新的。首次口令、到期的密码不能登录，先设置密码",
        Open.ANYBODY,
        cost=CHANGE,
    )
    sign_out: AccountPayload = answered(account.leave, "退出这一个登录", Open.ANYBODY, cost=CHANGE)
    set_password: AccountPayload = answered(
        account.set_password,
        "设置自己的密码：凭首次口令，或凭现在的密码；别处的登录都退出",
        Open.ANYBODY,
        cost=CHANGE,
    )
    revoke_session: AccountPayload = answered(
        account.revoke_session, "退出自己的一个登录", Open.SIGNED_IN, cost=CHANGE
    )
    report_loss: AccountPayload = answered(
        account.report_loss,
        "报失：密码可能被人知道了。账号随即锁定，登录都退出，由办公室重置",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    link_outside_identity: LinkPayload = answered(
        outside.link_outside_identity,
        "绑定外面的账号，如浙政钉：10 分钟以内用密码登录过的才可以；一个外面的账号只能绑定一次",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    unlink_outside_identity: UnlinkPayload = answered(
        outside.unlink_outside_identity, "解除绑定的外面的账号", Open.SIGNED_IN, cost=CHANGE
    )
    delete_upload: DeleteUploadPayload = answered(
        upload.delete_upload,
        "删去自己上传的一个文件，不能恢复；已经归到记录等里面的不能删",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    set_up_second_factor: SecondFactorPayload = answered(
        account.set_up_second_factor, "取得动态口令的密钥，确认以后生效", Open.SIGNED_IN, cost=CHANGE
    )
    confirm_second_factor: SignInPayload = answered(
        account.confirm_second_factor,
        "用第一个动态口令确认；这个登录换成新的，别处的都退出",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    scan_check_in: ScanCheckInPayload = answered(
        check_in_change.scan_check_in,
        "扫了会场的签到码：打开一次确认，10 分钟以内有效",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    confirm_presence: ConfirmPresencePayload = answered(
        check_in_change.confirm_presence,
        "确认本人到场；再发一次，答复以前签到的时间",
        Open.SIGNED_IN,
        cost=CHANGE,
    )
    mark_notices_seen: MarkNoticesSeenPayload = answered(
        notice.mark_seen, "把自己的提醒标为看过：到某一条为止的全部", Open.SIGNED_IN, cost=CHANGE
    )
    choose_notice_channel: ChooseNoticeChannelPayload = answered(
        notice.choose_channel, "选定自己的提醒除了收件箱还送到哪里", Open.SIGNED_IN, cost=CHANGE
    )
    write_feedback: WriteFeedbackPayload = answered(
        feedback.write, "写一条意见：问题、建议，或者个人信息更正", Open.SIGNED_IN, cost=CHANGE
    )
    add_to_feedback: WriteFeedbackPayload = answered(
        feedback.add, "给自己的一条意见补充一次，重新等答复", Open.SIGNED_IN, cost=CHANGE
    )
