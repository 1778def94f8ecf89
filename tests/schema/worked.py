"""An office in which nearly every change was made once, by somebody who may: what can be seen is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from models.store import Store
from resolvers.global_id import encode
from services.rule_sets import versions
from services.runs.board import Boards
from services.runs.live import Live
from services.unit_of_work import unit_of_work
from tests.documents.received.handed_in import photo
from tests.prepared import prepared
from tests.schema.importer import Importer
from tests.schema.objecting import a_rule
from tests.schema.test_leave import measure_of, next_day
from tests.server.handing_in import hand_in
from tests.server.test_exit import second_person
from tests.services.accounts.holder import CODE, PASSWORD, Holder, served
from tests.services.accounts.office import OTHER, Office, account_of, begin_now, office
from tests.services.check_in.people import BASE
from tests.services.committee_of_ten import ME, YEAR

Json = Any
MWC, OFFICE, SPECIAL, MEMBER, OFFICER = "委员工作委员会", "办公室", "专门委员会", "委员", "信息员"
SYSTEM, SECURITY, KEEPER, SIGNER = "系统管理员", "安全管理员", "运维", "签批领导"
SECOND, NOBODY = "委员工作委员会乙", "没有登录"
OF = f'committee: "{CODE}"'
YEARLY = f"{OF}, year: {YEAR}"
RECORD = "record { id version } correction { number }"
PERSONS = '[{seat: "甲", digits: "1234567890"}, {seat: "乙", digits: "0987654321"}]'


@dataclass(frozen=True)
class Worked:
    """What was made: the office, beside one of another committee, with a second person of the Members' Work
    Committee among its tokens; the changes that were made; ids of what somebody asks for by them.
    """

    of: Office
    other: Office
    tokens: Mapping[str, str]
    done: frozenset[str]
    ids: Mapping[str, str]


@dataclass
class Work:
    """People who change things over HTTP, and what they have made."""

    http: httpx.AsyncClient
    of: Office
    tokens: Mapping[str, str]
    done: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    def who(self, role: str) -> Holder:
        return Holder(self.http, token=self.tokens.get(role), headers={})

    async def do(self, role: str, name: str, given: str, shown: str = "") -> Json:
        """The payload of a change that is made."""
        asked = f"mutation {{ {name}({given}) {{ {shown} errors {{ code field message }} }} }}"
        payload = await self.who(role).change(asked)
        assert payload["errors"] == [], (name, payload)
        self.done.add(name)
        return payload

    async def asked(self, role: str, query: str) -> Json:
        answer = await self.who(role).ask(query)
        assert "errors" not in answer, answer
        return answer["data"]

    def member(self, at: int) -> str:
        return f'"{encode("Member", self.of.members[at])}"'

    async def occasion(self, title: str, status: str = "出席", up_to: str = "APPROVED") -> str:
        """A survey of the Office's with the first two members."""
        said = f'attributes: [{{name: "状态", value: "{status}"}}]'
        who = f"members: [{self.member(0)}, {self.member(1)}], {said}"
        given = f'{YEARLY}, kind: "调研", title: "{title}", day: "2022-03-01", upTo: {up_to}'
        done = await self.do(
            OFFICE, "enterOccasion", f"input: {{{given}, participants: [{{{who}}}]}}", "record { id }"
        )
        return str(done["record"]["id"])

    async def work(self, title: str, *authors: int, up_to: str = "SUBMITTED", more: str = "") -> str:
        """An opinion of these members."""
        who = ", ".join(f"{{member: {self.member(at)}}}" for at in authors)
        given = f'{YEARLY}, kind: "社情民意", title: "{title}", day: "2022-03-01", upTo: {up_to}{more}'
        done = await self.do(OFFICE, "enterWork", f"input: {{{given}, authors: [{who}]}}", "record { id }")
        return str(done["record"]["id"])

    async def moved(self, role: str, name: str, *records: tuple[str, int], more: str = "") -> None:
        listed = ", ".join(f'{{id: "{one}", version: {version}}}' for one, version in records)
        done = await self.do(role, name, f"input: {{{OF}, records: [{listed}]{more}}}", "doneCount")
        assert done["doneCount"] == len(records), name


def changed(record: str, version: int, more: str = "") -> str:
    return f'input: {{id: "{record}", version: {version}, reason: "改正"{more}}}'


