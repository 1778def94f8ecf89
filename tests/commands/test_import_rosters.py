"""What a roster does not say never removes, and what it changes for many needs a word."""

from collections.abc import Sequence
from typing import Any

from typer.testing import Result

from files.sheets.workbook import Table, write_workbook
from tests.commands.office import RULES, Office, counts

COLUMNS = ("委员编号", "姓名", "电话", "界别", "身份", "任职起")
# 二十名委员，前六名是常委，第一名年中增补
LEADERS = 6
FULL = [
    (
        f"W{at:02}",
        f"委员{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{'一二'[at // 10]}",
        f"139000000{at:02}",
        "经济" if at % 2 else "科技",
        "常委" if at < LEADERS else "委员",
        "2022-05-01" if at == 0 else "",
    )
    for at in range(20)
]
CHANGES = ("委员编号", "属性", "新值", "生效日期")
HELD = "select count(*) from member_attributes where attribute = '身份' and value like '%常委%'"
SECTORS = (
    "select since, value from member_attributes join memberships on memberships.id = membership_id "
    "where attribute = '界别' and number = 'W01' order by since"
)


def roster(
    office: Office,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *words: str,
    changes: Sequence[Sequence[Any]] = (),
    year: int = 2022,
) -> Result:
    """Imports a roster of these columns and changes."""
    path = office.folder / "名册.xlsx"
    tables = [Table("委员", columns, rows)]
    if changes:
        tables.append(Table("变动", CHANGES, changes))
    write_workbook(path, tables)
    return office.run("import", "members", str(path), "--year", str(year), "--as", "甲", *words)


def with_value(column: str, value: str, count: int) -> list[tuple[str, ...]]:
    """The full roster with another value for its first members."""
    at = COLUMNS.index(column)
    return [(*row[:at], value, *row[at + 1 :]) if n < count else row for n, row in enumerate(FULL)]


def test_columns_that_a_roster_lacks_stay_as_they_were(office: Office) -> None:
    assert counts(roster(office, COLUMNS, FULL).output) == [20, 0, 0, 0]
    found = roster(office, COLUMNS[:2], [row[:2] for row in FULL])
    assert (found.exit_code, counts(found.output)) == (0, [0, 0, 20, 0])
    assert "文件里没有这几列，保留原值：任职起、界别、身份。" in found.output
    assert office.rows(HELD) == [(6,)]
    assert [str(*row) for row in office.rows("select first_day from memberships where number = 'W00'")] == [
        "2022-05-01"
    ]
    assert office.rows("select count(*) from persons where phone is not null") == [(20,)]


