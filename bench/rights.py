"""What it costs a ranking that everybody has an account and rights: this build, and the last one without."""

import tempfile
from contextlib import ExitStack

from bench import change_figure
from bench.figures import say
from bench.former import OURS, former, told_by
from bench.service import Served, asked, served

# The last build in which nobody had an account.
WITHOUT = "c67a92f4d2825e1aa5be4796cd72785a9ccc2cc8"
ROUNDS, REQUESTS = 5, 400
AIM = "aim ≤ 1.10 ×"


def rights() -> None:
    """Prints the CPU of a server for a ranking, executed and kept, of both builds, asked in turns."""
    print(
        "— a ranking of 50 rows with accounts and rights beside the last build without; CPU of the server —"
    )
    with former(WITHOUT, "without") as other, tempfile.TemporaryDirectory(prefix="luzhi") as folder:
        if other is None:
            return
        databases = {build: f"sqlite:///{folder}/{build.name}.db" for build in (OURS, other)}
        for build, database in databases.items():
            told_by(build, change_figure.__file__, database, 0)
        for name, what, aim in (("unkept", "executed", AIM), ("ours", "again, data unchanged", "")):
            with ExitStack() as stack:
                servers = [
                    stack.enter_context(served(name, database, build))
                    for build, database in databases.items()
                ]
                here, there = _in_turns(servers)
            say(f"  {what}", f"{here * 1000:.3f} ms", f"without {there * 1000:.3f} ms")
            say("    with them, beside without", f"{here / there:.2f} ×", aim)


def _in_turns(servers: list[Served]) -> list[float]:
    """CPU seconds of each server for one request: the least of several rounds, connections warm."""
    for server in servers:
        asked(server, 50)
    rounds = [[asked(server, REQUESTS) for server in servers] for _ in range(ROUNDS)]
    return [min(own) for own in zip(*rounds, strict=True)]


if __name__ == "__main__":
    rights()
