"""Who finds what in the inbox after each act over HTTP: whom it waits for, and who asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.clock import now
from models.notice import NoticeFeed
from models.objection import Objection
from models.record import Record
from models.store import Store
from resolvers.global_id import encode
from services.rights.held import today
from tests.schema import papering
from tests.schema.objecting import ACCEPT, ANSWER, CLAUSE, NO, PASS, RAISE, a_rule, about_record
from tests.schema.opining import KEEP, RETURN, SAVE, SUBMIT, WRITTEN
from tests.schema.test_co_signing import CONFIRM, adopted, second_member
from tests.schema.test_co_signing import ENTER as ENTER_WORK
from tests.schema.test_leave import ASK as ASK_LEAVE
from tests.schema.test_leave import DECIDE, asking, request
from tests.schema.test_opinion_outcomes import ADOPTED, NOTE
from tests.schema.test_people import LEAVE
from tests.schema.test_people import of as of_member
from tests.schema.test_review import CORRECT, entered
from tests.server.test_exit import ASK as ASK_EXIT
from tests.server.test_exit import second_person
from tests.server.test_sample_pages import DRAW, EXTEND, FREEZE, PERSONS, filled
from tests.server.test_webhooks import PROPOSAL, connected
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import Office, office
from tests.services.committee_of_ten import YEAR
from tests.services.notices.noticing import worker

pytestmark = pytest.mark.anyio
Json = Any
INBOX = (
    "{ me { notices(first: 9, unseen: true) { nodes { number kind subject text record subjectNumber } } } }"
)
SEEN = "mutation { markNoticesSeen(upTo: 2147483647) { errors { code } } }"
MWC, OFFICE, COMMITTEE, MEMBER = "委员工作委员会", "办公室", "专门委员会", "委员"
Found = dict[str, list[tuple[str, str, str, Any]]]


async def told(store: Store, http: Any, of: Office, **more: str) -> Found:
    """By role, what each finds that is new: kind, subject, text, and which record or number."""
    await worker(store).once()
    found: Found = {}
    for name, token in {**of.tokens, **more}.items():
        holder = Holder(http, token=token, headers={})
        answer = await holder.ask(INBOX)
        nodes = ((answer.get("data") or {}).get("me") or {"notices": {"nodes": []}})["notices"]["nodes"]
        if nodes:
            found[name] = [
                (one["kind"], one["subject"], one["text"], one["record"] or one["subjectNumber"])
                for one in nodes
            ]
            assert codes(await holder.change(SEEN)) == []
    return found


def of_role(http: Any, of: Office, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


async def a_day_begins(store: Store) -> None:
    async with store.writing() as connection:
        await connection.execute(update(NoticeFeed).values(day=None))


def moving(action: str, record: str, version: int) -> str:
    records = f'[{{id: "{record}", version: {version}}}]'
    given = f'input: {{committee: "{CODE}", records: {records}, reason: "缺原件"}}'
    return f"mutation {{ {action}({given}) {{ errors {{ code message }} }} }}"


async def version(holder: Holder, record: str) -> int:
    answer = await holder.ask(f'{{ node(id: "{record}") {{ ... on Record {{ version }} }} }}')
    return int(answer["data"]["node"]["version"])


async def test_a_record_waits_for_its_reviewers_and_comes_back_to_who_entered_it(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        committee, mwc = of_role(http, of, COMMITTEE), of_role(http, of, MWC)
        given = {
            **adopted(of, "停车", 0),
            "kind": "提案",
            "outcomes": [],
            "lateReason": "补交",
            "upTo": "SUBMITTED",
        }
        made = await committee.change(ENTER_WORK, input=given)
        assert made["errors"] == []
        record = made["record"]["id"]
        # 提案委员会 enters and reviews proposals (履5, 履7), and did this; the Office reviews none of them.
        assert await told(store, http, of) == {MWC: [("SUBMITTED", "RECORD", "有 1 条记录待审核", record)]}
        assert codes(await mwc.change(moving("returnRecords", record, 1))) == []
        assert await told(store, http, of) == {
            COMMITTEE: [("RETURNED", "RECORD", "有 1 条记录被退回，请改正后重新提交", record)]
        }
        assert await told(store, http, of) == {}


async def test_a_correction_waits_for_others_who_review_and_comes_back_to_who_made_it(store: Store) -> None:
    of = await office(store)
    row = await entered(store, "社情民意", "停车", of.members[0], "approved")
    record = encode("Record", row)
    archive = f'archiveRecords(input: {{committee: "{CODE}", records: [{{id: "{record}", version: 1}}]}})'
    decided = f'input: {{committee: "{CODE}", id: "{record}", number: 1, reason: "原来的对"}}'
    async with served(store) as http:
        mwc, office_ = of_role(http, of, MWC), of_role(http, of, OFFICE)
        assert codes(await mwc.change(f"mutation {{ {archive} {{ errors {{ code }} }} }}")) == []
        assert codes(await mwc.change(CORRECT, id=record, version=2, title="停车难")) == []
        assert await told(store, http, of) == {OFFICE: [("SUBMITTED", "CORRECTION", "有 1 条更正待审核", 1)]}
        back = f"mutation {{ returnCorrection({decided}) {{ errors {{ code }} }} }}"
        assert codes(await office_.change(back)) == []
        assert await told(store, http, of) == {MWC: [("RETURNED", "CORRECTION", "有 1 条更正被退回", 1)]}


async def test_an_objection_waits_at_its_desk_and_who_raised_it_hears_of_each_step(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        member, office_, mwc = (of_role(http, of, one) for one in (MEMBER, OFFICE, MWC))
        assert codes(await member.change(RAISE, input=about_record(of))) == []
        waits = ("WAITING", "OBJECTION", "有 1 条异议待受理", 1)
        accepted = ("ACCEPTED", "OBJECTION", "您的 1 条异议已受理", 1)
        assert await told(store, http, of) == {OFFICE: [waits]}
        assert codes(await office_.change(ACCEPT, number=1, version=1)) == []
        assert await told(store, http, of) == {MEMBER: [accepted]}
        assert codes(await office_.change(PASS, number=1, version=2)) == []
        assert await told(store, http, of) == {MWC: [waits]}
        assert codes(await mwc.change(ACCEPT, number=1, version=3)) == []
        assert await told(store, http, of) == {MEMBER: [accepted]}
        given = {**NO, **CLAUSE, "rule": a_rule()}
        assert codes(await mwc.change(ANSWER, number=1, version=4, input=given)) == []
        assert await told(store, http, of) == {
            MEMBER: [("ANSWERED", "OBJECTION", "您的 1 条异议有了答复", 1)]
        }


async def test_leave_waits_for_who_gives_it_and_comes_back_to_who_asked(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer = of_role(http, of, MEMBER), of_role(http, of, "签批领导")
        assert codes(await member.change(ASK_LEAVE, input=request(day))) == []
        # The Office sees leave of a plenary and decides none (履6).
        assert await told(store, http, of) == {"签批领导": [("WAITING", "LEAVE", "有 1 次请假待批复", 1)]}
        assert codes(await signer.change(DECIDE, number=1, version=1, granted=True)) == []
        assert await told(store, http, of) == {MEMBER: [("ANSWERED", "LEAVE", "您的 1 次请假有了批复", 1)]}


async def test_a_co_signer_is_asked_and_once_they_have_answered_no_more(store: Store) -> None:
    of = await office(store)
    second = await second_member(store, of)
    waits = ("WAITING", "CO_SIGNATURE", "有 1 件作品等您确认是否联名")
    async with served(store) as http:
        clerk, mwc = of_role(http, of, OFFICE), of_role(http, of, MWC)
        signer = Holder(http, token=second, headers={})
        record = (await clerk.change(ENTER_WORK, input=adopted(of, "停车", 0, 1)))["record"]["id"]
        # The first author is asked nothing.
        found = await told(store, http, of, second=second)
        assert (found["second"], MEMBER in found) == ([(*waits, record)], False)
        # Returned and submitted again, it is asked again, until it was answered.
        for expected in ([(*waits, record)], None):
            assert codes(await mwc.change(moving("returnRecords", record, await version(mwc, record)))) == []
            await told(store, http, of, second=second)
            assert codes(await mwc.change(moving("submitRecords", record, await version(mwc, record)))) == []
            assert (await told(store, http, of, second=second)).get("second") == expected
            assert codes(await signer.change(CONFIRM, record=record)) == []


async def test_what_another_system_leaves_waiting_waits_for_its_department(store: Store) -> None:
    async with connected(store) as (of, system, _clerk):
        unknown = {**PROPOSAL, "authors": [{"name": "钱 三"}]}
        assert (await system.told(unknown))[1] == "waiting"
        assert await told(store, system.http, of) == {
            COMMITTEE: [("WAITING", "CONNECTOR_EVENT", "别的系统交来的有 1 份待处理", 1)]
        }


async def test_the_departments_whose_records_were_drawn_are_told_once_a_sample(store: Store) -> None:
    of = await filled(store)
    drawn = ("SAMPLED", "SAMPLE", "有 1 次抽查抽到了本部门的记录", 1)
    async with served(store) as http:
        mwc = of_role(http, of, MWC)
        await told(store, http, of)
        assert codes(await mwc.change(FREEZE, frame={"year": YEAR})) == []
        assert await told(store, http, of) == {}
        asked = {"number": 1, "version": 1, "persons": PERSONS, "size": 3, "kinds": ["提案"]}
        assert codes(await mwc.change(DRAW, **asked)) == []
        assert await told(store, http, of) == {COMMITTEE: [drawn]}
        # The only survey of the frame is the Office's.
        assert codes(await mwc.change(EXTEND, number=1, version=2, size=1, kinds=["调研"])) == []
        assert await told(store, http, of) == {OFFICE: [drawn], COMMITTEE: [drawn]}


async def test_an_exit_waits_for_a_second_person(store: Store) -> None:
    of = await office(store)
    second = await second_person(store)
    async with served(store) as http:
        mwc = of_role(http, of, MWC)
        gone = of_member(of.members[1], lastDay="2022-06-30")
        assert codes(await mwc.change(LEAVE, input=gone)) == []
        assert codes(await mwc.change(ASK_EXIT, input=of_member(of.members[1], 2))) == []
        assert await told(store, http, of, second=second) == {
            "second": [("WAITING", "PERSON", "有 1 人的退出等另一人确认", None)]
        }


async def test_what_is_due_is_told_once_to_the_department_and_again_when_it_is_overdue(store: Store) -> None:
    of = await office(store)
    async with served(store) as http:
        member = of_role(http, of, MEMBER)
        row = await entered(store, "提案", "停车", of.members[0], "draft")
        assert codes(await member.change(RAISE, input=about_record(of))) == []
        await told(store, http, of)
        record = encode("Record", row)

        async def by(**away: int) -> None:
            async with store.writing() as connection:
                moment, day = await now(connection), await today(connection)
                changed = update(Record).where(Record.id == row)
                await connection.execute(changed.values(due_by=moment + timedelta(**away)))
                away_days = 0 if away.get("hours", 0) > 0 else -1
                await connection.execute(update(Objection).values(due=day + timedelta(days=away_days)))
            await a_day_begins(store)

        # An hour before it is late, and on the last day; then an hour after, and on the next day.
        await by(hours=1)
        assert await told(store, http, of) == {
            COMMITTEE: [("DUE", "RECORD", "有 1 条记录快到录入期限，还没有提交", record)],
            OFFICE: [("DUE", "OBJECTION", "有 1 条异议快到答复期限，还没有答复", 1)],
        }
        await a_day_begins(store)
        assert await told(store, http, of) == {}
        await by(hours=-1)
        assert await told(store, http, of) == {
            COMMITTEE: [("OVERDUE", "RECORD", "有 1 条记录过了录入期限，还没有提交", record)],
            OFFICE: [("OVERDUE", "OBJECTION", "有 1 条异议过了答复期限，还没有答复", 1)],
        }


async def test_an_opinion_item_waits_for_the_office_and_all_who_wrote_it_hear_what_became_of_it(
    store: Store,
) -> None:
    of = await office(store)
    with_member = {**WRITTEN, "coAuthors": [{"name": "赵一", "number": "001"}]}
    async with served(store) as http:
        officer, office_ = of_role(http, of, "信息员"), of_role(http, of, OFFICE)
        assert codes(await officer.change(SAVE, input=with_member)) == []
        assert await told(store, http, of) == {}
        assert codes(await officer.change(SUBMIT, number=1, version=1)) == []
        waits = ("WAITING", "OPINION", "有 1 条社情民意信息待初审", 1)
        named = (
            *("SUBMITTED", "CO_WRITTEN_OPINION"),
            "有 1 条写着您合写的社情民意信息提交了，由提交的人办；没有合写的，请告诉办公室",
            1,
        )
        assert await told(store, http, of) == {OFFICE: [waits], MEMBER: [named]}
        assert codes(await office_.change(RETURN, number=1, version=2)) == []
        back = ("RETURNED", "OPINION", "您的 1 条社情民意信息被退回，请看理由，改好可以再提交", 1)
        theirs = ("RETURNED", "CO_WRITTEN_OPINION", "您合写的 1 条社情民意信息被退回，由提交的人修改", 1)
        assert await told(store, http, of) == {MEMBER: [theirs], "信息员": [back]}
        better = {**with_member, "number": 1, "version": 3, "title": "改"}
        assert codes(await officer.change(SAVE, input=better)) == []
        assert codes(await officer.change(SUBMIT, number=1, version=4)) == []
        assert await told(store, http, of) == {OFFICE: [waits], MEMBER: [named]}
        assert codes(await office_.change(KEEP, number=1, version=5)) == []
        kept = ("ANSWERED", "OPINION", "您的 1 条社情民意信息留存备查，这次没有采用", 1)
        assert await told(store, http, of) == {MEMBER: [kept], "信息员": [kept]}


async def test_a_paper_waits_for_who_signs_that_day_and_its_authors_hear_of_it_when_it_is_signed(
    store: Store,
) -> None:
    of = await office(store)
    async with served(store) as http:
        officer, office_ = of_role(http, of, "信息员"), of_role(http, of, OFFICE)
        by = await papering.signers(store, http, of)
        number = await papering.accepted(officer, office_, coAuthors=[{"name": "赵一", "number": "001"}])
        posts = {post: str(one.token) for post, one in by.items()}
        await told(store, http, of, **posts)
        paper = await papering.saved(office_, await papering.begun(office_, number))
        paper = await papering.taken(office_, papering.HAND_UP, paper)
        waits = ("WAITING", "OPINION_PAPER", "有 1 份编发稿等您签", 1)
        assert await told(store, http, of, **posts) == {"leader_in_charge": [waits]}
        paper = await papering.taken(by["leader_in_charge"], papering.SIGN, paper)
        assert await told(store, http, of, **posts) == {"office_head": [waits]}
        paper = await papering.taken(by["office_head"], papering.SEND_BACK, paper)
        back = ("RETURNED", "OPINION_PAPER", "有 1 份编发稿被退回，请照理由修改，再送签", 1)
        assert await told(store, http, of, **posts) == {OFFICE: [back]}
        paper = await papering.taken(office_, papering.HAND_UP, paper)
        paper = await papering.taken(by["leader_in_charge"], papering.SIGN, paper)
        await told(store, http, of, **posts)
        await papering.taken(by["office_head"], papering.SIGN, paper)
        issued = ("ISSUED", "OPINION", "您的 1 条社情民意信息已签发", 1)
        handed = ("WAITING", "HANDLING", "有 1 件转给本单位的社情民意信息等签收", 1)
        assert await told(store, http, of, **posts) == {
            MEMBER: [issued],
            "信息员": [issued],
            "承办单位": [handed],
        }
        async with store.reading() as connection:
            day = f"{await today(connection)}"
        noted = {"number": number, "version": 5, "outcome": {**ADOPTED, "day": day}}
        assert (await office_.change(NOTE, **noted))["errors"] == []
        adopted = ("ADOPTED", "OPINION", "您的 1 条社情民意信息被采用，或有了领导批示", 1)
        assert await told(store, http, of, **posts) == {MEMBER: [adopted], "信息员": [adopted]}
