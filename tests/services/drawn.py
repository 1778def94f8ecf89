"""Tables of steps as the pages of the documents show them; as a program this writes them there."""

from __future__ import annotations

import re
from pathlib import Path

from services.transitions import S, StepBy, Transitions, transitions

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


def drawn(table: Transitions[StepBy]) -> str:
    """A diagram of the steps, and below it a table of them."""
    rows = ["| 做什么 | 从 | 到 | 谁 | 注 |\n", "|---|---|---|---|---|\n"]
    rows += [f"{begun(table, step)} {step.by} | {step.note or '—'} |\n" for step in table.steps]
    return f"{diagram(table)}\n{''.join(rows)}"


def diagram(table: Transitions[S]) -> str:
    """All steps as arrows from state to state."""
    arrows = [
        f"    {table.states[source] if source else '[*]'} --> {table.states[step.to or source]}:"
        f" {table.actions[step.action]}\n"
        for step in table.steps
        for source in step.sources or ("",)
    ]
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}```\n"


def begun(table: Transitions[S], step: S) -> str:
    """The first three cells of a row: what is done, from where, to where."""
    sources = "、".join(table.states[one] for one in step.sources) or "（新的）"
    to = "不变" if step.to is None else table.states[step.to]
    return f"| {table.actions[step.action]} | {sources} | {to} |"


def page(package: str) -> str:
    """The page with the drawing that the table gives now."""
    said = PAGES[package].read_text(encoding="utf-8")
    picture = drawn(transitions(package))
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: picture, said, flags=re.DOTALL)


if __name__ == "__main__":
    for package, path in PAGES.items():
        path.write_text(page(package), encoding="utf-8")
