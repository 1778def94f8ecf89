"""The table of steps as `docs/opinions.md` shows it; as a program this writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from services.opinions.transitions import action_name, state_name, steps
from services.rights.role import Right

PAGE = Path(__file__).parents[3] / "docs" / "opinions.md"
BEGIN, END = "<!-- 由 transitions.yaml 画出 -->\n", "<!-- 画到这里 -->"
WHO = {
    Right.WRITE_OPINIONS: "提交的本人",
    Right.REVIEW_OPINIONS: "办公室（初审）",
    Right.PURGE_OPINIONS: "办公室（清除涉密的）",
}


def drawn() -> str:
    """A diagram of the steps, and below it a table of them."""
    arrows, rows = [], []
    for step in steps():
        for source in step.sources or ("",):
            begin, to = state_name(source) if source else "[*]", state_name(step.to or source)
            arrows.append(f"    {begin} --> {to}: {action_name(step.action)}\n")
        sources = "、".join(map(state_name, step.sources)) or "（新的）"
        to = "不变" if step.to is None else state_name(step.to)
        reason = "选一项" if step.reason else "—"
        rows.append(f"| {action_name(step.action)} | {sources} | {to} | {WHO[step.right]} | {reason} |\n")
    head = "| 做什么 | 从 | 到 | 谁 | 理由 |\n|---|---|---|---|---|\n"
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}```\n\n{head}{''.join(rows)}"


def page() -> str:
    """The page with the drawing that the table gives now."""
    said = PAGE.read_text(encoding="utf-8")
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: drawn(), said, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
