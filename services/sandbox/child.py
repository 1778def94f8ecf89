"""The child of `services.sandbox.sandbox`: takes a task, answers, waits for the next; ends with its pipe."""

import gc
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from rules.source import DocumentRefused
from services.refusal import Refusal
from services.sandbox.parcel import Unfit

LENGTH = 8
# Where memory runs out in the middle of an instruction, the interpreter says that it has no error to tell.
_WANTING = (MemoryError, SystemError)
# After so many tasks cycles are looked for: to look while a task runs would take as long as the task.
COLLECTED = 16


def serve(memory: int, cpu_seconds: int, tasks: Mapping[str, Callable[..., Any]]) -> None:
    """Does `tasks`, by their names, until the pipe is closed; dies of any task that uses more than it may."""
    requests, answers = _pipes()
    _limit(memory)
    answers.write(b"!")
    answers.flush()
    gc.collect()
    gc.freeze()
    gc.disable()
    done = count(1)
    while header := requests.read(LENGTH):
        request = requests.read(int.from_bytes(header, "big"))
        _limit_cpu(cpu_seconds)
        answer = _answer(request, tasks)
        del request
        answers.write(len(answer).to_bytes(LENGTH, "big"))
        answers.write(answer)
        answers.flush()
        if next(done) % COLLECTED == 0:
            gc.collect()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, out of reach of whatever prints."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return requests, answers


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # Neither a core file nor any other.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


def _answer(request: bytes, tasks: Mapping[str, Callable[..., Any]]) -> bytes:
    try:
        return orjson.dumps(_done(request, tasks))
    except _WANTING:
        return orjson.dumps({"fault": "memory"})


def _done(request: bytes, tasks: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    try:
        task, words = pickle.loads(request)
        return {"done": tasks[task](*words)}
    except DocumentRefused as refused:
        return {"problems": [asdict(problem) for problem in refused.problems]}
    except Refusal as refused:
        return {"refused": [refused.code, refused.message, refused.field]}
    except Unfit:
        return {"fault": "unfit"}
    except _WANTING:
        raise
    except Exception as error:
        # Where, not what: the message may hold data.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return {"fault": f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"}


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]), import_module(sys.argv[3]).TASKS)
