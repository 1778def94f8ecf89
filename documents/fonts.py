"""The fonts that documents are set in, and which characters they have.

A setter draws an empty box for a character that no font has, and says nothing: so each is looked up before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont

# Noto Serif SC and Noto Sans SC, under the Open Font License; the serif is for text.
_SHIPPED = (pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path())
HEADING = "Noto Sans SC"
_REGULAR = 400
# What GB/T 9704 asks for, as fonts that an office may have call themselves; what we ship stands in.
_LETTERINGS = {
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02"),
    "black": ("SimHei", "黑体", "FZHei-B01", HEADING),
    "script": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "LXGW WenKai"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "小标宋"),
    "song": ("SimSun", "宋体", "NSimSun", "STSong"),
}


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families of fonts in the order in which a character is looked for, and the glyphs of each."""

    families: tuple[str, ...]
    found: typst.Fonts
    glyphs: tuple[Mapping[int, str], ...]

    def glyph(self, letter: str) -> tuple[int, str] | None:
        """What is drawn for a character: the family and its glyph, one and the same for look-alikes."""
        for at, glyphs in enumerate(self.glyphs):
            name = glyphs.get(ord(letter))
            if name is not None:
                return at, name
        return None

    def letterings(self) -> dict[str, list[str]]:
        """The families for each lettering of GB/T 9704, that of the office first where it is there.

        `body` is 仿宋, `black` 黑体, `script` 楷体, `title` 小标宋, `song` 宋体.
        """
        return {
            name: [*(one for one in called if one in self.families), *self.families]
            for name, called in _LETTERINGS.items()
        }

    def missing(self, texts: Iterable[str]) -> str:
        """The characters that no font has, each once, blanks aside."""
        letters = {letter for text in texts for letter in text if not letter.isspace()}
        return "".join(sorted(letter for letter in letters if self.glyph(letter) is None))


def fonts(folder: Path | None = None) -> Fonts:
    """The fonts of a folder, in the order of its file names, and behind them those that we ship.

    Raises `FileNotFoundError` where the folder holds no font.
    """
    own = _faces(folder) if folder else []
    if folder and not own:
        raise FileNotFoundError(folder)
    shipped = sorted(_faces(_SHIPPED[0].parent), key=lambda face: str(face.path) != str(_SHIPPED[0]))
    faces: dict[str, typst.FontInfo] = {}
    for face in (*own, *shipped):
        faces.setdefault(face.family, face)
    folders = [str(one) for one in (folder, _SHIPPED[0].parent) if one]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return Fonts(tuple(faces), found, tuple(_glyphs(face) for face in faces.values()))


def _faces(folder: Path) -> Sequence[typst.FontInfo]:
    """The upright face of each family in a folder that text of ordinary weight is set in."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    ordered = sorted(found.fonts(), key=lambda face: (str(face.path), face.index))
    best: dict[str, typst.FontInfo] = {}
    for face in sorted(ordered, key=lambda face: (face.style != "normal", abs(face.weight - _REGULAR))):
        best.setdefault(face.family, face)
    return [best[family] for family in dict.fromkeys(face.family for face in ordered)]


def _glyphs(face: typst.FontInfo) -> Mapping[int, str]:
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return dict(font.getBestCmap() or {})
