"""A work notice of 浙政钉, to whoever has linked their account there; the outbox's id is its `bizMsgId`."""

from services.accounts.outside.provider import NotVouched
from services.accounts.outside.zhezhengding import ZheZhengDing
from services.notices.channel import TITLE, Message, NotSent


class WorkNotice:
    """The channel: 浙政钉 takes a `bizMsgId` once."""

    def __init__(self, provider: ZheZhengDing) -> None:
        self._provider = provider

    async def send(self, message: Message) -> None:
        """Sends a message; raises `NotSent`."""
        if message.to is None:
            raise NotSent("not linked", final=True)
        try:
            await self._provider.notify(message.to, f"{TITLE}：{message.text}", message.outside_id)
        except NotVouched as failed:
            raise NotSent(failed.why) from None
