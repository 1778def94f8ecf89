"""What a sign-in costs, and that forty at once take no more memory than the few that are let in at a time."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench.figures import forget_peak, peak, say
from bench.signed_in import let_in
from models.migration import upgrade
from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.chosen import choose
from services.accounts.hashing import AT_ONCE, KIBIBYTES, Hashing
from services.accounts.sessions import Visit
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from services.committee.committees import establish

CODE, PASSWORD = "zhoushan", "海岛Tide-2041"
AT_ONCE_ASKED = 40
OFFICE, HERE = Actor("测速", "command"), Visit("10.0.0.1", "bench", "bearer")


def sign_ins() -> None:
    """A sign-in alone, and forty of as many people at once, on SQLite."""
    print("— signing in —")
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'luzhi.db'}")
        upgrade(store.url)
        asyncio.run(_measured(store))
    print(f"  limited by: Argon2id, {KIBIBYTES // 1_024} MiB and one pass each, {AT_ONCE} at a time")


async def _measured(store: Store) -> None:
    quick = Hashing(kibibytes=64)
    await establish(store, CODE, "舟山市政协")
    await let_in(store.url.render_as_string(False), "办公室")
    await choose(store, CODE, OFFICE, second_factor="off")
    phones = [f"139058{at:05}" for at in range(AT_ONCE_ASKED)]
    hashing = Hashing()
    for phone in phones:
        form = Registration(real_name="张三", phone=phone)
        issued = await register(store, quick, CODE, OFFICE, form)
        await set_password(store, hashing, CODE, Credentials(phone, issued.secret), PASSWORD, HERE)

    async def enter(phone: str) -> None:
        await sign_in(store, hashing, CODE, Credentials(phone, PASSWORD), HERE)

    await enter(phones[0])
    forget_peak()
    before, begun, clock = peak(), time.process_time(), time.perf_counter()
    await enter(phones[0])
    alone = time.process_time() - begun
    say("sign in, CPU and time", f"{alone * 1000:.0f} ms, {(time.perf_counter() - clock) * 1000:.0f} ms")
    say("  memory beside what the program has", f"{peak() - before:.0f} MiB")
    forget_peak()
    before, begun, clock = peak(), time.process_time(), time.perf_counter()
    await asyncio.gather(*map(enter, phones))
    spent, took = time.process_time() - begun, time.perf_counter() - clock
    say(f"{AT_ONCE_ASKED} people at once, CPU and time", f"{spent:.1f} s, {took:.1f} s")
    most = AT_ONCE * KIBIBYTES / 1_024
    say("  memory beside what the program has", f"{peak() - before:.0f} MiB", f"aim ≤ {most * 1.25:.0f} MiB")
    await hashing.close()
    await store.close()


if __name__ == "__main__":
    sign_ins()