async def worked(store: Store) -> Worked:
    """The office, in a store that was not used yet; it is closed for the year."""
    found = await prepared(store, "office in which all was done", _worked)
    await begin_now(store)
    return found


async def _worked(store: Store) -> Worked:
    of, other = await office(store), await office(store, OTHER)
    day = await next_day(store)
    async with unit_of_work(store, CODE, ME, right=None) as unit:
        await versions.add(unit, measure_of(day.year))
        await Live(Boards()).recompute(unit, day.year)
    tokens = {**of.tokens, SECOND: await second_person(store)}
    async with served(store, public_url=BASE, query_cost=200_000) as http:
        work = Work(http, of, tokens)
        await records(work)
        await corrections(work)
        await check_in(work)
        await members(work, str(day), day.year)
        await co_signatures(work)
        await samples(work)
        await objections(work)
        await opinions(work)
        await own(work)
        await people(work)
        await accounts(work, await account_of(store, "没有角色甲"))
        await committee(work)
        await imports(work)
        await year(work, str(day - timedelta(days=1)))
    return Worked(of, other, tokens, frozenset(work.done), work.ids)


async def records(work: Work) -> None:
    first = await work.occasion("外岛", up_to="SUBMITTED")
    await work.do(OFFICE, "correctOccasion", changed(first, 1, ', title: "岛屿"'))
    await work.moved(OFFICE, "returnRecords", (first, 2), more=', reason: "缺签到表"')
    await work.moved(OFFICE, "submitRecords", (first, 3))
    await work.moved(OFFICE, "approveRecords", (first, 4))
    await work.moved(OFFICE, "archiveRecords", (first, 5))
    written = await work.work("停车", 0)
    await work.do(OFFICE, "correctWork", changed(written, 1, ', title: "停车难"'))
    await work.do(OFFICE, "withdrawRecord", changed(written, 2))
    await work.do(OFFICE, "reinstateRecord", changed(written, 3))
    await work.moved(OFFICE, "withdrawRecords", (await work.work("供水", 0), 1), more=', reason: "重复"')
    await work.work("草稿", 0, up_to="DRAFT")
    work.ids["record"] = first


async def corrections(work: Work) -> None:
    many = [await work.occasion(f"更正{at}") for at in range(6)]
    await work.moved(OFFICE, "archiveRecords", *((one, 1) for one in many))
    numbers = []
    for one in many[:5]:
        ended = await work.do(OFFICE, "endRecord", changed(one, 2), RECORD)
        numbers.append(ended["correction"]["number"])
    for at, name in enumerate(("approveCorrection", "returnCorrection")):
        more = ', reason: "没有重复"' if at else ""
        await work.do(OFFICE, name, f'input: {{{OF}, id: "{many[at]}", number: {numbers[at]}{more}}}')
    await work.do(OFFICE, "approveCorrections", f"input: {{{OF}, corrections: [{numbers[2]}]}}", "doneCount")
    given = f'input: {{{OF}, corrections: [{numbers[3]}], reason: "没有重复"}}'
    await work.do(OFFICE, "returnCorrections", given, "doneCount")
    work.ids["corrected"] = many[0]


async def check_in(work: Work) -> None:
    record = await work.occasion("签到", "缺席")
    moment = datetime.now(UTC)
    begin, end = ((moment + timedelta(minutes=at)).isoformat() for at in (-1, 60))
    await work.do(OFFICE, "openCheckIn", f'input: {{record: "{record}", from: "{begin}", until: "{end}"}}')
    listed = f'{{ checkIn(record: "{record}") {{ version code {{ address }} }} }}'
    code = (await work.asked(OFFICE, listed))["checkIn"]["code"]["address"]
    token = urlsplit(code).path.rpartition("/")[2]
    scan = await work.do(MEMBER, "scanCheckIn", f'token: "{token}"', "scan { challenge }")
    await work.do(MEMBER, "confirmPresence", f'challenge: "{scan["scan"]["challenge"]}"')
    given = f'input: {{record: "{record}", add: [{work.member(5)}], reason: "签到台"}}'
    await work.do(OFFICE, "correctArrivals", given)
    await work.do(OFFICE, "closeCheckIn", f'record: "{record}"')
    hall = await work.occasion("还在签到", "缺席")
    end = (moment + timedelta(hours=11)).isoformat()
    await work.do(OFFICE, "openCheckIn", f'input: {{record: "{hall}", from: "{begin}", until: "{end}"}}')
    work.ids["hall"] = hall
    version = (await work.asked(OFFICE, listed))["checkIn"]["version"]
    await work.do(OFFICE, "confirmCheckIn", f'record: "{record}", version: {version}')
    work.ids["checkIn"] = record


