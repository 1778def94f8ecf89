"""The child that reads texts of strangers: what it refuses, how it dies, and that nobody else notices."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.store import Store
from rules import catalogue
from rules.source import MAX_CHARACTERS, DocumentRefused
from rules.version_text import VersionText
from services.refusal import Code, Refusal
from services.sandbox.sandbox import Bounds, Sandbox
from tests.services.drafting.drafts import text_of

pytestmark = pytest.mark.anyio
GOOD = text_of("zhoushan/2022.yaml").text
HEAD = GOOD[: GOOD.index("root:")]


def written(text: str) -> VersionText:
    return VersionText(text, "2022.yaml", catalogue.load().text)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    found = Sandbox()
    yield found
    await found.close()


async def code_of(sandbox: Sandbox, text: str) -> Code:
    with pytest.raises(Refusal) as found:
        await sandbox.ask("checked", written(text))
    return found.value.code


def alive(process: int) -> bool:
    """Whether the process is there, be it as a zombie."""
    return Path(f"/proc/{process}").exists()


async def gone(process: int) -> None:
    """Waits until the process has ended, whether or not anybody has asked for its status."""
    for _ in range(200):
        if not alive(process) or "State:\tZ" in Path(f"/proc/{process}/status").read_text("utf-8"):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the process went on")


async def test_the_child_stays_warm(sandbox: Sandbox) -> None:
    assert sandbox.process is None
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022
    first = sandbox.process
    assert (await sandbox.ask("checked", written(GOOD)))["nodes"] == 60
    assert sandbox.process == first is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n" * 10,
        HEAD + "root: &a {id: total, title: 总分, rules: [*a]}\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + HEAD,
        HEAD + "root: !!python/object/apply:os.system ['touch /tmp/x']\n",
        HEAD + "root: !!binary aGk=\n",
        HEAD + "root: " + "[" * 41 + "]" * 41,
        HEAD + "root: " + "{a: " * 41 + "}" * 41,
        HEAD + "root: {id: total, title: \x00}\n",
        "#" * (MAX_CHARACTERS + 1),
        HEAD + "root: {id: total, title: " + "长" * 2_000 + "}\n",
        HEAD + "root:\n  id: total\n  title: 总分\n  rules:\n" + "  - {id: A, title: b}\n" * 3,
        "a: 1\n" * 1_002,
        "? " * 41,
    ],
    ids=range(14),
)
async def test_hostile_documents_are_refused_with_a_place(sandbox: Sandbox, text: str) -> None:
    with pytest.raises(DocumentRefused) as found:
        await sandbox.ask("checked", written(text))
    assert found.value.problems
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022


async def test_a_document_that_takes_too_long_is_an_answer() -> None:
    sandbox = Sandbox(Bounds(text_seconds=0))
    assert await code_of(sandbox, GOOD) is Code.TIMEOUT
    first = sandbox.process
    assert first is None
    sandbox.bounds = Bounds()
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022
    await sandbox.close()


async def test_a_document_that_takes_too_much_of_the_processor_is_an_answer() -> None:
    sandbox = Sandbox(Bounds(cpu_seconds=0))
    # With no second of its own it has what is left of the one in which it was started.
    slow = HEAD + "root:\n  id: total\n  title: 总分\n  rules:\n" + "  - {id: A, title: b}\n" * 40_000
    assert await code_of(sandbox, slow) is Code.TIMEOUT
    await sandbox.close()


async def test_a_memory_bomb_is_an_answer() -> None:
    sandbox = Sandbox(Bounds(memory=200 << 20))
    await sandbox.ask("named catalogue", GOOD, "2022.yaml")
    with pytest.raises(Refusal) as found:
        await sandbox.ask("named catalogue", "a" * (100 << 20), "2022.yaml")
    assert found.value.code in (Code.BAD_USER_INPUT, Code.UNAVAILABLE)
    assert (await sandbox.ask("named catalogue", GOOD, "2022.yaml")) is None
    await sandbox.close()


async def test_a_child_that_is_killed_in_the_middle_is_replaced(sandbox: Sandbox) -> None:
    await sandbox.ask("checked", written(GOOD))
    process = sandbox.process
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    asked = asyncio.create_task(sandbox.ask("checked", written(GOOD + "# 别的\n")))
    await asyncio.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(Refusal) as found:
        await asked
    assert found.value.code is Code.UNAVAILABLE
    assert not alive(process)
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022
    assert sandbox.process != process


async def test_a_child_that_died_while_it_was_idle_is_not_noticed(sandbox: Sandbox) -> None:
    await sandbox.ask("checked", written(GOOD))
    process = sandbox.process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    await gone(process)
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022


async def test_twenty_at_once_are_all_answered(sandbox: Sandbox) -> None:
    found = await asyncio.gather(*(sandbox.ask("checked", written(f"{GOOD}# {at}\n")) for at in range(20)))
    assert len({one["digest"] for one in found}) == 20


async def test_more_than_the_queue_holds_are_refused_at_once() -> None:
    sandbox = Sandbox(Bounds(waiting=4))
    asked = (sandbox.ask("checked", written(GOOD)) for _ in range(20))
    found = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in found if isinstance(one, Refusal)]
    assert (len(refused), {one.code for one in refused}) == (15, {Code.UNAVAILABLE})
    assert {one["year"] for one in found if isinstance(one, dict)} == {2022}
    await sandbox.close()


async def test_who_goes_away_takes_no_answer_from_the_next(sandbox: Sandbox) -> None:
    await sandbox.ask("checked", written(GOOD))
    process = sandbox.process
    asked = asyncio.create_task(sandbox.ask("compared", written(GOOD), written(GOOD + "# b\n")))
    await asyncio.sleep(0.01)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert (await sandbox.ask("checked", written(GOOD)))["year"] == 2022
    assert process is not None
    assert not alive(process)


async def test_at_the_end_nothing_is_left(sandbox: Sandbox) -> None:
    await sandbox.ask("checked", written(GOOD))
    process = sandbox.process
    waiting = [asyncio.create_task(sandbox.ask("checked", written(f"{GOOD}# {at}\n"))) for at in range(3)]
    await asyncio.sleep(0.02)
    await sandbox.close()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert {one.code for one in found if isinstance(one, Refusal)} == {Code.UNAVAILABLE}
    assert process is not None
    assert not alive(process)
    with pytest.raises(Refusal):
        await sandbox.ask("checked", written(GOOD))


async def test_the_child_ends_with_whoever_started_it() -> None:
    program = (
        "import asyncio, sys\nfrom services.sandbox.sandbox import Sandbox\n"
        "async def main():\n    s = Sandbox()\n    await s.ask('named catalogue', 'a: 1', 'a')\n"
        "    print(s.process, flush=True)\n    await asyncio.sleep(60)\nasyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    child = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    await gone(child)


async def test_the_child_knows_no_database_and_holds_no_socket(
    store: Store, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUZHI_DATABASE", "postgresql://geheim@nirgends/x")
    async with store.reading():
        await sandbox.ask("checked", written(GOOD))
        process = sandbox.process
        environment = Path(f"/proc/{process}/environ").read_bytes()
        assert b"geheim" not in environment
        files = [str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir()]
    assert sorted({name.partition(":")[0] for name in files}) == ["/dev/null", "pipe"]


async def test_what_follows_from_a_text_alone_is_asked_once(sandbox: Sandbox) -> None:
    first = await sandbox.known("checked", written(GOOD))
    with pytest.raises(DocumentRefused) as refused:
        await sandbox.known("checked", written("a: ["))
    await sandbox._end()
    assert await sandbox.known("checked", written(GOOD)) == first
    with pytest.raises(DocumentRefused) as again:
        await sandbox.known("checked", written("a: ["))
    assert again.value.problems == refused.value.problems
    assert sandbox.process is None
    assert (await sandbox.known("checked", written(GOOD + "# 别的\n")))["year"] == 2022
    assert sandbox.process is not None
