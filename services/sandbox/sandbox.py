"""Work on texts from untrusted hands, in a child process with limits: its death is an answer, not an outage.

One warm child for a process; who comes while it works waits, up to a bound. The child gets nothing but what
it is sent: no database, no socket, no file it could write. What goes to it is pickled; JSON comes back.
"""

import asyncio
import importlib.util
import logging
import os
import pickle
import signal
import sys
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from kept import Kept
from rules.source import DocumentRefused, Problem
from services.refusal import Code, Refusal

CHILD = "services.sandbox.child"
TASKS = "services.sandbox.tasks"
FILE_TASKS = "services.sandbox.file_tasks"
ROOT = Path(__file__).resolve().parents[2]
LENGTH = 8
READY_SECONDS = 60.0
LONG = "simulated"
KNOWN, KNOWN_BYTES = 512, 8 << 20

# Windows has neither of them; without the first a child has no limits.
LIMITED = importlib.util.find_spec("resource") is not None and hasattr(os, "waitid")

log = logging.getLogger("luzhi.sandbox")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one piece of work may use: seconds by the clock and of CPU, bytes of memory and of the answer.

    A simulation has `seconds`, whatever only reads texts `text_seconds`. `waiting` is how many may wait for
    the child besides the one that it works for.
    """

    seconds: float = 60.0
    text_seconds: float = 20.0
    cpu_seconds: int = 60
    memory: int = 3 << 30
    answer: int = 64 << 20
    waiting: int = 32


class ChildDied(Refusal):
    """The child ended in the middle of its work, most likely for want of memory."""


class Sandbox:
    """The child of this process and the queue before it. Belongs to the event loop in which it is used."""

    def __init__(self, bounds: Bounds | None = None, tasks: str = TASKS) -> None:
        """`tasks` is the module that says what the child can do."""
        self.bounds = bounds or Bounds()
        self.tasks = tasks
        self._child: asyncio.subprocess.Process | None = None
        self._known: Kept[Hashable, bytes] = Kept(KNOWN, KNOWN_BYTES)
        self._turn = asyncio.Lock()
        self._asking = 0
        self._closed = False

    @property
    def process(self) -> int | None:
        """The id of the child that is warm, None where there is none."""
        return self._child.pid if self._child else None

    async def ask(self, task: str, *words: Any) -> Any:
        """What the child answers to one of its tasks.

        Raises `DocumentRefused` where a text is refused. Raises `Refusal`: TIMEOUT where it takes too long,
        BAD_USER_INPUT where it takes too much memory, UNAVAILABLE where the child dies, too many wait, or
        the system cannot limit a process.
        """
        if not LIMITED:
            message = (
                "这台机器的系统不能限制进程的内存和时间（如 Windows），"
                "所以不能导入文件，不能起草、试算、比较办法；请在 Linux 上做，见 docs/windows.md"
            )
            raise Refusal(Code.UNAVAILABLE, message)
        if self._asking > self.bounds.waiting:
            raise Refusal(Code.UNAVAILABLE, "正在试算的太多，请稍后再试")
        self._asking += 1
        try:
            async with self._turn:
                # A year's records take a while.
                request = await asyncio.to_thread(pickle.dumps, (task, words), 5)
                bounds = self.bounds
                seconds = bounds.seconds if task == LONG else bounds.text_seconds
                return _told(await self._asked(request, seconds))
        finally:
            self._asking -= 1

    async def known(self, task: str, *words: Any) -> Any:
        """The same of a task whose answer follows from its words alone: asked once, and kept."""
        key = (task, words)
        answer = self._known.get(key)
        if answer is None:
            told: dict[str, Any]
            try:
                told = {"done": await self.ask(task, *words)}
            except DocumentRefused as refused:
                told = {"problems": [asdict(problem) for problem in refused.problems]}
            answer = orjson.dumps(told)
            self._known.put(key, answer, len(answer) + len(pickle.dumps(words)))
        return _told(orjson.loads(answer))

    async def close(self) -> None:
        """Ends the child; who still waits is refused."""
        self._closed = True
        await self._end()

    async def _asked(self, request: bytes, seconds: float) -> dict[str, Any]:
        child = await self._started()
        try:
            async with asyncio.timeout(seconds):
                answer = await self._exchanged(child, request)
        except TimeoutError:
            await self._end()
            raise Refusal(Code.TIMEOUT, "这份文本处理的时间太长，精简后再试", "text") from None
        except (asyncio.IncompleteReadError, OSError, ValueError):
            status = await self._end()
            log.warning("the child died", extra={"status": status})
            if self._closed:
                raise Refusal(Code.UNAVAILABLE, "正在停止服务") from None
            if status == -signal.SIGXCPU:
                raise Refusal(Code.TIMEOUT, "这份文本处理的时间太长，精简后再试", "text") from None
            raise ChildDied(Code.UNAVAILABLE, "试算的进程中断了，没有改动；请再试一次") from None
        except BaseException:
            # Whoever asked is gone: the child must not answer the next one with this.
            await asyncio.shield(self._end())
            raise
        if answer.get("fault") == "memory":
            await self._end()
        return answer

    async def _exchanged(self, child: asyncio.subprocess.Process, request: bytes) -> dict[str, Any]:
        assert child.stdin
        assert child.stdout
        child.stdin.write(len(request).to_bytes(LENGTH, "big"))
        child.stdin.write(request)
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(LENGTH), "big")
        if size > self.bounds.answer:
            raise ValueError("an answer too large")
        answer: dict[str, Any] = orjson.loads(await child.stdout.readexactly(size))
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        """The warm child, or a new one."""
        if self._closed:
            raise Refusal(Code.UNAVAILABLE, "正在停止服务")
        if self._child is not None and not _ended(self._child):
            return self._child
        await self._end()
        bounds = self.bounds
        words = ("-m", CHILD, str(bounds.memory), str(bounds.cpu_seconds), self.tasks)
        self._child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", *words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(READY_SECONDS):
                assert self._child.stdout
                await self._child.stdout.readexactly(1)
        except (TimeoutError, asyncio.IncompleteReadError):
            await self._end()
            raise Refusal(Code.UNAVAILABLE, "试算的进程没有启动，请稍后再试") from None
        except BaseException:
            await asyncio.shield(self._end())
            raise
        return self._child

    async def _end(self) -> int | None:
        """Kills the child and waits until it is gone; its status."""
        child, self._child = self._child, None
        if child is None:
            return None
        # Not by `child.kill`: that asks for the status of a dead child, and the event loop then finds none.
        if not _ended(child):
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
        if child.stdin:
            child.stdin.close()
        return await child.wait()


def _ended(child: asyncio.subprocess.Process) -> bool:
    """Whether a child is dead already, though the event loop may not have heard of it."""
    if child.returncode is not None:
        return True
    try:
        return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _environment() -> dict[str, str]:
    """What the child may know: where the program lies. No address of a database, no setting."""
    known = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    # One thread: others would each take memory from the limit.
    known |= {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    return {"PATH": os.defpath, **known}


def _told(answer: dict[str, Any]) -> Any:
    """The answer, or what it says was wrong."""
    if "problems" in answer:
        raise DocumentRefused(Problem(**problem) for problem in answer["problems"])
    if "refused" in answer:
        code, message, field = answer["refused"]
        raise Refusal(Code(code), message, field)
    fault = answer.get("fault")
    if fault == "memory":
        raise Refusal(Code.BAD_USER_INPUT, "处理这份文本要的内存超过限度，精简后再试", "text")
    if fault == "unfit":
        message = "已有的记录与这份文本的种类目录不合：看看是否改了属性的类型或取值"
        raise Refusal(Code.BAD_USER_INPUT, message, "catalogue")
    if fault is not None:
        raise RuntimeError(f"the child failed: {fault}")
    return answer["done"]
