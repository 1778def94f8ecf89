"""Settings of the channels by which people are told: a mail server, a webhook; whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provider_settings import ProviderSettings, is_safe, loopback
from setting import setting

HOST, SENDER, SECURITY = "LUZHI_MAIL_HOST", "LUZHI_MAIL_SENDER", "LUZHI_MAIL_SECURITY"
USER, PASSWORD = "LUZHI_MAIL_USER", "LUZHI_MAIL_PASSWORD"
WEBHOOK, WEBHOOK_SECRET = "LUZHI_WEBHOOK_URL", "LUZHI_WEBHOOK_SECRET"
# Characters: what nobody guesses.
LEAST_SECRET = 20


@dataclass(frozen=True, slots=True)
class NoticeSettings(ProviderSettings):
    """The part of `settings.Settings` that says how notices leave the server."""

    mail_host: str = setting(
        "",
        HOST,
        "发提醒的邮件服务器；写了就能选用邮件接收提醒",
        "Mail server; with it people may be told by mail",
    )
    mail_port: int = setting(
        465, "LUZHI_MAIL_PORT", "邮件服务器的端口", "Port of the mail server", least=1, most=65_535
    )
    mail_security: str = setting(
        "tls",
        SECURITY,
        "邮件服务器怎样加密：tls、starttls；none 为不加密，只能是本机的",
        "How the connection is encrypted; none is for a mail server on this machine alone",
        choices=("tls", "starttls", "none"),
    )
    mail_sender: str = setting(
        "", SENDER, "发件的邮箱，如 luzhi@example.gov.cn", "Address that notices are sent from"
    )
    mail_user: str = setting(
        "", USER, "邮件服务器的用户名；不要登录的不写", "User at the mail server, if it asks"
    )
    mail_password: str = setting(
        "",
        PASSWORD,
        "邮件服务器的密码，日志和报错里都没有它",
        "Password at the mail server, in no log and no error",
        secret=True,
    )
    webhook_url: str = setting(
        "",
        WEBHOOK,
        "提醒送到的网址（Webhook），https:// 开头；写了就能选用它接收提醒",
        "Address that notices are posted to; with it people may be told there",
    )
    webhook_secret: str = setting(
        "",
        WEBHOOK_SECRET,
        "Webhook 签名的密钥，至少 20 个字符，日志和报错里都没有它",
        "Secret that posts are signed with, at least 20 characters, in no log and no error",
        secret=True,
    )


def wrong_notices(told: Mapping[str, Any]) -> list[str]:
    """What is wrong with settings, by their variables: a line each, which repeats no value."""
    wrong = []
    if bool(told[HOST]) is not bool(told[SENDER]):
        wrong.append(f"{HOST}、{SENDER}：两个都写，或者都不写")
    if told[SENDER] and ("@" not in told[SENDER] or not told[SENDER].isascii() or " " in told[SENDER]):
        wrong.append(f"{SENDER}：写一个邮箱")
    if bool(told[USER]) is not bool(told[PASSWORD]):
        wrong.append(f"{USER}、{PASSWORD}：两个都写，或者都不写")
    if told[HOST] and told[SECURITY] == "none" and not loopback(told[HOST]):
        wrong.append(f"{SECURITY}：none 只用于本机的邮件服务器")
    if bool(told[WEBHOOK]) is not bool(told[WEBHOOK_SECRET]):
        wrong.append(f"{WEBHOOK}、{WEBHOOK_SECRET}：两个都写，或者都不写")
    if told[WEBHOOK] and not is_safe(told[WEBHOOK], path=True):
        wrong.append(f"{WEBHOOK}：写 https:// 开头的地址，不带 ? 和 #（在本机可以是 http://）")
    if told[WEBHOOK_SECRET] and len(told[WEBHOOK_SECRET]) < LEAST_SECRET:
        wrong.append(f"{WEBHOOK_SECRET}：至少 {LEAST_SECRET} 个字符，用随机的")
    return wrong
