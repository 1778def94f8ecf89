"""A draw that anyone can repeat (履7): an order that follows from a seed alone, and the files that prove it.

The order is that of Rivest's `consistent_sampler`: each name has a ticket, the decimal digits of a SHA-256
read from behind, and the least come first. So a larger sample continues a smaller one, and the sample of a
part is what the order has of that part.
"""

from collections.abc import Iterable
from hashlib import sha256

# So many digits are given by those who are present.
DIGITS = 20
# What anybody runs beside `frame.txt` and `seed.txt`: it needs nothing of ours.
SCRIPT = '''\
"""python3 repeat.py 39 [部门或种类 …]：重复抽取，列出前 39 条；同一个文件夹里要有 frame.txt、seed.txt。"""
import hashlib
import pathlib
import sys

folder, part = pathlib.Path(__file__).parent, set(sys.argv[2:])
frame = (folder / "frame.txt").read_bytes()
digest = hashlib.sha256(frame).hexdigest()
seed = (folder / "seed.txt").read_text("utf-8").strip()
if seed[20:] != digest:
    sys.exit("seed.txt 与 frame.txt 不符：名单被改过")
begin = hashlib.sha256(seed.encode()).hexdigest()
tickets = []
for cells in (line.split("\\t") for line in frame.decode("utf-8").splitlines()[1:]):
    ticket = int(hashlib.sha256((begin + cells[0]).encode()).hexdigest(), 16)
    if not part or part & set(cells[2:]):
        tickets.append((f"{ticket:064d}"[::-1], cells[0]))
for _, number in sorted(tickets)[: int(sys.argv[1])]:
    print(number)
'''


def ticket(seed: str, name: str) -> str:
    """The ticket of a name under a seed, as a decimal fraction: the least is drawn first."""
    return _ticket(_begin(seed), name)


def order(seed: str, names: Iterable[str]) -> list[str]:
    """The names in the order in which they are drawn; they must differ."""
    begin = _begin(seed)
    return [name for _, name in sorted((_ticket(begin, name), name) for name in names)]


def seed_of(digits: str, frame: bytes) -> str:
    """The seed of a draw: what those present gave, behind it the SHA-256 of the frame fixed before."""
    return digits + sha256(frame).hexdigest()


def _begin(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()


def _ticket(begin: str, name: str) -> str:
    # The first digits of a number as large as this are not even; the last are.
    return "0." + f"{int(sha256((begin + name).encode()).hexdigest(), 16):064d}"[::-1]
