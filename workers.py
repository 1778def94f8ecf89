"""The worker of a server: which tasks there are, what comes again, and what they are provided with."""

from models.store import Store
from services.accounts.outside.provider import Outside
from services.check_in.forgetting import remembered
from services.jobs.worker import Worker
from services.notices.channel import MAIL, WEBHOOK, WORK_NOTICE, Channel, Channels
from services.notices.delivering import undelivered
from services.notices.looking import behind
from services.opinions.lead_forgetting import forgettable
from services.uploads.keeping import Keeping
from services.uploads.passing import forgotten
from settings import Settings


def worker_of(store: Store, channels: Channels, keeping: Keeping) -> Worker:
    """The worker over a store; it has not begun."""
    return Worker(
        store,
        [behind, undelivered, remembered, forgotten, forgettable],
        {Channels: channels, Keeping: keeping},
    )


def channels_of(settings: Settings, outside: Outside) -> Channels:
    """The channels that the settings name. What asks over the network is imported where it is to be asked."""
    found: dict[str, Channel] = {}
    if settings.mail_host:
        found[MAIL] = _mail(settings)
    if settings.webhook_url:
        from services.notices.channels.webhook import Webhook

        found[WEBHOOK] = Webhook(settings.webhook_url, settings.webhook_secret)
    if settings.zhezhengding_url and settings.zhezhengding_tenant:
        from services.accounts.outside.zhezhengding import ZheZhengDing
        from services.notices.channels.work_notice import WorkNotice

        provider = outside.providers[WORK_NOTICE]
        assert isinstance(provider, ZheZhengDing)
        found[WORK_NOTICE] = WorkNotice(provider)
    return Channels(found)


def _mail(settings: Settings) -> Channel:
    from services.notices.channels.mail import Mail, Server

    server = Server(
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        sender=settings.mail_sender,
        user=settings.mail_user,
        password=settings.mail_password,
        public_url=settings.public_url,
    )
    return Mail(server)
