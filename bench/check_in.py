"""Three hundred members sign in by code within two minutes: how long each waits, and that none is lost.

One server in a process of its own; each member is a browser with cookies, signed in before. They come at an
even pace, and once all at the same moment. Beside it each request of the server that does nothing.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from re import search

import httpx
from sqlalchemy import func, insert, select

from bench.figures import say
from models.account import Account, Session
from models.check_in import CheckInArrival
from models.clock import now
from models.committee import Committee
from models.grant import Grant
from models.member import Membership
from models.migration import upgrade
from models.store import Store
from services.accounts.secret import digest, token
from services.actor import Actor
from services.check_in.code import Codes
from services.check_in.occasion import check_in_of
from services.check_in.organiser import Opening, open_check_in
from services.demo_database import COMMITTEE, YEAR, fill
from services.entry.desk import Desk
from services.entry.form import OccasionForm, Present
from services.runs.board import Boards
from services.runs.live import Live

MEMBERS, SECONDS = 300, 120.0
PATIENCE = 60.0
BASE = "https://luzhi.example.gov.cn"


def check_in(members: int = MEMBERS, seconds: float = SECONDS) -> None:
    """So many members in so many seconds, and all at once, on SQLite."""
    print("— signing in by code —")
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'luzhi.db'}"
        upgrade(Store.open(address).url)
        asyncio.run(_measured(address, members, seconds))
    print("  limited by: two commits each, one writer at a time, on the disk before it is answered")


async def _measured(address: str, members: int, seconds: float) -> None:
    store = Store.open(address)
    await fill(store)
    sessions, organiser = await sessions_of(store, members), await _organiser(store)
    paced, burst = [await _occasion(store, organiser, sessions, title) for title in ("海岛", "山区")]
    with _Server(address) as base:
        waits = await _all(base, store, paced, list(sessions.values()), seconds)
        _say(f"{len(waits)} members within {seconds:.0f} s", waits, await _lost(store, paced, len(sessions)))
        waits = await _all(base, store, burst, list(sessions.values()), 0.0)
        _say(f"{len(waits)} members at the same moment", waits, await _lost(store, burst, len(sessions)))
    await store.close()


def _say(what: str, waits: list[float], lost: int) -> None:
    at = sorted(waits)
    p95 = at[min(len(at) - 1, len(at) * 95 // 100)]
    say(what, f"p50 {at[len(at) // 2] * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, lost {lost}", "aim: lost 0")


class _Server:
    """A server over a database; its address while the block runs."""

    def __init__(self, address: str) -> None:
        more = {"LUZHI_DATABASE": address, "LUZHI_PORT": "0", "LUZHI_PUBLIC_URL": BASE}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "start", "serve"],
            env={**os.environ, "PYTHONUNBUFFERED": "1", "LUZHI_LOG_LEVEL": "error", **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if found := search(r"http://127\.0\.0\.1:\d+", line):
                return found[0]
        raise RuntimeError("the server did not begin")

    def __exit__(self, *error: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


async def sessions_of(store: Store, members: int) -> dict[int, str]:
    """So many memberships, each with the token of a session in a browser."""
    found: dict[int, str] = {}
    async with store.writing() as connection:
        moment = await now(connection)
        columns = select(Membership.id, Membership.person_id, Membership.committee_id)
        office = Membership.first_day.is_(None) & Membership.last_day.is_(None)
        rows = (await connection.execute(columns.where(office).order_by(Membership.id).limit(members))).all()
        for membership_id, person_id, committee_id in rows:
            added = insert(Account).values(
                committee_id=committee_id, person_id=person_id, registered_at=moment
            )
            account_id = (await connection.execute(added.returning(Account.id))).scalar_one()
            found[membership_id] = token()
            begun = {"begun_at": moment, "seen_at": moment, "ends_at": moment + timedelta(hours=12)}
            session = insert(Session).values(
                committee_id=committee_id,
                account_id=account_id,
                digest=digest(found[membership_id]),
                client="cookie",
                complete=True,
                address="127.0.0.1",
                agent="bench",
                **begun,
            )
            await connection.execute(session)
    return found


async def _organiser(store: Store) -> Actor:
    """Somebody who may enter everything."""
    async with store.writing() as connection:
        moment = await now(connection)
        committee_id = await connection.scalar(select(Committee.id).where(Committee.code == COMMITTEE))
        added = insert(Account).values(committee_id=committee_id, real_name="组织者", registered_at=moment)
        account_id = (await connection.execute(added.returning(Account.id))).scalar_one()
        given = {"role": "委员工作委员会", "first_day": date(2020, 1, 1), "granted_by": "测速"}
        own = {"committee_id": committee_id, "account_id": account_id, "granted_at": moment}
        await connection.execute(insert(Grant).values(**own, **given))
    return Actor("组织者", "web", account=account_id)


async def _occasion(store: Store, organiser: Actor, sessions: dict[int, str], title: str) -> int:
    """A meeting at which all of them are expected, open to be signed in to; its record."""
    boards = Boards()
    form = OccasionForm(
        title=title, day=date(YEAR, 6, 1), participants=[Present(list(sessions), [("状态", "缺席")])]
    )
    done = await Desk(store, Live(boards), organiser).enter(COMMITTEE, YEAR, "全会", form)
    begin = datetime.now(UTC) - timedelta(minutes=1)
    opening = Opening(opens_at=begin, closes_at=begin + timedelta(hours=1))
    return await open_check_in(store, boards, organiser, done.id, opening)


async def _all(base: str, store: Store, record_id: int, sessions: list[str], seconds: float) -> list[float]:
    """How long each waited from the scan to the answer, in seconds, who came at an even pace."""
    async with store.reading() as connection:
        found = await check_in_of(connection, record_id)
    assert found is not None
    of, codes = found.id, Codes(BASE, 15)

    # One client for all, since to make one costs more than a sign-in; each request has its own connection.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as http:

        async def come(at: int, session: str) -> float:
            await asyncio.sleep(seconds * at / len(sessions))
            path = codes.shown(store, of, datetime.now(UTC)).address.removeprefix(BASE)
            begun = time.perf_counter()
            first = await http.get(path, headers={"Cookie": f"luzhi={session}"})
            kept = [one.split(";")[0] for one in first.headers.get_list("set-cookie")]
            cookies = {"Cookie": "; ".join([f"luzhi={session}", *kept])}
            # Whoever is told that the server is busy tries again, as the page says.
            while time.perf_counter() - begun < PATIENCE:
                page = (await http.get("/check-in", headers=cookies)).text
                challenge = search(r'name="challenge" value="([^"]+)"', page)
                if challenge:
                    own = {"Origin": base, **cookies}
                    page = (await http.post("/check-in", data={"challenge": challenge[1]}, headers=own)).text
                if 'role="status"' in page:
                    break
                await asyncio.sleep(1)
            return time.perf_counter() - begun

        return list(await asyncio.gather(*(come(at, one) for at, one in enumerate(sessions))))


async def _lost(store: Store, record_id: int, expected: int) -> int:
    async with store.reading() as connection:
        found = await check_in_of(connection, record_id)
        assert found is not None
        count = select(func.count()).select_from(CheckInArrival)
        return expected - (await connection.scalar(count.where(CheckInArrival.check_in_id == found.id)) or 0)


if __name__ == "__main__":
    members, seconds = sys.argv[1:] or (MEMBERS, SECONDS)
    check_in(int(members), float(seconds))
