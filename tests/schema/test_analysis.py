"""What is said of a year (履12) over HTTP: its figures, versions of a department's words and of the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from models.bulletin import Analysis
from models.store import Store
from services.actor import Actor
from services.entry.form import Author, WorkForm
from tests.services.accounts.holder import CODE, Holder, lines, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import YEAR, desk, rows

pytestmark = pytest.mark.anyio
Json = Any
WRITTEN = "analysis { department version text writtenBy } repeated errors { code field message }"
OF_DEPARTMENT = (
    "mutation ($department: String!, $version: Int!, $text: String!, $key: String) {"
    f' writeDepartmentAnalysis(committee: "{CODE}", year: {YEAR}, department: $department, version: $version,'
    f" text: $text, requestKey: $key) {{ {WRITTEN} }} }}"
)
OVERALL = (
    f"mutation ($version: Int!, $text: String!) {{ writeYearAnalysis("
    f'committee: "{CODE}", year: {YEAR}, version: $version, text: $text) {{ {WRITTEN} }} }}'
)
SAID = (
    f'{{ committee(code: "{CODE}") {{ analyses(year: {YEAR}) {{ department version text }}'
    f' analysisVersions(year: {YEAR}, department: "提案委员会") {{ version text writtenBy }} }} }}'
)
FIGURES = f"""{{ committee(code: "{CODE}") {{ yearFigures(year: {YEAR}) {{
  frozen members ranked totals {{ group members mean median most }} grades {{ grade members }}
  parts {{ code title points members }} sectors {{ group members mean most }}
  departments {{ department records {{ kind records }} totals {{ members }} }} }} }} }}"""


def holder(of: Office, http: Any, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


def errors(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]


async def test_each_department_says_its_own_and_the_committee_the_whole(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        department, mwc = holder(of, http, "专门委员会"), holder(of, http, "委员工作委员会")
        first = {
            "department": "提案委员会",
            "version": 0,
            "text": "提案质量提高。\n\n 建议多做调研。",
            "key": "a",
        }
        done = await department.change(OF_DEPARTMENT, **first)
        told = {"department": "提案委员会", "version": 1, "text": "提案质量提高。\n\n建议多做调研。"}
        assert done == {"analysis": {**told, "writtenBy": "专门委员会甲"}, "repeated": False, "errors": []}
        assert (await department.change(OF_DEPARTMENT, **first))["repeated"]
        # Who writes from an older version is told, and nothing is lost.
        again = {"department": "提案委员会", "version": 0, "text": "另写"}
        assert errors(await department.change(OF_DEPARTMENT, **again)) == [("CONFLICT", "version")]
        assert errors(await department.change(OF_DEPARTMENT, **{**again, "version": 1})) == []
        assert errors(await mwc.change(OVERALL, version=0, text="全年履职平稳。")) == []

        seen = (await holder(of, http, "结果查阅").ask(SAID))["data"]["committee"]
        assert seen["analyses"] == [
            {"department": "提案委员会", "version": 2, "text": "另写"},
            {"department": "全体", "version": 1, "text": "全年履职平稳。"},
        ]
        assert [one["version"] for one in seen["analysisVersions"]] == [2, 1]
        assert seen["analysisVersions"][1]["text"] == told["text"]
    noted = [(one["actor"], one["entity"]) for one in await lines(store, "write")]
    assert [entity for _, entity in noted] == ["analysis"] * 3
    # The words are in their row alone: what people write may name somebody. The digest is that of sha256sum.
    assert (await lines(store, "write"))[2]["after"] == {
        "year": YEAR,
        "department": "全体",
        "version": 1,
        "digest": "ee74cb6df76d2f1fea5067a4f88552f6f3c9c4fca2fb8b7428b6b77e9e260120",
    }


async def test_nobody_writes_for_another_department_or_without_words(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        mwc = holder(of, http, "委员工作委员会")
        given: Json = {"department": "提案委员会", "version": 0, "text": "好"}
        for role in ("委员工作委员会", "办公室", "大会发言组", "结果查阅", "委员"):
            refused = await holder(of, http, role).change(OF_DEPARTMENT, **given)
            assert (role, [one["code"] for one in refused["errors"]]) == (role, ["FORBIDDEN"])
        for role in ("专门委员会", "办公室", "结果查阅"):
            refused = await holder(of, http, role).change(OVERALL, version=0, text="好")
            assert (role, [one["code"] for one in refused["errors"]]) == (role, ["FORBIDDEN"])
        for words, field in (("", "text"), ("字" * 2_001, "text"), ("问 13905801234", "text")):
            answer = await mwc.change(OVERALL, version=0, text=words)
            assert errors(answer) == [("BAD_USER_INPUT", field)]
        other_year = OVERALL.replace(f"year: {YEAR}", "year: 2019")
        assert errors(await mwc.change(other_year, version=0, text="好")) == [("NOT_FOUND", "year")]
    assert await rows(store, Analysis) == []
    assert len(await lines(store, "refuse")) == 8


async def test_the_figures_are_those_of_the_year(store: Store) -> None:
    """A survey pays 2 points to each of the first two (A1), an opinion that nobody took up 0.5 to the second
    (S1): 2, 2.5 and eight times nothing. One came in October, one is of the chairmen: neither is ranked.
    """
    of = await office(store)
    mwc = Actor("委员工作委员会甲", "command")
    opinion = WorkForm(title="渔港", day=date(2022, 5, 1), key="S1", authors=[Author(of.members[1])])
    await desk(store, actor=mwc).enter(CODE, YEAR, "社情民意", opinion)
    async with served(store) as http:
        found = (await holder(of, http, "结果查阅").ask(FIGURES))["data"]["committee"]["yearFigures"]
    assert (found["frozen"], found["members"], found["ranked"]) == (False, 10, 8)
    whole = {"group": "全体", "members": 10, "mean": "0.45", "median": "0.00", "most": "2.50"}
    assert found["totals"] == whole
    grades = [(one["grade"], one["members"]) for one in found["grades"]]
    assert grades == [("优秀", 0), ("称职", 0), ("基本称职", 0), ("不称职", 8)]
    assert [(one["code"], one["points"], one["members"]) for one in found["parts"]] == [
        ("activity", "4.00", 2),
        ("opinion", "0.50", 1),
        ("counted", "0.00", 1),
    ]
    assert found["sectors"] == [
        {"group": "科技", "members": 5, "mean": "0.40", "most": "2.00"},
        {"group": "经济", "members": 5, "mean": "0.50", "most": "2.50"},
    ]
    entered = [{"kind": "调研", "records": 1}, {"kind": "社情民意", "records": 1}]
    assert found["departments"] == [{"department": "办公室", "records": entered, "totals": None}]


async def test_the_database_refuses_another_text(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        given = {"department": "提案委员会", "version": 0, "text": "好"}
        await holder(of, http, "专门委员会").change(OF_DEPARTMENT, **given)
    for statement in (update(Analysis).values(text=text("'坏'")), delete(Analysis)):
        with pytest.raises(IntegrityError, match="stays as it is"):
            async with store.writing() as connection:
                await connection.execute(statement)
    assert [row.text for row in await rows(store, Analysis)] == ["好"]
