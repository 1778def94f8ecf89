"""操作记录 over HTTP: who reads the trail, how its lines are found, and whether it is whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.change import Change
from models.store import Store
from resolvers.global_id import encode
from services.accounts.account import lock
from services.actor import Actor
from services.audit import verification
from services.entry.form import OccasionForm, Present
from tests.schema.test_accounts import NUMBERS, error_codes
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import office, offices
from tests.services.audit.test_verification import unguarded
from tests.services.committee_of_ten import YEAR, desk, everything, rows

pytestmark = pytest.mark.anyio
Json = Any
TRAIL = """
query ($where: TrailFilter, $first: Int = 3, $after: String) {
  trail(committee: "zhoushan", where: $where, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      number place actor department channel action actionSaid entity entitySaid entityNumber named reason
      details { name before after }
    }
  }
}
"""
CHANGE = "mutation ($input: ChangeMemberInput!) { changeMember(input: $input) { errors { code message } } }"
VERIFY = '{ verifyTrail(committee: "zhoushan") { whole lines former unproved faults more shipped proof } }'
KEEPER = Actor("系统管理员甲", "command")


async def test_who_may_read_the_trail(store: Store) -> None:
    own, other = await offices(store)
    words = 'query { trailWords(committee: "zhoushan") { actions { code said } } }'
    async with served(store) as http:
        for role, token in own.tokens.items():
            someone = Holder(http, token=token, headers={})
            found = [error_codes(await someone.ask(query)) for query in (TRAIL, words, VERIFY)]
            assert (role, found) == (role, [[] if role == "审计管理员" else ["FORBIDDEN"]] * 3)
        elsewhere = Holder(http, token=other.tokens["审计管理员"], headers={})
        assert error_codes(await elsewhere.ask(TRAIL)) == ["FORBIDDEN"]
        assert error_codes(await Holder(http, headers={}).ask(TRAIL)) == ["SIGN_IN_REQUIRED"]


async def test_a_line_says_who_did_what_to_whom_and_why(store: Store) -> None:
    own = await office(store)
    await lock(store, CODE, KEEPER, NUMBERS["结果查阅"], reason="交接期间")
    async with served(store) as http:
        auditor = Holder(http, token=own.tokens["审计管理员"], headers={})
        before = await everything(store)
        (line,) = (await auditor.ask(TRAIL, first=1))["data"]["trail"]["nodes"]
        assert line == {
            "number": line["number"],
            "place": line["place"],
            "actor": "系统管理员甲",
            "department": None,
            "channel": "command",
            "action": "lock",
            "actionSaid": "锁定",
            "entity": "account",
            "entitySaid": "账号",
            "entityNumber": 8,
            "named": "结果查阅甲",
            "reason": "交接期间",
            "details": [
                {"name": "状态", "before": "正常", "after": "锁定"},
                {"name": "退出的登录", "before": None, "after": "1"},
            ],
        }
        # Reading leaves nothing.
        assert await everything(store) == before


async def test_lines_are_found_by_day_kind_actor_department_and_person(store: Store) -> None:
    own = await office(store)
    by = Actor("委员工作委员会甲", "command")
    survey = OccasionForm(title="渔港", day=date(2022, 5, 1), participants=[Present(own.members[:1])])
    await desk(store, actor=by).enter(CODE, YEAR, "调研", survey)
    async with served(store) as http:
        auditor = Holder(http, token=own.tokens["审计管理员"], headers={})

        async def found(first: int = 100, **where: Json) -> list[tuple[str, str, str | None]]:
            answer = await auditor.ask(TRAIL, where=where, first=first)
            assert "errors" not in answer, answer
            listed = answer["data"]["trail"]
            assert listed["totalCount"] >= len(listed["nodes"])
            return [(one["action"], one["entity"], one["named"]) for one in listed["nodes"]]

        assert await found(action="grant", account=NUMBERS["运维"]) == [("grant", "grant", "运维甲")]
        assert await found(account=NUMBERS["运维"]) == [
            ("begin", "session", "运维甲"),
            ("sign in", "account", "运维甲"),
            ("set password", "account", "运维甲"),
            ("grant", "grant", "运维甲"),
            ("register", "account", "运维甲"),
        ]
        assert await found(entity="account", number=NUMBERS["运维"], action="register") == [
            ("register", "account", "运维甲")
        ]
        mine = await found(actor=NUMBERS["委员工作委员会"], entity="record")
        assert mine == [("add", "record", None)]
        assert await found(department="委员工作委员会", action="add") == mine
        keeper = Holder(http, token=own.tokens["委员工作委员会"], headers={})
        changed = {"id": encode("Member", own.members[0]), "version": 1, "phone": "13905809999"}
        changed |= {"attributes": [{"name": "职务", "value": "局长"}]}
        assert codes(await keeper.change(CHANGE, input=changed)) == []
        of_member = await found(member="001")
        assert of_member[0] == ("change", "membership", "赵一")
        assert ("register", "account", "赵一") in of_member
        assert {named for _, _, named in of_member} == {"赵一"}
        assert await found(account=NUMBERS["委员"]) == of_member
        (line,) = (await auditor.ask(TRAIL, where={"member": "001"}, first=1))["data"]["trail"]["nodes"]
        sealed = {"name": "个人信息", "before": "加密保存，不显示", "after": "加密保存，不显示"}
        assert sealed in line["details"]
        assert "局长" not in str(line)
        assert "13905809999" not in str(line)
        assert await found(member="9999") == []
        tomorrow = (date.today() + timedelta(days=2)).isoformat()
        assert await found(since=tomorrow) == []
        assert await found(until="2020-01-01") == []
        for wrong in ({"action": ""}, {"until": "9999-12-31"}, {"since": "0001-01-01"}):
            refused = await auditor.ask(TRAIL, where=wrong)
            assert error_codes(refused) == ["BAD_USER_INPUT"]


async def test_pages_go_on_where_they_were_while_more_is_written(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        auditor = Holder(http, token=own.tokens["审计管理员"], headers={})
        where = {"action": "register"}
        first = (await auditor.ask(TRAIL, where=where))["data"]["trail"]
        assert [one["entityNumber"] for one in first["nodes"]] == [14, 13, 12]
        await lock(store, CODE, KEEPER, 14)
        after = first["pageInfo"]["endCursor"]
        second = (await auditor.ask(TRAIL, where=where, after=after))["data"]["trail"]
        assert [one["entityNumber"] for one in second["nodes"]] == [11, 10, 9]
        other = await auditor.ask(TRAIL, where={"action": "grant"}, after=after)
        assert error_codes(other) == ["BAD_USER_INPUT"]


async def test_whether_it_is_whole_can_be_asked(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = await office(store)
    async with served(store) as http:
        auditor = Holder(http, token=own.tokens["审计管理员"], headers={})
        found = (await auditor.ask(VERIFY))["data"]["verifyTrail"]
        assert (found["whole"], found["faults"], found["unproved"]) == (True, [], 0)
        assert (found["lines"], found["shipped"]) == (len(await rows(store, Change)), None)
        unguarded(address, "UPDATE changes SET reason = '补' WHERE place = 3")
        found = (await auditor.ask(VERIFY))["data"]["verifyTrail"]
        (fault,) = found["faults"]
        assert (found["whole"], fault.startswith("第 3 条（")) == (False, True)
        monkeypatch.setattr(verification, "MOST_LINES", 3)
        assert error_codes(await auditor.ask(VERIFY)) == ["CONFLICT"]
