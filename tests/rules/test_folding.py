from pathlib import Path

import pytest

from rules.folding import folded, folded_name, unified

LINES = (Path(__file__).parent / "radicals.txt").read_text(encoding="utf-8").splitlines()[1:]
PAIRS = [(chr(int(one, 16)), chr(int(other, 16))) for one, other in (line.split(";") for line in LINES)]


def test_every_radical_is_read_as_its_character() -> None:
    assert len(PAIRS) == 214 + 114
    assert {radical: folded(radical) for radical, _ in PAIRS} == dict(PAIRS)
    assert {radical: unified(radical) for radical, _ in PAIRS} == dict(PAIRS)


def test_names_as_a_browser_s_pdf_hands_them_over() -> None:
    assert folded_name("⻢⽴") == "马立"
    assert folded_name("⾼　⻁") == "高虎"
    assert folded_name("⿈⻰") == "黃龙"


def test_a_text_as_written_keeps_its_widths() -> None:
    assert unified("关于⻢路（３）的建议") == "关于马路（３）的建议"
    assert folded("关于⻢路（３）的建议") == "关于马路(3)的建议"


@pytest.mark.parametrize("dot", "·•‧∙⋅・･᛫․●˙▪﹒．.·◦⸱⸳ꞏᐧ")
def test_the_dot_of_every_keyboard_is_one(dot: str) -> None:
    assert folded_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"
    assert folded_name(f"阿依古丽 {dot} 买买提") == "阿依古丽·买买提"


def test_a_full_stop_elsewhere_is_none() -> None:
    assert folded_name("J.Smith") == "J.Smith"
    assert folded_name("第3.1组") == "第3.1组"
    assert folded_name("办公室.") == "办公室."
