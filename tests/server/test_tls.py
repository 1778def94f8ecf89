"""TLS of our own over a real socket; and when the server does not start where others could reach it."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from cli import app
from models.store import Store
from tests.database import Files
from tests.demo_year import DemoYear
from tests.process import Process
from tests.server.sick_server import settled
from tests.services.accounts.holder import CODE, ME, PASSWORD, PHONE, opened
from tests.services.accounts.holder import settle as settle_accounts
from tests.signed_in import tokens_in

NAME = "luzhi.test"
SAN = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))])
DAY = timedelta(days=1)


class Pair:
    """A certificate that certifies itself, and its key, in files of their own."""

    def __init__(
        self, folder: Path, name: str = "own", begins: timedelta = -DAY, ends: timedelta = DAY
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate_file, self.key_file = folder / f"{name}.crt", folder / f"{name}.key"
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(who)
            .issuer_name(who)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + ends)
            .add_extension(SAN, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        self.certificate_file.write_bytes(made.public_bytes(Encoding.PEM))
        self.write_key(NoEncryption())

    def write_key(self, sealed: Any) -> None:
        self.key_file.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
        self.key_file.chmod(0o600)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "LUZHI_TLS_CERTIFICATE": str(self.certificate_file),
            "LUZHI_TLS_KEY": str(self.key_file),
            "LUZHI_HOST_NAMES": NAME,
        }

    @property
    def trusted(self) -> ssl.SSLContext:
        """What a client trusts: this certificate alone."""
        return ssl.create_default_context(cafile=self.certificate_file)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def serve(address: str, **settings: str) -> tuple[int, str]:
    """What `luzhi serve` says that does not come to listen; should it come so far, the port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = ["serve", "--port", str(taken.getsockname()[1]), "--database", address]
        found = CliRunner().invoke(app, words, env=settings)
    return found.exit_code, found.output


async def _with_account(address: str) -> None:
    store = Store.open(address)
    await settle_accounts(store)
    await opened(store)
    await store.close()


def test_over_tls_people_sign_in_and_their_cookie_stays_theirs(
    sqlite_files: Files, spawn: Callable[..., Process], pair: Pair
) -> None:
    address = sqlite_files.migrated()
    asyncio.run(_with_account(address))
    (bearer,) = tokens_in(address, CODE)
    process = spawn("-m", "start", "serve", "--port", "0", LUZHI_DATABASE=address, **pair.settings)
    port = process.wait_for(r"https://127.0.0.1:(\d+)/graphql")[1]
    own = {"Host": f"{NAME}:{port}", "Origin": f"https://{NAME}:{port}"}
    at = f"https://127.0.0.1:{port}"
    with httpx.Client(base_url=at, headers=own, verify=pair.trusted, timeout=30) as browser:
        form = {"committee": CODE, "userName": PHONE, "password": PASSWORD}
        done = browser.post("/sign-in", data=form)
        assert done.status_code == 303
        kept = done.headers["set-cookie"]
        assert kept.startswith("__Host-luzhi=")
        assert kept.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
        assert done.headers["strict-transport-security"] == "max-age=31536000"
        assert browser.post("/graphql", json={"query": ME}).json()["data"]["me"]["realName"] == "张三"
        for headers, status in (
            ({"Host": "evil.test"}, 421),
            ({"Origin": f"http://{NAME}:{port}"}, 403),
            ({"Origin": "https://evil.test"}, 403),
            ({"X-Forwarded-For": "203.0.113.9"}, 403),
            ({"X-Forwarded-Proto": "https"}, 403),
        ):
            assert browser.post("/graphql", json={"query": ME}, headers=headers).status_code == status
    old = pair.trusted
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{at}/healthz", verify=old, timeout=30)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=30)
    assert asyncio.run(_over_socket(int(port), pair, bearer)) == "王秘书"
    assert process.stop() == 0
    sqlite_files.drop(address)