async def members(work: Work, day: str, of_year: int) -> None:
    asked = f'{OF}, year: {of_year}, reason: "住院", kind: "全会", day: "{day}"'
    numbers = []
    for title in ("八届二次全会", "八届三次全会", "八届四次全会"):
        done = await work.do(MEMBER, "askLeave", f'input: {{{asked}, title: "{title}"}}', "leave { number }")
        numbers.append(done["leave"]["number"])
    await work.do(SIGNER, "decideLeave", f"{OF}, number: {numbers[0]}, version: 1, granted: true")
    await work.do(MEMBER, "withdrawLeave", f"{OF}, number: {numbers[1]}, version: 1")


async def co_signatures(work: Work) -> None:
    level = '{name: "结果", value: "采用"}, {name: "采用层级", value: "市政协"}'
    outcomes = f', outcomes: [{{day: "2022-04-01", attributes: [{level}]}}]'
    signed, not_signed = [
        await work.work(title, 1, 0, up_to="APPROVED", more=outcomes) for title in ("联名", "没有联名")
    ]
    await work.do(MEMBER, "confirmCoSignature", f'record: "{signed}"')
    await work.do(MEMBER, "declineCoSignature", f'record: "{not_signed}", reason: "没有参与"')


async def samples(work: Work) -> None:
    for number, name in ((1, "drawSample"), (2, "abandonSample")):
        await work.do(MWC, "freezeSample", f"{OF}, frame: {{year: {YEAR}}}")
        given = f"persons: {PERSONS}, size: 1" if number == 1 else 'reason: "重来"'
        await work.do(MWC, name, f"{OF}, number: {number}, version: 1, {given}")
    await work.do(MWC, "extendSample", f"{OF}, number: 1, version: 2, size: 2")
    drawn = "sample(number: 1) { drawn(first: 1) { nodes { record { id } } } }"
    drawn = f'{{ committee(code: "{CODE}") {{ {drawn} }} }}'
    (one,) = (await work.asked(MWC, drawn))["committee"]["sample"]["drawn"]["nodes"]
    finding = f'record: "{one["record"]["id"]}", version: 0, fault: true, what: "缺一页", cure: COUNTER_ENTRY'
    await work.do(MWC, "recordFinding", f"{OF}, number: 1, finding: {{{finding}}}")


async def objections(work: Work) -> None:
    said = f'year: {YEAR}, about: RECORD, record: "{work.ids["record"]}"'
    number: list[int] = []
    for words in ("我没有请假", "登记错了"):
        given = f'input: {{{said}, words: "{words}", toMwc: true}}'
        done = await work.do(MEMBER, "raiseObjection", given, "objection { number }")
        number.append(done["objection"]["number"])
    await work.do(MEMBER, "withdrawObjection", f"number: {number[1]}, version: 1")
    await work.do(MWC, "acceptObjection", f"{OF}, number: {number[0]}, version: 1")
    clause = f'rule: "{a_rule()}", citation: "第四条", step: "记 2 分"'
    given = f'{OF}, number: {number[0]}, version: 2, input: {{verdict: REFUSED, words: "没有错", {clause}}}'
    await work.do(MWC, "answerObjection", given)
    await work.do(MEMBER, "closeObjection", f"number: {number[0]}, version: 3")
    missing = f'year: {YEAR}, about: MISSING, kind: "提案", day: "2022-03-01", title: "港口", words: "漏了"'
    done = await work.do(MEMBER, "raiseObjection", f"input: {{{missing}}}", "objection { number }")
    passed = f'{OF}, number: {done["objection"]["number"]}, version: 1, words: "不是本部门的"'
    await work.do(SPECIAL, "passObjection", passed)


