"""What an office has besides what somebody did once in it: what no change by itself leaves."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from models.clock import day_of
from models.store import Store
from resolvers.global_id import encode
from rules.shipped import locate
from services.connectors.connector import add
from tests.documents.received.handed_in import photo
from tests.schema.importer import Importer, table
from tests.schema.test_leave import next_day
from tests.schema.work import MEMBER, MWC, OF, OFFICE, SECOND, YEARLY, Work
from tests.schema.worked import changed
from tests.server.handing_in import hand_in
from tests.server.test_webhooks import PROPOSAL, System
from tests.services.accounts.holder import CODE
from tests.services.accounts.office import FIRST
from tests.services.accounts.office import MEMBER as MEMBER_NAME
from tests.services.committee_of_ten import YEAR
from tests.services.notices.noticing import worker

# What the year's measure has not: counts over the term, rankings of groups, what follows from a grade,
# and a gate that stops everybody.
MEASURED = """
term: {from: 2021-04-10}
term_counts:
- {id: TC1, title: 届内调研, take: participation, when: {kind: 调研, 状态: 出席}}
groups:
- {id: GR1, title: 界别人均得分, of: 界别, mean: total}
- id: GR2
  title: 界别考核
  of: 界别
  rules:
  - {id: GZ1, title: 主办, take: participation, when: {kind: 调研, 状态: 出席}, points: 1}
consequences:
- {id: CQ1, title: 约谈, citation: 第二十条, if: {grade: [基本称职, 不称职]}}
"""
GATES = """gates:
- {id: GT1, title: 不满千分, if: {points: total, below: 1000}, force: 不称职}
"""
ROWS = [("7", "港口", "2022-03-05", "赵一", "是"), ("8", "航道", "2022-03-06", "钱贰", "是")]


async def shown(work: Work, store: Store) -> None:
    """Adds them to what was made; `work.ids` names what is asked for by its id from now on."""
    await work.do(MWC, "reopenYear", f'{YEARLY}, reason: "补录"')
    await measured(work)
    await recorded(work)
    await namesakes(work)
    await objected(work)
    await simulated(work)
    await arrived(work)
    await come_from_elsewhere(work, store)
    await called(work)
    await published(work)
    # What changed after a closing would say nothing of an earlier day any more.
    await work.do(MWC, "closeYear", YEARLY)
    work.ids["later"] = str(await next_day(store))
    work.ids["import"] = await Importer(work.http, work.tokens[MWC]).handed(table(ROWS), "提案9.csv")
    await worker(store).once()


async def measured(work: Work) -> None:
    """The year's measure with more in it, published by a second person."""
    before = locate("zhoushan/2022").read_text("utf-8").replace("gates:\n", GATES)
    text = json.dumps(before + MEASURED, ensure_ascii=False)
    version = "version { id }"
    done = await work.do(MWC, "draftRuleSet", f"input: {{{OF}, rules: {{text: {text}}}}}", version)
    of = f'id: "{done["version"]["id"]}"'
    await work.do(MWC, "simulateRuleSet", f"{of}, year: {YEAR}", "simulation { current }")
    await work.do(MWC, "submitRuleSet", of, version)
    await work.do(SECOND, "publishRuleSet", of, version)


async def called(work: Work) -> None:
    """A call that an item has answered, which a plan of the year that it is counts."""
    found = await work.asked(OFFICE, "{ opinionCallForm { writers { account name } } }")
    (member,) = [one["account"] for one in found["opinionCallForm"]["writers"] if one["name"] == MEMBER_NAME]
    given = f'title: "渔港", text: "缺什么", deadline: "2099-01-01", writers: [{member}]'
    saved = await work.do(OFFICE, "saveOpinionCall", f"{OF}, input: {{{given}}}", "call { number }")
    call = saved["call"]["number"]
    await work.do(OFFICE, "openOpinionCall", f"{OF}, number: {call}, version: 1")
    text = 'title: "渔港", situation: "缺冰", causes: "没有冰厂", advice: "建一个", area: "livelihood"'
    given = f'input: {{notClassified: true, {text}, source: "commissioned", call: {call}}}'
    saved = await work.do(MEMBER, "saveOpinionDraft", given, "opinion { number }")
    number = saved["opinion"]["number"]
    await work.do(MEMBER, "submitOpinion", f"{OF}, number: {number}, version: 1, notClassified: true")
    work.ids["call"] = str(call)
    year = day_of(datetime.now(UTC)).year
    await work.do(OFFICE, "saveOpinionPlan", f"{OF}, year: {year}, version: 0, targets: []")


