"""How far a measure looks back and ahead."""

from dataclasses import replace
from datetime import date

import pytest

from rules.loader import load
from rules.reach import reach
from rules.shipped import locate
from tests.rules.documents import measure, of_rules

RULE = "take: participation, when: {kind: 调研}, points: 1"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        # Proposals from 1 December of the year before; everything else to 31 December.
        ("hongkou/2020", date(2019, 12, 1), date(2020, 12, 31)),
        ("zhoushan/2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_shipped_measures(name: str, first: date, last: date) -> None:
    assert reach(load(locate(name))) == (first, last)


@pytest.mark.parametrize(
    ("rules", "first", "last"),
    [
        (["{id: A, title: 无窗口, %s}"], date(2022, 1, 1), date(2022, 12, 31)),
        # A window inside the year does not shorten it: gates and rates look at the whole.
        (
            ["{id: A, title: 半年, window: {from: 2022-03-01, to: 2022-06-30}, %s}"],
            date(2022, 1, 1),
            date(2022, 12, 31),
        ),
        (
            [
                "{id: A, title: 早, window: {from: 2021-11-30, to: 2021-12-31}, %s}",
                "{id: B, title: 晚, window: {from: 2022-12-01, to: 2023-01-15}, %s}",
            ],
            date(2021, 11, 30),
            date(2023, 1, 15),
        ),
        # The window of the rule itself holds, not that of the node above.
        (
            [
                "{id: A, title: 上级, window: {from: 2020-01-01, to: 2024-12-31}, rules: ["
                "{id: B, title: 下级, window: {from: 2021-12-01, to: 2022-11-30}, %s}]}"
            ],
            date(2021, 12, 1),
            date(2022, 12, 31),
        ),
        # A window with alternatives beside it.
        (
            [
                "{id: A, title: 两种, window: {from: 2021-12-24, to: 2022-11-30}, take: participation,"
                " when: {kind: 调研, any: [{状态: 出席}, {必须参加: 是}]}, points: 1}"
            ],
            date(2021, 12, 24),
            date(2022, 12, 31),
        ),
    ],
)
def test_windows(rules: list[str], first: date, last: date) -> None:
    texts = [rule.replace("%s", RULE) for rule in rules]
    assert reach(measure(of_rules(*texts))) == (first, last)


def test_what_is_remembered_is_never_that_of_another_with_the_same_digest() -> None:
    whole = load(locate("zhoushan/2022"))
    half = replace(whole, start=date(2022, 7, 1), end=date(2023, 6, 30))
    assert half.digest == whole.digest
    assert reach(half) == (reach(whole)[0], date(2023, 6, 30))
    assert reach(whole)[1] == date(2022, 12, 31)
