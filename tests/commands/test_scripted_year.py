"""The scripted year over HTTP (`luzhi demo-year`): totals by hand, ranks that the exported files give, too.

The totals follow from the text of zhoushan/2022 and from what `files.demo.scripted` says of each member; they
are added up here, clause by clause, and never taken from the program's output.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from commands.playing import Play, to_come
from commands.requests import NotPlayed
from files.demo.scripted import (
    ALL,
    EXITED,
    FAITHS,
    FARMING,
    HANDED_IN,
    NEXT_PLENARY,
    OFFICE,
    PROPOSALS,
    name_of,
    proposal,
    year,
)
from files.demo.step import (
    MWC,
    HandIn,
    Occasion,
    Work,
)
from models.store import Store
from rules import catalogue
from server import create_app
from services.demo_accounts import user_name_of
from services.demo_year import CONNECTOR, found
from settings import Settings
from tests.database import PostgresServer
from tests.http_client import client
from tests.services.accounts.holder import hashing

Json = Any
# Plenary 10 (M1a), survey 2 (A1), meeting of the special committee 2 (M4), training of two half-days 2 (L1).
ALL_OF_IT = 10 + 2 + 2 + 2
TOTALS = {
    # P1a: four proposals of 5 are 20, capped at 15 (P1); one is 重点: 5 (P3), with a leader's note: 4 (P5).
    # The inspection that was returned and never came back would have been 2 (A1).
    "001": ALL_OF_IT + 15 + 5 + 4,  # 40
    # M2: of the standing committee three times 3, once absent -3. M6: 4 of 5 meetings, 80 %: nothing. The
    # proposal that another system handed in: 5 (P1a), and 重点 5 (P3), which came before it.
    "002": ALL_OF_IT + 3 * 3 - 3 + 5 + 5,  # 32
    # Plenary 10, survey 2, training 2. M3: twice 2. M4: five meetings of 2 are 10, capped at 8. M5: 1.5.
    # M6: 8 of 8 meetings: 2.
    "003": 10 + 2 + 2 + 2 * 2 + 8 + 1.5 + 2,  # 29.5
    # M1a: 3 of 6 half-days: 5, the rest on leave. M4: 2. L1: 2. A1: survey 2, nine inspections 18, one
    # supervision without registration 1: 21, capped at 20. A34: absent from what was owed and signed up for:
    # the lower of -1 and -2; on leave from what was owed: -1.
    "004": 5 + 2 + 2 + 20 - 2 - 1,  # 26
    # M1b: six half-days at -2 each; with 2 + 2 + 2 that is -6, and a total is never below 0.
    "005": 0,
    # W1: 3 and 0.5. H1: 5. H2: one article in two papers, the higher: 2, another 0.5. A1: the survey that was
    # forgotten, 2, by the objection that was upheld.
    "006": ALL_OF_IT + 3.5 + 5 + 2 + 0.5 + 2,  # 29
    # M1a: 4.5 of 6 half-days: 7.5. M1b: 1.5 at -2: -3. M4, A1, L1: 6. T: one speech twice, the higher: 6,
    # another 1. R1a: 5, R1b: 3.
    "007": 7.5 - 3 + 6 + 6 + 1 + 5 + 3,  # 25.5
    # S4: adopted 3 and a leader's note 2 are 5, the first of two authors has half: 2.5. S1: not adopted: 0.5.
    # L2: 3 as lecturer, by the objection that was upheld.
    "008": ALL_OF_IT + 2.5 + 0.5 + 3,  # 22
    # S4: the other half, 2.5. G1: 1.5 and 0.5 as convener. G2: 1 and 1 as host. L3: 5, entered late.
    # Bonus: the higher of 6 and 4.
    "009": ALL_OF_IT + 2.5 + 2 + 2 + 5 + 6,  # 33.5
    # In office until 31 May: plenary 10, survey 2, meeting 2; the training is in September. Who has exited
    # keeps the points under the number.
    "010": 10 + 2 + 2,  # 14
}
# Of 300 three are chairs (U1), one left after five months (U3).
RANKED = 300 - 3 - 1
RANKING = """query ($scope: String!, $after: String) { committee(code: "zhoushan") { run(year: 2022) {
  ranking(scope: $scope, first: 100, after: $after, listed: ALL) {
    nodes { rank group total member { number name } } pageInfo { hasNextPage endCursor } } } } }"""
# In which the measure ranks (办法 第二十条): everybody, and the groups of three attributes.
SCOPES = ("全体", "身份", "专委会", "界别")


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return str(done.stdout)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database in which the year was played: by the command, which makes a file; on the
    server by the same steps.
    """
    if request.param == "sqlite":
        out = tmp_path_factory.mktemp("year") / "year.db"
        said = run("demo-year", "--out", str(out))
        assert user_name_of("提案委员会") in said
        yield f"sqlite:///{out}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    address = server.migrated()
    asyncio.run(play_all(address))
    yield address
    server.drop(address)


