"""Who is shown what: somebody of each role follows every field that there is, in a committee at work.

What they are shown and what is refused is what policies.yaml says and the SDL prints.
"""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.clock import day_of
from models.store import Store
from resolvers.global_id import encode
from services.rights.role import roles
from tests.schema.importer import table
from tests.schema.objecting import a_rule
from tests.schema.shown import shown
from tests.schema.test_policies import policies
from tests.schema.walk import Walk
from tests.schema.ways import SDL, follow, printed
from tests.schema.work import OF, YEARLY, Work
from tests.schema.worked import worked
from tests.services.accounts.holder import CODE, Holder, served
from tests.services.check_in.people import BASE
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio


# What is refused of some rows to those who hold the right: of what others organised (履5).
OF_ROWS = {"Query.checkIn", "Query.expectedOfOccasion", "Query.expectedOfWork"}
# The types below which a right to read is all that is asked for, but these lead to more.
READING, LISTS = {"read", "read_own"}, {"Committee", "WorkList"}
# What no query of a committee in order leads to: it is told of two versions of a ranking, of a record that
# somebody else changed meanwhile, of a closed year that was changed, of an identity from elsewhere, of what
# was adopted after the bulletin of its quarter, and of a word that five items have within a quarter.
NONE_OF = "LateOpinionOutcome LateRecord OwnOutsideIdentity RankingChange RecordEdit RisingWord"
# An empty queue for whoever reviews nothing; one's own name on one's own feedback; a text of no new values.
ATTENDED = ([("赵一", "√", ""), ("钱二", "假", "√")], ("姓名", "3月5日", "3月12日"))
EMPTY = {"Committee.reviewQueue", "WorkList.toReview"}
OWN_NAME, NO_VALUES = {"Feedback.writer"}, {"RuleSetVersion BAD_USER_INPUT"}


async def test_everybody_is_shown_what_the_policies_say_and_no_more(sqlite_store: Store) -> None:
    made = await worked(sqlite_store)
    async with served(sqlite_store, public_url=BASE, query_cost=200_000) as http:
        work = Work(http, made.of, made.tokens, ids=dict(made.ids))
        await shown(work, sqlite_store)
    said = {name: by for name, (by, _) in policies().items()}
    found: set[str] = set()
    wrong: list[Any] = []
    async with served(sqlite_store, public_url=BASE, query_cost=10_000_000, query_depth=30) as http:
        for role, one in sorted(roles().items(), key=lambda told: len(told[1].rights)):
            held = {right.value for right in one.rights} | {"signed_in"}
            # Whoever reads all, and does more, is not asked again for what hangs on results.
            followed = frozenset(name for name, by in said.items() if found and by <= READING) - LISTS
            known = followed if "read" in held and "ScoreRun" in found else frozenset[str]()
            walk = Walk(Holder(http, token=work.tokens[role], headers={}), words(work), known)
            await walk.walk()
            found |= walk.seen
            seen = {name for name in walk.seen & {*said} if not said[name] & held}
            if not {name for name in walk.shown if name.startswith("ReviewQueue.")}:
                seen -= {"ReviewQueue"}
            wrong += [(role, "is shown", name) for name in seen]
            more = {name for name in walk.shown if rights_of(name) and not rights_of(name) & held}
            wrong += [(role, "is told", name) for name in more - EMPTY - OWN_NAME]
            less = {name for name in walk.refused if rights_of(name) & held or not rights_of(name)}
            wrong += [(role, "is refused", name) for name in less - OF_ROWS]
            wrong += [(role, "is answered", name) for name in walk.odd - NO_VALUES]
    assert wrong == []
    assert {*said} & asked_for() - found == {*NONE_OF.split()}


def asked_for() -> set[str]:
    """The types that a query may lead to."""
    query, found = SDL.query_type, dict[str, set[str]]()
    assert query is not None
    for field in query.fields.values():
        follow(field.type, "", found)
    return {*found}


def rights_of(name: str) -> set[str]:
    """What the SDL says that a field takes."""
    type_, field = name.split(".")
    return printed(SDL.type_map[type_].fields[field])  # type: ignore[attr-defined]


def words(work: Work) -> dict[str, str]:
    """What fields are given: by the argument, or for one field."""
    member, record, rule = encode("Member", work.of.members[0]), work.ids["record"], a_rule()
    present = f'{{members: ["{member}"]}}'
    later = work.ids["later"]
    # The year that is closed says so; the later one tells what it would come to.
    closed = f'{YEARLY}, title: "港口", day: "2022-06-01"'
    entered = f'{OF}, year: {later[:4]}, title: "港口", day: "{later}"'
    file = f'{{name: "调研.csv", content: "{b64encode(table(*ATTENDED)).decode()}"}}'
    # What was done about items, was done just now.
    last = day_of(datetime.now(UTC))
    first = last - timedelta(days=30)
    ids = (member, record, work.ids["work"], work.ids["corrected"], encode("RuleSet", 1))
    return {
        "committee": f'committee: "{CODE}"',
        "code": f'code: "{CODE}"',
        "year": f"year: {YEAR}",
        "first": "first: 10",
        "number": "number: 1",
        "member": f'member: "{member}"',
        "record": f'record: "{record}"',
        "id": f'id: "{member}"',
        "ids": f"ids: {json.dumps(ids)}",
        "scope": 'scope: "全体"',
        "group": 'group: "全体"',
        "node": f'node: "{rule}"',
        "rule": f'rule: "{rule}"',
        "column": 'column: "调研"',
        "day": f'day: "{YEAR}-06-30"',
        "before": f'before: "{encode("RuleSetVersion", 1)}"',
        "department": 'department: "提案委员会"',
        "layout": "layout: OFFICIAL",
        "frame": f"frame: {{year: {YEAR}}}",
        "text": 'text: "赵一、钱二"',
        "sort": "sort: NEW",
        "name": 'name: "界别"',
        "Committee.versions": "first: 4",
        "MemberStanding.termRecords": 'rule: "TC1", first: 10',
        "Query.checkIn": f'record: "{work.ids["hall"]}"',
        "Query.opinion": f"number: {work.ids['opinion']}",
        "Query.opinionPaper": "number: 2",
        "Query.publishedPaper": "number: 2",
        "Query.opinionCall": f"number: {work.ids['call']}",
        "Query.opinionPlan": f"year: {last.year}",
        "OpinionMeeting.rows": "by: AREA",
        "Query.opinionAppraisal": f"year: {last.year}, of: ITEMS",
        "Query.opinionAnalysis": f'firstDay: "{first}", lastDay: "{last}", by: AREA',
        "Query.expectedOfOccasion": f'input: {{{entered}, kind: "调研", participants: [{present}]}}',
        "Query.expectedOfWork": f'input: {{{closed}, kind: "社情民意", authors: [{{member: "{member}"}}]}}',
        "Committee.member": f'year: {YEAR}, number: "001"',
        "Committee.understanding": f"year: {YEAR}, files: [{file}]",
        "Committee.importPreview": f'input: {{{YEARLY}, files: ["{work.ids["import"]}"]}}',
        "RuleSetVersion.rewritten": f'code: "{rule}", values: []',
    }