async def _over_socket(port: int, pair: Pair, bearer: str) -> Any:
    address, protocol = f"wss://{NAME}:{port}/graphql", Subprotocol("graphql-transport-ws")
    async with connect(address, host="127.0.0.1", ssl=pair.trusted, subprotocols=[protocol]) as socket:
        payload = {"Authorization": f"Bearer {bearer}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": ME}}))
        return json.loads(await socket.recv())["payload"]["data"]["me"]["realName"]


def expired(folder: Path, pair: Pair) -> None:
    Pair(folder, begins=-2 * DAY, ends=-DAY)


def not_yet(folder: Path, pair: Pair) -> None:
    Pair(folder, begins=DAY, ends=2 * DAY)


def of_another(folder: Path, pair: Pair) -> None:
    pair.key_file.write_bytes(Pair(folder, "other").key_file.read_bytes())


def for_all_to_read(folder: Path, pair: Pair) -> None:
    pair.key_file.chmod(0o604)


def under_a_password(folder: Path, pair: Pair) -> None:
    pair.write_key(BestAvailableEncryption(b"geheim"))


def no_certificate(folder: Path, pair: Pair) -> None:
    pair.certificate_file.write_text("张三\n", encoding="utf-8")


def no_key(folder: Path, pair: Pair) -> None:
    pair.key_file.write_text("张三\n", encoding="utf-8")


def gone(folder: Path, pair: Pair) -> None:
    pair.certificate_file.unlink()
    pair.key_file.unlink()


@pytest.fixture
def migrated(sqlite_files: Files) -> Iterator[str]:
    """The address of a database with all tables and no row."""
    address = sqlite_files.migrated()
    yield address
    sqlite_files.drop(address)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (expired, "LUZHI_TLS_CERTIFICATE：证书在 "),
        (not_yet, "起才有效"),
        (of_another, "LUZHI_TLS_KEY：密钥和证书不是一对"),
        (for_all_to_read, "chmod 600 "),
        (under_a_password, "换成不带口令的"),
        (no_certificate, "不是 PEM 格式的证书"),
        (no_key, "不是 PEM 格式的密钥"),
        (gone, "LUZHI_TLS_CERTIFICATE：读不了 "),
    ],
)
def test_what_does_not_encrypt_is_refused_with_its_cure(
    tmp_path: Path, migrated: str, pair: Pair, spoil: Callable[[Path, Pair], None], said: str
) -> None:
    spoil(tmp_path, pair)
    code, told = serve(migrated, **pair.settings)
    assert (code, said in told, "张三" in told) == (2, True, False), told


def test_a_certificate_for_another_name_is_refused(migrated: str, pair: Pair) -> None:
    code, told = serve(migrated, **(pair.settings | {"LUZHI_HOST_NAMES": "rank.test"}))
    assert (code, "证书不是给 rank.test 的（127.0.0.1、luzhi.test）" in told) == (2, True), told


BEYOND = [{"LUZHI_HOST": "0.0.0.0"}, {"LUZHI_PROXY": "127.0.0.1"}]


@pytest.mark.parametrize("beyond", BEYOND)
def test_nobody_else_reaches_a_committee_before_its_first_administrator(
    migrated: str, pair: Pair, beyond: dict[str, str]
) -> None:
    for first in ("", "zhoushan"):
        code, told = serve(migrated, **pair.settings, **beyond)
        assert (code, "luzhi accounts first" in told, first in told) == (1, True, True), told
        if not first:
            settled(migrated)


@pytest.mark.parametrize("beyond", BEYOND)
def test_nobody_else_reaches_a_demo(
    tmp_path: Path, demo_year: DemoYear, pair: Pair, beyond: dict[str, str]
) -> None:
    # Under another name it is a demo all the same.
    code, told = serve(demo_year.copy_to(tmp_path / "luzhi.db"), **pair.settings, **beyond)
    assert (code, "这是演示数据库" in told) == (1, True), told