async def published(work: Work) -> None:
    """An adopted item, to whose publishing its author agrees after all."""
    number = work.ids["opinion"]
    version = (await work.asked(MEMBER, f"{{ opinion(number: {number}) {{ version }} }}"))["opinion"][
        "version"
    ]
    given = f"{OF}, number: {number}, version: {version}, agrees: true"
    await work.do(MEMBER, "agreeToPublish", given)


async def come_from_elsewhere(work: Work, store: Store) -> None:
    """A proposal from another system, one of whose authors nobody is."""
    secret = (await add(store, CODE, FIRST, "tian", "提案委员会")).secret
    assert secret is not None
    authors = [{"name": "赵一", "number": "001"}, {"name": "钱贰"}]
    told = await System(work.http, store, secret).told(PROPOSAL | {"authors": authors})
    assert told == (202, "waiting", "names")


async def recorded(work: Work) -> None:
    """A record with what became of a work; a member who was changed."""
    level = '{name: "结果", value: "采用"}, {name: "采用层级", value: "市政协"}'
    outcomes = f', outcomes: [{{day: "2022-04-01", attributes: [{level}]}}]'
    work.ids["work"] = await work.work("渔港", 0, up_to="APPROVED", more=outcomes)
    day = ', attributes: [{name: "单位", value: "港务局"}]'
    await work.do(MWC, "changeMember", changed(work.member(0).strip('"'), 1, day))


async def namesakes(work: Work) -> None:
    entered = f'input: {{{OF}, name: "钱二", number: "012", term: "本届", newPerson: true}}'
    await work.do(MWC, "enterMember", entered)


async def objected(work: Work) -> None:
    """An objection with evidence, one about a line of the points, one after which a record was changed."""
    file = (await hand_in(work.http, work.tokens[MEMBER], photo()))["id"]
    about = f'year: {YEAR}, about: RECORD, record: "{work.ids["record"]}"'
    given = f'input: {{{about}, words: "我到了", toMwc: true, files: ["{file}"]}}'
    await work.do(MEMBER, "raiseObjection", given)
    given = f'input: {{{about.replace("RECORD", "AWARD")}, rule: "A1", words: "少了一分", toMwc: true}}'
    await work.do(MEMBER, "raiseObjection", given)
    mistaken = await work.occasion("写错的")
    given = f'input: {{year: {YEAR}, about: RECORD, record: "{mistaken}", words: "题目错了", toMwc: true}}'
    raised = await work.do(MEMBER, "raiseObjection", given, "objection { number }")
    number = f"{OF}, number: {raised['objection']['number']}"
    await work.do(MWC, "acceptObjection", f"{number}, version: 1")
    await work.do(OFFICE, "correctOccasion", changed(mistaken, 1, ', title: "改对的"'))
    clause = 'rule: "A1", citation: "第四条", step: "题目"'
    why = f'verdict: UPHELD, words: "已改", {clause}, correction: {{record: "{mistaken}", version: 2}}'
    await work.do(MWC, "answerObjection", f"{number}, version: 2, input: {{{why}}}")


async def simulated(work: Work) -> None:
    """A draft by which surveys would give three points, tried on the year; a measure is to be withdrawn."""
    before, surveys, rest = locate("zhoushan/2022").read_text("utf-8").partition("    - id: A1\n")
    text = before + surveys + rest.replace("points: 2", "points: 3", 1)
    rules = f"rules: {{text: {json.dumps(text, ensure_ascii=False)}}}"
    drafted = await work.do(MWC, "draftRuleSet", f"input: {{{OF}, {rules}}}", "version { id }")
    version = drafted["version"]["id"]
    await work.do(MWC, "simulateRuleSet", f'id: "{version}", year: {YEAR}', "simulation { current }")
    later = encode("RuleSetVersion", 3)
    await work.do(MWC, "withdrawRuleSet", f'id: "{later}", reason: "误发"', "version { state }")


async def arrived(work: Work) -> None:
    """Somebody has come where sign-in is still open."""
    given = f'input: {{record: "{work.ids["hall"]}", add: [{work.member(0)}], reason: "签到台"}}'
    await work.do(OFFICE, "correctArrivals", given)
