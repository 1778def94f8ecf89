from pathlib import Path

import pytest

from rules.source import (
    DocumentRefused,
    Listing,
    Mapping,
    Mark,
    Problem,
    Refusals,
    Scalar,
    nearest,
    parse,
    read,
)


def refusal(text: str) -> list[tuple[int, int, str, str | None]]:
    with pytest.raises(DocumentRefused) as refused:
        parse(text, "f.yaml")
    return [(p.line, p.column, p.message, p.suggestion) for p in refused.value.problems]


def test_every_scalar_stays_as_it_was_written_and_knows_its_place() -> None:
    tree = parse('积分: 0.10\n列表: [否, "是"]\n空:\n', "f.yaml")
    assert isinstance(tree, Mapping)
    assert tree.mark == Mark(1, 1)
    assert tree.entries["积分"].key == Scalar("积分", Mark(1, 1))
    assert tree.entries["积分"].value == Scalar("0.10", Mark(1, 5))
    listing = tree.entries["列表"].value
    assert isinstance(listing, Listing)
    assert listing.items == (Scalar("否", Mark(2, 6)), Scalar("是", Mark(2, 9), quoted=True))
    assert tree.entries["空"].value == Scalar("", Mark(3, 3))


ANCHOR = "不能使用锚点和引用（& 和 *）"
TAG = "不能使用标签（!）"
BLOCK = "文字不能用单引号或 | > 文字块"
SYNTAX = "YAML 写法有误"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: &x 1\nb: *x\n", [(1, 4, ANCHOR), (2, 4, ANCHOR)]),
        ("&x a: 1\n", [(1, 1, ANCHOR)]),
        ("甲: !!int 5\n", [(1, 4, TAG)]),
        ("a: !x {b: 1}\n", [(1, 4, TAG)]),
        ("a: |\n  文字\n", [(1, 4, BLOCK)]),
        ("a: >\n  文字\n", [(1, 4, BLOCK)]),
        ("a: '文字'\n", [(1, 4, BLOCK)]),
        ("'a': 1\n", [(1, 1, BLOCK)]),
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "“a”重复")]),
        ("r:\n- {a: 1, a: 2}\n- {a: 1, b: 2, b: 2}\n", [(2, 10, "“a”重复"), (3, 16, "“b”重复")]),
        ("? [a, b]\n: 1\n", [(1, 3, "这里只能写一个名称")]),
        ("a: 1\n---\nb: 2\n", [(2, 1, "一个文件只能有一份文档")]),
        ("", [(1, 1, "文件是空的")]),
        ("# 只有说明\n\n", [(1, 1, "文件是空的")]),
    ],
)
def test_what_the_strict_form_excludes(text: str, places: list[tuple[int, int, str]]) -> None:
    assert [problem[:3] for problem in refusal(text)] == places


@pytest.mark.parametrize(
    ("text", "line", "column", "cure"),
    [
        ("规则:\n\t编号: 1\n", 2, 1, "缩进不能用制表符，改用空格"),
        ("规则：1\n编号: 2\n", 1, 3, "冒号、逗号、括号要用半角，冒号后空一格"),
        ("甲: 1\n规则：{}\n", 2, 1, "冒号、逗号、括号要用半角，冒号后空一格"),
        ("a: {b: 1，c: 2}\n", 1, 11, "冒号、逗号、括号要用半角，冒号后空一格"),
        ("甲：乙: 丙: 丁\n", 1, 7, "冒号、逗号、括号要用半角，冒号后空一格"),
        ("a: {b: 1\n", 2, 1, "检查缩进、括号是否成对、冒号后是否有空格"),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "检查缩进、括号是否成对、冒号后是否有空格"),
        ('a: "没有结束\n', 2, 1, "检查缩进、括号是否成对、冒号后是否有空格"),
        ('a: "\\ud800"\n', 1, 7, "检查缩进、括号是否成对、冒号后是否有空格"),
        ("a: @b\n", 1, 4, "以 @、%、` 开头的文字加双引号"),
        ("values: {*/出席: 2}\n", 1, 11, "以 * 或 & 开头的文字加双引号"),
    ],
)
def test_what_is_no_yaml_is_placed_and_has_a_cure(text: str, line: int, column: int, cure: str) -> None:
    assert refusal(text) == [(line, column, SYNTAX, cure)]


