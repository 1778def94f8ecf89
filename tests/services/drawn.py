"""Tables of steps as the pages of the documents show them; as a program this writes them there."""

from __future__ import annotations

import re
from pathlib import Path

from services.transitions import Step, Transitions, transitions

DOCS = Path(__file__).parents[2] / "docs"
# The page, by the package whose table it shows.
PAGES = {
    "services.entry": DOCS / "entry.md",
    "services.samples": DOCS / "sampling.md",
    "services.objections": DOCS / "objections.md",
    "services.people": DOCS / "people.md",
    "services.check_in": DOCS / "check-in.md",
}
BEGIN, END = "<!-- 由 transitions.yaml 画出 -->\n", "<!-- 画到这里 -->"


def drawn(table: Transitions) -> str:
    """A diagram of the steps, and below it a table of them."""
    arrows, rows = [], ["| 做什么 | 从 | 到 | 谁 | 注 |\n", "|---|---|---|---|---|\n"]
    for step in table.steps:
        arrows += [_arrow(table, step, source) for source in step.sources or ("",)]
        sources = "、".join(table.states[one] for one in step.sources) or "（新的）"
        to = "不变" if step.to is None else table.states[step.to]
        rows.append(f"| {table.actions[step.action]} | {sources} | {to} | {step.by} | {step.note or '—'} |\n")
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}```\n\n{''.join(rows)}"


def _arrow(table: Transitions, step: Step, source: str) -> str:
    begin, end = (table.states[source] if source else "[*]"), table.states[step.to or source]
    return f"    {begin} --> {end}: {table.actions[step.action]}\n"


def page(package: str) -> str:
    """The page with the drawing that the table gives now."""
    said = PAGES[package].read_text(encoding="utf-8")
    picture = drawn(transitions(package))
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: picture, said, flags=re.DOTALL)


if __name__ == "__main__":
    for package, path in PAGES.items():
        path.write_text(page(package), encoding="utf-8")
