"""Hashes of passwords: Argon2id, so many at once and no more, however many sign in.

Each takes 46 MiB; forty sign-ins at once would take two gigabytes. They wait for a thread of a pool instead,
and who gives up while waiting costs nothing.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from rate import Rate

T = TypeVar("T")
# OWASP's least for Argon2id with one pass (ASVS 5.0, appendix).
KIBIBYTES, PASSES = 46 * 1_024, 1
AT_ONCE = 4
FAILURES = 200
# A hall comes from one address, all at once, and before it is known who is right: as many as an occasion has.
HALL = 2_500


class Hashing:
    """Makes and verifies hashes, `at_once` at most. `done` counts them, to be compared; `under_way` are those
    that are being made or wait for a thread.

    `failures` is how many an address may have compared in vain in an hour, whoever it says it is; 0: any
    number. `halls` is the same for those who have scanned the code of an occasion, each occasion apart.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        kibibytes: int = KIBIBYTES,
        passes: int = PASSES,
        failures: int = FAILURES,
    ) -> None:
        self._argon2 = PasswordHasher(
            time_cost=passes, memory_cost=kibibytes, parallelism=1, type=Type.ID, encoding="utf-8"
        )
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        # What a password is compared with where there is nothing to compare it with.
        self._nobody: str | None = None
        self.done = self.under_way = 0
        self.failures = Rate(failures, 3_600)
        self.halls = Rate(failures and max(failures, HALL), 3_600)

    async def hashed(self, secret: str) -> str:
        """The hash of a secret, with its own salt and parameters."""
        return await self._in_thread(lambda: self._argon2.hash(secret))

    async def fits(self, secret: str, known: str | None) -> bool:
        """Whether a secret is that of a hash. Where there is none it costs the same, and the answer is no."""
        if self._nobody is None:
            # Once in the life of a server, whoever comes first; it is not counted.
            self._nobody = await self._in_thread(lambda: self._argon2.hash(secrets.token_urlsafe()), 0)
        compared = known or self._nobody or ""
        return await self._in_thread(lambda: self._verified(secret, compared)) and known is not None

    def is_outdated(self, known: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._argon2.check_needs_rehash(known)

    async def close(self) -> None:
        """Ends the threads, when what they are at is done."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _verified(self, secret: str, known: str) -> bool:
        try:
            return self._argon2.verify(known, secret)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[[], T], counts: int = 1) -> T:
        self.done += counts
        self.under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self.under_way -= 1
