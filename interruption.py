"""Ctrl-C: in the middle of an import it ends the process at once; otherwise it is as Python has it."""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

INTERRUPTED = 130
_SAID = "已中断\n"


def watch() -> None:
    """From here on an interrupt ends an import: half-imported libraries each answer in their own way."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)


def leave() -> None:
    """Python's own handler again: only that one does asyncio replace by its own, which cancels its work."""
    if signal.getsignal(signal.SIGINT) is _interrupted:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def tell() -> None:
    """Says that the command was interrupted, where it can be said."""
    with suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(_SAID)
            sys.stderr.flush()


def _interrupted(number: int, frame: FrameType | None) -> None:
    if _importing(frame):
        tell()
        os._exit(INTERRUPTED)
    signal.default_int_handler(number, frame)


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
