"""`luzhi committees`: what is told of the committees of an installation."""

from __future__ import annotations

from pathlib import Path

from tests.commands.office import Office


def lines(told: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in told.splitlines() if "│" in line]


def test_committees_are_told_in_sums_and_nobody_is_named(address: str, tmp_path: Path) -> None:
    office = Office(address, tmp_path)
    assert office.run("committees", "list", "--year", "2022").exit_code == 0
    for of in (office.rules, office.members, office.records):
        assert of().exit_code == 0
    made = ("accounts", "first", "周局长", "--committee", "county", "--committee-name", "某县政协")
    done = office.run(*made, "--phone", "13905801234", "--as", "装机人")
    assert done.exit_code == 0, done.output
    told = office.run("committees", "list", "--year", "2022").output
    # Three members; two meetings of March and April and two proposals, of which none is late or open.
    county, own = lines(told)
    assert county == ["county", "某县政协", *"0000010"]
    assert (own[0], own[2:7]) == ("mou", [*"34000"])
    assert "共 2 个政协，在任委员 3 名；2022 年已提交 4 条，已过期未提交 0 条。" in told
    assert not [name for name in ("张三", "周局长", "13905801234") if name in told]
    other = office.run("committees", "list", "--year", "2021").output
    assert "2021 年已提交 0 条" in other
