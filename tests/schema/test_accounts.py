"""权限与账号 over HTTP: who sees the accounts of a committee, and what each of the administrators does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from models.account import Account, Session
from models.grant import Grant
from models.request_key import RequestKey
from models.store import Store
from services.rights.role import roles
from tests.services.accounts.holder import CODE, ME, Holder, codes, lines, served
from tests.services.accounts.office import office, offices
from tests.services.committee_of_ten import everything, rows

pytestmark = pytest.mark.anyio
Json = Any
ACCOUNT = """account {
  number realName userName department state isMember isOwn secondFactor firstSecretUntil
  roles { role department } grants { number role department lastDay over grantedBy }
}"""
LIST = """
query ($where: AccountFilter, $after: String) {
  accounts(committee: "zhoushan", where: $where, first: 5, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { number realName }
  }
}
"""
ONE = """
query ($number: Int!) {
  account(committee: "zhoushan", number: $number) {
    realName state policy passwordSetAt sessions { id current address } outsideIdentities { title }
  }
}
"""
REGISTER = f"""
mutation ($input: RegisterAccountInput!, $key: String) {{
  registerAccount(input: $input, requestKey: $key) {{
    firstSecret until repeated errors {{ code field message }} {ACCOUNT}
  }}
}}
"""
RESET = f"""
mutation ($number: Int!, $lost: Boolean!) {{
  resetAccount(committee: "zhoushan", number: $number, secondFactor: $lost, reason: "忘了") {{
    firstSecret repeated errors {{ code field message }} {ACCOUNT}
  }}
}}
"""
GRANT = f"""
mutation ($input: GrantRoleInput!, $key: String) {{
  grantRole(input: $input, requestKey: $key) {{ repeated errors {{ code field message }} {ACCOUNT} }}
}}
"""
# As `tests.services.accounts.office` registers them, one after the other.
NUMBERS = {
    role: number
    for number, role in enumerate(["安全管理员", *(set_ for set_ in roles() if set_ != "安全管理员")], 1)
}
READERS = {"系统管理员", "安全管理员", "审计管理员", "办公室"}


def error_codes(answer: Json) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def step(name: str, more: str = "") -> str:
    return (
        f'mutation ($number: Int!) {{ {name}(committee: "{CODE}", number: $number{more})'
        f" {{ errors {{ code field message }} {ACCOUNT} }} }}"
    )


async def test_who_may_read_accounts(store: Store) -> None:
    own, other = await offices(store)
    asked = [LIST.replace("zhoushan", of.code) for of in (own, other)]
    others = [
        'query { account(committee: "zhoushan", number: 1) { number } }',
        'query { grantable(committee: "zhoushan") { departments } }',
    ]
    async with served(store) as http:
        for role, token in own.tokens.items():
            someone = Holder(http, token=token, headers={})
            found = [error_codes(await someone.ask(query)) for query in (asked[0], *others)]
            assert (role, found) == (role, [[] if role in READERS else ["FORBIDDEN"]] * 3)
            assert error_codes(await someone.ask(asked[1])) == ["FORBIDDEN"]
        anybody = Holder(http, headers={})
        assert error_codes(await anybody.ask(asked[0])) == ["SIGN_IN_REQUIRED"]


async def test_accounts_are_found_and_no_number_of_a_phone_is_told(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        keeper = Holder(http, token=own.tokens["审计管理员"], headers={})

        async def found(**where: str) -> list[str]:
            answer = await keeper.ask(LIST, where=where)
            return [one["realName"] for one in answer["data"]["accounts"]["nodes"]]

        assert await found(role="专门委员会") == ["专门委员会甲"]
        assert await found(role="委员") == ["赵一"]
        assert await found(department="提案委员会") == ["专门委员会甲"]
        assert await found(search="管理") == ["审计管理员甲", "系统管理员甲", "安全管理员甲"]
        assert await found(search="13") == ["赵一"]
        assert await found(search="13900580000") == []
        assert await found(state="LOCKED") == []
        first = (await keeper.ask(LIST))["data"]["accounts"]
        assert (first["totalCount"], [one["number"] for one in first["nodes"]]) == (14, [14, 13, 12, 11, 10])
        second = (await keeper.ask(LIST, after=first["pageInfo"]["endCursor"]))["data"]["accounts"]
        assert [one["number"] for one in second["nodes"]] == [9, 8, 7, 6, 5]
        shown = await keeper.ask(f'{{ account(committee: "{CODE}", number: 6) {{ {ACCOUNT[10:-1]} }} }}')
        assert shown["data"]["account"] == {
            "number": 6,
            "realName": "专门委员会甲",
            "userName": "139****0105",
            "department": "提案委员会",
            "state": "ACTIVE",
            "isMember": False,
            "isOwn": False,
            "secondFactor": False,
            "firstSecretUntil": None,
            "roles": [{"role": "专门委员会", "department": "提案委员会"}],
            "grants": [
                {
                    "number": 6,
                    "role": "专门委员会",
                    "department": "提案委员会",
                    "lastDay": None,
                    "over": False,
                    "grantedBy": "安全管理员甲",
                }
            ],
        }
        async with store.writing() as connection:
            anna = update(Account).where(Account.real_name == "安全管理员甲").values(real_name="Anna甲")
            await connection.execute(anna)
        assert await found(search="aNNa") == ["Anna甲"]


async def test_an_account_is_registered_and_its_secret_is_told_once(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        keeper = Holder(http, token=own.tokens["系统管理员"], headers={})
        given = {"committee": CODE, "realName": "周干事", "phone": "138 0580 0004", "department": "办公室"}
        done = await keeper.change(REGISTER, input=given, key="k1")
        assert (done["errors"], done["repeated"], done["account"]["userName"]) == ([], False, "138****0004")
        secret = done["firstSecret"]
        again = await keeper.change(REGISTER, input=given, key="k1")
        assert (again["firstSecret"], again["until"], again["repeated"]) == (None, None, True)
        assert again["account"] == done["account"]
        twice = await keeper.change(REGISTER, input=given, key="k2")
        assert [(one["code"], one["field"]) for one in twice["errors"]] == [("CONFLICT", "phone")]
        assert secret not in str(await everything(store)) + str(await rows(store, RequestKey))
        new = Holder(http, "13805800004", headers={})
        assert codes(await new.sign_in(secret)) == ["PASSWORD_TO_SET"]
        assert await new.set_password(secret, "潮汐Moon+1987") == []
        assert codes(await new.sign_in("潮汐Moon+1987", client="BEARER")) == []
        for wrong, field in (({"phone": "1380580"}, "phone"), ({"realName": " "}, "realName")):
            refused = await keeper.change(REGISTER, input=given | wrong)
            assert [(one["code"], one["field"]) for one in refused["errors"]] == [("BAD_USER_INPUT", field)]
            assert "1380580" not in str(refused)


async def test_an_account_is_locked_reset_and_closed(store: Store) -> None:
    own = await office(store)
    number = NUMBERS["结果查阅"]
    async with served(store) as http:
        keeper = Holder(http, token=own.tokens["办公室"], headers={})
        reader = Holder(http, own.phones["结果查阅"], token=own.tokens["结果查阅"], headers={})
        done = await keeper.change(step("lockAccount"), number=number)
        assert (done["errors"], done["account"]["state"]) == ([], "LOCKED")
        assert error_codes(await reader.ask(ME)) == ["SIGN_IN_REQUIRED"]
        reader.token = None
        done = await keeper.change(step("unlockAccount"), number=number)
        assert done["account"]["state"] == "ACTIVE"
        assert codes(await keeper.change(step("unlockAccount"), number=number)) == ["CONFLICT"]
        await keeper.change(step("lockAccount", ', loss: true, reason: "手机丢了"'), number=number)
        assert codes(await keeper.change(step("unlockAccount"), number=number)) == ["CONFLICT"]
        issued = await keeper.change(RESET, number=number, lost=True)
        assert (issued["errors"], issued["account"]["state"]) == ([], "ACTIVE")
        assert await reader.set_password(issued["firstSecret"], "潮汐Moon+1987") == []
        done = await keeper.change(step("closeAccount", ', reason: "调离"'), number=number)
        assert (done["account"]["state"], done["account"]["realName"]) == ("CLOSED", "（已注销）")
        assert (done["account"]["userName"], done["account"]["roles"]) == ("", [])
        assert codes(await reader.sign_in("潮汐Moon+1987", client="BEARER")) == ["SIGN_IN_FAILED"]
        assert codes(await keeper.change(step("closeAccount"), number=number)) == ["CONFLICT"]
        assert codes(await keeper.change(step("lockAccount"), number=99)) == ["NOT_FOUND"]
    told = await lines(store, "lock", "report loss", "reset password", "close")
    assert [(one["actor"], one["action"], one["entity_id"]) for one in told] == [
        ("办公室甲", action, number) for action in ("lock", "report loss", "reset password", "close")
    ]


async def test_a_session_of_somebody_is_ended_and_the_others_go_on(store: Store) -> None:
    own = await office(store)
    number = NUMBERS["结果查阅"]
    end = (
        f'mutation ($id: ID!, $number: Int!) {{ endSession(committee: "{CODE}", number: $number, id: $id)'
        " { errors { code } account { sessions { id } } } }"
    )
    async with served(store) as http:
        keeper = Holder(http, token=own.tokens["系统管理员"], headers={})
        first = Holder(http, own.phones["结果查阅"], token=own.tokens["结果查阅"], headers={})
        second = Holder(http, own.phones["结果查阅"], headers={})
        await second.sign_in(client="BEARER")
        live = (await keeper.ask(ONE, number=number))["data"]["account"]["sessions"]
        assert [one["current"] for one in live] == [False, False]
        # The last used stands first; the other is the one that the office began with.
        old = live[1]["id"]
        assert codes(await keeper.change(end, id=old, number=NUMBERS["运维"])) == ["NOT_FOUND"]
        done = await keeper.change(end, id=old, number=number)
        assert (done["errors"], [one["id"] for one in done["account"]["sessions"]]) == ([], [live[0]["id"]])
        assert error_codes(await first.ask(ME)) == ["SIGN_IN_REQUIRED"]
        assert (await second.me())["realName"] == "结果查阅甲"
        assert codes(await keeper.change(end, id=old, number=number)) == ["NOT_FOUND"]
    assert [(one["entity"], one["after"]) for one in await lines(store, "end")] == [
        ("session", {"account": number})
    ]


async def test_roles_are_given_and_taken_back_but_never_ones_own(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        keeper = Holder(http, token=own.tokens["安全管理员"], headers={})
        reader = Holder(http, token=own.tokens["没有角色"], headers={})

        async def give(account: int, role: str, **more: Json) -> Json:
            return await keeper.change(
                GRANT, input={"committee": CODE, "account": account, "role": role, **more}
            )

        done = await give(14, "结果查阅", lastDay="2999-12-31")
        assert (done["errors"], done["account"]["roles"]) == ([], [{"role": "结果查阅", "department": None}])
        (grant,) = done["account"]["grants"]
        assert (grant["lastDay"], grant["over"]) == ("2999-12-31", False)
        query = f'{{ committee(code: "{CODE}") {{ code }} }}'
        assert (await reader.ask(query))["data"]["committee"] == {"code": CODE}
        withdrawn = await keeper.change(step("withdrawGrant"), number=grant["number"])
        assert (withdrawn["account"]["number"], withdrawn["account"]["roles"]) == (14, [])
        assert withdrawn["account"]["grants"][0]["over"] is True
        assert error_codes(await reader.ask(query)) == ["FORBIDDEN"]
        assert codes(await keeper.change(step("withdrawGrant"), number=grant["number"])) == ["CONFLICT"]

        refused = {
            "FORBIDDEN": [await give(1, "结果查阅"), await keeper.change(step("withdrawGrant"), number=1)],
            # Of the three administrators nobody is two, and of a department there is one.
            "CONFLICT": [
                await give(NUMBERS["系统管理员"], "审计管理员"),
                await give(NUMBERS["审计管理员"], "安全管理员"),
                await give(14, "专门委员会", department="提案委员会"),
            ],
            "BAD_USER_INPUT": [await give(14, "主席"), await give(14, "专门委员会"), await give(14, "委员")],
        }
        for code, answers in refused.items():
            assert [codes(one) for one in answers] == [[code]] * len(answers)
        second = await give(14, "专门委员会", department="提案委员会", reason="两人分管")
        assert (second["errors"], len(second["account"]["roles"])) == ([], 1)
        # The same once more under its key is answered with the account that it was about.
        given = {"committee": CODE, "account": 14, "role": "签批领导"}
        for repeated in (False, True):
            answer = await keeper.change(GRANT, input=given, key="14-signer")
            assert (answer["repeated"], answer["account"]["number"]) == (repeated, 14)
            assert len(answer["account"]["roles"]) == 2


async def test_the_administrators_do_only_their_own_part(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        given = {"committee": CODE, "account": 14, "role": "结果查阅"}
        before = await rows_but_trail(store)
        for role in ("系统管理员", "审计管理员", "办公室"):
            someone = Holder(http, token=own.tokens[role], headers={})
            assert codes(await someone.change(GRANT, input=given)) == ["FORBIDDEN"]
        for role in ("安全管理员", "审计管理员"):
            someone = Holder(http, token=own.tokens[role], headers={})
            assert codes(await someone.change(RESET, number=14, lost=False)) == ["FORBIDDEN"]
            assert codes(await someone.change(step("closeAccount"), number=14)) == ["FORBIDDEN"]
        assert await rows_but_trail(store) == before
    refused = await lines(store, "refuse")
    assert [one["after"]["right"] for one in refused] == ["grant"] * 3 + ["accounts"] * 4


async def test_of_two_administrators_at_once_one_is_told(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        one = Holder(http, token=own.tokens["安全管理员"], headers={})
        await one.change(GRANT, input={"committee": CODE, "account": 14, "role": "安全管理员"})
        two = Holder(http, token=own.tokens["没有角色"], headers={})
        give = {"committee": CODE, "role": "专门委员会", "department": "文化委员会"}
        done = await asyncio.gather(
            one.change(GRANT, input={**give, "account": NUMBERS["运维"]}),
            two.change(GRANT, input={**give, "account": NUMBERS["结果查阅"]}),
        )
        assert sorted(codes(each) for each in done) == [[], ["CONFLICT"]]
        number = next(one["account"]["grants"][-1]["number"] for one in done if not one["errors"])
        taken = await asyncio.gather(
            *(each.change(step("withdrawGrant"), number=number) for each in (one, two))
        )
        assert sorted(codes(each) for each in taken) == [[], ["CONFLICT"]]
        office_, keeper = (
            Holder(http, token=own.tokens[role], headers={}) for role in ("办公室", "系统管理员")
        )
        closed = await asyncio.gather(
            *(each.change(step("closeAccount"), number=NUMBERS["运维"]) for each in (office_, keeper))
        )
        assert sorted(codes(each) for each in closed) == [[], ["CONFLICT"]]


async def rows_but_trail(store: Store) -> Json:
    return [await rows(store, table) for table in (Account, Session, Grant)]
