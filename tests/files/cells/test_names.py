import pytest

from files.cells.names import Person, split_names
from files.problem import Refused

ROSTER = {"张三", "李四", "王小明", "林一", "心怡", "林一心怡", "阿依古丽·买买提", "欧阳修文"}


def names(written: str) -> list[str] | Refused:
    found = split_names(written, ROSTER.__contains__)
    return found if isinstance(found, Refused) else [str(person) for person in found]


@pytest.mark.parametrize(
    "written",
    [
        "张三、李四",
        "张三，李四",
        "张三,李四",
        "张三；李四",
        "张三;李四",
        "张三/李四",
        "张三\n李四",
        "张三 李四",
        "张三　李四",
    ],
)
def test_names_are_parted_by_every_usual_mark(written: str) -> None:
    assert names(written) == ["张三", "李四"]


def test_a_blank_inside_a_name_is_no_mark() -> None:
    assert names("张　三") == ["张三"]
    assert names("张　三、李　四") == ["张三", "李四"]
    assert names("王 小 明，张三") == ["王小明", "张三"]


def test_the_roster_decides_where_only_blanks_part_names() -> None:
    assert names("张 三 李 四") == ["张三", "李四"]
    assert names("欧阳 修文 王 小 明 张三") == ["欧阳修文", "王小明", "张三"]


def test_a_blank_for_the_dot_in_a_name_of_the_roster_parts_nobody() -> None:
    assert names("阿依古丽 买买提") == ["阿依古丽·买买提"]
    assert names("张三 阿依古丽 买买提 李四") == ["张三", "阿依古丽·买买提", "李四"]
    assert names("古丽 买买提") == ["古丽", "买买提"]


def test_a_name_that_the_roster_lacks_does_not_hide_its_neighbours() -> None:
    assert names("张 三 赵 五") == ["张三", "赵五"]
    assert names("赵 五") == ["赵五"]


def test_two_readings_are_a_question() -> None:
    assert names("林一 心怡") == Refused(
        "分不清“林一 心怡”里是哪几个名字", "名字之间用顿号“、”隔开，名字里面不留空格", "question"
    )


def test_qualifiers_stay_with_their_names() -> None:
    assert names("张三（民建）、李四(W0002) 王小明 （科技、提案委）") == [
        "张三（民建）",
        "李四（W0002）",
        "王小明（科技、提案委）",
    ]
    assert split_names("张三（民建）", ROSTER.__contains__) == (Person("张三", "民建"),)


def test_an_unfinished_list_is_a_question() -> None:
    assert names("张三、李四等5人") == Refused(
        "名单没有写完：“李四等5人”", "写出每一个人的姓名，去掉“等”", "question"
    )


def test_an_open_parenthesis_is_refused() -> None:
    assert names("张三（民建、李四") == Refused("“张三(民建”的括号不成对", "补齐括号，名字之间用顿号")


def test_empty_marks_are_nobody() -> None:
    assert names("、张三、、") == ["张三"]
    assert names(" ") == []
