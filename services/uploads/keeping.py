"""How files are kept that people hand in: where, how large, how many."""

from dataclasses import dataclass
from pathlib import Path

# What is written anew may be larger than what came: a photograph of another quality, a picture of more depth.
GROWN = 2


@dataclass(frozen=True, slots=True)
class Keeping:
    """`folder`: where contents lie as files; None: in the database. `most_bytes` is the most of one file,
    `a_day` the most files of an account in a day, `total` the most bytes of a committee.
    """

    folder: Path | None = None
    most_bytes: int = 20 << 20
    a_day: int = 100
    total: int = 5 << 30
