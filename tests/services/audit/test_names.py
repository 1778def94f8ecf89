"""What the trail of former programs says by name: of members nothing; who had no account; free texts."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest

from models.store import Store
from services.accounts.account import Registration, register
from services.actor import Actor
from services.audit.names import names
from services.entry.form import Author, WorkForm
from tests.commands.test_sick_database import run
from tests.services.accounts.holder import CODE, PROGRAM, hashing
from tests.services.committee_of_ten import YEAR, desk, settle
from tests.services.years.kept_years import FOLDER, filled

pytestmark = pytest.mark.anyio
# Who enters, writes rules and closes years: staff, who had no accounts.
ACTED = {"changes.actor", "rule_sets.author", "rule_sets.publisher", "closings.closed_by"}


@pytest.mark.parametrize("name", ["2022", "2022-former"])
def test_former_programs_wrote_the_names_of_members_with_the_person_alone(name: str) -> None:
    tables = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["tables"]
    members = [one["name"] for one in tables["persons"]]
    assert len(members) == 10
    said: dict[str, set[str]] = {"member": set(), "staff": set()}
    for table, stored in tables.items():
        for row in stored:
            for column, value in row.items():
                text = json.dumps(value, ensure_ascii=False)
                if any(one in text for one in members):
                    said["member"].add(f"{table}.{column}")
                if "王秘书" in text:
                    said["staff"].add(f"{table}.{column}")
    assert said["member"] == {"persons.name"}
    assert said["staff"] <= ACTED


async def test_who_acted_before_there_were_accounts_is_listed(empty_address: str) -> None:
    await filled(empty_address, "2022")
    store = Store.open(empty_address)
    async with store.reading() as connection:
        (found,) = await names(connection)
    (acted,) = [one for one in found.acted if one.name == "王秘书"]
    assert (acted.account, acted.lines > 10, f"{acted.first:%Y-%m-%d}") == (None, True, "2026-11-22")
    signed = {one.column: one.rows for one in found.signed if one.name == "王秘书"}
    # The measures of 2022 and 2023; 2022 was closed, opened again by 李主任 and closed, and 2023 closed.
    assert signed == {"rule_sets.author": 2, "rule_sets.publisher": 2, "closings.closed_by": 3}
    assert [(one.column, one.rows) for one in found.signed if one.name == "李主任"] == [
        ("closings.reopened_by", 1)
    ]
    assert found.said == ()
    await store.close()


async def test_texts_with_the_name_of_a_member_are_listed(store: Store, address: str) -> None:
    members = await settle(store)
    for title in ("海岛赵一同志的建议", "海岛"):
        form = WorkForm(title=title, day=date(2022, 3, 2), authors=[Author(members[1])])
        await desk(store, actor=Actor("孙干事", "system")).enter(CODE, YEAR, "提案", form)
    async with store.reading() as connection:
        (found,) = await names(connection)
    assert (found.acted, len(found.said)) == ((), 1)
    first = Registration(real_name="王主任", phone="13905800001")
    await register(store, hashing(), CODE, Actor("装机人", "command"), first, first=True)
    code, told = await asyncio.to_thread(run, address, "audit", "names")
    assert code == 0
    assert "经办人写的是装机人，" in told
    assert "现在没有这个姓名的账号" in told
    assert "rule_sets.author 写的是王秘书，1 行" in told
    assert f"文字里像有姓名的，编号 {found.said[0]}" in told
    assert PROGRAM.name not in told