def test_blank_cells_keep_what_is_known_and_are_counted(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    blank = [(*row[:3], "", "", "") for row in FULL]
    found = roster(office, COLUMNS, blank)
    assert counts(found.output) == [0, 0, 20, 0]
    assert (
        "文件里空着，保留原值：任职起 1 名、界别 20 名、身份 6 名（不要原值的，写“清空”）。" in found.output
    )
    assert office.rows(HELD) == [(6,)]


def test_one_word_empties_on_purpose(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    emptied = [("W00", FULL[0][1], "清空", "清空", "清空", "清空"), *FULL[1:]]
    found = roster(office, COLUMNS, emptied)
    assert counts(found.output) == [0, 1, 19, 0]
    assert "电话；任职起：2022-05-01 → （空）；界别：科技 → （空）；身份：常委 → 委员" in found.output
    of_first = "where membership_id = 1 order by attribute"
    assert ("界别",) not in office.rows(f"select attribute from member_attributes {of_first}")
    assert office.rows("select phone from persons where id = 1") == [(None,)]
    assert office.rows("select first_day from memberships where id = 1") == [(None,)]
    assert counts(roster(office, COLUMNS, emptied).output) == [0, 0, 20, 0]


def test_what_an_earlier_year_holds_cannot_be_emptied_and_that_is_said(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    office.publish(RULES.replace("2022", "2023"))
    emptied = [("W00", FULL[0][1], "", "清空", "", "清空"), *FULL[1:]]
    found = roster(office, COLUMNS, emptied, year=2023)
    assert counts(found.output) == [0, 0, 20, 0]
    assert "委员甲一的任职起没有清空：2022-05-01 在这一年以外。" in found.output
    assert "委员甲一的界别没有清空：原值从更早的年份起就有。" in found.output


def test_changes_within_the_year_stay_until_they_are_taken_back(office: Office) -> None:
    moved = [("W01", "界别", "科技", "2022-05-01")]
    roster(office, COLUMNS, FULL, changes=moved)
    history = [("0001-01-01", '"经济"'), ("2022-05-01", '"科技"')]

    def sectors() -> list[tuple[str, Any]]:
        return [(str(since), value) for since, value in office.rows(SECTORS)]

    assert sectors() == history
    # 没有“变动”表；写着年初的界别，或年末的界别，或没有界别这一列
    for value in ("经济", "科技", ""):
        rows = [(*row[:3], value, *row[4:]) if row[0] == "W01" else row for row in FULL]
        found = roster(office, COLUMNS, rows)
        assert counts(found.output) == [0, 0, 20, 0], value
        assert "文件里没有写的年中变动，保留 1 处" in found.output
        assert sectors() == history
    more = roster(office, COLUMNS, FULL, changes=[("W01", "界别", "农业", "2022-09-01")])
    assert "界别：2022-09-01 起 农业" in more.output
    assert sectors() == [*history, ("2022-09-01", '"农业"')]
    # 改了日期的，是改正，不是两次
    dated = roster(office, COLUMNS, FULL, changes=[("W01", "界别", "农业", "2022-10-01")])
    assert counts(dated.output) == [0, 1, 19, 0]
    assert sectors() == [*history, ("2022-10-01", '"农业"')]
    back = [("W01", "界别", "取消", "2022-05-01"), ("W01", "界别", "取消", "2022-10-01")]
    assert counts(roster(office, COLUMNS, FULL, changes=back).output) == [0, 1, 19, 0]
    assert sectors() == history[:1]
    refused = roster(office, COLUMNS, FULL, changes=[("W01", "界别", "清空", "2022-05-01")])
    assert (refused.exit_code, "变动里不能写“清空”" in refused.output) == (1, True)


def test_a_change_for_many_needs_a_word(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    plain = with_value("身份", "委员", LEADERS)
    found = roster(office, COLUMNS, plain)
    assert found.exit_code == 1
    assert (
        "“身份”要改 6 名（原有 20 名）：委员甲一（常委 → 委员）、委员乙一（常委 → 委员）、"
        "委员丙一（常委 → 委员）……。一次改这么多，多半是列错位或表不对；"
        "确实要改，加 --accept 身份。没有导入。"
    ) in found.output
    assert (office.rows(HELD), office.revision()) == ([(6,)], 2)
    dry = roster(office, COLUMNS, plain, "--dry-run")
    assert (dry.exit_code, "加 --accept 身份。正式导入会整个拒绝。这是试算" in dry.output) == (1, True)
    assert roster(office, COLUMNS, plain, "--accept", "界别").exit_code == 1
    wrong = roster(office, COLUMNS, plain, "--accept", "身分")
    assert (wrong.exit_code, "没有“身分”；可以写：" in wrong.output) == (2, True)
    sure = roster(office, COLUMNS, plain, "--accept", "身份", "--accept", "界别")
    assert (sure.exit_code, counts(sure.output)) == (0, [0, 6, 14, 0])
    assert office.rows(HELD) == [(0,)]


def test_few_changes_need_none(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    # 四名是二十名的五分之一，不到五名
    assert roster(office, COLUMNS, with_value("身份", "委员", 4)).exit_code == 0
    # 五名占二十五名的五分之一，不多于
    more = [(f"X{at}", f"新委员{'一二三四五'[at]}", "", "经济", "委员", "") for at in range(5)]
    assert roster(office, COLUMNS, [*FULL, *more], "--accept", "身份").exit_code == 0
    assert roster(office, COLUMNS, [*with_value("界别", "农业", 5), *more]).exit_code == 0
    again = [*with_value("界别", "教育", 6), *more]
    assert "“界别”要改 6 名（原有 25 名）" in roster(office, COLUMNS, again).output


def test_names_phones_and_days_of_office_of_many_need_a_word_too(office: Office) -> None:
    roster(office, COLUMNS, FULL)
    # 一列单独排了序
    shifted = [(row[0], *FULL[at - 1][1:3], *row[3:]) for at, row in enumerate(FULL)]
    found = roster(office, COLUMNS, shifted)
    assert (found.exit_code, "--accept 姓名" in found.output, "--accept 电话" in found.output) == (
        1,
        True,
        True,
    )
    assert "139" not in found.output
    days = roster(office, COLUMNS, with_value("任职起", "2022-06-01", 8))
    assert "“任职起”要改 8 名（原有 20 名）：委员甲一（2022-05-01 → 2022-06-01）" in days.output


def test_values_where_there_were_none_need_no_word(office: Office) -> None:
    bare = [row[:2] for row in FULL]
    assert roster(office, COLUMNS[:2], bare).exit_code == 0
    filled = [(*row[:4], "", "") for row in FULL]
    found = roster(office, COLUMNS, filled)
    assert (found.exit_code, counts(found.output)) == (0, [0, 20, 0, 0])
