"""What an office has besides what somebody did once in it: what no change by itself leaves."""

from __future__ import annotations

import json

from models.store import Store
from resolvers.global_id import encode
from rules.shipped import locate
from tests.documents.received.handed_in import photo
from tests.schema.importer import Importer, table
from tests.schema.test_leave import next_day
from tests.schema.worked import MEMBER, MWC, OF, OFFICE, YEARLY, Work, changed
from tests.server.handing_in import hand_in
from tests.services.committee_of_ten import YEAR
from tests.services.notices.noticing import worker

ROWS = [("7", "港口", "2022-03-05", "赵一", "是"), ("8", "航道", "2022-03-06", "钱贰", "是")]


async def shown(work: Work, store: Store) -> None:
    """Adds them to what was made; `work.ids` names what is asked for by its id from now on."""
    await work.do(MWC, "reopenYear", f'{YEARLY}, reason: "补录"')
    await recorded(work)
    await namesakes(work)
    await objected(work)
    await simulated(work)
    await arrived(work)
    # What changed after a closing would say nothing of an earlier day any more.
    await work.do(MWC, "closeYear", YEARLY)
    work.ids["later"] = str(await next_day(store))
    work.ids["import"] = await Importer(work.http, work.tokens[MWC]).handed(table(ROWS), "提案9.csv")
    await worker(store).once()


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
    """An objection with evidence, and one about a line of the points."""
    file = (await hand_in(work.http, work.tokens[MEMBER], photo()))["id"]
    about = f'year: {YEAR}, about: RECORD, record: "{work.ids["record"]}"'
    given = f'input: {{{about}, words: "我到了", toMwc: true, files: ["{file}"]}}'
    await work.do(MEMBER, "raiseObjection", given)
    given = f'input: {{{about.replace("RECORD", "AWARD")}, rule: "A1", words: "少了一分", toMwc: true}}'
    await work.do(MEMBER, "raiseObjection", given)


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