async def play_all(address: str) -> None:
    """Plays the whole year in a database that has its tables and no row."""
    store = Store.open(address)
    try:
        await found(store, to_come().year, hashing())
        server = create_app(Settings(public_url="https://luzhi.example.gov.cn"), store)
        await Play(lambda: client(server), user_name_of).play(year())
    finally:
        await store.close()


def asked(address: str, work: Callable[[Play], Awaitable[Json]]) -> Json:
    """What somebody finds who asks over HTTP afterwards."""

    async def answered() -> Json:
        store = Store.open(address)
        server = create_app(Settings(), store)
        play = Play(lambda: client(server), user_name_of)
        try:
            return await work(play)
        finally:
            await play.end()
            await store.close()

    return asyncio.run(answered())


async def ranking(play: Play, scope: str = "全体") -> dict[str, Json]:
    """The place of each in a scope, by number."""
    keeper, after, places = await play.of(MWC), None, {}
    while True:
        told = (await keeper.ask(RANKING, scope=scope, after=after))["run"]["ranking"]
        places.update({one["member"]["number"]: one for one in told["nodes"]})
        if not told["pageInfo"]["hasNextPage"]:
            return places
        after = told["pageInfo"]["endCursor"]


def test_ten_totals_are_those_worked_out_by_hand(played: str) -> None:
    places = asked(played, ranking)
    assert len(places) == 300
    assert {number: float(places[number]["total"]) for number in TOTALS} == TOTALS
    assert sum(one["rank"] is not None for one in places.values()) == RANKED
    assert places["001"]["rank"] == 1
    assert places["009"]["rank"] == 2
    assert places["002"]["rank"] == 3
    assert places["003"]["rank"] == 4
    # Whoever left, and the chairs, have points and no rank.
    assert {number for number, one in places.items() if one["rank"] is None} == {"010", "291", "292", "293"}


def test_the_exported_files_give_the_same_totals_and_ranks(played: str, tmp_path: Path) -> None:
    members, records = str(tmp_path / "m.xlsx"), str(tmp_path / "r.xlsx")
    of = ("--year", "2022", "--database", played)
    run("export", "members", members, *of)
    run("export", "records", records, *of)
    scored = json.loads(run("score", "zhoushan/2022", "--members", members, "--records", records, "--json"))
    places = asked(played, ranking)
    assert {number: float(one["total"]) for number, one in places.items()} == {
        one["key"]: float(one["total"]) for one in scored["members"]
    }
    for scope in SCOPES:
        by_files = {one["key"]: tuple(one["ranks"][scope].values()) for one in scored["members"]}
        found = asked(played, lambda play, of=scope: ranking(play, of))  # type: ignore[misc]
        assert len({group for group, _ in by_files.values()}) > (scope != "全体")
        assert {number: (one["group"], one["rank"]) for number, one in found.items()} == by_files, scope


def test_the_plenary_stands_as_it_was_signed_but_for_whoever_left_early(played: str) -> None:
    query = """query ($after: String) { committee(code: "zhoushan") {
      records(where: {search: "八届一次全会"}, first: 1) {
      nodes { parts(first: 100, after: $after) { nodes { member { number } attributes { name value } }
        pageInfo { hasNextPage endCursor } } } } } }"""

    async def look(play: Play) -> Json:
        after, parts = None, {}
        while True:
            told = await (await play.of(MWC)).ask(query, after=after)
            page = told["records"]["nodes"][0]["parts"]
            for one in page["nodes"]:
                parts[one["member"]["number"]] = {each["name"]: each["value"] for each in one["attributes"]}
            if not page["pageInfo"]["hasNextPage"]:
                return parts
            after = page["pageInfo"]["endCursor"]

    parts = asked(played, look)
    came = {"状态": "出席", "应到半天": "6", "出席半天": "6"}
    # Nobody signed for 005; 004 and 007 signed and left, which was written afterwards.
    otherwise = {
        "004": {"状态": "出席", "应到半天": "6", "出席半天": "3", "请假半天": "3"},
        "005": {"状态": "缺席", "应到半天": "6", "缺席半天": "6"},
        "007": {"状态": "出席", "应到半天": "6", "出席半天": "4.5", "缺席半天": "1.5"},
    }
    assert parts == {number: otherwise.get(number, came) for number in ALL}


