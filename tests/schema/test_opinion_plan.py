"""The year's plan of items and its progress over HTTP (议6): worked out by hand, versions with their reasons,
departments that see their own.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, text, update

from models.account import Account
from models.clock import CHINA
from models.member import ALWAYS, MemberAttribute
from models.opinion import Opinion, OpinionOutcome
from models.opinion_plan import OpinionPlan
from models.store import Store
from services.rights.policy import DEPARTMENT
from tests.schema.opining import errors, of_role, submitted
from tests.services.accounts.holder import lines, served
from tests.services.accounts.office import Office, account_of, office
from tests.services.committee_of_ten import rows

pytestmark = pytest.mark.anyio
PLAN = """query ($year: Int!) { opinionPlan(year: $year) { year version departments
  versions { version reason }
  lines { department quarter target submitted accepted issued adopted
    items { number accepted issued adopted } } } }"""
SAVE = """mutation ($year: Int = 2022, $version: Int!, $targets: [OpinionTargetInput!]!, $reason: String,
  $key: String) { saveOpinionPlan(committee: "zhoushan", year: $year, version: $version, targets: $targets,
  reason: $reason, requestKey: $key) { plan { version } repeated errors { code field message } } }"""
COUNTED = """query ($first: Date!, $last: Date!) {
  opinionAnalysis(firstDay: $first, lastDay: $last, by: DEPARTMENT) { rows { key received } } }"""
MEMBERS, OTHERS = "提案委员会", "学习委员会"
TARGETS = [
    {"department": MEMBERS, "quarter": 1, "target": 4},
    {"department": MEMBERS, "quarter": 2, "target": 2},
    {"department": OTHERS, "quarter": 1, "target": 0},
]
# Item 1 and 2 are the member's, first submitted on 31 March and on 1 April in China (on the 31st in UTC);
# item 3 and 4 the information officer's; item 5 was taken back.
DAYS = {
    1: "2022-03-31 15:59:00",
    2: "2022-03-31 16:00:00",
    3: "2022-02-01 00:00:00",
    4: "2022-12-31 16:00:00",
    5: "2022-02-02 00:00:00",
}
STATES = {1: "signed", 2: "edited", 3: "kept", 4: "submitted", 5: "withdrawn"}


async def settled(store: Store) -> Office:
    of = await office(store)
    officer = await account_of(store, "信息员甲")
    async with served(store) as http:
        for role in ("委员", "委员", "信息员", "信息员", "信息员"):
            await submitted(of_role(http, of, role), title=f"{role}{len(await rows(store, Opinion))}")
    fixed = "opinion_texts_update" if store.url.get_backend_name() == "sqlite" else "opinion_texts_changed"
    async with store.writing() as connection:
        # When each was first submitted never changes; here it is made a day of the plan's year.
        await connection.execute(
            text(
                f"drop trigger {fixed}"
                if store.url.get_backend_name() == "sqlite"
                else f"drop trigger {fixed} on opinion_texts"
            )
        )
        for number, day in DAYS.items():
            moment = f"{day}.000000" if store.url.get_backend_name() == "sqlite" else f"{day}+00"
            await connection.execute(
                text(f"update opinion_texts set submitted_at = '{moment}' where opinion_id = {number}")
            )
            await connection.execute(update(Opinion).where(Opinion.id == number).values(state=STATES[number]))
        await connection.execute(update(Account).where(Account.id == officer).values(department=OTHERS))
        of_member = {"committee_id": 1, "membership_id": of.members[0], "attribute": DEPARTMENT}
        await connection.execute(delete(MemberAttribute))
        await connection.execute(insert(MemberAttribute).values(**of_member, since=ALWAYS, value=MEMBERS))
        noted = {"noted_at": datetime.now(UTC), "noted_by": "办公室甲", "day": datetime(2022, 5, 1).date()}
        for place, gone in ((1, None), (2, datetime.now(UTC))):
            for number in (1, 2) if gone else (1,):
                await connection.execute(
                    insert(OpinionOutcome).values(
                        committee_id=1,
                        opinion_id=number,
                        place=place,
                        outcome="adoption",
                        level="市政协",
                        taken_back_at=gone,
                        **noted,
                    )
                )
    return of


async def test_progress_is_what_one_counts_by_hand_and_departments_see_their_own(store: Store) -> None:
    of = await settled(store)
    async with served(store) as http:
        staff, head = of_role(http, of, "办公室"), of_role(http, of, "专门委员会")
        assert errors(await staff.change(SAVE, version=0, targets=TARGETS, key="k")) == []
        told = (await staff.ask(PLAN, year=2022))["data"]["opinionPlan"]
        assert [[*line.values()][:-1] for line in told["lines"]] == [
            # Kept on file, it was submitted, and nothing came of it; the one of 2023 is none of this year's.
            [OTHERS, 1, None, 1, 0, 0, 0],
            [MEMBERS, 1, 4, 1, 1, 1, 1],
            # On the first of April in China; its adoption was taken back.
            [MEMBERS, 2, 2, 1, 1, 0, 0],
        ]
        assert told["lines"][1]["items"] == [{"number": 1, "accepted": True, "issued": True, "adopted": True}]
        assert {MEMBERS, OTHERS, "办公室"} <= {*told["departments"]}
        next_year = (await staff.ask(PLAN, year=2023))["data"]["opinionPlan"]
        assert [[*line.values()][:4] for line in next_year["lines"]] == [[OTHERS, 1, None, 1]]
        # The department's head sees its own, and plans nothing; who enters for nobody sees nothing.
        own = (await head.ask(PLAN, year=2022))["data"]["opinionPlan"]
        assert ([line["department"] for line in own["lines"]], own["departments"]) == ([MEMBERS] * 2, [])
        assert errors(await head.change(SAVE, version=1, targets=[], reason="改")) == [("FORBIDDEN", "actor")]
        for role in ("委员", "信息员", "结果查阅", "签批领导"):
            refused = await of_role(http, of, role).ask(PLAN, year=2022)
            assert [one["extensions"]["code"] for one in refused["errors"]] == ["FORBIDDEN"], role
        # The same again under its key is done once; another version needs a reason, and which it changes.
        again = await staff.change(SAVE, version=0, targets=TARGETS, key="k")
        assert (again["repeated"], again["plan"]) == (True, {"version": 1})
        less = [{**TARGETS[0], "target": 3}]
        for given, expected in (
            ({"version": 1}, ("BAD_USER_INPUT", "reason")),
            ({"version": 0}, ("CONFLICT", "version")),
            ({"version": 1, "reason": "照旧", "targets": TARGETS[:2]}, ("CONFLICT", "targets")),
            ({"version": 1, "reason": "改", "targets": [*less, *less]}, ("BAD_USER_INPUT", "targets")),
            (
                {"version": 1, "reason": "改", "targets": [{**less[0], "quarter": 5}]},
                ("BAD_USER_INPUT", "targets"),
            ),
            (
                {"version": 1, "reason": "改", "targets": [{**less[0], "department": "没有的"}]},
                ("BAD_USER_INPUT", "targets"),
            ),
        ):
            assert errors(await staff.change(SAVE, **{"targets": less, **given})) == [expected]
        assert errors(await staff.change(SAVE, version=1, targets=less, reason="年中调整")) == []
        told = (await staff.ask(PLAN, year=2022))["data"]["opinionPlan"]
        assert told["versions"] == [
            {"version": 2, "reason": "年中调整"},
            {"version": 1, "reason": None},
        ]
        assert [(line["department"], line["target"]) for line in told["lines"]] == [
            (OTHERS, None),
            (MEMBERS, 3),
            (MEMBERS, None),
        ]
        # A member of no special committee is of no department, whatever their account says: here and there.
        async with store.writing() as connection:
            await connection.execute(delete(MemberAttribute))
            await connection.execute(update(Account).values(department="办公室"))
        told = (await staff.ask(PLAN, year=2022))["data"]["opinionPlan"]
        counted = [(line["department"], line["submitted"]) for line in told["lines"] if line["submitted"]]
        assert counted == [("办公室", 1), (None, 1), (None, 1)]
        year = datetime.now(CHINA).year
        of_year = {"first": f"{year}-01-01", "last": f"{year}-12-31"}
        found = (await staff.ask(COUNTED, **of_year))["data"]["opinionAnalysis"]["rows"]
        assert [(one["key"], one["received"]) for one in found] == [("办公室", 2), ("", 2)]
    assert [one.version for one in await rows(store, OpinionPlan)] == [1, 2]
    first, second = [one for one in await lines(store, "save") if one["entity"] == "opinion plan"]
    assert (first["after"], second["reason"]) == ({"year": 2022, "version": 1, "count": 6}, "年中调整")
