"""The tables of steps as the pages of `docs` show them; as a program this writes them there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.opinions.transitions import (
    CALLS,
    CO_RECEIVE,
    FINISH,
    HANDLINGS,
    HEAR,
    ITEMS,
    LEADS,
    MEETINGS,
    PAPERS,
    RATE,
    RATINGS,
    REOPEN,
    Step,
)
from services.rights.role import Right
from services.transitions import Transitions
from tests.services.drawn import END, begun, diagram

DOCS = Path(__file__).parents[3] / "docs"
# The tables of a page, each with how a reason is given.
TABLES: dict[str, list[tuple[str, Transitions[Any], str]]] = {
    "opinions.md": [
        ("transitions.yaml", ITEMS, "选一项"),
        ("paper_transitions.yaml", PAPERS, "写明"),
        ("meeting_transitions.yaml", MEETINGS, "—"),
    ],
    "handling.md": [("handling_transitions.yaml", HANDLINGS, "写明")],
    "rating.md": [("rating_transitions.yaml", RATINGS, "选一项")],
    "sources.md": [("call_transitions.yaml", CALLS, "写明"), ("lead_transitions.yaml", LEADS, "写明")],
}
# What is not taken by itself, by what takes it; else the paper does.
WITH = {HEAR: "随答复", FINISH: "随期限", RATE: "提交的本人", REOPEN: "随评价"}
WHO = {
    Right.WRITE_OPINIONS: "提交的本人",
    Right.REVIEW_OPINIONS: "办公室（初审）",
    Right.PURGE_OPINIONS: "办公室（清除涉密的）",
    Right.EDIT_OPINIONS: "办公室（编辑）",
    Right.SIGN_OPINIONS: "轮到签的",
    Right.HANDLE_OPINIONS: "主办单位",
    Right.CHECK_HANDLING: "办公室（审核办理）",
    Right.TAKE_LEADS: "登记、在手里的人，或办公室",
    Right.PLAN_OPINIONS: "办公室（约稿、联系点）",
}


def drawn(table: Transitions[Any], why: str) -> str:
    """A diagram of the steps, and below it a table of them; `why` is how a reason is given."""
    rows = ["| 做什么 | 从 | 到 | 谁 | 理由 |\n", "|---|---|---|---|---|\n"]
    for step in table.steps:
        who = "协办单位" if step.action == CO_RECEIVE else WHO[step.right]
        if isinstance(step, Step) and step.paper:
            who = WITH.get(step.action, "随编发稿")
        rows.append(f"{begun(table, step)} {who} | {why if step.reason else '—'} |\n")
    return f"{diagram(table)}\n{''.join(rows)}"


def page(name: str) -> str:
    """The page with the drawings that the tables give now."""
    said = (DOCS / name).read_text(encoding="utf-8")
    for file, table, why in TABLES[name]:
        before, begin, rest = said.partition(f"<!-- 由 {file} 画出 -->\n")
        assert begin, file
        _, end, after = rest.partition(END)
        said = f"{before}{begin}{drawn(table, why)}{end}{after}"
    return said


if __name__ == "__main__":
    for name in TABLES:
        (DOCS / name).write_text(page(name), encoding="utf-8")
