"""A receiver of syslog, as strict as RFC 5424 and RFC 6587 are; with TLS or without, and one that dies."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MESSAGE = re.compile(
    rb"<110>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [!-~]{1,255} luzhi \d{1,10} trail - (\{[ -~]+\})"
)
HERE = "127.0.0.1"


class Received:
    """What was received: the JSON of each message, in its order."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    @property
    def places(self) -> list[int]:
        """The places of the lines."""
        return [one["place"] for one in self.lines]

    @property
    def again(self) -> list[int]:
        """The places of those that say that they may have been told before."""
        return [one["place"] for one in self.lines if one.get("again")]

    @property
    def copy(self) -> list[bytes]:
        """The lines of a copy."""
        return [json.dumps(one).encode() + b"\n" for one in self.lines]

    def message(self, text: bytes) -> None:
        """Takes one message."""
        found = MESSAGE.fullmatch(text)
        assert found, text[:200]
        self.lines.append(json.loads(found[1]))

    def stream(self, data: bytes) -> None:
        """Takes frames, each with its length before it."""
        while data:
            length, _, rest = data.partition(b" ")
            assert re.fullmatch(rb"[1-9]\d*", length), length[:20]
            self.message(rest[: int(length)])
            data = rest[int(length) :]


@asynccontextmanager
async def receiving(
    safe: ssl.SSLContext | None = None, *, dies: bool = False
) -> AsyncIterator[tuple[int, Received]]:
    """The port of a receiver, and what it received. One that `dies` is gone in the midst of a message."""
    received = Received()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await (reader.readuntil(b"}") if dies else reader.read())
        if dies:
            reset(writer)
            return
        received.stream(data)
        writer.close()

    server = await asyncio.start_server(taken, HERE, 0, ssl=safe)
    async with server:
        yield server.sockets[0].getsockname()[1], received


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection as a machine does that was started anew."""
    at_once = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


@asynccontextmanager
async def datagrams() -> AsyncIterator[tuple[int, Received]]:
    """The same over UDP."""
    received = Received()

    class Taking(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            received.message(data)

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Taking, (HERE, 0))
    try:
        yield transport.get_extra_info("sockname")[1], received
    finally:
        transport.close()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a receiver with TLS needs, and the file by which it is known."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "log")]),
    )
    now = datetime.now(UTC)
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(own, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "log.pem", folder / "log.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return context, certificate
