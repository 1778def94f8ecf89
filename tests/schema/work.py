"""People of an office who change things over HTTP, once each (`worked`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from resolvers.global_id import encode
from tests.services.accounts.holder import CODE, Holder
from tests.services.accounts.office import Office
from tests.services.committee_of_ten import YEAR

Json = Any
MWC, OFFICE, SPECIAL, MEMBER, OFFICER = "委员工作委员会", "办公室", "专门委员会", "委员", "信息员"
SYSTEM, SECURITY, KEEPER, SIGNER = "系统管理员", "安全管理员", "运维", "签批领导"
UNIT = "承办单位"
SECOND, NOBODY = "委员工作委员会乙", "没有登录"
OF = f'committee: "{CODE}"'
YEARLY = f"{OF}, year: {YEAR}"
RECORD = "record { id version } correction { number }"
PERSONS = '[{seat: "甲", digits: "1234567890"}, {seat: "乙", digits: "0987654321"}]'


@dataclass
class Work:
    """People who change things over HTTP, and what they have made."""

    http: httpx.AsyncClient
    of: Office
    tokens: Mapping[str, str]
    done: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    def who(self, role: str) -> Holder:
        return Holder(self.http, token=self.tokens.get(role), headers={})

    async def do(self, role: str, name: str, given: str, shown: str = "") -> Json:
        """The payload of a change that is made."""
        asked = f"mutation {{ {name}({given}) {{ {shown} errors {{ code field message }} }} }}"
        payload = await self.who(role).change(asked)
        assert payload["errors"] == [], (name, payload)
        self.done.add(name)
        return payload

    async def asked(self, role: str, query: str) -> Json:
        answer = await self.who(role).ask(query)
        assert "errors" not in answer, answer
        return answer["data"]

    def member(self, at: int) -> str:
        return f'"{encode("Member", self.of.members[at])}"'

    async def occasion(self, title: str, status: str = "出席", up_to: str = "APPROVED") -> str:
        """A survey of the Office's with the first two members."""
        said = f'attributes: [{{name: "状态", value: "{status}"}}]'
        who = f"members: [{self.member(0)}, {self.member(1)}], {said}"
        given = f'{YEARLY}, kind: "调研", title: "{title}", day: "2022-03-01", upTo: {up_to}'
        done = await self.do(
            OFFICE, "enterOccasion", f"input: {{{given}, participants: [{{{who}}}]}}", "record { id }"
        )
        return str(done["record"]["id"])

    async def work(self, title: str, *authors: int, up_to: str = "SUBMITTED", more: str = "") -> str:
        """An opinion of these members."""
        who = ", ".join(f"{{member: {self.member(at)}}}" for at in authors)
        given = f'{YEARLY}, kind: "社情民意", title: "{title}", day: "2022-03-01", upTo: {up_to}{more}'
        done = await self.do(OFFICE, "enterWork", f"input: {{{given}, authors: [{who}]}}", "record { id }")
        return str(done["record"]["id"])

    async def moved(self, role: str, name: str, *records: tuple[str, int], more: str = "") -> None:
        listed = ", ".join(f'{{id: "{one}", version: {version}}}' for one, version in records)
        done = await self.do(role, name, f"input: {{{OF}, records: [{listed}]{more}}}", "doneCount")
        assert done["doneCount"] == len(records), name
