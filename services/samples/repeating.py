"""What proves a draw to anybody (履7): frame, seed, list, and how to repeat it, in one archive."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scoring.draw import SCRIPT
from services.samples.frame import lines_of
from services.samples.sampling import SampleRow, drawn

# Archives are alike whenever they are made.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
WORDS = """\
履职抽查：怎样重复抽取

frame.txt  名单：第一行是哪个政协、哪一年、第几次修改；以后一条记录一行：编号、第几版、种类、部门，
           用制表符隔开。
seed.txt   种子：在场的人报的 20 位数字，后面接 frame.txt 的 SHA-256（64 位十六进制）。
list.txt   抽到的记录，按抽中的次序。分部门、分种类抽的，是同一个次序里那个部分排在前面的。
repeat.py  重复抽取的脚本，不用装别的：python3 repeat.py 39；只在一个部门或种类里抽的，
           后面写它的名称：python3 repeat.py 5 提案委员会

用电子表格的：
一、算种子 seed.txt（一行，不带换行）的 SHA-256，写成小写十六进制，叫 A。
二、名单每一行，把 A 和编号连起来（如 A 后面接 12），算 SHA-256，得一个十六进制数。
三、把它换成十进制，不足 64 位的前面补 0，再把数字倒过来写：这是这一行的号。
四、按号从小到大排（当作文字比，一位一位比）。排在前面的先抽中。
算 SHA-256 的，用电子表格的插件，或 openssl dgst -sha256、certutil -hashfile。
"""


def archive(of: SampleRow, frame: str) -> bytes:
    """The archive of a sample: its frame, the script, the same in words; once it is drawn seed and list."""
    files = {"frame.txt": frame, "怎样重复.txt": WORDS, "repeat.py": SCRIPT}
    if of.seed is not None:
        lines = drawn(of, lines_of(frame))
        files |= {"seed.txt": f"{of.seed}\n", "list.txt": "".join(f"{one.id}\n" for one in lines)}
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(ZipInfo(name, LONG_AGO), text.encode(), ZIP_DEFLATED)
    return written.getvalue()
