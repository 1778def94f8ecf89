"""Who reads which field, and what is said to whoever may not; a department handed over over HTTP."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)

from models.store import Store
from resolvers.global_id import NODES, encode
from schema.assembled import schema
from tests.schema.rights_matrix import GIVEN, NEEDS, OWN_NODES, changes, may, of_version
from tests.schema.test_rights import error_codes
from tests.services.accounts.holder import CODE, Holder, codes, served
from tests.services.accounts.office import OTHER, Office, account_of, office, offices
from tests.services.committee_of_ten import NAMES, YEAR

pytestmark = pytest.mark.anyio


async def test_every_query_for_every_role_in_both_committees(store: Store) -> None:
    own, other = await offices(store)
    ids = {
        one: {
            "Committee": encode("Committee", at),
            "Member": encode("Member", of.members[0]),
            "Record": encode("Record", of.record),
            "RuleSet": encode("RuleSet", at),
            "RuleSetVersion": encode("RuleSetVersion", at),
            "ScoreRun": encode("ScoreRun", at),
        }
        for at, (one, of) in enumerate([(CODE, own), (OTHER, other)], 1)
    }
    assert set(ids[CODE]) == set(NODES)
    async with served(store) as http:
        for role, token in [*own.tokens.items(), ("nobody", None)]:
            someone = Holder(http, token=token, headers={})
            reads, member = "read" in GIVEN.get(role, ()), role == "委员"
            why = "SIGN_IN_REQUIRED" if token is None else "FORBIDDEN"
            listed = await someone.ask("{ committees { code years } }")
            if token is None:
                assert (listed["data"], error_codes(listed)) == (None, [why])
            else:
                assert [one["code"] for one in listed["data"]["committees"]] == ([CODE] if reads else [])
            # What is not there, and what is somebody else's, are told apart by nobody.
            found = await someone.ask(f'{{ node(id: "{encode("Record", 10**6)}") {{ id }} }}')
            assert error_codes(found) == ["NOT_FOUND" if reads or member else why]
            for code in (CODE, OTHER):
                seen = reads and code == CODE
                found = await someone.ask(f'{{ committee(code: "{code}") {{ code years }} }}')
                assert (found["data"]["committee"] is not None) == seen
                assert error_codes(found) == ([] if seen else [why])
                by_id = {
                    type_: (seen or (member and code == CODE and type_ in OWN_NODES)) for type_ in ids[code]
                }
                told = {
                    type_: "NOT_FOUND" if reads or (member and type_ in OWN_NODES) else why
                    for type_ in ids[code]
                }
                for type_, id_ in ids[code].items():
                    found = await someone.ask(f'{{ node(id: "{id_}") {{ id }} }}')
                    assert found["data"]["node"] == ({"id": id_} if by_id[type_] else None)
                    assert error_codes(found) == ([] if by_id[type_] else [told[type_]])
                listed = await someone.ask(
                    "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[*ids[code].values()]
                )
                assert listed["data"]["nodes"] == [
                    {"id": one} if by_id[type_] else None for type_, one in ids[code].items()
                ]
                assert error_codes(listed) == [told[type_] for type_ in NODES if not by_id[type_]]


HAND_OVER = """
mutation ($from: Int!, $to: Int!, $key: String) {
  handOverRights(committee: "zhoushan", from: $from, to: $to, reason: "轮岗", requestKey: $key) {
    roles { role department lastDay } repeated errors { code field }
  }
}
"""


async def test_a_department_is_handed_over_over_http_once(store: Store) -> None:
    own = await office(store)
    (giver, taker) = [await account_of(store, f"{role}甲") for role in ("专门委员会", "没有角色")]
    handed = [{"role": "专门委员会", "department": "提案委员会", "lastDay": None}]
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["安全管理员"], headers={})
        given = {"from": giver, "to": taker, "key": "k"}
        first = await someone.change(HAND_OVER, **given)
        assert first == {"roles": handed, "repeated": False, "errors": []}
        assert await someone.change(HAND_OVER, **given) == first | {"repeated": True}
        again = await someone.change(HAND_OVER, **given | {"key": None})
        assert again["errors"] == [{"code": "CONFLICT", "field": "from"}]
        own_rights = ["read", "enter", "review", "leave", "keep", "object", "answer_objections"]
        for role, rights in (("专门委员会", []), ("没有角色", own_rights)):
            found = await Holder(http, token=own.tokens[role], headers={}).ask("{ me { rights } }")
            assert found["data"]["me"] == {"rights": rights}


def minimal(type_: Any, of: Office) -> str:
    """An argument of a type as one would write it, about this committee."""
    if isinstance(type_, GraphQLNonNull):
        return minimal(type_.of_type, of)
    if isinstance(type_, GraphQLList):
        return f"[{minimal(type_.of_type, of)}]"
    if isinstance(type_, GraphQLEnumType):
        return str(next(iter(type_.values)))
    if isinstance(type_, GraphQLInputObjectType):
        needed = {name: one for name, one in type_.fields.items() if is_required_input_field(one)}
        return f"{{{', '.join(f'{name}: {minimal(one.type, of)}' for name, one in needed.items())}}}"
    plain = {"Int": str(YEAR), "Date": '"2022-06-30"', "ID": f'"{encode("Member", of.members[1])}"'}
    return plain.get(type_.name, '"钱二"')


def every_field(type_: str, of: Office) -> list[str]:
    """A selection for each field of a type, with what it must be given, and as little below it as may be."""
    fields = schema._schema.type_map[type_].fields  # type: ignore[attr-defined]
    found = []
    for name, field in fields.items():
        given = {
            key: one
            for key, one in field.args.items()
            if is_required_argument(one) or key in ("member", "first")
        }
        words = ", ".join(
            f"{key}: {1 if key == 'first' else minimal(one.type, of)}" for key, one in given.items()
        )
        below = (
            ""
            if isinstance(get_named_type(field.type), GraphQLScalarType | GraphQLEnumType)
            else " { __typename }"
        )
        found.append(f"{name}{f'({words})' if words else ''}{below}")
    return found


async def test_whoever_may_not_read_reads_no_field_below_a_committee(store: Store) -> None:
    own, other = await offices(store)
    # No field is too dear for whoever has a part of the limit only.
    async with served(store, query_cost=100_000) as http:
        for role, of, code in (
            ("委员", own, "FORBIDDEN"),
            ("信息员", own, "FORBIDDEN"),
            ("系统管理员", own, "FORBIDDEN"),
            ("委员工作委员会", other, "FORBIDDEN"),
            ("委员", other, "FORBIDDEN"),
            (None, own, "SIGN_IN_REQUIRED"),
        ):
            someone = Holder(http, token=own.tokens[role] if role else None, headers={})
            fields = every_field("Committee", of) + [
                f"run(year: {YEAR}) {{ {one} }}" for one in every_field("ScoreRun", of)
            ]
            assert len(fields) > 40
            for words in fields:
                answer = await someone.ask(f'{{ committee(code: "{of.code}") {{ {words} }} }}')
                told = (role, words, answer["data"], error_codes(answer))
                assert told == (role, words, {"committee": None}, [code])
                assert not any(name in json.dumps(answer, ensure_ascii=False) for name in NAMES)
        # The same fields are there for whoever may: it is the right that shuts them, and not the words.
        # Some are for departments, who have more to do.
        reader, refused, shut = Holder(http, token=own.tokens["结果查阅"], headers={}), [], set()
        for words in every_field("Committee", own):
            codes = error_codes(await reader.ask(f'{{ committee(code: "{CODE}") {{ {words} }} }}'))
            if "FORBIDDEN" in codes:
                shut.add(words.split("(")[0].split()[0])
            else:
                refused += codes
        of_office = {"opinionInbox", "opinionRatings", "opinionRatingCounts"}
        assert shut == {"objections", "importPreview"} | of_office
        assert not {"SIGN_IN_REQUIRED", "INTERNAL", "QUERY_TOO_LARGE"} & {*refused}


async def test_only_a_member_has_memberships_of_their_own(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        for role, token in own.tokens.items():
            answer = await Holder(http, token=token, headers={}).ask(
                "{ me { memberships { member { name } } } }"
            )
            found = answer["data"]["me"]["memberships"]
            assert (role, found) == (role, [{"member": {"name": "赵一"}}] if role == "委员" else [])
        answer = await Holder(http, headers={}).ask("{ me { memberships { years } } }")
        assert answer == {"data": {"me": None}}


async def test_whoever_may_not_change_learns_of_no_id_whether_it_is_there(store: Store) -> None:
    own = await office(store)
    there, nowhere = changes(own), changes(replace(own, record=999, members=[998, 999]))
    version, none = of_version(own), encode("RuleSetVersion", 999)
    nowhere = {name: words.replace(version, none) for name, words in nowhere.items()}
    assert sum(there[name] != nowhere[name] for name in NEEDS) == 31
    async with served(store) as http:
        for role in ("委员", "信息员", "结果查阅"):
            someone = Holder(http, token=own.tokens[role], headers={})
            for name in NEEDS:
                told = [
                    await someone.ask(
                        f"mutation {{ {name}({words[name]}) {{ errors {{ code field message }} }} }}"
                    )
                    for words in (there, nowhere)
                ]
                assert told[0] == told[1]
                expected = "NOT_FOUND" if name in may(role) else "FORBIDDEN"
                assert codes(told[0]["data"][name]) == [expected]
