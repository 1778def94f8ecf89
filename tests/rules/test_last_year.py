"""What is carried from the year before, as a document says it: refused, remarked, read again, compared."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rules.consolidated_text import consolidated
from rules.difference import differences
from rules.document import Band
from rules.last_year import Carried, ids_in
from rules.lint import lint
from rules.loader import loads
from tests.rules.documents import HEADER, of_rules, refused
from tests.rules.test_supplements import supplemented

P1 = "{id: P1, title: 提案, take: authorship, when: {kind: 提案}, points: 3, citation: 一}"
MORE = (
    "{id: P2, title: 比上年多, take: authorship, when: {kind: 提案}, citation: 一,"
    " count: work, less: 上年提案件数, points: 1}"
)
COUNT = "{name: 上年提案件数, count: P1}"


def carrying(*items: str, rules: tuple[str, ...] = (P1, MORE), more: str = "") -> str:
    """A document that carries these; the first stands in line 8."""
    listed = "".join(f"- {item}\n" for item in items)
    return f"{HEADER}last_year:\n{listed}{of_rules(*rules)}{more}"


def test_what_is_carried_is_an_amount_of_the_member() -> None:
    rule_set = loads(carrying(COUNT, "{name: 上年名次, rank: 全体}"))
    assert rule_set.carried == (Carried("上年提案件数", "count", "P1"), Carried("上年名次", "rank", "全体"))
    own = rule_set.catalogue.attributes["上年名次"]
    assert (own.of, own.type, own.quantity) == (("member",), "number", True)
    # The version is named by its text and the catalogue that was read, and is read again with that.
    assert rule_set.catalogue.text == loads(HEADER + of_rules(P1)).catalogue.text
    again = loads(rule_set.text, catalogue=rule_set.catalogue)
    assert (again.digest, again.carried) == (rule_set.digest, rule_set.carried)


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("{name: 去年提案, count: P1}", "“去年提案”不能作名称"),
        ("{name: 上年提案, count: P1, rank: 全体}", "没有说带上年的什么，或者说了几样"),
        ("{name: 上年提案}", "没有说带上年的什么，或者说了几样"),
        ("{name: 上年总分, points: P1}", "“上年总分”已经有了"),
    ],
)
def test_what_cannot_be_carried(item: str, message: str) -> None:
    assert message in [one.message for one in refused(carrying(COUNT, item))]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (MORE.replace("上年提案件数", "上年提案数"), "“less”不能是“上年提案数”"),
        (MORE.replace("count: work, ", ""), "less 要配 count"),
        ("{id: B, title: 结转, count: 上年提案件数, citation: 一}", "没有说怎样给分"),
        ("{id: B, title: 结转, count: 上年提案件数, points: 1, take: outcome}", "的总数给分的规则不看“take”"),
    ],
)
def test_what_cannot_be_paid_for(rule: str, message: str) -> None:
    assert any(message in one.message for one in refused(carrying(COUNT, rules=(P1, rule))))


def test_points_and_bands_of_an_amount() -> None:
    banded = "{id: B, title: 上年, citation: 一, count: 上年总分, bands: [{min: 85.5, points: 2}]}"
    (leaf,) = [node.leaf for node in loads(HEADER + of_rules(banded)).root.leaves()]
    assert leaf is not None
    assert (leaf.number, leaf.counted) == ("上年总分", True)
    assert [(band.points, band.compare.bounds) for band in leaf.bands] == [
        (Fraction(2), (("min", Fraction("85.5")),))
    ]
    assert isinstance(leaf.bands[0], Band)
    # Points have decimals: a bound of 85.5 is no slip.
    assert lint(loads(HEADER + of_rules(banded))) == []


def test_what_is_hardly_meant_is_remarked() -> None:
    unread = loads(carrying(COUNT, "{name: 上年名次, rank: 全体}"))
    assert [one.message for one in lint(unread)] == ["从上年带来的“上年名次”没有用到"]
    before = loads(HEADER.replace("2022", "2021") + of_rules(P1.replace("P1", "P9")))
    found = lint(loads(carrying(COUNT)), last_year=before)
    assert [(one.level, one.message, one.suggestion) for one in found] == [
        ("error", "2021 年的办法里没有“P1”，“上年提案件数”谁也没有", "是不是“P9”？")
    ]


def test_the_difference_and_the_consolidated_text() -> None:
    after = loads(carrying(COUNT))
    before = loads(carrying("{name: 上年提案件数, points: P1}"))
    assert [one.what for one in differences(before, after)] == [
        "文件头：从上年带来 上年提案件数（上年 P1 的得分） 改为 上年提案件数（上年 P1 的件次）"
    ]
    plain = loads(
        carrying(
            COUNT,
            rules=(
                P1,
                MORE.replace(" less: 上年提案件数,", " bands: [{min: 1, points: 2}],").replace(
                    ", points: 1}", "}"
                ),
            ),
        )
    )
    assert "P2 比上年多：增加减去 上年提案件数" in [one.what for one in differences(plain, after)]
    changed = supplemented(
        "- {set: last_year, to: [{name: 上年提案件数, points: P1}], retroactive: 是}\n", base=carrying(COUNT)
    )
    assert loads(consolidated(changed)).carried == (Carried("上年提案件数", "points", "P1"),)


def test_the_ids_of_a_text() -> None:
    beside = (
        "term: {from: 2021-01-01}\n"
        "term_counts: [{id: T1, title: 届内, take: authorship, when: {kind: 提案}}]\n"
        "gates: [{id: K1, title: 关, if: {count: P1, max: 0}, ungraded: 是}]\n"
        "groups: [{id: J, title: 组, of: 界别, sum: total}]\n"
    )
    # What is no node of the tree has no points, and nothing to carry.
    assert ids_in(carrying(COUNT, more=beside)) == {"total", "P1", "P2"}
