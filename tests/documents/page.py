"""A page of a document for tests: its rows and paragraphs are what a test needs."""

from __future__ import annotations

from collections.abc import Sequence

from documents.page import Page, Row, Section, in_lines


def page(*head: str, rows: Sequence[Row] = (), footer: str = "W1 张三") -> Page:
    sections = (Section("会议", "5.00", tuple(rows)),) if rows else ()
    made = Page(
        title="说明",
        body="政协某市委员会",
        head=head,
        columns=("日期", "事项", "按哪一条", "得分"),
        sections=sections,
        total=("合计", "5.00"),
        closing="正好是总分。",
        remarks_title="没有得分的：",
        remarks=(),
        stamp=("经办：王秘书。",),
        footer=footer,
    )
    return in_lines(made)
