"""The files that an office hands in: one by one, in a folder, or packed into a ZIP."""

import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from files.problem import Problem, Problems, Refused
from files.sheets.bounds import Bounds

TABLES = frozenset((".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv"))
_LOCKS = ("~$", ".")
_MOST_FILES = 500


@contextmanager
def handed_in(
    paths: Iterable[Path], apart: Iterable[Path] = (), bounds: Bounds | None = None
) -> Iterator[tuple[list[Path], list[Problem]]]:
    """The tables among the files, in the order of their names, and what is no table.

    A folder's own files and a ZIP's are taken; `apart` are left out, such as the roster that lies in the same
    folder. What a ZIP unpacks is gone when the context ends.
    """
    problems = Problems()
    with TemporaryDirectory() as unpacked:
        found: list[Path] = []
        for number, path in enumerate(paths):
            if path.is_dir():
                found.extend(_of_folder(path, problems))
            elif path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
                into = Path(unpacked) / str(number)
                into.mkdir()
                found.extend(_of_zip(path, into, bounds or Bounds(), problems))
            else:
                found.append(path)
        kept = [each for each in found if not any(_same(each, other) for other in apart)]
        yield list(dict.fromkeys(kept)), problems.sorted()


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _of_folder(folder: Path, problems: Problems) -> list[Path]:
    """The tables of a folder; its other files are named, its hidden ones passed over."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(_LOCKS) or not path.is_file():
            continue
        if path.suffix.lower() in TABLES:
            found.append(path)
        else:
            _no_table(path.name, problems)
    if not found:
        refused = Refused(f"文件夹“{folder.name}”里没有表格", "放进 .xlsx、.xls、.et、.ods 或 .csv 文件")
        problems.add("", None, None, folder.name, refused)
    return found


def _no_table(name: str, problems: Problems) -> None:
    refused = Refused("不是表格，没有读", "要用的，另存为 .xlsx 再放进来", "reminder")
    problems.add("", None, None, name, refused, name)


def _of_zip(path: Path, into: Path, bounds: Bounds, problems: Problems) -> list[Path]:
    """The tables of a ZIP, unpacked; refused where they are too many or too large."""
    found: list[Path] = []
    # Windows packs Chinese names in its own encoding, without saying so.
    try:
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            entries = [one for one in archive.infolist() if not one.is_dir() and _plain(one)]
            if len(entries) > _MOST_FILES or sum(one.file_size for one in entries) > bounds.unpacked:
                problems.add("", None, None, path.name, Refused("压缩包太大", "分成几个压缩包"))
                return []
            for number, one in enumerate(sorted(entries, key=lambda each: each.filename)):
                name = PurePosixPath(one.filename.replace("\\", "/")).name
                if name.startswith(_LOCKS):
                    continue
                if PurePosixPath(name).suffix.lower() not in TABLES:
                    _no_table(name, problems)
                    continue
                # Folders of the archive may hold files of one name.
                place = into / str(number)
                place.mkdir()
                (place / name).write_bytes(archive.read(one))
                found.append(place / name)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, UnicodeDecodeError, ValueError):
        problems.add("", None, None, path.name, Refused("压缩包打不开", "去掉密码，或解开后给文件夹"))
        return []
    if not found:
        problems.add("", None, None, path.name, Refused("压缩包里没有表格", "放进 .xlsx 或 .csv 文件"))
    return found


def _plain(one: zipfile.ZipInfo) -> bool:
    mode = one.external_attr >> 16
    return not mode or stat.S_ISREG(mode) or not stat.S_IFMT(mode)
