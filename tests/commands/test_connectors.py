"""`luzhi connectors`: made, listed, ended; documents taken from a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands.office import Office

Json = Any
DOCUMENT: Json = {
    "id": "T-1",
    "sequence": 1,
    "occurredAt": "2022-03-01T09:00:00+08:00",
    "kind": "提案",
    "title": "关于停车",
    "day": "2022-03-01",
    "attributes": {"立案": "是"},
    "authors": [{"name": "张三"}],
}


def test_a_folder_of_documents_is_taken_once(office: Office) -> None:
    assert office.members().exit_code == 0
    assert "没有接口" in office.run("connectors", "list").output
    refused = office.run("connectors", "add", "tian", "--department", "某委", "--as", "甲")
    assert (refused.exit_code, "没有这个部门" in refused.stderr) == (2, True)
    made = office.run("connectors", "add", "tian", "--department", "委员工作委员会", "--as", "甲")
    assert (made.exit_code, "POST /connectors/tian，归委员工作委员会" in made.output) == (0, True), (
        made.output
    )
    assert "密钥（只显示这一次）：" in made.output
    assert office.run("connectors", "list").output.startswith("tian：委员工作委员会，")
    folder = office.folder / "投递"
    folder.mkdir()
    award = {**DOCUMENT, "kind": "表彰", "attributes": {}}
    for name, document in (
        ("1.json", award),
        ("2.json", {**award, "id": "T-2", "authors": [{"name": "张四"}]}),
        ("3.json", DOCUMENT | {"id": "T-3"}),
    ):
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    missing = office.run("connectors", "take", "tian", str(office.folder / "没有"), "--as", "甲")
    assert missing.exit_code == 2
    (folder / "3.json").write_text("{", encoding="utf-8")
    for _ in range(2):
        taken = office.run("connectors", "take", "tian", str(folder), "--as", "甲")
        assert (taken.exit_code, "3.json：body 不是 JSON" in taken.stderr) == (1, True)
        assert "1.json：T-1 第 1 次，已录入，等审核\n" in taken.output
        assert "2.json：T-2 第 1 次，等部门办（有的作者找不到）\n" in taken.output
    assert office.rows("select kind, key, state from records") == [("表彰", "T-1", "submitted")]
    (folder / "3.json").write_text(json.dumps({**DOCUMENT, "id": "T-3"}), encoding="utf-8")
    theirs = office.run("connectors", "take", "tian", str(folder / "3.json"), "--as", "甲")
    assert (theirs.exit_code, "不由委员工作委员会录入" in theirs.stderr) == (1, True)
    assert office.run("connectors", "end", "tian", "--as", "甲").output == "接口 tian 已停用。\n"
    gone = office.run("connectors", "take", "tian", str(folder), "--as", "甲")
    assert (gone.exit_code, "已停用" in gone.stderr) == (2, True)
    assert "停用" in office.run("connectors", "list").output


def test_what_waits_is_read_after_another_key_took_over_and_dismissed_with_a_lost_one(bare: Office) -> None:
    office = bare
    assert office.rules().exit_code == 0
    assert office.members().exit_code == 0
    made = office.run("connectors", "add", "tian", "--department", "委员工作委员会", "--as", "甲")
    assert made.exit_code == 0, made.output
    award = {**DOCUMENT, "kind": "表彰", "attributes": {}, "authors": [{"name": "张四"}]}
    (office.folder / "1.json").write_text(json.dumps(award), encoding="utf-8")
    take = ("connectors", "take", "tian", str(office.folder / "1.json"), "--as", "甲")
    assert "等部门办" in office.run(*take).output
    assert office.run("keys", "rotate", "--as", "甲").exit_code == 0
    again = office.run(*take)
    assert (again.exit_code, "等部门办" in again.output) == (0, True), again.output
    Path(office.key_file).unlink()
    lost = office.run("keys", "lost", "--as", "甲")
    assert lost.exit_code == 0, lost.output
    sealed = "select state, why from connector_events where document is null"
    assert office.rows(sealed) == [("ignored", "dismissed")]
    assert "停用" in office.run("connectors", "list").output
