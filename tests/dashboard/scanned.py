"""What a telephone reads in a QR code (ISO/IEC 18004), of version 4, 5 or 6 at level M."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from PIL import Image

# How many blocks there are of how many bytes, by how many squares a side has.
BLOCKS = {33: (2, 32), 37: (2, 43), 41: (4, 27)}
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
    runs = [(int(x), int(y), int(wide)) for x, y, wide in re.findall(r"M(\d+)[ ,](\d+) ?h(\d+)v1", path)]
    size = max(x + wide for x, _, wide in runs)
    dark = [[False] * size for _ in range(size)]
    for x, y, wide in runs:
        dark[y][x : x + wide] = [True] * wide
    return read(dark)


def photographed(picture: bytes) -> str:
    """The text in a code as it is seen on a screen, dark upon light; its rim is light."""
    whole = Image.open(BytesIO(picture)).convert("L").point([255] * 128 + [0] * 128)
    # Round corners show what is behind them.
    rim = whole.width // 20
    image = whole.crop((rim, rim, whole.width - rim, whole.height - rim))
    around = image.getbbox()
    assert around is not None, "nothing dark is to be seen"
    left, top, right, _ = around
    # The mark in the corner is seven squares wide.
    mark = next(x for x in range(left, right) if not image.getpixel((x, top + 1))) - left
    size = round((right - left) * 7 / mark)
    places = [(at + 0.5) * (right - left) / size for at in range(size)]
    return read([[bool(image.getpixel((int(left + x), int(top + y)))) for x in places] for y in places])


def read(dark: list[list[bool]]) -> str:
    """The text in the squares of a code, by row and column."""
    # Two bits of level and three of the mask, themselves masked with 10101.
    level, mask = (dark[8][0] ^ 1) * 2 + dark[8][1], int(f"{1 ^ dark[8][2]}{+dark[8][3]}{1 ^ dark[8][4]}", 2)
    assert level == 0
    blocks, data = BLOCKS[len(dark)]
    found = [dark[y][x] ^ MASKS[mask](y, x) for y, x in way(len(dark))]
    words = [
        int("".join("01"[bit] for bit in found[at : at + 8]), 2) for at in range(0, blocks * data * 8, 8)
    ]
    bits = "".join(f"{word:08b}" for first in range(blocks) for word in words[first::blocks])
    assert bits[:4] == "0100", "not of bytes"
    length = int(bits[4:12], 2)
    return bytes(int(bits[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode()


def way(size: int) -> list[tuple[int, int]]:
    """The squares that hold data, in their order: two columns at a time, up and down, from the right."""
    found, columns = [], [*range(size - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(columns):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        found += [(y, x) for y in rows for x in (right, right - 1) if not fixed(size, y, x)]
    return found


def fixed(size: int, y: int, x: int) -> bool:
    """Whether a square is of the patterns by which a code is found, or says how it is masked."""
    far, aligned = size - 8, range(size - 9, size - 4)
    corner = (y < 9 and x < 9) or (y < 9 and x >= far) or (y >= far and x < 9)
    return corner or 6 in (y, x) or (y in aligned and x in aligned)
