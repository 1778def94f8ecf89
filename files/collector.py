"""Python's collector of cycles, at rest while modules are imported, or millions of rows become objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """The objects stay, and hold no cycles: looking through them again and again is a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
