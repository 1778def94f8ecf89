from pathlib import Path

import pytest

from documents.fonts import fonts
from tests.documents.font import write_font


def test_the_shipped_fonts_have_the_names_of_people() -> None:
    found = fonts()
    assert found.families == ("Noto Serif SC", "Noto Sans SC")
    assert found.missing(["㛃喆镕𬭎䶮堃珺赟", "2022年 <60% & “优”·①"]) == ""


def test_every_character_of_the_basic_block_is_there() -> None:
    assert fonts().missing([chr(point) for point in range(0x4E00, 0xA000)]) == ""


def test_a_character_that_no_font_has_is_named_once() -> None:
    assert fonts().missing(["张𪚥", "𪚥ı和平"]) == "ı𪚥"


def test_look_alikes_are_drawn_alike() -> None:
    found = fonts()
    assert found.glyph("⻢") == found.glyph("马") is not None
    assert found.glyph("马") != found.glyph("鸟")


def test_an_office_has_fonts_of_its_own_and_ours_behind_them(tmp_path: Path) -> None:
    write_font(tmp_path / "b.ttf", "Rare", "𪚥")
    write_font(tmp_path / "a.ttf", "Mark", "马")
    found = fonts(tmp_path)
    assert found.families == ("Mark", "Rare", "Noto Serif SC", "Noto Sans SC")
    assert found.missing(["张𪚥马"]) == ""
    assert [found.glyph(one) and found.glyph(one)[0] for one in "马𪚥张"] == [0, 1, 2]  # type: ignore[index]


def test_a_folder_without_fonts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("没有字体", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        fonts(tmp_path)