def test_a_full_width_colon_in_a_value_is_no_mistake() -> None:
    tree = parse("题目: 海岛：养老\n条款: 第六条\n", "f.yaml")
    assert isinstance(tree, Mapping)
    assert tree.entries["题目"].value == Scalar("海岛：养老", Mark(1, 5))


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0c", "\x1b", "\x7f", "\ufffe", "\ud800"])
def test_a_control_character_is_placed_in_characters_and_not_in_bytes(character: str) -> None:
    # 积分办法 fills four columns and twelve bytes.
    expected = [(2, 5, "有不能使用的控制字符", "删去该字符")]
    assert refusal(f"甲: 乙\n积分办法{character}: 丁\n") == expected


def test_a_byte_order_mark_takes_no_column() -> None:
    tree = parse("\ufeffa: 1\n", "f.yaml")
    assert isinstance(tree, Mapping)
    assert tree.entries["a"].key.mark == Mark(1, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_on_any_system(end: str) -> None:
    assert refusal(f"a: 1{end}b: 2{end}a: 3{end}")[0][:2] == (3, 1)


def test_forty_levels_are_enough_for_anybody() -> None:
    parse("[" * 40 + "]" * 40, "f.yaml")
    assert refusal("[" * 41 + "]" * 41) == [(1, 41, "嵌套超过 40 层", None)]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_document_of_brackets_is_refused_before_it_costs_time(opening: str) -> None:
    # libyaml needs time in the square of the depth: hours for a megabyte of brackets.
    text = opening * 50
    assert [message for _, _, message, _ in refusal(text)] == ["嵌套超过 40 层"]


def test_a_document_has_at_most_a_million_characters() -> None:
    assert refusal(" " * 1_000_001) == [(1, 1, "文件超过 1,000,000 个字符", "拆成几个文件")]


def test_a_thousand_problems_end_the_reading() -> None:
    found = refusal("".join("a: 1\n" for _ in range(5000)))
    assert len(found) == 1000
    assert found[0] == (2, 1, "“a”重复", "第 1 行已经写过，留一个")


@pytest.mark.parametrize(
    ("word", "choices", "cure"),
    [
        ("point", ["points", "per"], "是不是“points”？"),
        ("提案会", ["提案", "集体提案", "发言"], "是不是“提案”？"),
        ("全国综合采用信息汇编", ["全国", "市政协"], "是不是“全国”？"),
        ("xyz", ["points", "per"], None),
        ("", ["points"], None),
    ],
)
def test_the_nearest_word(word: str, choices: list[str], cure: str | None) -> None:
    assert nearest(word, choices) == cure


def test_problems_are_told_once_and_in_the_order_of_the_text() -> None:
    refusals = Refusals("f.yaml")
    for line, message in [(3, "丙"), (1, "甲"), (3, "丙"), (2, "乙")]:
        refusals.add(Mark(line, 1), message, "改")
    with pytest.raises(DocumentRefused) as refused:
        refusals.check()
    assert str(refused.value) == "f.yaml:1:1: 甲（改）\nf.yaml:2:1: 乙（改）\nf.yaml:3:1: 丙（改）"


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("规则: 1\n".encode("gb18030"))

    def problem(path: Path) -> Problem:
        with pytest.raises(DocumentRefused) as refused:
            read(path, "年度.yaml")
        (one,) = refused.value.problems
        return one

    assert problem(tmp_path / "no.yaml").message == "找不到文件"
    assert problem(tmp_path / "gbk.yaml").message == "文件不是 UTF-8 编码"
    assert str(problem(tmp_path)) == "年度.yaml:1:1: 文件打不开（检查是否为文件、有无读取权限）"
