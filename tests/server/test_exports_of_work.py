"""What is worked on, as files: objections, leave, samples and how timely departments are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from models.record import Record
from models.store import Store
from tests.schema.objecting import RAISE, about_record
from tests.schema.test_leave import ASK, DECIDE, asking, holders, request
from tests.server.test_exports import READINGS, error, exported, read, someone
from tests.server.test_sample_pages import DRAW, FIND, FREEZE, PERSONS
from tests.services.accounts.holder import CODE, codes, lines, served
from tests.services.accounts.office import office, offices
from tests.services.committee_of_ten import YEAR

pytestmark = pytest.mark.anyio
Json = Any
OF: Json = {"committee": CODE}


async def test_objections_and_how_timely_departments_are(store: Store) -> None:
    own, other = await offices(store)
    async with served(store) as http:
        who, member = someone(own, http), someone(own, http, "委员")
        assert codes(await member.change(RAISE, input=about_record(own))) == []
        where = {"where": {"state": "SUBMITTED", "overdue": None}}
        found, below = read(await exported(who, "Objections", OF | where))
        one = found[0]
        assert [one[head] for head in ("编号", "关于", "委员编号", "委员", "年度", "由谁答复", "状态")] == [
            *("1", "记录", "001", "赵一", "2022", "办公室", "等受理")
        ]
        assert (len(found), one["结论"], one["过期"]) == (1, "", "")
        assert below[:3] == ["名称：异议", "条件：状态：等受理", "行数：1"]
        # What is another's to answer is in no file, as it is on no screen.
        none, _ = read(await exported(someone(own, http, "专门委员会"), "Objections", OF))
        assert none == []
        # The member sees the own ones, and takes none out.
        assert error(await exported(member, "Objections", OF))[:2] == (403, "FORBIDDEN")
        assert error(await exported(someone(other, http), "Objections", OF))[:2] == (403, "FORBIDDEN")
        number = {"where": {"number": 1}}
        assert error(await exported(who, "Objections", OF | number))[2] == "variables.where.number"

        found, below = read(await exported(who, "Timeliness", OF | {"year": YEAR}))
        # The survey of the office; the year's working days are not set.
        assert [[*row.values()] for row in found] == [["办公室", "调研", "1", "0", "0", "1", "0", "0"]]
        assert [*found[0]][2:] == ["已提交", "按期", "补录", "没有期限", "没有提交", "其中过期"]
        assert below[0] == "名称：2022 年度各部门录入的及时情况"
        told = (await member.ask(READINGS))["data"]["me"]["data"]["readings"]
    assert [(one["what"], one["people"]) for one in told] == [("异议", 1)]


async def test_leave_goes_out_to_who_decides_it_alone(store: Store) -> None:
    of, day = await asking(store)
    async with served(store) as http:
        member, signer, mwc = holders(of, http, "委员", "签批领导", "委员工作委员会")
        assert codes(await member.change(ASK, input=request(day))) == []
        answer = await signer.change(DECIDE, number=1, version=1, granted=False, words="要到会")
        assert codes(answer) == []
        # They see no results, and have no right to read: only what they decide.
        found, below = read(await exported(signer, "Leaves", OF))
        one = found[0]
        assert [one[head] for head in ("编号", "委员编号", "委员", "种类", "题目", "日期", "原因")] == [
            *("1", "001", "赵一", "全会", "八届二次全会", str(day), "住院")
        ]
        assert [one[head] for head in ("证明几份", "批复", "批复人", "批复的话")] == [
            *("0", "不批准", "签批领导甲", "要到会")
        ]
        assert below[1:3] == ["条件：全部", "行数：1"]
        none, _ = read(await exported(mwc, "Leaves", OF))
        assert none == []
        assert error(await exported(someone(of, http, "结果查阅"), "Leaves", OF))[:2] == (403, "FORBIDDEN")
        told = (await member.ask(READINGS))["data"]["me"]["data"]["readings"]
    assert [(one["what"], one["actor"], one["people"]) for one in told] == [("请假", "签批领导甲", 1)]
    (signed, _) = [line["after"] for line in await lines(store, "export")]
    # Why somebody is away stands in no line of the trail.
    assert (signed["rows"], "住院" in str(signed)) == (1, False)


async def test_samples_and_what_was_drawn(store: Store) -> None:
    of = await office(store)
    async with store.writing() as connection:
        await connection.execute(update(Record).values(state="archived"))
    async with served(store) as http:
        who = someone(of, http)
        assert codes(await who.change(FREEZE, frame={"year": YEAR, "kinds": ["调研"]})) == []
        drawn = (await who.change(DRAW, number=1, version=1, persons=PERSONS, size=1))["sample"]
        wrong = {"record": drawn["drawn"]["nodes"][0]["record"]["id"], "version": 0, "fault": True}
        finding = {**wrong, "what": "少一名参加的人", "cure": "RETURN"}
        assert codes(await who.change(FIND, number=1, finding=finding)) == []
        ((sample,), _) = read(await exported(who, "Samples", OF))
        assert [sample[head] for head in ("编号", "年度", "种类", "部门", "名单几条", "状态")] == [
            *("1", "2022", "调研", "全部", "1", "已抽取")
        ]
        assert sample["抽取"] == "整份名单：抽 1 条，检查 1 条，有问题 1 条"
        ((record,), below) = read(await exported(who, "Sample", OF | {"number": 1}))
        assert [record[head] for head in ("次序", "种类", "题目", "现在的状态", "检查出", "问题")] == [
            *("1", "调研", "海岛", "已归档", "退回改正", "少一名参加的人")
        ]
        assert below[1] == "条件：抽查：第 1 次"
        assert error(await exported(who, "Sample", OF | {"number": 2}))[:2] == (404, "NOT_FOUND")
