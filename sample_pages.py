"""A sample as it is published (履7): a page for all who may read the committee's results, and what proves it.

Nothing here names a member or a title: the frame has numbers, kinds and departments.
"""

from collections.abc import Sequence
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from callers import Callers
from models.clock import CHINA
from models.store import Store
from pages import attached, told
from scoring.draw import SCRIPT
from services.refusal import Code, Refusal
from services.rights.role import Right
from services.samples.examination import DrawnRow, Result, examined, results
from services.samples.frame import Stratum
from services.samples.repeating import archive
from services.samples.sampling import STEPS, SampleRow, frame_of, sample

PATH = "/samples/{id}"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title></head>
<body><h1>{title}</h1>{body}</body></html>"""


class SamplePages:
    """The addresses, over a store."""

    def __init__(self, store: Store, callers: Callers) -> None:
        self._store = store
        self._callers = callers

    @property
    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(PATH, told(self._page, HEADERS), methods=["GET"]),
            Route(PATH + "/files", told(self._files, HEADERS), methods=["GET"]),
        ]

    async def _page(self, request: Request) -> Response:
        of, _ = await self._found(request)
        async with self._store.reading() as connection:
            rows = [] if of.seed is None else await examined(connection, of)
            found = await results(connection, of)
        title = f"{of.asked['year']} 年抽查（编号 {of.id}）"
        body = "".join((_told_of(of), _persons(of), _results(found), _list(rows), _repeating(of)))
        return HTMLResponse(PAGE.format(title=title, body=body), 200, HEADERS)

    async def _files(self, request: Request) -> Response:
        of, frame = await self._found(request)
        return Response(archive(of, frame), 200, attached(f"sample-{of.id}.zip"), "application/zip")

    async def _found(self, request: Request) -> tuple[SampleRow, str]:
        """The sample that is asked for, with its frame; raises `Refusal` for whoever may not read."""
        caller = await self._callers.find(request, await self._store.version())
        session = caller.signed_in()
        caller.check_complete()
        if not session.rights.has(Right.READ):
            raise Refusal(Code.FORBIDDEN, f"没有权限：{Right.READ.called}")
        said = str(request.path_params["id"])
        number = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
        async with self._store.reading() as connection:
            of = await sample(connection, session.committee_id, number)
            return of, await frame_of(connection, of)


def _told_of(of: SampleRow) -> str:
    seed = of.seed or "还没有：等在场的人报数字"
    when = f"{of.frozen_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return (
        f"<p>{STEPS.states[of.state]}。名单 {of.records} 条，{when} 由{escape(of.frozen_by)}冻结；"
        f"建议抽 {of.proposed} 条。</p>"
        f"<p>名单的 SHA-256：<code>{of.digest}</code></p><p>种子：<code>{seed}</code></p>"
    )


def _persons(of: SampleRow) -> str:
    rows = [(one["seat"], one["digits"]) for one in of.given or ()]
    return _table("在场的人报的数字", ("席位", "数字"), rows)


def _results(found: list[Result]) -> str:
    rows = []
    for one in found:
        share = "没有检查完" if one.share is None else " – ".join(_percent(end) for end in one.share)
        counts = (one.records, one.draw.size, one.examined, one.faults)
        rows.append((_stratum(one.draw.stratum), *map(str, counts), share))
    heads = ("部分", "名单里", "抽了", "检查了", "有问题", "占比，95 % 区间")
    note = "<p>抽得少，说明不了部门之间谁好谁差，不按它排名。</p>" if rows else ""
    return _table("抽了多少，查出多少", heads, rows) + note


def _list(found: list[DrawnRow]) -> str:
    rows = []
    for one in found:
        line = one.line
        checked = "" if one.finding is None else ("有问题" if one.finding.fault else "没有问题")
        now = f"第 {one.version_now} 版" + ("，冻结以后改过" if one.changed else "")
        named = (str(one.place), str(line.id), line.kind, line.department)
        rows.append((*named, f"第 {line.version} 版", now, checked))
    heads = ("次序", "编号", "种类", "部门", "冻结时", "现在", "检查")
    return _table("抽到的记录", heads, rows)


def _repeating(of: SampleRow) -> str:
    return (
        f'<h2>自己重复一遍</h2><p><a href="/samples/{of.id}/files">下载名单、种子、抽到的和脚本</a>，'
        f"解开以后 <code>python3 repeat.py 条数</code>；用电子表格的，照“怎样重复.txt”做。</p>"
        f"<pre>{escape(SCRIPT)}</pre>"
    )


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows)
    return f"<h2>{title}</h2><table><tr>{head}</tr>{body}</table>"


def _stratum(of: Stratum) -> str:
    named = [*(of.departments or ()), *(of.kinds or ())]
    return "、".join(named) or "全部"


def _percent(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %"