async def opinions(work: Work) -> None:
    text = 'title: "%s", situation: "停不下车", causes: "车位少", advice: "加车位", area: "livelihood"'
    file, numbers = (await hand_in(work.http, work.tokens[MEMBER], photo()))["id"], []
    for role, title in (
        (MEMBER, "停车"),
        (OFFICER, "路灯"),
        (MEMBER, "供水"),
        (OFFICER, "码头"),
        (MEMBER, "桥"),
    ):
        more = f', coAuthors: [{{name: "钱二", number: "002"}}], files: ["{file}"]' if title == "停车" else ""
        given = f"input: {{notClassified: true, {text % title}{more}}}"
        saved = await work.do(role, "saveOpinionDraft", given, "opinion { number }")
        number = saved["opinion"]["number"]
        numbers.append(number)
        if title != "桥":
            await work.do(role, "submitOpinion", f"{OF}, number: {number}, version: 1, notClassified: true")
    await work.do(OFFICE, "acceptOpinion", f"{OF}, number: {numbers[0]}, version: 2")
    await work.do(OFFICE, "keepOpinionOnFile", f"{OF}, number: {numbers[1]}, version: 2")
    await work.do(OFFICE, "returnOpinion", f'{OF}, number: {numbers[2]}, version: 2, reason: "untrue"')
    await work.do(OFFICER, "withdrawOpinion", f"{OF}, number: {numbers[3]}, version: 2")
    await work.do(OFFICE, "purgeOpinion", f'{OF}, number: {numbers[1]}, reason: "state_secret"')
    work.ids["opinion"] = str(numbers[0])
    await papers(work, numbers[0])


async def papers(work: Work, item: int) -> None:
    """The item is edited, given up, edited anew, called back, sent back and signed twice by one person."""
    await work.do(OFFICE, "beginOpinionPaper", f"{OF}, items: [{item}]")
    await work.do(OFFICE, "dropOpinionPaper", f"{OF}, number: 1, version: 1")
    await work.do(OFFICE, "beginOpinionPaper", f"{OF}, items: [{item}]")
    words = 'title: "码头停车难", situation: "停满", destination: "department", vehicle: "forward"'
    given = f'notClassified: true, input: {{items: [{item}], {words}, unit: "市交通运输局"}}'
    await work.do(OFFICE, "saveOpinionPaper", f"{OF}, number: 2, version: 1, {given}")
    found = await work.asked(
        SYSTEM, f'{{ accounts({OF}, first: 5, where: {{role: "{SIGNER}"}}) {{ nodes {{ number }} }} }}'
    )
    (signer,) = [one["number"] for one in found["accounts"]["nodes"]]
    for post in ("leader_in_charge", "office_head"):
        await work.do(SECURITY, "appoint", f'{OF}, input: {{post: "{post}", account: {signer}}}')
    for version, role, name in (
        (2, OFFICE, "handUpOpinionPaper"),
        (3, OFFICE, "callBackOpinionPaper"),
        (4, OFFICE, "handUpOpinionPaper"),
        (5, SIGNER, "sendBackOpinionPaper"),
        (6, OFFICE, "handUpOpinionPaper"),
        (7, SIGNER, "signOpinionPaper"),
        (8, SIGNER, "signOpinionPaper"),
    ):
        more = ', words: "写明是哪一处"' if role == SIGNER else ""
        await work.do(role, name, f"{OF}, number: 2, version: {version}{more}")
    await work.do(SECURITY, "endPost", f"{OF}, number: 2")


async def own(work: Work) -> None:
    given = 'kind: PROBLEM, words: "打不开", named: false'
    done = await work.do(MEMBER, "writeFeedback", given, "feedback { number }")
    number = done["feedback"]["number"]
    await work.do(KEEPER, "answerFeedback", f'{OF}, number: {number}, version: 1, state: DONE, words: "好了"')
    await work.do(MEMBER, "addToFeedback", f'number: {number}, version: 2, words: "还是打不开"')
    await work.do(MEMBER, "chooseNoticeChannel", "channel: INBOX")
    gone, kept = [(await hand_in(work.http, work.tokens[MEMBER], photo()))["id"] for _ in range(2)]
    await work.do(MEMBER, "deleteUpload", f'id: "{gone}"')
    work.ids["upload"] = kept


async def people(work: Work) -> None:
    entered = f'input: {{{OF}, name: "卫十一", number: "011", term: "本届"}}'
    await work.do(MWC, "enterMember", entered)
    leaver, exiting = work.member(8).strip('"'), work.member(9).strip('"')
    day = ', attributes: [{name: "单位", value: "港务局"}]'
    await work.do(MWC, "changeMember", changed(leaver, 1, day))
    await work.do(MWC, "leaveOffice", changed(leaver, 2, ', lastDay: "2022-06-30"'))
    back = ', number: "009-2", firstDay: "2022-09-01"'
    await work.do(MWC, "returnToOffice", changed(leaver, 3, back))
    await work.do(MWC, "leaveOffice", changed(exiting, 1, ', lastDay: "2022-06-30"'))
    await work.do(MWC, "askExit", changed(exiting, 2))
    await work.do(MWC, "cancelExit", changed(exiting, 2))
    await work.do(MWC, "askExit", changed(exiting, 2))
    await work.do(SECOND, "confirmExit", changed(exiting, 2))


