"""What a telephone reads in a QR code (ISO/IEC 18004), of version 4 at level M: two blocks of 32 bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

SIZE, BLOCKS, DATA = 33, 2, 64
# Which squares a mask turns over, by row and column.
MASKS: list[Callable[[int, int], bool]] = [
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
]


def scanned(path: str) -> str:
    """The text in a picture, whose dark squares are runs along its rows: `M3 0h7v1H3z`."""
    dark = [[False] * SIZE for _ in range(SIZE)]
    for x, y, wide in re.findall(r"M(\d+)[ ,](\d+) ?h(\d+)v1", path):
        dark[int(y)][int(x) : int(x) + int(wide)] = [True] * int(wide)
    # Two bits of level and three of the mask, themselves masked with 10101.
    level, mask = (dark[8][0] ^ 1) * 2 + dark[8][1], int(f"{1 ^ dark[8][2]}{+dark[8][3]}{1 ^ dark[8][4]}", 2)
    assert level == 0
    found = [dark[y][x] ^ MASKS[mask](y, x) for y, x in way()]
    words = [int("".join("01"[bit] for bit in found[at : at + 8]), 2) for at in range(0, DATA * 8, 8)]
    bits = "".join(f"{word:08b}" for first in range(BLOCKS) for word in words[first::BLOCKS])
    assert bits[:4] == "0100", "not of bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode()


def way() -> list[tuple[int, int]]:
    """The squares that hold data, in their order: two columns at a time, up and down, from the right."""
    found, columns = [], [*range(SIZE - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(columns):
        rows = range(SIZE) if turn % 2 else range(SIZE - 1, -1, -1)
        found += [(y, x) for y in rows for x in (right, right - 1) if not fixed(y, x)]
    return found


def fixed(y: int, x: int) -> bool:
    """Whether a square is of the patterns by which a code is found, or says how it is masked."""
    far, aligned = SIZE - 8, range(SIZE - 9, SIZE - 4)
    corner = (y < 9 and x < 9) or (y < 9 and x >= far) or (y >= far and x < 9)
    return corner or 6 in (y, x) or (y in aligned and x in aligned)
