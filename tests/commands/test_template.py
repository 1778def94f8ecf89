"""`luzhi template …`: a blank form, and what it does not take the place of."""

from pathlib import Path

from tests.commands.office import run


def test_a_blank_form_takes_no_filled_one_s_place(folder: Path) -> None:
    before = (folder / "名册.xlsx").read_bytes()
    result = run("template", "members", "--out", "名册.xlsx")
    assert result.exit_code == 2
    assert "名册.xlsx 已经存在，没有改动" in result.stderr
    assert (folder / "名册.xlsx").read_bytes() == before
    assert run("template", "members", "--out", "名册.xlsx", "--force").exit_code == 0
    assert (folder / "名册.xlsx").read_bytes() != before
