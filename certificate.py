"""The certificate and the key with which the server encrypts, looked at before it listens."""

import os
import ssl
import stat
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import ExtensionOID

CERTIFICATE, KEY = "LUZHI_TLS_CERTIFICATE", "LUZHI_TLS_KEY"


class CertificateRefused(ValueError):
    """Files with which the server does not encrypt. The message is Chinese: a line each, with the cure."""


def tls_context(certificate: Path, key: Path, names: Collection[str]) -> ssl.SSLContext:
    """What encrypts with a certificate (PEM, what certifies it behind it) that names all of `names`, and its
    key: TLS 1.2 and later. Raises `CertificateRefused`.
    """
    wrong = list(_wrong(certificate, key, names))
    if wrong:
        raise CertificateRefused("\n".join(wrong))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Nobody is there to be asked for a password.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except ssl.SSLError as error:
        reason = (error.reason or "").replace("_", " ").lower()
        raise CertificateRefused(f"{CERTIFICATE}：不能用这份证书加密（{reason}），换一份") from error
    return context


def _wrong(certificate: Path, key: Path, names: Collection[str]) -> Iterator[str]:
    chain, said = _certificates(certificate)
    if said:
        yield said
    else:
        yield from _outdated(chain[0])
        yield from _unnamed(chain[0], names)
    public, said = _public_half(key)
    if said:
        yield said
    elif chain and public != _plain(chain[0]):
        yield f"{KEY}：密钥和证书不是一对：换上与证书一起得到的那一个（证书链里，服务器自己的证书放在最前面）"


def _certificates(path: Path) -> tuple[list[x509.Certificate], str | None]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes()), None
    except OSError as error:
        return [], f"{CERTIFICATE}：读不了 {path}（{error.strerror}）：写证书文件的路径，服务的用户要能读"
    except (ValueError, UnsupportedAlgorithm):
        return [], f"{CERTIFICATE}：{path} 不是 PEM 格式的证书（以 -----BEGIN CERTIFICATE----- 开头）"


def _outdated(one: x509.Certificate) -> Iterator[str]:
    now = datetime.now(UTC)
    if now >= one.not_valid_after_utc:
        yield f"{CERTIFICATE}：证书在 {one.not_valid_after_utc:%Y-%m-%d} 到期了：换上新的"
    if now < one.not_valid_before_utc:
        yield f"{CERTIFICATE}：证书从 {one.not_valid_before_utc:%Y-%m-%d} 起才有效：看看机器的时钟准不准"


def _unnamed(one: x509.Certificate, names: Collection[str]) -> Iterator[str]:
    try:
        found = one.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
        assert isinstance(found, x509.SubjectAlternativeName)
        hosts = {host.lower() for host in found.get_values_for_type(x509.DNSName)}
        hosts |= {str(address) for address in found.get_values_for_type(x509.IPAddress)}
    except x509.ExtensionNotFound:
        hosts = set()
    for name in sorted(names):
        if not hosts & {_address(name), f"*.{name.partition('.')[2]}"}:
            told = "、".join(sorted(hosts)) or "没有写名称"
            right = "换一份，或改正 LUZHI_HOST_NAMES、LUZHI_PUBLIC_URL"
            yield f"{CERTIFICATE}：证书不是给 {name} 的（{told}）：{right}"


def _address(name: str) -> str:
    """A name; an address in its shortest form."""
    try:
        return str(ip_address(name))
    except ValueError:
        return name


def _public_half(path: Path) -> tuple[bytes | None, str | None]:
    """The public half of a key."""
    try:
        told, mode = path.read_bytes(), path.stat().st_mode
    except OSError as error:
        return None, f"{KEY}：读不了 {path}（{error.strerror}）：写密钥文件的路径，服务的用户要能读"
    if os.name == "posix" and mode & stat.S_IRWXO:
        return None, f"{KEY}：谁都能读、能改 {path}：chmod 600 {path}；别人可能已经看过的，换一对"
    try:
        return _plain(load_pem_private_key(told, None)), None
    except TypeError:
        return None, f"{KEY}：{path} 带口令，服务启动时没有人来填：换成不带口令的（openssl pkey）"
    except (ValueError, UnsupportedAlgorithm):
        return None, f"{KEY}：{path} 不是 PEM 格式的密钥（以 -----BEGIN PRIVATE KEY----- 开头）"


def _plain(one: object) -> bytes:
    public = one.public_key()  # type: ignore[attr-defined]
    found: bytes = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return found
