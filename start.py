"""How the `luzhi` command begins and ends: interrupted, cut off, on a terminal that knows few characters."""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

import interruption

FAILED = 1


def main() -> NoReturn:
    """Runs the command; what it needs takes its time to import, in which it can be interrupted as well."""
    code = ended(_imported_and_run)
    # At the end Python would go through all objects once more for circles; the memory is given back anyway.
    gc.freeze()
    raise SystemExit(code)


def ended(work: Callable[[], int]) -> int:
    """The exit code of `work`: no character, no closed pipe, no full disk and no Ctrl-C is a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal may know GBK or ASCII only; what was done is done, and a name shows with a question mark.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = interruption.INTERRUPTED
    except BrokenPipeError:
        _muted()
        return FAILED
    except OSError as fault:
        _muted()
        what = f"{fault.filename}：" if fault.filename else "输出没有写完："
        _say(f"{what}{fault.strerror or type(fault).__name__}\n")
        return FAILED
    if code == interruption.INTERRUPTED:
        interruption.tell()
    return code


def _imported_and_run() -> int:
    interruption.watch()
    from cli import command

    return command()


def _say(text: str) -> None:
    with suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()


def _muted() -> None:
    """Lets what could not be written go nowhere: at its end, Python would try once more, and complain."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
