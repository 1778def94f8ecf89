"""The table of steps as `docs/review.md` shows it; as a program this writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from services.review.transitions import Step
from services.rights.role import Right
from services.rights.step import table_of_rights
from tests.services.drawn import BEGIN, END, begun, diagram

PAGE = Path(__file__).parents[3] / "docs" / "review.md"
TABLE = table_of_rights("services.review", Step)
WHOSE = {Right.ENTER: "录入", Right.REVIEW: "审核"}


def drawn() -> str:
    """A diagram of the steps, and below it a table of them."""
    rows = ["| 做什么 | 从 | 到 | 权限 | 事由 | 注 |\n", "|---|---|---|---|---|---|\n"]
    return f"{diagram(TABLE)}\n{''.join([*rows, *map(_row, TABLE.steps)])}"


def _row(step: Step) -> str:
    notes = ["另立更正，通过才生效"] * step.entry + ["同一个人的注明"] * step.marked
    reason = "必须" if step.reason else "—"
    return f"{begun(TABLE, step)} {WHOSE[step.right]} | {reason} | {'；'.join(notes) or '—'} |\n"


def page() -> str:
    """The page with the drawing that the table gives now."""
    said = PAGE.read_text(encoding="utf-8")
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: drawn(), said, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