async def accounts(work: Work, another: int) -> None:
    given = f'input: {{{OF}, realName: "钱二", phone: "13900000000", member: "002"}}'
    made = await work.do(SYSTEM, "registerAccount", given, "firstSecret account { number }")
    number = made["account"]["number"]
    one = f"{OF}, number: {number}"
    user = f'{OF}, userName: "13900000000"'
    secrets = f'current: "{made["firstSecret"]}", password: "{PASSWORD}"'
    await work.do(NOBODY, "setPassword", f"{user}, {secrets}")
    await work.do(NOBODY, "signIn", f'{user}, password: "{PASSWORD}", client: BEARER')
    for name in ("lockAccount", "unlockAccount", "resetAccount"):
        await work.do(SYSTEM, name, one)
    given = f'input: {{{OF}, account: {number}, role: "专门委员会", department: "经济委员会"}}'
    await work.do(SECURITY, "grantRole", given)
    handed = f'{OF}, from: {number}, to: {another}, reason: "调离"'
    await work.do(SECURITY, "handOverRights", handed)
    told = f"{{ account({OF}, number: {another}) {{ grants {{ number over }} sessions {{ id }} }} }}"
    found = (await work.asked(SYSTEM, told))["account"]
    await work.do(SECURITY, "withdrawGrant", f"{OF}, number: {found['grants'][0]['number']}")
    session = found["sessions"][0]["id"]
    await work.do(SYSTEM, "endSession", f'{OF}, number: {another}, id: "{session}"')
    await work.do(SYSTEM, "closeAccount", one)


async def committee(work: Work) -> None:
    off = ", ".join(f'"2026-{day}"' for day in ("01-01", "05-01", "10-01", "10-02", "10-03"))
    days = f'daysOff: [{off}], workdays: [], source: "国办发明电", againstKnown: true'
    await work.do(MWC, "arrangeWorkdays", f"{OF}, year: 2026, {days}")
    for text in ("按签到表", "另说"):
        await work.do(MWC, "interpretRule", f'{YEARLY}, code: "{a_rule()}", text: "{text}"')
    await work.do(MWC, "withdrawInterpretation", f'{OF}, number: 2, reason: "写错"')
    await work.do(MWC, "setRankVisibility", f"{OF}, visibility: RANKING")
    await work.do(MWC, "setTerm", f'{OF}, term: "本届", firstDay: "2017-01-01"')
    await work.do(SYSTEM, "chooseAccountRules", f"{OF}, profile: DENGBAO")


async def imports(work: Work) -> None:
    await work.do(MWC, "putMapping", f'{OF}, text: "列:\\n  参加人: 姓名\\n", version: 0')
    mwc = Importer(work.http, work.tokens[MWC])
    handed = [await mwc.handed(name=f"提案{at}.csv") for at in range(2)]
    work.ids["import"] = handed[1]
    given = f'{YEARLY}, files: ["{handed[0]}"], validOnly: true'
    await work.do(MWC, "importFiles", f"input: {{{given}}}", "batch { number }")


async def year(work: Work, day: str) -> None:
    await work.do(OFFICE, "recompute", YEARLY)
    await work.do(OFFICE, "keepRun", f'{YEARLY}, name: "三季度"', "run { id }")
    text = 'version: 0, text: "一年做了不少"'
    await work.do(SPECIAL, "writeDepartmentAnalysis", f'{YEARLY}, department: "提案委员会", {text}')
    await work.do(MWC, "writeYearAnalysis", f"{YEARLY}, {text}")
    await work.do(MWC, "closeYear", YEARLY)
    await work.do(MWC, "reopenYear", f'{YEARLY}, reason: "补录"')
    await work.do(MWC, "closeYear", YEARLY)
    await work.do(MWC, "signBulletin", f'{YEARLY}, documentNumber: "舟政协〔2023〕5号", issue: 1')
    sent = f'recipient: "市委组织部", layout: OFFICIAL, file: PDF, day: "{day}"'
    await work.do(MWC, "sendBulletin", f"{OF}, number: 1, {sent}", "sending { number }")
