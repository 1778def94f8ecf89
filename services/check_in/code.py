"""The rotating code of an occasion, and what a telephone is given that has scanned it: both are signed.

A code says which check-in it is of and in which period it was shown; it counts until the end of the next one,
for whoever scans at the end of a period. What is signed cannot be made up; that somebody sends it on while it
counts nobody can prevent (docs/security.md).
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from documents import qr_code
from models.key import CHECK_IN
from models.store import Store
from services.refusal import Code, Refusal

PATH = "/check-in/"
# Bytes: the check-in, the period or moment, the proof.
_NUMBER, _TIME, _PROOF = 6, 6, 16
_SIZE = _NUMBER + _TIME + _PROOF
_LETTERS = 38
# Who has scanned may have to sign in first, and type slowly.
RECEIPT = timedelta(minutes=10)
# How far the clock of whoever reads a receipt may be behind that of the database.
SKEW = timedelta(minutes=1)
EXPIRED = "这个二维码已经过时（几十秒换一次）：请重新扫屏幕上现在的码；手机没有网络的，请到签到台登记"
FORGED = "这不是本系统的签到码：请扫会场屏幕上的码，或到签到台登记"


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as it is shown: the address that it leads to, and when another takes its place."""

    address: str
    expires_at: datetime

    @property
    def svg(self) -> str:
        """The picture, alone or as an element of a page."""
        return qr_code.svg(self.address)

    @property
    def png(self) -> bytes:
        """The picture, for whoever shows it in slides."""
        return qr_code.png(self.address)


@dataclass(frozen=True, slots=True)
class Codes:
    """How codes are made: where people reach the server, and for how many seconds each is shown."""

    base: str = ""
    seconds: int = 15

    def shown(self, store: Store, check_in_id: int, moment: datetime) -> Shown:
        """The code of a check-in that is to be seen at this moment; raises `Sick` without the master key."""
        period = int(moment.timestamp()) // self.seconds
        expires_at = datetime.fromtimestamp((period + 1) * self.seconds, UTC)
        return Shown(f"{self.base}{PATH}{_signed(store, 'code', check_in_id, period)}", expires_at)

    def read(self, store: Store, text: str, moment: datetime) -> int:
        """The check-in of a code that counts at this moment: the code alone, or the whole address.

        Raises `Refusal`: `CODE_FORGED`, `CODE_EXPIRED`.
        """
        told = text.strip().removeprefix(f"{self.base}{PATH}")
        check_in_id, period = _opened(store, "code", told)
        if not 0 <= int(moment.timestamp()) // self.seconds - period <= 1:
            raise Refusal(Code.CODE_EXPIRED, EXPIRED, "token")
        return check_in_id


def receipt(store: Store, check_in_id: int, device: str, moment: datetime) -> str:
    """What a device keeps of a scan until its holder has signed in."""
    return _signed(store, f"receipt {device}", check_in_id, int(moment.timestamp() * 1000))


def read_receipt(store: Store, text: str, device: str, moment: datetime) -> tuple[int, datetime]:
    """The check-in that this device scanned, and when; raises `Refusal` as `Codes.read` does."""
    check_in_id, scanned_at = open_receipt(store, text, device)
    check_receipt(scanned_at, moment)
    return check_in_id, scanned_at


def open_receipt(store: Store, text: str, device: str) -> tuple[int, datetime]:
    """The check-in that this device scanned, and when, however long ago; raises `Refusal`."""
    check_in_id, milliseconds = _opened(store, f"receipt {device}", text)
    return check_in_id, datetime.fromtimestamp(milliseconds / 1000, UTC)


def check_receipt(scanned_at: datetime, moment: datetime) -> None:
    """Raises `Refusal` where what was scanned then does not count at this moment any more."""
    if not -SKEW <= moment - scanned_at <= RECEIPT:
        raise Refusal(Code.CODE_EXPIRED, "扫码以后过了 10 分钟：请重新扫屏幕上的码", "token")


def _signed(store: Store, purpose: str, check_in_id: int, time: int) -> str:
    told = check_in_id.to_bytes(_NUMBER, "big") + time.to_bytes(_TIME, "big")
    return urlsafe_b64encode(told + _proof(store, purpose, told)).rstrip(b"=").decode()


def _opened(store: Store, purpose: str, text: str) -> tuple[int, int]:
    if len(text) != _LETTERS or not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
        raise Refusal(Code.CODE_FORGED, FORGED, "token")
    raw = urlsafe_b64decode(f"{text}==")
    told, proof = raw[: _NUMBER + _TIME], raw[_NUMBER + _TIME :]
    # A letter too many in the last place would be another text for the same bytes.
    same = urlsafe_b64encode(raw).rstrip(b"=").decode() == text
    if not hmac.compare_digest(proof, _proof(store, purpose, told)) or not same or len(raw) != _SIZE:
        raise Refusal(Code.CODE_FORGED, FORGED, "token")
    return int.from_bytes(told[:_NUMBER], "big"), int.from_bytes(told[_NUMBER:], "big")


def _proof(store: Store, purpose: str, told: bytes) -> bytes:
    return hmac.digest(store.keys.key(CHECK_IN), purpose.encode() + b"\n" + told, "sha256")[:_PROOF]