def test_the_year_has_all_that_happens_in_one(played: str) -> None:
    query = """{ committee(code: "zhoushan") {
      returned: records(where: {states: [RETURNED]}, first: 9) { nodes { title } }
      archived: records(where: {states: [ARCHIVED]}, first: 1) { totalCount }
      late: records(where: {states: [ARCHIVED], late: true}, first: 1) { nodes { lateReason } }
      samples(first: 9) { nodes { state draws { size examined faults } } }
      objections(first: 9) { nodes { state verdict desk before { total } after { total } } } } }"""

    async def look(play: Play) -> Json:
        return await (await play.of(MWC)).ask(query)

    told = asked(played, look)
    assert told["returned"]["nodes"] == [{"title": "视察渔港"}]
    entered = [one for one in year() if isinstance(one, Occasion | Work)]
    # Neither what never came back nor what is to come; with what was handed in.
    assert told["archived"]["totalCount"] == len(entered) - 2 + len(HANDED_IN)
    assert told["late"]["nodes"] == [{"lateReason": "组织单位迟交名单"}]
    (sample,) = told["samples"]["nodes"]
    assert sample["draws"] == [{"size": 20, "examined": 3, "faults": 1}]
    objections = [(one["state"], one["verdict"], one["desk"]) for one in told["objections"]["nodes"]]
    assert sorted(objections, key=str) == [
        ("ANSWERED", "REFUSED", MWC),
        ("ANSWERED", "UPHELD", FARMING),
        ("ANSWERED", "UPHELD", FAITHS),
        ("SUBMITTED", None, MWC),
    ]
    upheld = {one["desk"]: one for one in told["objections"]["nodes"] if one["verdict"] == "UPHELD"}
    more = {
        desk: float(one["after"]["total"]) - float(one["before"]["total"]) for desk, one in upheld.items()
    }
    # As lecturer 008 has 3 more (L2); the survey gives 006 2 more (A1).
    assert more == {FAITHS: 3, FARMING: 2}


def test_nothing_tells_who_exited(played: str) -> None:
    places = asked(played, ranking)
    assert places[EXITED]["member"]["name"].startswith("已退出")
    assert float(places[EXITED]["total"]) == TOTALS[EXITED]

    async def sign_in(play: Play) -> Json:
        with pytest.raises(NotPlayed, match="SIGN_IN_FAILED"):
            await play.of(EXITED)

    asked(played, sign_in)
    assert name_of(EXITED) not in {one["member"]["name"] for one in places.values()}


def test_leave_is_given_refused_or_waits_and_the_list_follows(played: str) -> None:
    leaves = """query ($committee: String!) { leaves(committee: $committee, first: 9) {
      nodes { number title state memberName reason } } }"""
    plenary = """query ($title: String!) { committee(code: "zhoushan") {
      records(where: {search: $title, states: [SUBMITTED]}, first: 2) { nodes { parts(first: 9) { nodes {
        member { number } leave attributes { name value } } } } } } }"""

    async def look(play: Play) -> Json:
        told = [
            (await (await play.of(who)).ask(leaves, committee="zhoushan"))["nodes"]
            for who in (OFFICE, FARMING)
        ]
        return *told, await (await play.of(MWC)).ask(plenary, title=NEXT_PLENARY)

    office, farming, list_ = asked(played, look)
    assert sorted((one["memberName"], one["state"], one["reason"]) for one in office) == sorted(
        [(name_of("002"), "APPROVED", "住院"), (name_of("003"), "REFUSED", "单位出差")]
    )
    assert [(one["memberName"], one["state"]) for one in farming] == [(name_of("006"), "ASKED")]
    (one,) = list_["records"]["nodes"]
    parts = {
        part["member"]["number"]: (
            *(of["value"] for of in part["attributes"] if of["name"] == "状态"),
            part["leave"],
        )
        for part in one["parts"]["nodes"]
    }
    assert parts == {"002": ("请假", "ASKED"), "003": ("缺席", None)}


def test_what_was_handed_in_is_taken_once_from_a_folder_too(played: str, tmp_path: Path) -> None:
    before = asked(played, ranking)
    documents = [one.document for one in year() if isinstance(one, HandIn)]
    # A name that nobody bears waits for the department, and an older version of what came is not entered.
    documents += [proposal(3, "关于灯塔的建议", {"name": "外来人"})]
    for at, document in enumerate(documents):
        (tmp_path / f"{at}.json").write_text(json.dumps(document), encoding="utf-8")
    words = (
        "connectors",
        "take",
        CONNECTOR,
        str(tmp_path),
        "--as",
        f"演示{PROPOSALS}",
        "--database",
        played,
    )
    for _ in range(2):
        assert run(*words).splitlines() == [
            "0.json：T-1 第 2 次，已录入，等审核",
            "1.json：T-1 第 1 次，已录入，等审核",
            "2.json：T-2 第 1 次，已录入，等审核",
            "3.json：T-3 第 1 次，等部门办（有的作者找不到）",
        ]
    assert asked(played, ranking) == before


def test_the_trail_of_the_year_is_whole(played: str) -> None:
    assert "，完整" in run("audit", "verify", "--database", played)


def test_the_script_has_all_ten_kinds_of_the_article(played: str) -> None:
    kinds = catalogue.load().kinds
    articles = {kinds[one.kind].article for one in year() if isinstance(one, Occasion | Work)}
    assert {f"履5（{at}）" for at in "一二三四五六七八九十"} <= articles


def test_where_to_play_is_asked(tmp_path: Path) -> None:
    for words in ((), ("--out", str(tmp_path / "a.db"), "--address", "http://127.0.0.1:1")):
        done = CliRunner().invoke(app, ["demo-year", *words])
        assert (done.exit_code, "--out 和 --address 写一个" in done.output) == (2, True)
    nobody = CliRunner().invoke(app, ["demo-year", "--address", "http://127.0.0.1:1"])
    assert (nobody.exit_code, "没有演完" in nobody.output) == (1, True)
    assert list(tmp_path.iterdir()) == []
