"""Mail by SMTP: one message a connection, in a thread, for the library of Python waits."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate

from services.notices.channel import TITLE, Message, NotSent

SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server: how the connection is encrypted (`tls`, `starttls`, `none`), and who sends."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    public_url: str = ""


class Mail:
    """The channel. Subject and text name nobody; the id of the outbox is the Message-ID."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def send(self, message: Message) -> None:
        """Hands a message to the server; raises `NotSent`, finally where it refuses the address."""
        if message.to is None:
            raise NotSent("no address", final=True)
        await asyncio.to_thread(self._send, self._letter(message, message.to))

    def _letter(self, message: Message, to: str) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = TITLE
        letter["From"], letter["To"] = self._server.sender, to
        letter["Date"] = formatdate(usegmt=True)
        letter["Message-ID"] = f"<{message.outside_id}@{self._server.sender.rpartition('@')[2]}>"
        # Machines that answer mail leave this alone.
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content("\n".join(part for part in (message.text, self._server.public_url) if part))
        return letter

    def _send(self, letter: EmailMessage) -> None:
        server, context = self._server, ssl.create_default_context()
        try:
            if server.security == "tls":
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=SECONDS, context=context
                )
            else:
                connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
            with connection:
                if server.security == "starttls":
                    connection.starttls(context=context)
                if server.user:
                    connection.login(server.user, server.password)
                connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            raise NotSent("address refused", final=all(code >= 500 for code in codes)) from None
        except (OSError, smtplib.SMTPException):
            raise NotSent("mail server did not take it") from None
