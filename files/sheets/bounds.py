"""How much of a file is read at most: its bytes, what it unpacks to, rows and cells of one sheet."""

from dataclasses import dataclass

from files.problem import Refused


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bytes of the file, bytes of all its parts when unpacked, rows of a sheet, cells of a sheet's rectangle.

    A sheet is kept as a full rectangle: one stray cell in the last row and column of a file of a few
    kilobytes would take all memory, so the rectangle is measured first.
    """

    size: int = 200_000_000
    unpacked: int = 2_000_000_000
    rows: int = 1_048_576
    cells: int = 20_000_000

    def beyond(self, sheet: str, rows: int, columns: int) -> Refused | None:
        """Why a sheet with so many rows and columns is not read; None where it is."""
        if rows > self.rows:
            cure = "分成几个文件；数据没有这么多行的，选中数据以外的行，删除后另存"
            return Refused(f"工作表“{sheet}”超过 {self.rows:,} 行", cure)
        if rows * columns > self.cells:
            cure = "选中数据以外的行和列，删除后另存"
            return Refused(f"工作表“{sheet}”的范围太大（{rows * columns:,} 格）", cure)
        return None


class BeyondBounds(Exception):
    """A file that is not read on, because it is too large; `refused` says in what."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused
