"""Words that more items say than usual (议8), counted by hand."""

from __future__ import annotations

from datetime import date

from services.opinions.alike_groups import groups_alike
from services.opinions.analysis import quarter_of
from services.opinions.bigrams import written
from services.opinions.rising import rising
from services.opinions.text_index import TextIndex

# Who writes of what, by quarter: charging points by 1, 0, 2, 1 in four quarters and 6 in the fifth; parking
# by five in each, so no more than ever; the ferry by four now, which is too few.
QUARTERS = ((2025, 11, 1, 0), (2026, 2, 0, 0), (2026, 5, 2, 0), (2026, 8, 1, 0), (2026, 11, 6, 4))


def texts() -> tuple[dict[int, str], dict[int, date]]:
    said: dict[int, str] = {}
    received: dict[int, date] = {}
    for year, month, charging, ferry in QUARTERS:
        of_quarter = ["码头停车难"] * 5 + ["小区充电桩少"] * charging + ["轮渡误点"] * ferry
        for at, text in enumerate(of_quarter):
            said[len(said) + 1] = written([f"{text}{at}"])
            received[len(said)] = date(year, month, 1 + at)
    return said, received


def test_what_rose_is_told_with_its_counts_and_nothing_else() -> None:
    said, received = texts()
    found = rising(TextIndex().changed(said), received, date(2026, 12, 31))
    # One word, as long as all of them have it.
    assert [(one.word, len(one.items), one.before, one.mean) for one in found] == [
        ("小区充电桩少", 6, (1, 0, 2, 1), 1.0)
    ]
    # Of the four quarters before that one, the first is not known: against nothing everything would rise.
    assert rising(TextIndex().changed(said), received, date(2026, 9, 30)) == []
    # An item that does not count any more is none of the five.
    few = {number: day for number, day in received.items() if number not in found[0].items}
    assert rising(TextIndex().changed(said), few, date(2026, 12, 31)) == []


def test_a_word_of_the_list_is_left_out() -> None:
    said = {number: written([f"{number}号反映停车问题"]) for number in range(1, 6)}
    # 反映 and 问题 are listed: neither they nor what stands across their ends is a word.
    said[6] = written(["路灯"])
    received = dict.fromkeys(said, date(2026, 12, 1)) | {6: date(2025, 10, 1)}
    found = rising(TextIndex().changed(said), received, date(2026, 12, 1))
    assert [(one.word, len(one.items), one.before) for one in found] == [("停车", 5, (0, 0, 0, 0))]


def test_quarters_are_those_of_the_year() -> None:
    assert (quarter_of(date(2024, 2, 29)).first, quarter_of(date(2024, 2, 29)).last) == (
        date(2024, 1, 1),
        date(2024, 3, 31),
    )
    assert quarter_of(date(2026, 12, 1)).last == date(2026, 12, 31)


def test_what_says_much_the_same_is_one_group() -> None:
    said = {
        1: written(["东港码头早晨停车难，车位只有四十个"]),
        2: written(["居民反映小区路灯三个月不亮"]),
        3: written(["东港码头早晨停车很难，车位只有四十个左右"]),
        4: written(["渔船柴油补贴发得太晚"]),
    }
    (group,) = groups_alike(TextIndex().changed(said), said)
    assert group.items == (1, 3)
    assert group.shared == ("东港码头早晨停车", "车位只有四十个")
    assert groups_alike(TextIndex().changed(said), [1, 2, 4]) == []
