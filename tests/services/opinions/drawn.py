"""The tables of steps as `docs/opinions.md` shows them; as a program this writes them there."""

from __future__ import annotations

from pathlib import Path

from services.opinions.transitions import ITEMS, PAPERS, Table
from services.rights.role import Right

PAGE = Path(__file__).parents[3] / "docs" / "opinions.md"
END = "<!-- 画到这里 -->"
BEGIN = {ITEMS: "<!-- 由 transitions.yaml 画出 -->\n", PAPERS: "<!-- 由 paper_transitions.yaml 画出 -->\n"}
REASONS = {ITEMS: "选一项", PAPERS: "写明"}
WHO = {
    Right.WRITE_OPINIONS: "提交的本人",
    Right.REVIEW_OPINIONS: "办公室（初审）",
    Right.PURGE_OPINIONS: "办公室（清除涉密的）",
    Right.EDIT_OPINIONS: "办公室（编辑）",
    Right.SIGN_OPINIONS: "轮到签的",
}


def drawn(table: Table) -> str:
    """A diagram of the steps, and below it a table of them."""
    arrows, rows = [], []
    for step in table.steps:
        for source in step.sources or ("",):
            begin, to = table.state_name(source) if source else "[*]", table.state_name(step.to or source)
            arrows.append(f"    {begin} --> {to}: {table.action_name(step.action)}\n")
        sources = "、".join(map(table.state_name, step.sources)) or "（新的）"
        to = "不变" if step.to is None else table.state_name(step.to)
        reason = REASONS[table] if step.reason else "—"
        who = "随编发稿" if step.paper else WHO[step.right]
        rows.append(f"| {table.action_name(step.action)} | {sources} | {to} | {who} | {reason} |\n")
    head = "| 做什么 | 从 | 到 | 谁 | 理由 |\n|---|---|---|---|---|\n"
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}```\n\n{head}{''.join(rows)}"


def page() -> str:
    """The page with the drawings that the tables give now."""
    said = PAGE.read_text(encoding="utf-8")
    for table, begin in BEGIN.items():
        before, found, rest = said.partition(begin)
        assert found, table.file
        _, end, after = rest.partition(END)
        said = f"{before}{begin}{drawn(table)}{end}{after}"
    return said


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
