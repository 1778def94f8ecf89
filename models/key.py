"""The master key of an installation: a file that lies outside the database.

A copy of the database without it can prove nothing. What is used is derived from it, for each purpose another
key; so none tells of the master key, or of one another.
"""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

from models.sickness import Sick, Sickness
from models.suite import Suite

ELSEWHERE = "luzhi.key"
# What keys are for.
TRAIL = "luzhi trail 1"
CHECK_IN = "luzhi check-in 1"
# Bytes of the key, which stand in the file as hexadecimal digits; before them the suite, where it is not AES.
SIZE = 32


def key_file(url: URL, said: str | Path = "") -> Path:
    """Where the master key of a database lies: as is said, else beside the file of SQLite, with `.key` behind
    its name, and for PostgreSQL, beside which there is no place, in the working directory."""
    if said:
        return Path(said)
    return Path(f"{url.database}.key" if url.get_backend_name() == "sqlite" else ELSEWHERE)


class KeyFile:
    """The file with the master key. It is made where it is first needed, readable for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._master: bytes | None = None
        self._suite = Suite.AES

    @property
    def suite(self) -> Suite:
        """What the file says to seal with; without a file, what a new one will say."""
        if self._master is None:
            self._master = self._read()
        return self._suite

    def key(self, purpose: str, *, make: bool = False) -> bytes:
        """The key for a purpose; `make`: where there is no file, one is made with a new master key.

        Raises `Sick` where there is no file, or one that holds no key.
        """
        if self._master is None:
            self._master = self._read() or (self._made() if make else None)
        if self._master is None:
            raise Sick(Sickness.KEYLESS)
        return hmac.digest(self._master, purpose.encode(), "sha256")

    def goes_on(self, purpose: str, mark: str | None) -> bytes:
        """The key for a purpose, where it is the one of this mark; without a mark any, and a new one at need.

        Raises `Sick`; the next who asks looks at the file again.
        """
        key = self.key(purpose, make=mark is None)
        if mark not in (None, fingerprint(key)):
            self._master = None
            raise Sick(Sickness.KEYLESS)
        return key

    def _read(self) -> bytes | None:
        try:
            text = self.path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise Sick(Sickness.KEYLESS) from None
        suite, _, digits = text.rpartition(" ")
        with suppress(ValueError):
            master, self._suite = bytes.fromhex(digits), Suite(suite or Suite.AES)
            if len(master) == SIZE:
                return master
        raise Sick(Sickness.KEYLESS)

    def make(self, suite: Suite) -> None:
        """Makes the file with a new master key, unless it is there."""
        if self._read() is None:
            self._suite = suite
            self._master = self._made()

    def give_way(self, other: "KeyFile", aside: Path) -> None:
        """Puts another key in the place of this one, which is kept aside."""
        if self.path.exists():
            self.path.replace(aside)
        other.path.replace(self.path)

    def _made(self) -> bytes:
        # Whole or not at all; and of two that make it at once, both get the one that was there first.
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                suite = "" if self._suite is Suite.AES else f"{self._suite} "
                file.write(f"{suite}{secrets.token_hex(SIZE)}\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, self.path)
        except OSError:
            raise Sick(Sickness.KEYLESS) from None
        finally:
            draft.unlink(missing_ok=True)
        found = self._read()
        assert found
        return found


def fingerprint(key: bytes) -> str:
    """What tells one key from another, and nothing of either."""
    return hmac.digest(key, b"fingerprint", "sha256").hex()[:16]
