"""Opinion items, papers and what units handle, in the office in which nearly every change was made once."""

from __future__ import annotations

from datetime import UTC, datetime

from models.clock import day_of
from tests.documents.received.handed_in import photo
from tests.schema.work import MEMBER, OF, OFFICE, OFFICER, SECURITY, SIGNER, SYSTEM, UNIT, YEARLY, Work
from tests.server.handing_in import hand_in
from tests.services.accounts.office import MEMBER as MEMBER_NAME


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
    await sources(work)
    await leads(work)
    await plan(work)
    await outcomes(work, numbers[0])
    await meetings(work)
    await bulletins(work)


async def meetings(work: Work) -> None:
    """One is held, another is cancelled."""
    day = day_of(datetime.now(UTC))
    for at, (name, more) in enumerate(
        (
            ("concludeOpinionMeeting", ', conclusions: "停车的合起来办", notClassified: true'),
            ("cancelOpinionMeeting", ""),
        ),
        1,
    ):
        given = f'day: "{day}", firstDay: "{day}", lastDay: "{day}"'
        await work.do(OFFICE, "callOpinionMeeting", f"{OF}, {given}")
        await work.do(OFFICE, name, f"{OF}, number: {at}, version: 1{more}")


async def bulletins(work: Work) -> None:
    """That of the year before."""
    given = f'year: {day_of(datetime.now(UTC)).year - 1}, documentNumber: "议发 1 号", issue: 1'
    await work.do(OFFICE, "signOpinionBulletin", f"{OF}, {given}")


async def sources(work: Work) -> None:
    """A contact point in whose charge the member is, and calls: closed, and withdrawn."""
    found = await work.asked(OFFICE, "{ opinionCallForm { writers { account name } } }")
    (member,) = [one["account"] for one in found["opinionCallForm"]["writers"] if one["name"] == MEMBER_NAME]
    given = f'input: {{name: "东港社区", place: "东港街道 3 号", inCharge: {member}}}'
    await work.do(OFFICE, "saveContactPoint", f"{OF}, {given}")
    given = f'title: "养老", text: "缺多少护理员", deadline: "2099-01-01", writers: [{member}]'
    for at, last in enumerate(("closeOpinionCall", "withdrawOpinionCall"), 1):
        await work.do(OFFICE, "saveOpinionCall", f"{OF}, input: {{{given}, contactPoints: [1]}}")
        await work.do(OFFICE, "openOpinionCall", f"{OF}, number: {at}, version: 1")
        more = ', reason: "改期"' if at == 2 else ""
        await work.do(OFFICE, last, f"{OF}, number: {at}, version: 2{more}")


async def plan(work: Work) -> None:
    targets = '{department: "提案委员会", quarter: 1, target: 5}'
    await work.do(OFFICE, "saveOpinionPlan", f"{YEARLY}, version: 0, targets: [{targets}]")


async def leads(work: Work) -> None:
    """A lead is entered for oneself, taken up, put aside, handed on, and purged."""
    given = 'way: "phone", receivedOn: "2022-03-01", text: "路灯不亮", sender: "孙七", phone: "13700001111"'
    await work.do(OFFICER, "enterOpinionLead", f"{OF}, input: {{notClassified: true, {given}}}")
    await work.do(OFFICER, "takeUpOpinionLead", f"{OF}, number: 1, version: 1")
    await work.do(OFFICER, "putAsideOpinionLead", f'{OF}, number: 1, version: 2, words: "已经修好"')
    found = await work.asked(OFFICE, "{ opinionCallForm { writers { account name } } }")
    (member,) = [one["account"] for one in found["opinionCallForm"]["writers"] if one["name"] == MEMBER_NAME]
    await work.do(OFFICE, "handOnOpinionLead", f"{OF}, number: 1, version: 3, holder: {member}")
    await work.do(OFFICE, "purgeOpinionLead", f"{OF}, number: 1, version: 4")


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
    await handlings(work)


async def handlings(work: Work) -> None:
    """What was signed goes on to another unit, for which the same person acts, and is answered."""
    found = await work.asked(
        SYSTEM, f'{{ accounts({OF}, first: 5, where: {{role: "{UNIT}"}}) {{ nodes {{ number }} }} }}'
    )
    (acting,) = [one["number"] for one in found["accounts"]["nodes"]]
    given = f'input: {{{OF}, account: {acting}, role: "{UNIT}", department: "市公安局"}}'
    await work.do(SECURITY, "grantRole", given)
    for version, (role, name, more) in enumerate(
        (
            (UNIT, "receiveHandling", ""),
            (UNIT, "returnHandling", ', unit: "市公安局", words: "路面归公安"'),
            (OFFICE, "reassignHandling", ', unit: "市公安局", coUnits: ["市交通运输局"]'),
            (UNIT, "receiveHandling", ""),
            (UNIT, "acceptHandling", ', words: "先勘察"'),
            (UNIT, "askHandlingExtension", ', days: 5, words: "要勘察"'),
            (OFFICE, "decideHandlingExtension", ", granted: true"),
            (OFFICE, "pauseHandling", ', words: "等省里的规定"'),
            (OFFICE, "resumeHandling", ""),
            (UNIT, "answerHandling", ', notClassified: true, input: {text: "加 60 个车位"}'),
            (OFFICE, "checkHandlingAnswer", ", passed: true"),
            (UNIT, "noteHandlingContact", f', day: "{day_of(datetime.now(UTC))}", how: "telephone"'),
            (OFFICE, "reportHandlingContact", f', day: "{day_of(datetime.now(UTC))}", how: "visit"'),
        ),
        1,
    ):
        await work.do(role, name, f"{OF}, number: 1, version: {version}{more}")


async def outcomes(work: Work, item: int) -> None:
    """What became of it; of an instruction it was noted by mistake."""
    found = await work.asked(OFFICE, f"{{ opinion(number: {item}) {{ version }} }}")
    version = found["opinion"]["version"]
    day = day_of(datetime.now(UTC))
    for more in ('ADOPTION, level: "市政协"', 'INSTRUCTION, level: "市领导", words: "请研究"'):
        given = f'version: {version}, outcome: {{outcome: {more}, day: "{day}"}}'
        await work.do(OFFICE, "noteOpinionOutcome", f"{OF}, number: {item}, {given}")
        version += 1
    for role, name, more in (
        (MEMBER, "rateOpinion", ", rating: SATISFIED"),
        (OFFICE, "withholdOpinion", ', reason: "other"'),
        (OFFICE, "putBackOpinion", ""),
        (MEMBER, "agreeToPublish", ", agrees: false"),
    ):
        await work.do(role, name, f"{OF}, number: {item}, version: {version}{more}")
        version += 1
    given = f'version: {version}, place: 2, reason: "看错了"'
    await work.do(OFFICE, "takeBackOpinionOutcome", f"{OF}, number: {item}, {given}")
