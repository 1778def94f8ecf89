"""Requests about papers made of opinion items, and who signs them: for tests over HTTP."""

from __future__ import annotations

from typing import Any

from models.store import Store
from services.accounts.account import Registration, register
from services.accounts.grants import Giving, grant
from services.accounts.sign_in import Credentials, set_password, sign_in
from services.actor import Actor
from tests.schema.opining import ACCEPT, errors, of_role, submitted
from tests.services.accounts.holder import CODE, HERE, PASSWORD, Holder, hashing
from tests.services.accounts.office import FIRST, Office, account_of

Json = Any

TOLD = """
fragment told on OpinionPaper {
  number state version merged text { number title situation causes advice }
  items { number writer title situation causes advice coAuthors { name number } files { id name } }
  destination { code } vehicle { code name } unit coUnits askedIssue year issue route { code }
  awaits { code } mine steps { action by text post { code } insteadOf words } availableActions
}
"""


def change(name: str, declared: str, given: str) -> str:
    """A change that answers a paper."""
    return (
        f"mutation ($key: String{declared}) {{"
        f' {name}(committee: "zhoushan", requestKey: $key, {given}) {{'
        " paper { ...told } repeated errors { code field message } } }" + TOLD
    )


def step(name: str, declared: str = "", given: str = "") -> str:
    """A change of a paper by its number and version."""
    return change(
        name, f", $number: Int!, $version: Int!{declared}", f"number: $number, version: $version{given}"
    )


BEGIN = change("beginOpinionPaper", ", $items: [Int!]!", "items: $items")
SAVE = step(
    "saveOpinionPaper",
    ", $input: OpinionPaperInput!, $declared: Boolean = true",
    ", notClassified: $declared, input: $input",
)
DROP, HAND_UP, CALL_BACK = (step(f"{one}OpinionPaper") for one in ("drop", "handUp", "callBack"))
SIGN = step("signOpinionPaper", ", $words: String", ", words: $words")
SEND_BACK = step("sendBackOpinionPaper", ', $words: String = "写明是哪一处"', ", words: $words")
ONE = "query ($number: Int!) { opinionPaper(number: $number) { ...told } }" + TOLD
LIST = "query ($where: OpinionPaperFilter) { opinionPapers(first: 20, where: $where) { nodes { number } } }"
APPOINT = (
    'mutation ($input: AppointInput!, $key: String) { appoint(committee: "zhoushan", input: $input,'
    " requestKey: $key) { post { number name insteadOf current } repeated errors { code field message } } }"
)
END = (
    'mutation ($number: Int!) { endPost(committee: "zhoushan", number: $number) {'
    " post { current } errors { code field message } } }"
)
POSTS = "{ posts { number post { code } name insteadOf firstDay lastDay current } }"
TEXT = {"title": "码头停车难", "situation": "八月有 12 天停满", "causes": "车位少", "advice": "增设车位"}
TO_UNIT = {"destination": "department", "vehicle": "forward", "unit": "市交通运输局"}
TO_PROVINCE = {"destination": "provincial", "vehicle": "information"}
# Who holds which post in these tests.
HOLDERS = {
    "leader_in_charge": "分管领导甲",
    "office_head": "主任甲",
    "secretary_general": "秘书长甲",
    "chair": "主席甲",
}


async def joined(store: Store, http: Any, name: str, at: int) -> Holder:
    """Somebody with the role of those who sign, signed in."""
    phone = f"138000580{at:02}"
    form = Registration(real_name=name, phone=phone)
    issued = await register(store, hashing(), CODE, Actor("系统管理员甲", "command"), form)
    await grant(store, CODE, FIRST, issued.account.id, Giving(role="签批领导"))
    await set_password(store, hashing(), CODE, Credentials(phone, issued.secret), PASSWORD, HERE)
    token = (await sign_in(store, hashing(), CODE, Credentials(phone, PASSWORD), HERE)).token
    return Holder(http, token=token, headers={})


async def signers(store: Store, http: Any, of: Office) -> dict[str, Holder]:
    """Who holds each post, since the first of January 2022."""
    granting, found = of_role(http, of, "安全管理员"), {}
    for at, (post, name) in enumerate(HOLDERS.items(), 1):
        found[post] = await joined(store, http, name, at)
        given = {"post": post, "account": await account_of(store, name), "firstDay": "2022-01-01"}
        assert errors(await granting.change(APPOINT, input=given)) == []
    return found


async def accepted(author: Holder, office: Holder, **more: Json) -> int:
    """The number of an item that passed its first review."""
    number = await submitted(author, **more)
    assert errors(await office.change(ACCEPT, number=number, version=2)) == []
    return number


async def begun(office: Holder, *items: int) -> Json:
    """A paper that was begun with items."""
    payload = await office.change(BEGIN, items=items)
    assert payload["errors"] == []
    return payload["paper"]


async def saved(office: Holder, paper: Json, **more: Json) -> Json:
    """A paper with the words of `TEXT`, to be sent to a unit."""
    items = [each["number"] for each in paper["items"]]
    given = {"items": items, **TEXT, **TO_UNIT, **more}
    at = {"number": paper["number"], "version": paper["version"]}
    payload = await office.change(SAVE, **at, input=given)
    assert payload["errors"] == []
    return payload["paper"]


async def taken(holder: Holder, query: str, paper: Json, **more: Json) -> Json:
    """A paper after a step that went."""
    payload = await holder.change(query, number=paper["number"], version=paper["version"], **more)
    assert payload["errors"] == []
    return payload["paper"]


async def one(holder: Holder, number: int) -> Json:
    return (await holder.ask(ONE, number=number))["data"]["opinionPaper"]


async def listed(holder: Holder, **where: Json) -> list[int]:
    nodes = (await holder.ask(LIST, where=where))["data"]["opinionPapers"]["nodes"]
    return [each["number"] for each in nodes]
