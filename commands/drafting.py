"""The files of a measure as they are handed in: word for word, with its supplements and kinds."""

from collections.abc import Sequence
from pathlib import Path

from rules.bundle import Text
from rules.shipped import locate, with_supplements
from rules.source import MAX_CHARACTERS, DocumentRefused, Problem
from services.drafting.handed_in import Draft
from services.sandbox.sandbox import Sandbox


async def handed_in(sandbox: Sandbox, files: Sequence[Path]) -> Draft:
    """The measure in these files, the supplements behind it; of one alone, with those that lie beside it.

    `zhoushan/2022` names a shipped one. The committee's kinds are read from the file that the text names.
    Raises `DocumentRefused`.
    """
    base, *supplements = files
    base = locate(str(base))
    if not supplements:
        base, supplements = with_supplements(base)
    texts = [_read(path) for path in (base, *supplements)]
    catalogue = None
    for one in texts:
        named = await sandbox.ask("named catalogue", one.text, one.file)
        if isinstance(named, str) and "/" not in named and "\\" not in named:
            catalogue = _read(base.parent / named).text
            break
    return Draft(texts[0], tuple(texts[1:]), catalogue)


def _read(path: Path) -> Text:
    """The text of a file, its line ends as they are."""
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise DocumentRefused([Problem(str(path), 1, 1, f"文件超过 {MAX_CHARACTERS:,} 个字符")])
        return Text(path.read_bytes().decode("utf-8"), path.name)
    except UnicodeDecodeError:
        wrong = Problem(str(path), 1, 1, "文件不是 UTF-8 编码", "用编辑器另存为 UTF-8")
    except FileNotFoundError:
        wrong = Problem(str(path), 1, 1, "找不到文件", "检查路径")
    except (OSError, ValueError):
        wrong = Problem(str(path), 1, 1, "文件打不开", "检查是否为文件、有无读取权限")
    raise DocumentRefused([wrong])
