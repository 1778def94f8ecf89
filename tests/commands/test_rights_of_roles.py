"""Who may give which command: each command that says who gives it, for each role, in the own and another
committee; and of the others, that they are what they are said to be.

Rights add up, so whoever holds all the roles that may not at once stands for each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from typer.testing import Result

from cli import COMMANDS, made
from models.account import Account
from models.change import Change
from models.clock import now
from models.committee import Committee
from models.grant import Grant
from models.member import Membership
from models.store import Store
from models.tables import TABLES
from services.committee.committees import establish
from services.rights.role import roles
from tests.commands.office import Office, staffed
from tests.commands.rights_matrix import (
    KEEPERS,
    LISTED,
    NEEDS,
    ON_FILES,
    OPERATING,
    PRINTED,
    READING,
    commands,
    marks,
    next_measure,
    reading,
    writing,
)
from tests.database import Files
from tests.schema.rights_matrix import GIVEN
from tests.services.accounts.office import DEPARTMENTS
from tests.services.committee_of_ten import rows

MOU = ("--committee", "mou")
# Of the whole database, whichever committees are in it.
WHOLE = {"database check", "jobs list", "committees list"}
# `GIVEN` is about other kinds of records, and about what is no command.
MAY = GIVEN | {
    "委员工作委员会": GIVEN["委员工作委员会"] | {"disclose"},
    "大会发言组": GIVEN["大会发言组"] | {"enter", "review"},
}
EVERY = {name: one for word in COMMANDS for name, one in commands(made(word), (word,))}


def takes(name: str, option: str) -> bool:
    return any(option in parameter.opts for parameter in EVERY[name].params)


def test_every_command_says_who_may_give_it() -> None:
    tables = (NEEDS, KEEPERS, PRINTED - ON_FILES - READING, LISTED, ON_FILES, READING, OPERATING)
    assert sorted(EVERY) == sorted(name for table in tables for name in table)
    assert {name for name in EVERY if takes(name, "--as")} == {*NEEDS, *KEEPERS, *PRINTED, *LISTED}
    # What works on files knows no database, and what reads one is given to whoever may open it.
    assert [name for name in ON_FILES if takes(name, "--database")] == []
    assert [name for name in READING if not takes(name, "--database")] == []


@pytest.fixture
def office(sqlite_files: Files, tmp_path: Path) -> Iterator[Office]:
    """An office with its roster and records, on SQLite: which role may what does not hang on the database."""
    address = sqlite_files.migrated()
    found = Office(address, tmp_path, "张工", staffed)
    assert [found.rules().exit_code, found.members().exit_code, found.records().exit_code] == [0] * 3
    yield found
    sqlite_files.drop(address)


def holding(name: str) -> set[str]:
    """The roles that hold the right that a command takes."""
    return {role for role, held in MAY.items() if NEEDS[name] in held}


# Record 1 is a proposal, which the Proposals Committee enters and reviews (履5、7); the plenary's group is no
# organiser of a meeting.
NOT_THEIRS = {
    "records enter": {"大会发言组"},
    **{f"review {step}": {"办公室", "大会发言组"} for step in ("submit", "approve", "return", "archive")},
    "records withdraw": {"办公室", "大会发言组"},
}
# What nobody does here, since it needs more than an office with its records has, is done in these tests.
DONE_IN = {
    **dict.fromkeys(("review approve", "review submit", "review return", "review archive"), "test_review"),
    "review correction": "test_review",
    "terms set": "test_terms",
    "records attend": "test_records",
    **dict.fromkeys(("rights grant", "rights revoke", "rights hand-over"), "test_rights"),
    **dict.fromkeys(("rules add", "rules change", "rules submit", "rules return"), "test_rules"),
    **dict.fromkeys(("rules simulate", "rules publish"), "test_rules"),
    "accounts unlock": "test_accounts",
    **dict.fromkeys(("members exit", "members carry-over"), "test_members"),
    "connectors take": "test_connectors",
    **dict.fromkeys(("sample frame", "sample draw", "sample extend", "sample findings"), "test_sample"),
    **dict.fromkeys(("objections accept", "objections pass", "objections answer"), "test_sample"),
    **dict.fromkeys(("feedback show", "feedback answer"), "test_feedback"),
}


async def employed(address: str, code: str, groups: dict[str, set[str]]) -> dict[str, str]:
    """An account in a committee for each of these groups of roles, by its name its number."""
    store = Store.open(address)
    try:
        await establish(store, code, code)
        async with store.writing() as connection:
            committee_id = await connection.scalar(select(Committee.id).where(Committee.code == code))
            person = await connection.scalar(select(Membership.person_id).order_by(Membership.id).limit(1))
            moment, found = await now(connection), {}
            for name, held in groups.items():
                is_member = any(roles()[role].member for role in held)
                who: dict[str, Any] = {"committee_id": committee_id, "registered_at": moment}
                who |= {"person_id": person} if is_member else {"real_name": name}
                added = insert(Account).values(state="active", **who).returning(Account.id)
                account_id = (await connection.execute(added)).scalar_one()
                found[name] = str(account_id)
                for role in held:
                    if not roles()[role].member:
                        given: dict[str, Any] = {
                            "role": role,
                            "department": DEPARTMENTS.get(role),
                            "granted_by": "甲",
                        }
                        given |= {"first_day": date(2020, 1, 1), "granted_at": moment}
                        of = {"committee_id": committee_id, "account_id": account_id}
                        await connection.execute(insert(Grant).values(**of, **given))
            return found
    finally:
        await store.close()


async def state(address: str, but: Collection[Any] = (Change, Committee)) -> list[Any]:
    """All that there is but the trail and what it raises, or but other tables."""
    store = Store.open(address)
    try:
        return [await rows(store, table) for table in TABLES if table not in but]
    finally:
        await store.close()


def test_every_command_for_every_role_in_both_committees(office: Office) -> None:
    told = writing(office)
    assert {*told} == {*NEEDS}
    # Of one person there is one account: the member stands for nobody else.
    without = {name: {*roles()} - holding(name) - {"委员"} for name in NEEDS}
    single = {role: {role} for role in roles()}
    groups = {"、".join(sorted(held)): held for held in without.values()}
    own = asyncio.run(employed(office.address, "mou", single | groups))
    elsewhere = asyncio.run(employed(office.address, "dinghai", {"全部角色": {*roles()} - {"委员"}}))
    counted = "select count(*) from changes where action <> 'refuse'"
    before = asyncio.run(state(office.address)), office.rows(counted)
    for name, words in told.items():
        refused = [(own["、".join(sorted(without[name]))], "没有权限"), (own["委员"], "没有权限")]
        refused += [(elsewhere["全部角色"], "没有正常的账号")]
        refused += [(own[role], "由") for role in sorted(NOT_THEIRS.get(name, ()))]
        for who, said in refused:
            found = given(office, name, words, who)
            assert (name, who, found.exit_code) == (name, who, 1), found.output
            assert said in found.output, (name, who, found.output)
    assert (asyncio.run(state(office.address)), office.rows(counted)) == before
    done = set()
    for name, words in told.items():
        for role in sorted(holding(name) - NOT_THEIRS.get(name, set())):
            found = given(office, name, words, own[role])
            assert "没有权限" not in found.output, (name, role, found.output)
            done |= {name} if found.exit_code == 0 else set()
    assert {*told} - done == {*DONE_IN}


def test_what_only_reads_is_shown_and_changes_no_row(office: Office) -> None:
    for steps in (
        ("review", "archive", "1", "2"),
        ("sample", "frame", "--year", "2022"),
        ("sample", "draw", "1", "--size", "1", "--digits", "甲=1234567890", "--digits", "乙=0987654321"),
        ("rules", "draft", str(next_measure(office))),
        ("mapping", "set", str(marks(office))),
        ("years", "close", "--year", "2022"),
    ):
        done = office.run_plain(*steps, "--as", office.by)
        assert done.exit_code == 0, (steps, done.output)
    told = reading(office)
    assert {*told} == READING | LISTED
    before = asyncio.run(state(office.address, ()))
    for name, words in told.items():
        found = office.run_plain(*name.split(), *words, *(() if name in WHOLE else MOU))
        assert (name, found.exit_code) == (name, 0), (name, found.output)
        assert asyncio.run(state(office.address, ())) == before, name


def given(office: Office, name: str, words: tuple[str, ...], who: str) -> Result:
    """What becomes of a command that somebody gives for the committee."""
    return office.run_plain(*name.split(), *words, "--as", who, *MOU)


def test_what_is_done_elsewhere_is_done_there() -> None:
    for name, module in DONE_IN.items():
        text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        assert [word for word in name.split() if f'"{word}"' not in text] == [], (name, module)
