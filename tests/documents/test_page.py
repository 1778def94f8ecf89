from documents.page import condensed, one_line


def test_a_text_is_one_line_without_what_nobody_sees() -> None:
    assert one_line("停车\n（第　二 期）\t方案\u200b\ufeff\x07") == "停车 （第 二 期） 方案"


def test_what_must_survive_the_setting_in_lines_has_no_blanks() -> None:
    assert condensed("第 1 页\n共 2 页\u200b") == "第1页共2页"
