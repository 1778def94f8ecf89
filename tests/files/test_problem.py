from __future__ import annotations

from files.problem import Level, Problem, grouped, masked, shown


def problem(row: int | None, **more: str) -> Problem:
    said = {"sheet": "调研", "column": "姓名", "value": "王五", "message": "花名册里没有“王五”", **more}
    level: Level = "question" if said.get("level") == "question" else "error"
    return Problem(
        said["sheet"], row, said["column"], said["value"], said["message"], said.get("suggestion", ""), level
    )


def test_problems_that_differ_in_the_row_only_are_one() -> None:
    problems = [problem(3), problem(4, value="赵六"), problem(7), problem(9), problem(9, sheet="视察")]
    assert grouped(problems) == [
        (problem(3), 3),
        (problem(4, value="赵六"), 1),
        (problem(9, sheet="视察"), 1),
    ]


def test_a_row_named_in_the_message_is_no_difference() -> None:
    one = problem(3, message="与第 2 行重复，只算一次")
    other = problem(8, message="与第 7 行重复，只算一次")
    place = problem(9, message="与工作表“提案”第 7 行重复，只算一次")
    assert grouped([one, other, place]) == [(one, 2), (place, 1)]


def test_every_other_difference_keeps_problems_apart() -> None:
    apart = [
        problem(3),
        problem(3, column="作者"),
        problem(3, message="花名册里有 2 名“王五”，分不清是哪一位"),
        problem(3, suggestion="是不是“王武”？"),
        problem(3, level="question"),
        problem(None, value=""),
    ]
    assert grouped(apart) == [(each, 1) for each in apart]
    assert grouped([]) == []


def test_no_message_shows_a_phone_or_an_identity_number() -> None:
    assert masked("张三 138-0000-0000 来电") == "张三 （已隐去） 来电"
    assert masked("１３８００００００００") == "（已隐去）"
    assert masked("330900199001011234") == "（已隐去）"
    assert shown(13800000000.0) == "（已隐去）"
    assert masked("提案20220315001号") == "提案20220315001号"


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem("提案", 5, "立案", "待定", "“立案”应填是或否", "填“是”或“否”")
    assert str(problem) == "工作表“提案”第 5 行“立案”列，值“待定”：“立案”应填是或否（填“是”或“否”）"
    assert (
        str(Problem("", None, None, "a.xls", "这是旧版的 .xls 文件", ""))
        == "文件，值“a.xls”：这是旧版的 .xls 文件"
    )
