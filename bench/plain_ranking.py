"""The ranking as HTML that the server writes: the rows of the desk, found by a form and paged by links."""

from html import escape
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from services.results.ranking import order
from services.runs.board import Board

ROWS = 50
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>履职排名</title></head><body>
<h1>履职排名</h1>
<form><label>查委员 <input name="search" value="{search}"></label><button>查找</button></form>
<table><thead><tr><th>名次</th><th>委员</th><th>编号</th><th>总分</th></tr></thead>
<tbody>{rows}</tbody></table><a href="{after}">下一页</a></body></html>"""


def plain(board: Board) -> Starlette:
    """A site with this one page over a run."""

    async def shown(request: Request) -> HTMLResponse:
        search, first = request.query_params.get("search", ""), int(request.query_params.get("from", 0))
        found = [row for row in order(board).rows if search in row.entry.enrolled.member.name]
        rows = "".join(
            f"<tr><td>{row.rank}</td><td>{escape(row.entry.enrolled.member.name)}</td>"
            f"<td>{escape(row.entry.score.key)}</td><td>{float(row.value):.2f}</td></tr>"
            for row in found[first : first + ROWS]
        )
        after = "?" + urlencode({"search": search, "from": first + ROWS})
        return HTMLResponse(PAGE.format(search=escape(search), rows=rows, after=escape(after)))

    return Starlette(routes=[Route("/", shown)])
