"""Requests about objections, and who sends them: for tests over HTTP."""

from __future__ import annotations

from typing import Any

from resolvers.global_id import encode
from tests.services.accounts.holder import Holder
from tests.services.accounts.office import Office
from tests.services.committee_of_ten import RULE_SET, YEAR

Json = Any

TOLD = """
fragment told on Objection {
  number about year record kind day title state version desk due overdue verdict rule citation step waits
  writer side member { name } line { rule citation raw kept cuts } correction { record version }
  before { total rank } after { total rank } steps { action by desk words } files { id name bytes }
}
"""
RAISE = (
    "mutation ($input: RaiseObjectionInput!) { raiseObjection(input: $input) {"
    " objection { ...told } errors { code field message } } }" + TOLD
)
OWN = "{ me { objections(first: 9) { totalCount nodes { ...told } } } }" + TOLD
BOX = (
    """query ($where: ObjectionFilter) { committee(code: "zhoushan") { objections(first: 9, where: $where) {
    totalCount nodes { ...told } } } }"""
    + TOLD
)
ACCEPT = """mutation ($number: Int!, $version: Int!) {
  acceptObjection(committee: "zhoushan", number: $number, version: $version) {
    objection { state version desk } errors { code field message } } }"""
PASS = """mutation ($number: Int!, $version: Int!) {
  passObjection(committee: "zhoushan", number: $number, version: $version, words: "不是本部门组织的") {
    objection { state version desk } errors { code field message } } }"""
ANSWER = (
    """mutation ($number: Int!, $version: Int!, $input: AnswerObjectionInput!, $key: String) {
  answerObjection(
    committee: "zhoushan", number: $number, version: $version, input: $input, requestKey: $key
  ) { objection { ...told } repeated errors { code field message } } }"""
    + TOLD
)
TAKE_BACK = """mutation ($number: Int!, $version: Int!) {
  withdrawObjection(number: $number, version: $version) {
    objection { state version } errors { code field } } }"""
CLOSE = """mutation ($number: Int!, $version: Int!) {
  closeObjection(number: $number, version: $version) {
    objection { state version } errors { code field } } }"""
WITHDRAW_RECORD = """mutation ($id: ID!) {
  withdrawRecord(input: {id: $id, version: 1, reason: "重复"}) { record { version } errors { code } } }"""
NO = {"verdict": "REFUSED", "words": "已核实，没有错"}
CLAUSE = {"rule": "A1", "citation": "第四条", "step": "记 2 分"}


def member(of: Office, http: Any) -> Holder:
    return Holder(http, token=of.tokens["委员"], headers={})


def staff(of: Office, http: Any, role: str) -> Holder:
    return Holder(http, token=of.tokens[role], headers={})


def about_record(of: Office, **more: Json) -> dict[str, Json]:
    record = encode("Record", of.record)
    return {"year": YEAR, "about": "RECORD", "record": record, "words": "我没有请假\n有签到", **more}


def errors(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]


async def rule_of(http: Any, of: Office) -> str:
    """The code of the rule of the member's only award."""
    query = f"standing(year: {YEAR}) {{ awards(first: 1) {{ nodes {{ node {{ code }} }} }} }}"
    query = f"{{ me {{ memberships {{ {query} }} }} }}"
    (own,) = (await member(of, http).ask(query))["data"]["me"]["memberships"]
    return str(own["standing"]["awards"]["nodes"][0]["node"]["code"])


def a_rule() -> str:
    """The code of some rule of the year."""
    return next(iter(RULE_SET.nodes()))
