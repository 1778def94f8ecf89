"""Rule documents for tests: a header of six lines, so that what a test writes begins in line 7."""

from pathlib import Path

from rules.document import RuleSet
from rules.loader import loads
from rules.source import DocumentRefused, Problem

HEADER = """\
language: 1
title: 测试办法
committee: 测试
year: 2022
period: {from: 2022-01-01, to: 2022-12-31}
citation: 测试
"""


def measure(body: str) -> RuleSet:
    """The rule set of a document whose header is `HEADER`."""
    return loads(HEADER + body)


def of_rules(*rules: str) -> str:
    """A root with these rules, one a line: the first stands in line 11, its brace in column 5."""
    return "".join(
        f"{line}\n"
        for line in ("root:", "  id: total", "  title: 总分", "  rules:", *(f"  - {rule}" for rule in rules))
    )


def refused(text: str, folder: Path | None = None) -> list[Problem]:
    """The problems of a document that must be refused."""
    try:
        loads(text, "年度.yaml", folder)
    except DocumentRefused as refusal:
        return refusal.problems
    raise AssertionError("the document was not refused")
