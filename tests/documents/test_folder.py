from pathlib import Path

import pytest

from documents.folder import Named, file_names, foreign, write

ONE, TWO = "W1 张三 2022年履职情况说明.pdf", "W2 李四 2022年履职情况说明.pdf"


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_file_names_have_number_and_name_and_no_two_are_alike() -> None:
    members = [
        Named("W1", "张三"),
        Named("w2", "张三"),
        Named("W2", "张三"),
        Named("../W 3?", "John\nSmith."),
    ]
    assert file_names(members, 2022, "pdf") == [
        "W1 张三 2022年履职情况说明.pdf",
        "w2 张三 2022年履职情况说明.pdf",
        "W2 张三 2022年履职情况说明 (2).pdf",
        "_W_3_ John Smith 2022年履职情况说明.pdf",
    ]
    (longest,) = file_names([Named("号" * 90, "名" * 90)], 2022, "docx")
    assert len(longest.encode()) < 255


def test_what_is_not_ours_is_named(tmp_path: Path) -> None:
    for name in (ONE, "w2 张三 2022年履职情况说明 (2).docx", ".DS_Store", "Thumbs.db", "名册.xlsx"):
        (tmp_path / name).touch()
    assert foreign(tmp_path) == ["名册.xlsx"]
    assert foreign(tmp_path / "没有") == []


def test_a_new_folder_appears_with_all(tmp_path: Path) -> None:
    write(tmp_path / "说明", {ONE: lambda: b"1", TWO: lambda: b"2"}, 2022, everybody=True)
    assert contents(tmp_path / "说明") == {ONE: b"1", TWO: b"2"}
    assert [one.name for one in tmp_path.iterdir()] == ["说明"]
    assert (tmp_path / "说明").stat().st_mode & 0o077 == 0


def test_what_a_killed_program_left_is_taken_over(tmp_path: Path) -> None:
    for part in (tmp_path / ".说明.part", tmp_path / "有" / ".part"):
        part.mkdir(parents=True)
        (part / TWO).touch()
    for name in ("说明", "有"):
        write(tmp_path / name, {ONE: lambda: b"1"}, 2022, everybody=True)
        assert contents(tmp_path / name) == {ONE: b"1"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["有", "说明"]


def test_a_later_issue_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    earlier = {
        ONE: b"0",
        TWO: b"0",
        "W1 张山 2022年履职情况说明.pdf": b"0",
        "W2 李四 2021年履职情况说明.pdf": b"0",
        "W9 赵六 2022年履职情况说明.docx": b"0",
        "名册.xlsx": b"0",
    }
    for name, content in earlier.items():
        (tmp_path / name).write_bytes(content)
    write(tmp_path, {ONE: lambda: b"1"}, 2022, everybody=False)
    # W1 has another name now; W2 was not asked for.
    del earlier["W1 张山 2022年履职情况说明.pdf"]
    assert contents(tmp_path) == {**earlier, ONE: b"1"}
    write(tmp_path, {ONE: lambda: b"2"}, 2022, everybody=True)
    del earlier[TWO]
    assert contents(tmp_path) == {**earlier, ONE: b"2"}


def test_nothing_is_half_done(tmp_path: Path) -> None:
    def fails() -> bytes:
        raise ArithmeticError

    (tmp_path / "说明").mkdir()
    (tmp_path / "说明" / ONE).write_bytes(b"0")
    for out in ("说明", "新的"):
        with pytest.raises(ArithmeticError):
            write(tmp_path / out, {ONE: lambda: b"1", TWO: fails}, 2022, everybody=True)
    assert contents(tmp_path / "说明") == {ONE: b"0"}
    assert [one.name for one in tmp_path.iterdir()] == ["说明"]
