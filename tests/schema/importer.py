"""Somebody who imports over HTTP, what they ask, and the table that they hand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from tests.services.committee_of_ten import NAMES, PHONES

Json = Any
MWC = "委员工作委员会"
INPUT = "$input: ImportFilesInput!"
PREVIEW = f"""query ({INPUT}) {{ committee(code: "zhoushan") {{ importPreview(input: $input) {{
  verdict toAccept newCount changedCount unchangedCount heldCount goneCount formerTerm lateCount
  errorCount questionCount
  notes
  understood {{ usable sheets {{ file sheet shape kinds rows columns {{ heading meaning }} }}
    problems {{ file sheet row column value level message suggestion count
      question {{ section subject choices other alike }} }} }}
  new: entries(sort: NEW) {{ id kind number title }}
  changed: entries(sort: CHANGED) {{ number changes }}
  rowCount rows {{ file sheet row headings cells problems {{ column level message }} }}
}} }} }}"""
IMPORT = f"""mutation ({INPUT}, $key: String) {{ importFiles(input: $input, requestKey: $key) {{
  batch {{ number occasions works members entered withdrew corrections }}
  repeated errors {{ code field message }}
}} }}"""
RECORDS = """query ($where: RecordFilter!) { committee(code: "zhoushan") {
  records(first: 50, where: $where) { nodes { id version kind title state } } } }"""
WITHDRAW = """mutation ($input: MoveRecordsInput!) { withdrawRecords(input: $input) {
  doneCount errors { code message } } }"""
HEADINGS = ("编号", "题目", "提交日期", "姓名", "立案")
ROSTER = ("委员编号", "姓名", "电话", "界别", "身份")
# 钱贰 stands on the sheet twice, and nobody is called so; 钱二 is the second of the ten.
PROPOSALS = [
    ("1", "停车", "2022-03-05", "赵一", "是"),
    ("2", "绿化", "2022-03-06", "钱贰", "是"),
    ("3", "供水", "2022-03-07", "钱贰", "是"),
]
MEANT = {"section": "NAME", "subject": "钱贰", "answer": "钱二"}


def table(lines: Sequence[Sequence[str]] = PROPOSALS, headings: Sequence[str] = HEADINGS) -> bytes:
    """A CSV as Excel in China saves it."""
    written = io.StringIO()
    csv.writer(written).writerows([headings, *lines])
    return written.getvalue().encode("gb18030")


def roster(changes: Mapping[str, Mapping[str, str]] | None = None, without: Collection[str] = ()) -> bytes:
    """The roster of the committee of ten as it stands and an eleventh, with what is otherwise by number."""
    lines = []
    for at in range(10):
        number, rank = f"{at + 1:03}", "常委" if at % 3 == 0 else "委员"
        line = dict(zip(ROSTER, (number, NAMES[at], PHONES[at], ("科技", "经济")[at % 2], rank), strict=True))
        lines.append([*{**line, **(changes or {}).get(number, {})}.values()])
    lines.append(["011", "韩梅", "13905809999", "科技", "委员"])
    return table([line for line in lines if line[0] not in without], ROSTER)


@dataclass
class Importer:
    """Somebody who imports, by their token."""

    http: httpx.AsyncClient
    token: str

    async def hand_in(self, content: bytes, name: str = "提案.csv") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Luzhi-Filename": quote(name)}
        return await self.http.post("/imports", content=content, headers=headers)

    async def handed(self, content: bytes = b"", name: str = "提案.csv") -> str:
        """The id of a file that was taken."""
        answer = await self.hand_in(content or table(), name)
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found

    async def ask(self, query: str, **variables: Json) -> Json:
        headers = {"Authorization": f"Bearer {self.token}"}
        sent = {"query": query, "variables": variables}
        return (await self.http.post("/graphql", json=sent, headers=headers)).json()

    async def preview(self, *files: str, **more: Json) -> Json:
        found = await self.ask(PREVIEW, input=asked(*files, **more))
        assert "errors" not in found, found["errors"]
        return found["data"]["committee"]["importPreview"]

    async def enter(self, *files: str, key: str | None = None, **more: Json) -> Json:
        """The payload of an import."""
        found = await self.ask(IMPORT, input=asked(*files, **more), key=key)
        assert "errors" not in found, found["errors"]
        return found["data"]["importFiles"]

    async def records(self, **where: Json) -> Json:
        found = await self.ask(RECORDS, where={"states": None, **where})
        assert "errors" not in found, found["errors"]
        return found["data"]["committee"]["records"]["nodes"]


def asked(*files: str, **more: Json) -> Json:
    return {"committee": "zhoushan", "year": 2022, "files": list(files), **more}


def codes(payload: Json) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in payload["errors"]]
