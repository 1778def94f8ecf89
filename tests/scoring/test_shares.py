"""How the authors of a work share its points."""

from fractions import Fraction

import pytest

from rules.record import Value
from tests.scoring.by_hand import cuts, member, scored, totals, written

PEOPLE = [member(name) for name in "甲乙丙丁"]
UNCONFIRMED: dict[str, Value] = {"确认": False}


def shared(
    share: str, authors: dict[str, dict[str, Value]], outsiders: int = 0, worth: str = "6"
) -> dict[str, str]:
    rule = (
        "{id: S, title: 采用, over: work, take: outcome, when: {kind: 社情民意, 结果: 采用},"
        f" points: {worth}, share: {share}}}"
    )
    adopted = ("2022-05-01", {"结果": "采用"})
    run = scored(
        [rule], PEOPLE, [written("1", "社情民意", "2022-03-01", authors, adopted, outsiders=outsiders)]
    )
    return {name: str(points) for name, points in totals(run).items() if name in authors}


HALVES = "{first: 1/2, others: 1/2}"


@pytest.mark.parametrize(
    ("share", "authors", "outsiders", "expected"),
    [
        # 6: half to the first, the rest shared.
        (HALVES, {"甲": {}}, 0, {"甲": "6"}),
        (HALVES, {"甲": {}, "乙": {}}, 0, {"甲": "3", "乙": "3"}),
        (HALVES, {"甲": {}, "乙": {}, "丙": {}}, 0, {"甲": "3", "乙": "3/2", "丙": "3/2"}),
        # An unconfirmed co-author is no author; an unconfirmed first author leaves his half to nobody.
        (HALVES, {"甲": {}, "乙": UNCONFIRMED, "丙": {}}, 0, {"甲": "3", "乙": "0", "丙": "3"}),
        (HALVES, {"甲": {}, "乙": UNCONFIRMED}, 0, {"甲": "6", "乙": "0"}),
        (HALVES, {"甲": UNCONFIRMED, "乙": {}}, 0, {"甲": "0", "乙": "3"}),
        # Authors who are no members have no share, unless the measure says so.
        (HALVES, {"甲": {}, "乙": {}}, 2, {"甲": "3", "乙": "3"}),
        ("{first: 1/2, others: 1/2, outsiders: 是}", {"甲": {}, "乙": {}}, 2, {"甲": "3", "乙": "1"}),
        ("{first: 1/2, others: 1/2, outsiders: 是}", {"甲": {}}, 1, {"甲": "3"}),
        # The unconfirmed count among those who share, and get their part.
        (
            "{first: 1/2, others: 1/2, among: {确认: [是, 否]}}",
            {"甲": {}, "乙": UNCONFIRMED, "丙": {}},
            0,
            {"甲": "3", "乙": "3/2", "丙": "3/2"},
        ),
        ("{equal: 是}", {"甲": {}, "乙": {}, "丙": {}}, 0, {"甲": "2", "乙": "2", "丙": "2"}),
        ("{equal: 是}", {"甲": {}, "乙": UNCONFIRMED, "丙": {}}, 0, {"甲": "3", "乙": "0", "丙": "3"}),
        ("{equal: 是, outsiders: 是}", {"甲": {}, "乙": {}}, 1, {"甲": "2", "乙": "2"}),
        (
            "{equal: 是, among: {位次: 联}}",
            {"甲": {}, "乙": {}, "丙": {}},
            0,
            {"甲": "0", "乙": "3", "丙": "3"},
        ),
        # A part of 60 % and of 30 % leaves a tenth to nobody.
        (
            "{first: 60%, others: 30%}",
            {"甲": {}, "乙": {}, "丙": {}},
            0,
            {"甲": "18/5", "乙": "9/10", "丙": "9/10"},
        ),
        ("{by_order: [50%, 30%]}", {"甲": {}, "乙": {}, "丙": {}}, 0, {"甲": "3", "乙": "9/5", "丙": "0"}),
        ("{by_order: [50%, 30%]}", {"甲": {}}, 0, {"甲": "6"}),
        # An outsider signed first: the file says which place our member has.
        (HALVES, {"乙": {"序号": 2}}, 1, {"乙": "3"}),
    ],
)
def test_a_pot_of_six(
    share: str, authors: dict[str, dict[str, Value]], outsiders: int, expected: dict[str, str]
) -> None:
    assert shared(share, authors, outsiders) == expected


def test_four_authors_and_a_lost_cent() -> None:
    """8: 4.00 and three times 4 ÷ 3 = 1.33; the hundredth that is lost is nobody's."""
    authors: dict[str, dict[str, Value]] = {name: {} for name in "甲乙丙丁"}
    assert shared(HALVES, authors, worth="8") == {
        "甲": "4",
        "乙": "133/100",
        "丙": "133/100",
        "丁": "133/100",
    }


def test_who_shares_is_settled_when_the_work_is_signed() -> None:
    """乙 becomes a standing member between signing and adoption: not one of those who share this work."""
    rule = (
        "{id: S, title: 采用, over: work, take: outcome, when: {kind: 社情民意}, points: 6,"
        " share: {equal: 是, among: {身份: 常委}}}"
    )
    people = [member("甲", 身份="常委"), member("乙", ("2022-04-01", "身份", "常委"))]
    adopted = ("2022-05-01", {"结果": "采用"})
    run = scored([rule], people, [written("1", "社情民意", "2022-03-01", ["甲", "乙"], adopted)])
    assert totals(run) == {"甲": 6, "乙": 0}


def test_an_excluded_author_is_none() -> None:
    body = (
        "exclude: [{id: X, title: 联名不计, take: authorship, when: {位次: 联}}]\n"
        "root: {id: total, title: 总分, rules: [{id: S, title: 采用, over: work, take: outcome,"
        " when: {kind: 社情民意}, points: 6, share: {equal: 是}}]}\n"
    )
    adopted = ("2022-05-01", {"结果": "采用"})
    run = scored(body, PEOPLE, [written("1", "社情民意", "2022-03-01", ["甲", "乙"], adopted)])
    assert totals(run) == {"甲": 6, "乙": 0, "丙": 0, "丁": 0}


def test_a_share_is_told() -> None:
    rule = (
        "{id: S4, title: 采用, over: work, take: outcome, when: {kind: 社情民意}, points: 8,"
        " share: {first: 1/2, others: 1/2}}"
    )
    adopted = ("2022-05-01", {"结果": "采用"})
    run = scored(
        [rule], [member("乙")], [written("1", "社情民意", "2022-03-01", {"乙": {"序号": 2}}, adopted)]
    )
    # Alone of the others: all of their half.
    assert totals(run) == {"乙": Fraction(4)}
    assert cuts(run)["1"][0] == "采用（S4）作者分配，本条8分得4分"


def test_parts_by_order_stay_where_the_first_author_did_not_confirm() -> None:
    """50 : 30 : 20 of 10; the second author keeps the 3 of the second place, alone or with a third."""
    share = "share: {by_order: [50%, 30%, 20%]}"
    rule = f"{{id: P, title: 提案, over: work, take: authorship, when: {{kind: 提案}}, points: 10, {share}}}"
    alone = written("1", "提案", "2022-03-01", {"甲": UNCONFIRMED, "乙": {}})
    assert totals(scored([rule], PEOPLE[:2], [alone])) == {"甲": 0, "乙": 3}
    joined = written("1", "提案", "2022-03-01", {"甲": UNCONFIRMED, "乙": {}, "丙": {}})
    assert totals(scored([rule], PEOPLE[:3], [joined])) == {"甲": 0, "乙": 3, "丙": 2}
