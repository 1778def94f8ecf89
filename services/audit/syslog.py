"""Lines of text to a receiver of syslog: RFC 5424 over UDP (RFC 5426), TCP (RFC 6587), TLS (RFC 5425).

Over a stream each message has its length before it (octet counting), so that no end of a line inside it ends
it. Syslog has no answer: what was sent counts as received when the receiver has read to our end of the stream
and closed its own. Over UDP nobody knows.

`logging.handlers.SysLogHandler` writes no header of RFC 5424, ends TCP messages with a zero byte, speaks no
TLS, and does not say what was lost.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Transport = Literal["tcp", "tls", "udp"]
PORTS: dict[str, int] = {"tcp": 514, "tls": 6514, "udp": 514}
LONGEST_TARGET = 300
# "log audit", "informational".
PRIORITY = 13 * 8 + 6
APPLICATION, KIND = "luzhi", "trail"
# Seconds for each step: to be connected, to have sent, to be known to have been read.
PATIENCE = 5.0
# What fits into a datagram, with the headers of IP and UDP.
DATAGRAM = 60_000


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where syslog is received, and how; `authority` is a file of certificates, empty for the system's."""

    transport: Transport
    host: str
    port: int
    authority: str = ""

    async def receive(self, messages: Sequence[bytes]) -> None:
        """Sends messages in their order; raises OSError where they may not all have been read."""
        if self.transport == "udp":
            await self._datagrams(messages)
        else:
            await self._stream(b"".join(framed(one) for one in messages))

    async def _stream(self, frames: bytes) -> None:
        context = ssl.create_default_context(cafile=self.authority or None) if self._safe else None
        shutdown = PATIENCE if context else None
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(
                self.host, self.port, ssl=context, ssl_shutdown_timeout=shutdown
            )
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(frames)
                await writer.drain()
            if not self._safe:
                writer.write_eof()
                async with asyncio.timeout(PATIENCE):
                    await reader.read()
            writer.close()
            async with asyncio.timeout(2 * PATIENCE):
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _datagrams(self, messages: Sequence[bytes]) -> None:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(PATIENCE):
            found = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)
        family, _, _, _, address = found[0]
        with socket.socket(family, socket.SOCK_DGRAM) as sending:
            sending.setblocking(False)
            # So that a machine that refuses is heard of with the next message.
            sending.connect(address)
            for one in messages:
                async with asyncio.timeout(PATIENCE):
                    await loop.sock_sendall(sending, one)

    @property
    def _safe(self) -> bool:
        return self.transport == "tls"


def receiver(address: str, authority: str = "") -> Receiver | None:
    """The receiver at `syslog+tcp://host:port` (or tls, udp); None for any other text."""
    with suppress(ValueError):
        parts = urlsplit(address)
        how, _, transport = parts.scheme.partition("+")
        more = parts.path or parts.query or parts.fragment or parts.username or parts.password
        if how == "syslog" and transport in PORTS and parts.hostname and not more:
            return Receiver(transport, parts.hostname, parts.port or PORTS[transport], authority)  # type: ignore[arg-type]
    return None


def is_target(text: str) -> bool:
    """Whether the trail can be shipped there: a receiver, or a folder by its whole path."""
    return len(text) <= LONGEST_TARGET and (receiver(text) is not None or Path(text).is_absolute())


def message(at: datetime, text: bytes) -> bytes:
    """A message of a moment, whose text is ASCII: other text would need a mark before it."""
    host = "".join(one for one in socket.gethostname() if "!" <= one <= "~")[:255] or "-"
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    head = f"<{PRIORITY}>1 {moment} {host} {APPLICATION} {os.getpid()} {KIND} - "
    return head.encode("ascii") + text


def framed(one: bytes) -> bytes:
    """A message with its length before it."""
    return b"%d %s" % (len(one), one)
