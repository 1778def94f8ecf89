"""The feedback box over HTTP: who writes, who answers, who sees what of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, get_named_type
from sqlalchemy import select

from models.feedback import Feedback
from models.store import Store
from schema.assembled import schema
from services.accounts.account import close
from services.actor import Actor
from tests.services.accounts.holder import CODE, Holder, codes, lines, served
from tests.services.accounts.office import office, offices

pytestmark = pytest.mark.anyio
Json = Any

WRITE = """
mutation ($kind: FeedbackKind!, $words: String!, $page: String, $field: String, $named: Boolean! = false) {
  writeFeedback(kind: $kind, words: $words, page: $page, field: $field, named: $named) {
    feedback { number kind field page program state version words addition answer writer department roles }
    errors { code field }
  }
}
"""
ADD = """
mutation ($number: Int!, $version: Int!, $words: String!) {
  addToFeedback(number: $number, version: $version, words: $words) {
    feedback { number state version words addition answer } errors { code field }
  }
}
"""
ANSWER = """
mutation ($number: Int!, $version: Int!, $state: FeedbackState!, $words: String, $key: String) {
  answerFeedback(committee: "zhoushan", number: $number, version: $version, state: $state, words: $words,
      requestKey: $key) {
    feedback { number state version answer writer } repeated errors { code field message }
  }
}
"""
OWN = """
{ me { feedback(first: 10) { totalCount nodes { number state version words addition answer writer } } } }
"""
BOX = """
query ($state: FeedbackState, $after: String) {
  feedback(committee: "zhoushan", state: $state, first: 2, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { number words addition answer writer department roles }
  }
}
"""


def error_codes(answer: Json) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


async def test_what_is_written_is_answered_and_its_writer_sees_it(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["专门委员会"], headers={})
        keeper = Holder(http, token=own.tokens["运维"], headers={})
        given = {"kind": "PROBLEM", "words": " 排名\n\n打不开 ", "page": "/ranking"}
        assert await writer.change(WRITE, **given) == {
            "feedback": {
                "number": 1,
                "kind": "PROBLEM",
                "field": None,
                "page": "/ranking",
                "program": "0.1.0",
                "state": "RECEIVED",
                "version": 1,
                "words": "排名\n\n打不开",
                "addition": None,
                "answer": None,
                "writer": "专门委员会甲",
                "department": "提案委员会",
                "roles": ["专门委员会"],
            },
            "errors": [],
        }
        begun = await keeper.change(ANSWER, number=1, version=1, state="IN_PROGRESS")
        assert begun["feedback"] == {
            "number": 1,
            "state": "IN_PROGRESS",
            "version": 2,
            "answer": None,
            "writer": None,
        }
        done = await keeper.change(ANSWER, number=1, version=2, state="DONE", words="已修好")
        assert (done["feedback"]["state"], done["feedback"]["answer"]) == ("DONE", "已修好")
        assert (await writer.ask(OWN))["data"]["me"]["feedback"] == {
            "totalCount": 1,
            "nodes": [
                {
                    "number": 1,
                    "state": "DONE",
                    "version": 3,
                    "words": "排名\n\n打不开",
                    "addition": None,
                    "answer": "已修好",
                    "writer": "专门委员会甲",
                }
            ],
        }
        added = await writer.change(ADD, number=1, version=3, words="还是打不开")
        assert added["feedback"] == {
            "number": 1,
            "state": "RECEIVED",
            "version": 4,
            "words": "排名\n\n打不开",
            "addition": "还是打不开",
            "answer": "已修好",
        }
        again = await writer.change(ADD, number=1, version=4, words="再说一次")
        assert again["errors"] == [{"code": "CONFLICT", "field": "words"}]
    found = [
        (line["actor"], line["action"], line["before"], line["after"])
        for line in await lines(store, "write", "add to", "answer")
    ]
    assert found == [
        ("专门委员会甲", "write", None, {"field": None, "kind": "problem"}),
        ("运维甲", "answer", {"state": "received"}, {"state": "in progress"}),
        ("运维甲", "answer", {"state": "in progress"}, {"state": "done"}),
        ("专门委员会甲", "add to", {"state": "done"}, {"state": "received"}),
    ]


async def test_who_answers_sees_department_and_role_and_no_number(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["办公室"], headers={})
        wrong = {"kind": "CORRECTION", "field": "电话", "words": "我的手机应为13912345678"}
        assert codes(await writer.change(WRITE, **wrong)) == []
        assert codes(await writer.change(WRITE, kind="SUGGESTION", words="字大一点", named=True)) == []
        seen = {}
        for role in ("运维", "委员工作委员会"):
            answer = await Holder(http, token=own.tokens[role], headers={}).ask(BOX)
            seen[role] = answer["data"]["feedback"]["nodes"]
        told = {"addition": None, "answer": None, "department": "办公室", "roles": ["办公室"]}
        suggestion = {"number": 2, "words": "字大一点", "writer": "办公室甲", **told}
        hidden = {"number": 1, "words": "我的手机应为（已隐去）", "writer": None, **told}
        assert seen["运维"] == [suggestion, hidden]
        # Who keeps the roster right has to know whose entry is wrong.
        assert seen["委员工作委员会"] == [suggestion, {**hidden, "writer": "办公室甲"}]
        mine = (await writer.ask(OWN))["data"]["me"]["feedback"]["nodes"]
        assert [one["words"] for one in mine] == ["字大一点", "我的手机应为13912345678"]


async def test_only_those_who_may_read_the_box(store: Store) -> None:
    own, other = await offices(store)
    may = {"运维", "委员工作委员会"}
    async with served(store) as http:
        for role, token in own.tokens.items():
            answer = await Holder(http, token=token, headers={}).ask(BOX)
            assert (role, error_codes(answer)) == (role, [] if role in may else ["FORBIDDEN"])
        stranger = Holder(http, token=other.tokens["运维"], headers={})
        assert error_codes(await stranger.ask(BOX)) == ["FORBIDDEN"]
        assert error_codes(await Holder(http, headers={}).ask(BOX)) == ["SIGN_IN_REQUIRED"]
        nobody = await Holder(http, headers={}).change(WRITE, kind="PROBLEM", words="打不开")
        assert codes(nobody) == ["SIGN_IN_REQUIRED"]


async def test_nobody_adds_to_what_is_anothers(store: Store) -> None:
    own, other = await offices(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["没有角色"], headers={})
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="打不开")) == []
        for tokens in (own.tokens["运维"], other.tokens["没有角色"]):
            thief = Holder(http, token=tokens, headers={})
            assert codes(await thief.change(ADD, number=1, version=1, words="不是我写的")) == ["NOT_FOUND"]
        # Nor is one of another committee answered.
        stranger = Holder(http, token=other.tokens["运维"], headers={})
        across = ANSWER.replace('"zhoushan"', '"dinghai"')
        refused = await stranger.change(across, number=1, version=1, state="DONE", words="好")
        assert codes(refused) == ["NOT_FOUND"]


async def test_of_two_who_answer_at_once_one_is_told_to_look_again(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["办公室"], headers={})
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="打不开")) == []
        two = [Holder(http, token=own.tokens[role], headers={}) for role in ("运维", "委员工作委员会")]
        given = {"number": 1, "version": 1, "state": "DONE", "words": "好了"}
        found = await asyncio.gather(*(one.change(ANSWER, **given) for one in two))
        assert sorted(tuple(codes(one)) for one in found) == [(), ("CONFLICT",)]


async def test_an_answer_sent_again_under_its_key_is_given_once(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["办公室"], headers={})
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="打不开")) == []
        keeper = Holder(http, token=own.tokens["运维"], headers={})
        given = {"number": 1, "version": 1, "state": "DECLINED", "words": "不改", "key": "k"}
        first = await keeper.change(ANSWER, **given)
        again = await keeper.change(ANSWER, **given)
        assert (first["repeated"], again["repeated"]) == (False, True)
        assert again["feedback"] == first["feedback"]
        assert again["feedback"]["version"] == 2


@pytest.mark.parametrize(
    ("query", "given", "expected"),
    [
        (WRITE, {"kind": "PROBLEM", "words": " \n"}, ("BAD_USER_INPUT", "words")),
        (WRITE, {"kind": "PROBLEM", "words": "字" * 2_001}, ("BAD_USER_INPUT", "words")),
        (WRITE, {"kind": "PROBLEM", "words": "错", "field": "电话"}, ("BAD_USER_INPUT", "field")),
        (WRITE, {"kind": "CORRECTION", "words": "错", "field": "字" * 41}, ("BAD_USER_INPUT", "field")),
        (WRITE, {"kind": "PROBLEM", "words": "错", "page": "/" * 201}, ("BAD_USER_INPUT", "page")),
        (WRITE, {"kind": "PROBLEM", "words": "错", "page": "/?q=13912345678"}, ("BAD_USER_INPUT", "page")),
        (ANSWER, {"number": 9, "version": 1, "state": "DONE", "words": "好"}, ("NOT_FOUND", "number")),
        (ANSWER, {"number": 1, "version": 2, "state": "DONE", "words": "好"}, ("CONFLICT", "version")),
        (ANSWER, {"number": 1, "version": 1, "state": "DONE"}, ("BAD_USER_INPUT", "words")),
        (ANSWER, {"number": 1, "version": 1, "state": "RECEIVED"}, ("BAD_USER_INPUT", "state")),
        (
            ANSWER,
            {"number": 1, "version": 1, "state": "DONE", "words": "打13912345678"},
            ("BAD_USER_INPUT", "words"),
        ),
        (ADD, {"number": 1, "version": 7, "words": "又"}, ("CONFLICT", "version")),
    ],
)
async def test_what_is_wrong_is_told_with_its_field(
    store: Store, query: str, given: dict[str, Json], expected: tuple[str, str]
) -> None:
    own = await office(store)
    async with served(store) as http:
        someone = Holder(http, token=own.tokens["委员工作委员会"], headers={})
        assert codes(await someone.change(WRITE, kind="PROBLEM", words="字" * 2_000)) == []
        payload = await someone.change(query, **given)
        assert [(error["code"], error["field"]) for error in payload["errors"]] == [expected]
    assert len(await rows_of(store)) == 1


async def test_no_more_than_twenty_wait_for_an_answer(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["没有角色"], headers={})
        for at in range(20):
            assert codes(await writer.change(WRITE, kind="PROBLEM", words=f"第 {at} 个")) == []
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="还有")) == ["CONFLICT"]
        keeper = Holder(http, token=own.tokens["运维"], headers={})
        done = await keeper.change(ANSWER, number=1, version=1, state="DONE", words="好了")
        assert codes(done) == []
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="还有")) == []
        first = (await keeper.ask(BOX))["data"]["feedback"]
        assert (first["totalCount"], [one["number"] for one in first["nodes"]]) == (21, [21, 20])
        after = first["pageInfo"]["endCursor"]
        following = (await keeper.ask(BOX, after=after))["data"]["feedback"]
        assert [one["number"] for one in following["nodes"]] == [19, 18]
        done = (await keeper.ask(BOX, state="DONE"))["data"]["feedback"]
        assert [one["number"] for one in done["nodes"]] == [1]


async def test_what_a_leaver_wrote_is_gone_with_the_account(store: Store) -> None:
    own = await office(store)
    async with served(store) as http:
        writer = Holder(http, token=own.tokens["结果查阅"], headers={})
        assert codes(await writer.change(WRITE, kind="PROBLEM", words="海岛上打不开", named=True)) == []
        (row,) = await rows_of(store)
        assert "海岛".encode() not in row.words.data
        await close(store, CODE, Actor("系统管理员甲", "command"), row.account_id)
        keeper = Holder(http, token=own.tokens["运维"], headers={})
        (left,) = (await keeper.ask(BOX))["data"]["feedback"]["nodes"]
        assert (left["number"], left["words"]) == (1, None)
        told = await keeper.change(ANSWER, number=1, version=1, state="DONE", words="好了")
        assert [error["message"] for error in told["errors"]] == [
            "写的人的账号已经注销，不能再答复，只能改状态"
        ]
        assert codes(await keeper.change(ANSWER, number=1, version=1, state="DECLINED")) == []


def test_what_feedback_answers_leads_to_nothing_else() -> None:
    # Those who answer may have no right to read anything else.
    reached, open_ = set(), ["AnswerFeedbackPayload", "WriteFeedbackPayload", "FeedbackConnection"]
    while open_:
        name = open_.pop()
        type_ = schema._schema.type_map[name]
        if name in reached or not isinstance(type_, GraphQLObjectType):
            assert isinstance(type_, GraphQLObjectType | GraphQLEnumType | GraphQLScalarType)
            continue
        reached.add(name)
        open_ += [get_named_type(field.type).name for field in type_.fields.values()]
    # An error of theirs has no edits of records: those are told to whoever changes a record.
    payloads = {"AnswerFeedbackPayload", "WriteFeedbackPayload", "UserError", "RecordEdit"}
    assert reached == {*payloads, "Feedback", "FeedbackConnection", "FeedbackEdge", "PageInfo"}


async def rows_of(store: Store) -> list[Any]:
    """All feedback as it stands in the database."""
    async with store.reading() as connection:
        return list((await connection.execute(select(Feedback).order_by(Feedback.id))).all())
