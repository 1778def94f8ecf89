"""The table of steps as `docs/review.md` shows it; as a program this writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from services.review.transitions import Step, action_name, state_name, steps
from services.rights.role import Right

PAGE = Path(__file__).parents[3] / "docs" / "review.md"
BEGIN, END = "<!-- 由 transitions.yaml 画出 -->\n", "<!-- 画到这里 -->"
WHOSE = {Right.ENTER: "录入", Right.REVIEW: "审核"}


def drawn() -> str:
    """A diagram of the steps, and below it a table of them."""
    return f"```mermaid\nstateDiagram-v2\n{_arrows()}```\n\n{_table()}"


def _arrows() -> str:
    lines = []
    for step in steps():
        for source in step.sources or ("",):
            to = step.to or source
            begin = state_name(source) if source else "[*]"
            lines.append(f"    {begin} --> {state_name(to)}: {action_name(step.action)}\n")
    return "".join(lines)


def _table() -> str:
    rows = ["| 做什么 | 从 | 到 | 权限 | 事由 | 注 |\n", "|---|---|---|---|---|---|\n"]
    return "".join([*rows, *(_row(step) for step in steps())])


def _row(step: Step) -> str:
    sources = "、".join(map(state_name, step.sources)) or "（新的）"
    to = "不变" if step.to is None else state_name(step.to)
    notes = ["另立更正，通过才生效"] * step.entry + ["同一个人的注明"] * step.marked
    reason = "必须" if step.reason else "—"
    return (
        f"| {action_name(step.action)} | {sources} | {to} | {WHOSE[step.right]} | {reason} |"
        f" {'；'.join(notes) or '—'} |\n"
    )


def page() -> str:
    """The page with the drawing that the table gives now."""
    said = PAGE.read_text(encoding="utf-8")
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: drawn(), said, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
